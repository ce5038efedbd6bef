"""The editor of notices: a new one, another version of one, and a copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.forms import Press
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.session import actor, member, staff
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language
from core.numbers import whole_number
from notices.announcing_words import CIRCLES, offset_words, refused_words
from notices.audience_of import Audience, Circle
from notices.forms.announcement import AT, OFFSETS, RELATIVE, SEGMENT, AnnouncementForm
from notices.manage.blueprint import Desk, bp, date_words, fresh_token, limits, refs_of_pages
from notices.models.notice import Announcement
from notices.news import News
from notices.queries import announcements as stored
from notices.queries.own_things import things_of
from notices.registry import subjects_named
from notices.services import announcements as services
from notices.standing_of import NOW, is_relative

PROMOTION, SERVICE = News.PROMOTION.value, News.ORGANISER.value


@bp.page("/desk/<slug:organisation>/notices/new", endpoint="house_new", methods=["GET", "POST"])
@member(Role.EDITOR)
def house_new(organisation: Organisation) -> BaseResponse | str:
    """An organisation writes one."""
    return _new(Desk(organisation))


@bp.page("/staff/announcements/new", endpoint="staff_new", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def staff_new() -> BaseResponse | str:
    """The staff write one."""
    return _new(Desk(None))


@bp.page("/desk/<slug:organisation>/notices/<key:key>/edit", endpoint="house_edit", methods=["GET", "POST"])
@member(Role.EDITOR)
def house_edit(organisation: Organisation, key: int) -> BaseResponse | str:
    """Another version of one of theirs."""
    return _edit(Desk(organisation), key)


@bp.page("/staff/announcements/<key:key>/edit", endpoint="staff_edit", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def staff_edit(key: int) -> BaseResponse | str:
    """Another version of one of the staff's."""
    return _edit(Desk(None), key)


def _new(desk: Desk) -> BaseResponse | str:
    form = _form(desk, {
        "audience": Circle.FOLLOWERS.value, "promotional": SERVICE, "when": NOW, "token": fresh_token(), "offset": str(-1440),
    })
    if form.validate_on_submit():
        try:
            audience, at, who = _audience(desk, form), clock.now(), actor()
            with committing():
                row = services.write(
                    desk.organisation_id, form.written(audience), token=str(form.token.data), at=at, actor=who
                )
                key = row.id
            return redirect(desk.link("one", key=key), 303)
        except Refused as refused:
            form.refuse(refused_words(refused))
    return _page(desk, gettext("Write a notice"), form)


def _edit(desk: Desk, key: int) -> BaseResponse | str:
    row = desk.own(key)
    found(row if row.organisation_id == desk.organisation_id else None)
    form = _form(desk, _stated(row))
    theirs: Announcement | None = None
    if form.validate_on_submit():
        try:
            _save(desk, key, form)
            flash(gettext("Saved."))
            return redirect(desk.link("one", key=key), 303)
        except Refused as refused:
            form.refuse(refused_words(refused))
            row = desk.own(key)
            if refused.reason == "stale":  # what was typed stays; pressing once more puts it over what is there now
                theirs, form.seen.data = row, str(row.version)
    return _page(desk, gettext("Edit the notice"), form, row=row, theirs=theirs)


def _save(desk: Desk, key: int, form: AnnouncementForm) -> None:
    audience = _audience(desk, form)
    with committing():
        services.edit(
            desk.own_to_change(key), form.written(audience), seen=whole_number(form.seen.data) or 0, limits=limits(),
            at=clock.now(), actor=actor(),
        )


def _audience(desk: Desk, form: AnnouncementForm) -> Audience:
    """What was ticked, the audience with a name that was chosen, or the things whose pages the staff named."""
    if form.segment_id is not None:
        row = found(stored.segment(desk.organisation_id, form.segment_id))
        return Audience.stored(row.audience)
    return form.chosen_audience(refs_of_pages(form.page_lines) if desk.organisation is None else ())


def _stated(row: Announcement) -> dict[str, Any]:
    """A notice as its form shows it."""
    audience = Audience.stored(row.audience)
    day, _t, time = row.wall.partition("T")
    return {
        "subject_zh": row.subject_zh, "subject_en": row.subject_en, "body_zh": row.body_zh, "body_en": row.body_en,
        "about": str(row.performance_id or ""), "promotional": PROMOTION if row.is_promotional else SERVICE,
        "audience": audience.circle.value, "subjects": list(audience.subjects),
        "when": RELATIVE if is_relative(row) else NOW if row.wall == NOW else AT,
        "day": day if time else "", "clock": time, "offset": str(row.offset_minutes or -1440), "seen": str(row.version),
        "token": fresh_token(),
    }


