"""A deed's own page: its ten minutes, the undo, and telling everybody now."""

from collections.abc import Callable

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
from core.language import language
from core.web import link
from events.deed_words import CAUSES, DONE
from events.manage.change_desk import bp, own_deed, page, say_refused, standing
from events.models.deed import Deed
from events.queries import deeds as stored
from events.services import deeds as services
from events.services import undoing
from events.services.undoing import has_moved_on


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
    )


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
