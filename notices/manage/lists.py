"""The lists: an organisation's notices, the staff's with what waits for a second person, and audiences with a name."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.forms import Press
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.session import actor, member, staff
from accounts.waiting import Waiting
from core import clock
from core.db import committing
from core.numbers import whole_number
from core.web import link
from notices.audience_of import Audience
from notices.manage.blueprint import Desk, audience_words, bp, state_words
from notices.queries import announcements as stored
from notices.registry import subjects_named
from notices.services import segments
from notices.standing_of import moment_of


@bp.page("/desk/<slug:organisation>/notices", endpoint="house_list")
@member(Role.EDITOR)
def house_list(organisation: Organisation) -> str:
    """An organisation's."""
    return _list(Desk(organisation))


@bp.page("/staff/announcements", endpoint="staff_list")
@staff(StaffRole.CONSOLE)
def staff_list() -> str:
    """The staff's own, and everybody's that wait for a second person."""
    return _list(Desk(None))


def _list(desk: Desk) -> str:
    page = max(1, min(whole_number(request.args.get("page")) or 1, 1_000))
    rows = stored.listed(desk.organisation_id, page=page)
    waiting = stored.waiting_for_approval() if desk.organisation is None else []
    kept = stored.segments(desk.organisation_id)
    named = subjects_named({ref for each in kept for ref in Audience.stored(each.audience).subjects})
    shown = rows[: stored.A_PAGE]
    return desk.page(
        "list.html", gettext("Notices"), rows=[(each, state_words(each)) for each in shown], number=page,
        has_more=len(rows) > stored.A_PAGE, moments={each.row.id: _moment(each) for each in shown}, waiting=waiting,
        audiences=[(each, audience_words(Audience.stored(each.audience), each.organisation_id, named)) for each in kept],
    )


def _moment(each: stored.Listed) -> object:
    return each.notice.due_at if each.notice is not None else moment_of(each.row)


@bp.page("/desk/<slug:organisation>/notices/audiences/<key:key>/drop", endpoint="house_drop", methods=["POST"])
@member(Role.EDITOR)
def house_drop(organisation: Organisation, key: int) -> BaseResponse:
    """Forget an audience with a name."""
    return _drop(Desk(organisation), key)


@bp.page("/staff/announcements/audiences/<key:key>/drop", endpoint="staff_drop", methods=["POST"])
@staff(StaffRole.CONSOLE)
def staff_drop(key: int) -> BaseResponse:
    """Forget an audience with a name."""
    return _drop(Desk(None), key)


def _drop(desk: Desk, key: int) -> BaseResponse:
    known, back = key_in_range(key), desk.link("list")
    found(stored.segment(desk.organisation_id, known))
    if Press().validate_on_submit():
        with committing():
            segments.drop(found(stored.segment(desk.organisation_id, known)), at=clock.now(), actor=actor())
        flash(gettext("Dropped."))
    return redirect(back, 303)


def notices_waiting(organisations: Sequence[Organisation]) -> Mapping[int, Sequence[Waiting]]:
    """What waits for a second person, as the way in of an organisation's people shows it."""
    slugs = {each.id: each.slug for each in organisations}
    return {
        key: [Waiting(
            ngettext("%(num)s notice waits for a second person", "%(num)s notices wait for a second person", number),
            link("announcements.house_list", organisation=slugs[key]),
        )]
        for key, number in stored.waiting_counted(list(slugs)).items()
    }