def _form(desk: Desk, stated: dict[str, Any]) -> AnnouncementForm:
    at, speaks, organisation = clock.now(), language(), desk.organisation
    things = [(each.ref, each.name.in_language(speaks)) for each in things_of(organisation, at)] if organisation else []
    things = _with_kept(things, stated.get("subjects", ()))
    counted = stored.followers_by_subject([ref for ref, _name in things], [SERVICE, PROMOTION], at) if things else {}
    things.sort(key=lambda each: not any(counted.get((each[0], news)) for news in (SERVICE, PROMOTION)))
    dates = [("", gettext("None"))] + [(str(row.id), date_words(row)) for row in desk.dates]
    kept = stored.segments(desk.organisation_id)
    named = [(f"{SEGMENT}{each.id}", gettext("Kept: %(name)s", name=each.name)) for each in kept]
    form = AnnouncementForm(
        things=[(ref, _with_numbers(ref, name, counted)) for ref, name in things],
        dates=dates, audiences=[(each.value, str(CIRCLES[each])) for each in desk.circles] + named,
        offsets=[(str(minutes), offset_words(minutes)) for minutes in OFFSETS], whens=_whens(desk), kinds=_kinds(), **stated,
    )
    form.followed = {ref for ref, _news in counted}
    if organisation:
        del form.pages
    else:
        del form.about, form.offset
    return form


def _with_kept(things: list[tuple[str, str]], kept: Sequence[str]) -> list[tuple[str, str]]:
    """What was chosen before can be chosen still: a listing that is long over, what the staff named by its page."""
    missing = [ref for ref in kept if ref not in dict(things)]
    named = subjects_named(missing) if missing else {}
    return things + [(ref, named[ref].name.in_language(language())) for ref in missing if ref in named]


def _with_numbers(ref: str, name: str, counted: Mapping[tuple[str, str], int]) -> str:
    service, promotion = counted.get((ref, SERVICE), 0), counted.get((ref, PROMOTION), 0)
    if not service and not promotion:
        return name
    return gettext(
        "%(name)s (%(service)s for service, %(promotion)s for offers)", name=name, service=service, promotion=promotion
    )


def _kinds() -> list[tuple[str, str]]:
    return [
        (SERVICE, gettext("Service: what somebody who comes should know (the way in, a talk afterwards, a programme book)")),
        (PROMOTION, gettext("An offer: it invites to buy or to come. Only those get it who asked for offers")),
    ]


def _whens(desk: Desk) -> list[tuple[str, str]]:
    found = [(NOW, gettext("As soon as you hand it in")), (AT, gettext("On a day, at a time"))]
    return [*found, (RELATIVE, gettext("Before or after the date that it is about"))] if desk.organisation else found


def _page(desk: Desk, title: str, form: AnnouncementForm, **values: object) -> str:
    return desk.page(
        "edit.html", title, form=form, followers=Circle.FOLLOWERS.value, at_value=AT, relative=RELATIVE,
        approval_above=limits().approval_above, a_day=limits().a_day, **values,
    )


# --- a copy ------------------------------------------------------------------------------------------------------------


@bp.page("/desk/<slug:organisation>/notices/<key:key>/copy", endpoint="house_copy", methods=["POST"])
@member(Role.EDITOR)
def house_copy(organisation: Organisation, key: int) -> BaseResponse:
    """The same words once more, as a draft."""
    return _copy(Desk(organisation), key)


@bp.page("/staff/announcements/<key:key>/copy", endpoint="staff_copy", methods=["POST"])
@staff(StaffRole.CONSOLE)
def staff_copy(key: int) -> BaseResponse:
    """The same words once more, as a draft."""
    return _copy(Desk(None), key)


def _copy(desk: Desk, key: int) -> BaseResponse:
    row = desk.own(key)
    found(row if row.organisation_id == desk.organisation_id else None)
    made, token, form = key, str(request.form.get("token", ""))[:64] or fresh_token(), Press()
    if form.validate_on_submit():
        with committing():
            made = services.copy(desk.own_to_change(key), token=token, at=clock.now(), actor=actor()).id
        flash(gettext("Copied. It is a draft."))
        return redirect(desk.link("edit", key=made), 303)
    return redirect(desk.link("one", key=key), 303)
