"""One date, alone or with all drafts after it; and copies of a listing."""

from flask import redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import day_words, language
from core.numbers import whole_number
from core.quoting import unnested
from core.web import link
from events.change import fitting
from events.deed_words import VERBS
from events.forms.dates import CopyForm, DateForm, RemoveForm
from events.manage.blueprint import bp, own_date, own_event, page, say_refused
from events.manage.strips import strip_of, wanted_of
from events.models.performance import Performance
from events.queries import listings as stored
from events.services import copies as copying
from events.services import dates as deeds


@bp.page("/desk/<slug:organisation>/dates/<key:key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def single(organisation: Organisation, key: int) -> BaseResponse | str:
    """A draft date: its time and title. What is public is led to the change desk."""
    row = own_date(organisation, key)
    form = DateForm(data=_shown(row))
    if not form.is_submitted():
        return _page(organisation, row, form)
    if not form.validate() or not form.at.times or form.day.data is None:
        return _page(organisation, row, form)
    edit = deeds.Edit(
        starts_at=clock.at_local(form.day.data, form.at.times[0]), minutes=form.minutes.data,
        title_zh=form.title_zh.data or "", title_en=form.title_en.data or "", and_later=form.reach.data == "later",
        seen=whole_number(form.seen.data) or 0,
    )
    try:
        with committing():
            deeds.edit_date(own_date(organisation, key), edit, at=clock.now(), actor=actor())
    except Refused as refused:
        form.refuse(say_refused(refused))
        row = own_date(organisation, key)
        form.seen.data = str(row.version)
        return _page(organisation, row, form, is_stale=refused.reason == "stale")
    return _to_dates(organisation, own_date(organisation, key))


def _shown(row: Performance) -> dict[str, object]:
    length = int((row.ends_at - row.starts_at).total_seconds() // 60)
    return {
        "day": row.day, "at": f"{row.starts_local:%H:%M}", "minutes": length if row.end_is_stated else None,
        "title_zh": row.title_zh, "title_en": row.title_en, "seen": str(row.version),
    }


def _to_dates(organisation: Organisation, row: Performance) -> BaseResponse:
    return redirect(link("desk.dates", organisation=organisation.slug, key=row.run.event_id, run=row.run_id), 303)


def _page(organisation: Organisation, row: Performance, form: DateForm, *, is_stale: bool = False, problem: str = "") -> str:
    wanted = wanted_of(row.run, row.starts_local.time())
    plays = {each.day for each in stored.dates_of_run(row.run_id) if each.id != row.id}
    strip = strip_of(wanted, [form.day.data or row.day], organisation, row.run.event_id, plays=plays)
    return page(
        "single.html", f"{row.run.event.title.in_language(language())} · {day_words(row.day)}", organisation, row=row,
        event=row.run.event, form=form, strip=strip, problem=problem, theirs=_theirs(row) if is_stale else "",
        is_public=row.published_at is not None and row.run.event.is_public, remove=RemoveForm(formdata=None),
        changes=link("changes.dates", organisation=organisation.slug, key=row.run.event_id), kinds=fitting(row), verbs=VERBS,
    )


def _theirs(row: Performance) -> str:
    """What stands there now."""
    return f"{day_words(row.day)} {row.starts_local:%H:%M} {row.title.in_language(language())}".strip()


@bp.page("/desk/<slug:organisation>/dates/<key:key>/remove", methods=["POST"])
@member(Role.EDITOR)
def remove_date(organisation: Organisation, key: int) -> BaseResponse | str:
    """Remove a draft date, or it and all drafts after it."""
    row, form = own_date(organisation, key), RemoveForm()
    answer = _to_dates(organisation, row)
    problem = "" if form.validate() else str(form.form_errors[0])
    if not problem:
        try:
            with committing():
                both = bool(form.and_later.data)
                deeds.remove_dates(own_date(organisation, key), and_later=both, at=clock.now(), actor=actor())
        except Refused as refused:
            problem = say_refused(refused)
        else:
            return answer
    row = own_date(organisation, key)
    return _page(organisation, row, DateForm(formdata=None, data=_shown(row)), problem=problem)


@bp.page("/desk/<slug:organisation>/listings/<key:key>/copy", methods=["GET", "POST"])
@member(Role.EDITOR)
def copy(organisation: Organisation, key: int) -> BaseResponse | str:
    """The same again, or the next edition, as a draft."""
    event = own_event(organisation, key)
    short = stored.dates_in_short([event.id], clock.today()).get(event.id)
    form = CopyForm(data={"edition": "next" if event.edition else "same"})
    if form.validate_on_submit() and form.first.data:
        try:
            with committing():
                made = copying.copy_listing(
                    own_event(organisation, key), first=form.first.data, is_next_edition=form.edition.data == "next",
                    at=clock.now(), actor=actor(),
                ).id
        except Refused as refused:
            form.refuse(say_refused(refused))
        else:
            return redirect(link("desk.listing", organisation=organisation.slug, key=made, new=1), 303)
    return page(
        "copy.html", unnested(gettext("Copy “%(title)s”", title=event.title.in_language(language()))), organisation,
        event=event, form=form, short=short,
    )
