"""One notice: where it stands, how its readers will see it, what became of it, and its buttons."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.actor import Actor
from accounts.forms import Press
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.session import actor, member, person, staff
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.numbers import whole_number
from notices.announcing_words import not_sent_words, refused_words, skipped_words
from notices.audience_of import Audience
from notices.forms.announcement import ReasonForm, SegmentForm
from notices.manage.blueprint import Desk, audience_words, bp, date_words, fresh_token, state_words, subject_words
from notices.manage.preview import preview_of
from notices.models.notice import Announcement
from notices.queries import announcements as stored
from notices.queries import reports
from notices.registry import subjects_named
from notices.services import announcements as services
from notices.services import segments, testing
from notices.services.announcing import limits
from notices.standing_of import OPEN, State, death_of, has_passed_its_date, is_relative, moment_of, why_not

DEEDS = '<any("hand-in",cancel,approve,"send-back",test,keep):deed>'
DEED_OF_HOUSE = f"/desk/<slug:organisation>/notices/<key:key>/{DEEDS}"
DEED_OF_STAFF = f"/staff/announcements/<key:key>/{DEEDS}"
Deed = Callable[[Announcement, int, datetime, Actor], object]


@bp.page("/desk/<slug:organisation>/notices/<key:key>", endpoint="house_one")
@member(Role.EDITOR)
def house_one(organisation: Organisation, key: int) -> str:
    """One of an organisation's."""
    return _one(Desk(organisation), key)


@bp.page("/staff/announcements/<key:key>", endpoint="staff_one")
@staff(StaffRole.CONSOLE)
def staff_one(key: int) -> str:
    """One of the staff's, or one of an organisation's that waits for a second person."""
    return _one(Desk(None), key)


@bp.page(DEED_OF_HOUSE, endpoint="house_deed", methods=["POST"])
@member(Role.EDITOR)
def house_deed(organisation: Organisation, key: int, deed: str) -> BaseResponse | str:
    """A button on one of an organisation's."""
    return _press(Desk(organisation), key, deed)


@bp.page(DEED_OF_STAFF, endpoint="staff_deed", methods=["POST"])
@staff(StaffRole.CONSOLE)
def staff_deed(key: int, deed: str) -> BaseResponse | str:
    """A button on one that the staff see."""
    return _press(Desk(None), key, deed)


def _one(desk: Desk, key: int, form: Form | None = None) -> str:
    row, at = desk.own(key), clock.now()
    each = stored.with_notice(row)
    state, audience = state_words(each), Audience.stored(row.audience)
    size = stored.size_of(row, at) if state in OPEN else None
    report = reports.report_of(each.notice.id) if each.notice is not None and each.notice.released_at else None
    moment = each.notice.due_at if each.notice is not None else moment_of(row)
    is_own = row.organisation_id == desk.organisation_id
    return desk.page(
        "one.html", subject_words(row), row=row, each=each, state=state,
        size=size, report=report, moment=moment, is_past=moment is not None and moment < at,
        has_begun=has_passed_its_date(row, at), form=form or ReasonForm(),
        is_own=is_own, is_relative=is_relative(row), about=date_words(row.performance) if row.performance else "",
        audience=audience_words(audience, row.organisation_id, subjects_named(audience.subjects)),
        approval_above=limits().approval_above,
        needs_second=(size or 0) > limits().approval_above, is_mine=row.author_id == actor().person_id,
        why_not=not_sent_words(why_not(row, each.notice)) if state is State.DEAD else "",
        dies=not_sent_words(dies) if state in OPEN and (dies := death_of(row)) else "", can_change=is_own and state in OPEN,
        preview=preview_of(row, request.args.get("language", ""), request.args.get("reader", "")),
        segment_form=SegmentForm(formdata=None), skipped_words=skipped_words, token_of_copy=fresh_token(), at=at,
        follow_help=size == 0,
    )


def _press(desk: Desk, key: int, deed: str) -> BaseResponse | str:
    desk.own(key)
    if deed == "keep":
        return _keep(desk, key)
    form = ReasonForm() if deed == "send-back" else Press()
    if form.validate():
        try:
            stays = _do(desk, key, deed, str(form.reason.data or "") if isinstance(form, ReasonForm) else "")
        except Refused as refused:
            form.refuse(refused_words(refused))
            return _one(desk, key, form)
        flash(SAID[deed]())
        return redirect(desk.link("one", key=key) if stays else desk.link("list"), 303)
    return _one(desk, key, form)


SAID: dict[str, Callable[[], str]] = {
    "hand-in": lambda: gettext("Handed in."), "cancel": lambda: gettext("Cancelled. Nobody gets it."),
    "approve": lambda: gettext("Approved. Its author is told by mail."),
    "send-back": lambda: gettext("Sent back. Its author is told by mail, with your reason."),
    "test": lambda: gettext("A test is on its way to you, in each language that it was written in."),
}


def _do(desk: Desk, key: int, deed: str, reason: str) -> bool:
    """Do it; answers whether there is still a page of it."""
    seen, at, who = whole_number(request.form.get("seen")) or 0, clock.now(), actor()
    is_now = request.form.get("now") == "yes"
    writer = person()
    with committing():
        row = desk.own_to_change(key)
        if deed in {"hand-in", "cancel"} and row.organisation_id != desk.organisation_id:
            raise Refused("not_yours")
        if deed == "hand-in":
            services.hand_in(row, seen=seen, limits=limits(), at=at, actor=who, is_now=is_now)
        elif deed == "approve":
            services.approve(row, seen=seen, limits=limits(), at=at, actor=who, is_now=is_now)
        elif deed == "send-back":
            services.send_back(row, reason, seen=seen, at=at, actor=who)
        elif deed == "test" and writer is not None:
            testing.send_test(row, writer, at=at)
        elif deed == "cancel":
            return services.cancel(row, at=at, actor=who)
    return True


def _keep(desk: Desk, key: int) -> BaseResponse | str:
    """Give its audience a name, to be used again."""
    form = SegmentForm()
    if form.validate():
        try:
            with committing():
                row = desk.own_to_change(key)
                if row.organisation_id != desk.organisation_id:
                    raise Refused("not_yours")
                audience = Audience.stored(row.audience)
                segments.keep(row.organisation_id, str(form.name.data), audience, at=clock.now(), actor=actor())
        except Refused as refused:
            form.refuse(refused_words(refused))
        else:
            flash(gettext("Kept. You can choose it for the next notice."))
            return redirect(desk.link("one", key=key), 303)
    return _one(desk, key, form)
