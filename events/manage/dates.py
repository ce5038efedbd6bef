"""The dates of a listing: a rule with its visible difference, extra shows, single dates, the radar beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import link
from events import generator
from events.change import fitting
from events.deed_words import VERBS
from events.forms.dates import NAMES, ExtraForm, RuleForm, SpanForm
from events.manage.blueprint import bp, own_event, page, say_refused
from events.manage.strips import Strip, strip_of, wanted_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form as RowForm
from events.queries import listings as stored
from events.rule_box import UnreadableRule
from events.rule_words import pattern_error, rule_error
from events.run_rule import Typed, pattern_of, times_words, typed_from
from events.services import dates as deeds
from events.words import STATUSES

MOST_STRIP = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date of the list: by its key; `is_public` ones are changed at the change desk."""

    key: int
    starts_at: datetime
    ends_at: datetime | None
    title: str
    status: str
    is_public: bool
    is_over: bool
    is_by_hand: bool


def _run(event: Event) -> Run:
    """The run whose dates are shown: the one named in the address, else the first."""
    runs = stored.runs_of_event(event.id)
    asked = request.args.get("run", "")
    return found(next((run for run in runs if str(run.id) == asked), runs[0] if runs and not asked else None))


@bp.page("/desk/<slug:organisation>/listings/<key:key>/dates", methods=["GET", "POST"])
@member(Role.EDITOR)
def dates(organisation: Organisation, key: int) -> BaseResponse | str:
    """The dates. The rule is looked at first (what it adds, keeps, drops), then written by a second press."""
    event = own_event(organisation, key)
    run = _run(event)
    form = RuleForm(data=_shown(run))
    if not form.is_submitted():
        return dates_page(organisation, event, run, form=form)
    pattern = _pattern(form) if form.validate() else None
    if pattern is None:
        return dates_page(organisation, event, run, form=form)
    if "apply" not in request.form:
        plan = deeds.plan_dates(run, pattern, at=clock.now())
        return dates_page(organisation, event, run, form=form, plan=plan, days=_days(pattern))
    try:
        with committing():
            run = _run(own_event(organisation, key))
            deeds.apply_rule(run, pattern, at=clock.now(), actor=actor())
    except Refused as refused:
        form.refuse(say_refused(refused))
        return dates_page(organisation, own_event(organisation, key), _run(event), form=form)
    return _to_dates(organisation, key)


def _to_dates(organisation: Organisation, key: int) -> BaseResponse:
    return redirect(link("desk.dates", organisation=organisation.slug, key=key, run=request.args.get("run")), 303)


def _shown(run: Run) -> dict[str, object]:
    """The rule as it was last written; else the days that stand, or nothing."""
    if run.pattern:
        typed = typed_from(generator.pattern_from_json(run.pattern))
        return {"first": typed.first, "last": typed.last, "without": typed.without, "extra": typed.extra} | {
            name: times_words(typed.weekly.get(number, ())) for number, name in enumerate(NAMES)
        }
    rows = stored.dates_of_run(run.id)
    return {"first": rows[0].day, "last": rows[-1].day} if rows else {}


def _pattern(form: RuleForm) -> generator.Pattern | None:
    weekly = {number: form[name].times for number, name in enumerate(NAMES)}
    typed = Typed(
        first=form.first.data or date.min, last=form.last.data or date.min, weekly=weekly, without=form.without.data or "",
        extra=form.extra.data or "", rule=form.rule.data or "",
    )
    try:
        return pattern_of(typed)
    except UnreadableRule as refused:
        form.refuse(rule_error(refused), form.rule if typed.rule else None)
    except generator.BadPattern as refused:
        form.refuse(pattern_error(str(refused)), form.last)
    return None


def _days(pattern: generator.Pattern) -> list[date]:
    return sorted({clock.local(each).date() for each in generator.starts(pattern)})


def dates_page(
    organisation: Organisation, event: Event, run: Run, *, form: RuleForm | None = None, extra: ExtraForm | None = None,
    span: SpanForm | None = None, plan: deeds.Plan | None = None, days: Sequence[date] = (), problem: str = "",
) -> str:
    """The HTML of the dates page."""
    now = clock.now()
    rows = [row for row in stored.all_rows_of_run(run.id) if row.is_timed or row.form is RowForm.SPAN]
    spans = [row for row in rows if row.form is RowForm.SPAN]
    timed = [row for row in rows if row.is_timed]
    shown = list(days) or [row.day for row in timed if not row.has_ended_at(now)]
    return page(
        "dates.html", gettext("Dates"), organisation, event=event, run=run, runs=stored.runs_of_event(event.id),
        form=form or RuleForm(formdata=None, data=_shown(run)),
        extra=extra or ExtraForm(formdata=None, data={"at": _usual(timed)}),
        plan=plan, lines=[_line(row, event, now) for row in timed], verbs=VERBS, fitting=fitting,
        strip=_strip(organisation, run, shown, timed), problem=problem,
        spans=spans, span=span or SpanForm(formdata=None, data=_span_shown(spans)), names=NAMES,
    )


def _usual(rows: Sequence[Performance]) -> str:
    return f"{rows[-1].starts_local:%H:%M}" if rows else "19:30"


def _span_shown(spans: Sequence[Performance]) -> dict[str, object]:
    return {"first": spans[0].day, "last": spans[0].last_day} if spans else {}


def _strip(organisation: Organisation, run: Run, days: Sequence[date], rows: Sequence[Performance]) -> Strip | None:
    if not days:
        return None
    shown = [day for day in days if day <= min(days) + MOST_STRIP]
    return strip_of(wanted_of(run), shown, organisation, run.event_id, plays={*days, *(row.day for row in rows)})


def _line(row: Performance, event: Event, now: datetime) -> DateLine:
    return DateLine(
        row.id, row.starts_at, row.ends_at if row.end_is_stated else None, row.title.zh or row.title.en,
        str(STATUSES[row.status]) if row.published_at is not None else gettext("Draft"),
        row.published_at is not None and event.is_public, row.has_ended_at(now), row.rule_start is None,
    )


@bp.page("/desk/<slug:organisation>/listings/<key:key>/dates/extra", methods=["POST"])
@member(Role.EDITOR)
def extra(organisation: Organisation, key: int) -> BaseResponse | str:
    """One more show, or several on one day."""
    event, form = own_event(organisation, key), ExtraForm()
    if form.validate() and form.day.data and form.at.times:
        starts = [clock.at_local(form.day.data, each) for each in form.at.times]
        try:
            with committing():
                run = _run(own_event(organisation, key))
                for each in starts:
                    deeds.add_extra(run, each, at=clock.now(), actor=actor())
        except Refused as refused:
            form.refuse(say_refused(refused))
        else:
            return _to_dates(organisation, key)
    return dates_page(organisation, event, _run(event), extra=form)


@bp.page("/desk/<slug:organisation>/listings/<key:key>/dates/days", methods=["POST"])
@member(Role.EDITOR)
def days(organisation: Organisation, key: int) -> BaseResponse | str:
    """Whole days: an exhibition's or a festival's."""
    event, form = own_event(organisation, key), SpanForm()
    if form.validate() and form.first.data:
        try:
            with committing():
                run = _run(own_event(organisation, key))
                deeds.set_days(run, form.first.data, form.last.data, at=clock.now(), actor=actor())
        except Refused as refused:
            form.refuse(say_refused(refused))
        else:
            return _to_dates(organisation, key)
    return dates_page(organisation, event, _run(event), span=form)
