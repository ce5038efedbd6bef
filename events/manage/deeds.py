"""A deed's own page: its ten minutes, the undo, and telling everybody now."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.actor import Actor
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.language import day_words, language, moment_words, say
from core.types import Bilingual
from core.web import link
from events.deed_words import CAUSES, DONE
from events.manage.change_desk import bp, own_deed, page, say_refused, standing, when
from events.models.deed import Deed
from events.models.words import Status
from events.queries import deeds as stored
from events.services import deeds as services
from events.services import undoing
from events.services.undoing import has_moved_on
from events.words import STATUSES
from venues.models import Hall


@bp.page("/desk/<slug:organisation>/changes/deeds/<key:key>")
@member(Role.VIEWER)
def deed(organisation: Organisation, key: int) -> str:
    """What was done, and until when it can be undone."""
    return _page(organisation, own_deed(organisation, key))


def _page(organisation: Organisation, shown: Deed, *, problem: str = "") -> str:
    at = clock.now()
    rows = {each.performance.id: each.performance for each in shown.rows if each.performance is not None}
    moved_on = {each.id for each in shown.rows if shown.undone_at is None and has_moved_on(each, rows)}
    title = f"{DONE[shown.kind]} · {shown.event.title.in_language(language())}"
    if shown.undone_at is not None:
        title = gettext("Undone: %(deed)s", deed=title)
    return page(
        "deed.html", title, organisation, deed=shown, at=at, moved_on=moved_on, standing=standing, problem=problem,
        can_undo=shown.can_be_undone_at(at) and actor().may(organisation.id, Role.EDITOR), causes=CAUSES,
        altered=_altered(shown),
    )


def _altered(shown: Deed) -> list[tuple[str, str, str]]:
    """What the deed changed: of what, what it was, what it became."""
    halls = {each.get("hall_id") for row in shown.rows for each in (row.before, row.after)}
    named = stored.halls_named([key for key in halls if isinstance(key, int)])
    said = []
    for row in shown.rows:
        about = when(row.performance) if row.performance else gettext("The whole run")
        was, now = _said(row.before, named), _said(row.after, named)
        if was or now:
            said.append((about, was, now))
    return said


def _said(values: Mapping[str, Any], halls: Mapping[int, Hall]) -> str:
    """Stored fields in words: when, where, how it stands, who plays."""
    parts = [moment_words(datetime.fromisoformat(values["starts_at"]))] if values.get("starts_at") else []
    if "starts_at" not in values and values.get("day"):
        parts.append(day_words(date.fromisoformat(values["day"])))
    if (hall := halls.get(values.get("hall_id") or 0)) is not None:
        parts += [str(say(hall.venue.name)), str(say(hall.name))]
    if values.get("status"):
        parts.append(str(STATUSES[Status(values["status"])]))
    cast = Bilingual(values.get("main_performers_zh") or "", values.get("main_performers_en") or "")
    return " · ".join([*parts, *([str(say(cast))] if cast else [])])


@bp.page("/desk/<slug:organisation>/changes/deeds/<key:key>/undo", methods=["POST"])
@member(Role.EDITOR)
def undo(organisation: Organisation, key: int) -> BaseResponse | str:
    """Take it back."""
    return _pressed(organisation, key, undoing.undo)


@bp.page("/desk/<slug:organisation>/changes/deeds/<key:key>/tell", methods=["POST"])
@member(Role.EDITOR)
def tell(organisation: Organisation, key: int) -> BaseResponse | str:
    """Tell everybody now instead of in a few minutes."""
    return _pressed(organisation, key, services.tell_now)


def _pressed(organisation: Organisation, key: int, act: Callable[..., None]) -> BaseResponse | str:
    own_deed(organisation, key)
    form = Form()
    if not form.validate():
        return _page(organisation, own_deed(organisation, key), problem=str(form.form_errors[0]))
    who: Actor = actor()
    try:
        with committing():
            act(stored.deed_to_change(own_deed(organisation, key).id), at=clock.now(), actor=who)
    except Refused as refused:
        return _page(organisation, own_deed(organisation, key), problem=say_refused(refused))
    return redirect(link("changes.deed", organisation=organisation.slug, key=key), 303)
