"""The editor of notices: a new one, another version of one, and a copy."""

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
from core.numbers import whole_number
from notices.announcing_words import offset_words, refused_words
from notices.audience_of import Audience, Circle
from notices.forms.announcement import AT, OFFSETS, RELATIVE, SEGMENT, AnnouncementForm
from notices.manage.blueprint import Desk, bp, fresh_token, refs_of_pages
from notices.manage.choosing import PROMOTION, SERVICE, offered
from notices.models.notice import Announcement
from notices.queries import announcements as stored
from notices.services import announcements as services
from notices.services.announcing import limits
from notices.standing_of import NOW, is_relative


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
    if not _is_looking(form) and form.validate_on_submit():
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
    if not _is_looking(form) and form.validate_on_submit():
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
    kind = next((each for each in desk.audiences if each.code == form.audience.data), None)
    if kind is None or kind.chosen_by is None:
        return Audience(str(form.audience.data))
    return Audience(kind.code, form.chosen_things(refs_of_pages(form.page_lines)))


def _stated(row: Announcement) -> dict[str, Any]:
    """A notice as its form shows it."""
    audience = Audience.stored(row.audience)
    day, _t, time = row.wall.partition("T")
    return {
        "subject_zh": row.subject_zh, "subject_en": row.subject_en, "body_zh": row.body_zh, "body_en": row.body_en,
        "about": str(row.performance_id or ""), "promotional": PROMOTION if row.is_promotional else SERVICE,
        "audience": audience.circle, "subjects": list(audience.subjects),
        "when": RELATIVE if is_relative(row) else NOW if row.wall == NOW else AT,
        "day": day if time else "", "clock": time, "offset": str(row.offset_minutes or -1440), "seen": str(row.version),
        "token": fresh_token(),
    }


def _form(desk: Desk, stated: dict[str, Any]) -> AnnouncementForm:
    choices = offered(desk, stated.get("subjects", ()), whole_number(stated.get("about")))
    kept = stored.segments(desk.organisation_id)
    named = [(f"{SEGMENT}{each.id}", gettext("Kept: %(name)s", name=each.name)) for each in kept]
    form = AnnouncementForm(
        things=choices.things, dates=choices.dates,
        audiences=[(each.code, each.words(desk.organisation_id)) for each in desk.audiences] + named,
        offsets=[(str(minutes), offset_words(minutes)) for minutes in OFFSETS], whens=_whens(), kinds=_kinds(), **stated,
    )
    form.followed, form.found, form.is_cut = choices.followed, (choices.found, choices.dates_found), choices.is_cut
    if desk.organisation:
        del form.search, form.searched, form.pages, form.about_search, form.about_from, form.about_searched
    return form


def _is_looking(form: AnnouncementForm) -> bool:
    """Whether something was looked for rather than saved; what was typed stays, and nothing is said of what is missing yet."""
    is_looking = request.method == "POST" and "search" in form and ("find" in request.form or form.looks_for)
    if is_looking:
        form.searched.data, form.about_searched.data = form.search.data, form.date_looked_for
        form.about_from.validate(form, [lambda whole, field: whole.validate_about_from(field)])
    return is_looking


def _kinds() -> list[tuple[str, str]]:
    return [
        (SERVICE, gettext("Service: what somebody who comes should know (the way in, a talk afterwards, a programme book)")),
        (PROMOTION, gettext("An offer: it invites to buy or to come. Only those get it who asked for offers")),
    ]


def _whens() -> list[tuple[str, str]]:
    return [
        (NOW, gettext("As soon as you hand it in")), (AT, gettext("On a day, at a time")),
        (RELATIVE, gettext("Before or after the date that it is about")),
    ]


def _page(desk: Desk, title: str, form: AnnouncementForm, **values: object) -> str:
    by_things = [each.code for each in desk.audiences if each.chosen_by is not None]
    return desk.page(
        "edit.html", title, form=form, by_things=" ".join(by_things), at_value=AT, relative=RELATIVE,
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
