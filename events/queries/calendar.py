"""The calendar's lists: by day, by month, the nearest date. Cost follows the days shown, not the rows beyond them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from core import clock
from core.db import session
from core.types import Bilingual
from events.filters import EARLIEST, Dates
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form, Status
from events.queries.selection import Selection, is_timed, joined

ROWS_A_PAGE = 50
SPANS_SHOWN = 12
TITLES_A_DAY = 3
LOOKED_THROUGH = 400
# A rare choice would be looked for through all the years that there are; feeds look as far (feeds.md 0.8).
HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class DayList:
    """Timed rows in order. `next_day` and `next_page` lead on where there is more; `days` groups the rows."""

    rows: Sequence[Performance]
    next_day: date | None
    next_page: int | None

    @property
    def days(self) -> dict[date, list[Performance]]:
        """The rows by the date on the venue's calendar."""
        grouped: dict[date, list[Performance]] = {}
        for row in self.rows:
            grouped.setdefault(row.day, []).append(row)
        return grouped


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month: how many rows, and the first titles with their starts."""

    count: int
    titles: tuple["DayTitle", ...]


@dataclass(frozen=True, slots=True)
class DayTitle:
    """A title in a month's cell."""

    performance_id: int
    slug: str
    title: Bilingual
    starts_at: datetime
    status: Status
    is_demo: bool


def with_all_shown(query: Select[Performance]) -> Select[Performance]:
    """Load with each performance what a row of a list shows, in the same statement."""
    return query.options(
        contains_eager(Performance.run).options(
            contains_eager(Run.event), joinedload(Run.production)
        ),
        joinedload(Performance.venue),
        joinedload(Performance.hall),
    )


def _timed(chosen: Selection, dates: Dates) -> Select[Performance]:
    query = joined(select(Performance), chosen).where(is_timed(), Performance.day >= dates.first)
    last = dates.last or (None if chosen.is_read_by_index else dates.first + HORIZON)
    if last:
        query = query.where(Performance.day <= last)
    if dates.after_hour is not None:
        start = clock.at_local(dates.first) + timedelta(hours=dates.after_hour)
        query = query.where(Performance.starts_at >= start)
    return query


def day_list(chosen: Selection, dates: Dates, rows: int = ROWS_A_PAGE) -> DayList:
    """A page of timed rows from `dates.first` on: whole days where they fit, else pages of one long day."""
    query = with_all_shown(_timed(chosen, dates)).order_by(Performance.day, Performance.starts_at, Performance.id)
    found = list(session.scalars(query.offset((dates.page - 1) * rows).limit(rows + 1)).unique())
    if len(found) <= rows:
        return DayList(found, None, None)
    beyond = found.pop()
    whole_days = [row for row in found if row.day != beyond.day]
    if whole_days:
        return DayList(whole_days, beyond.day, None)
    return DayList(found, None, dates.page + 1)


def spans(chosen: Selection, first: date, last: date, limit: int = SPANS_SHOWN) -> Sequence[Performance]:
    """Exhibitions and festivals that are on during these days; what closes first stands first."""
    query = joined(select(Performance), chosen).where(
        Performance.form == Form.SPAN,
        Performance.day <= last,
        or_(Performance.last_day >= first, Performance.last_day.is_(None)),
    )
    order = (Performance.last_day.is_(None), Performance.last_day, Performance.id)
    return session.scalars(with_all_shown(query).order_by(*order).limit(limit)).unique().all()


def next_performances(chosen: Selection, *, after: datetime, limit: int) -> Sequence[Performance]:
    """Rows that start at `after` or later, soonest first."""
    query = joined(select(Performance), chosen).where(
        Performance.day >= clock.local(after).date(), Performance.starts_at >= after
    )
    ordered = with_all_shown(query).order_by(Performance.day, Performance.starts_at, Performance.id)
    return session.scalars(ordered.limit(limit)).all()


def next_of_each_event(
    chosen: Selection, *, after: datetime, limit: int, last: date | None = None, looked_through: int = LOOKED_THROUGH
) -> Sequence[Performance]:
    """The next row of each event that starts at `after` or later, soonest first: one an event, until `last` where it is set."""
    query = joined(select(Performance.id, Run.event_id), chosen).where(
        Performance.day >= clock.local(after).date(), Performance.starts_at >= after
    )
    if last:
        query = query.where(Performance.day <= last)
    first: dict[int, int] = {}
    ordered = query.order_by(Performance.day, Performance.starts_at, Performance.id).limit(looked_through)
    for key, event_id in session.execute(ordered):
        first.setdefault(event_id, key)
    return in_order(list(first.values())[:limit])


def in_order(keys: Sequence[int]) -> Sequence[Performance]:
    """These performances, by start."""
    if not keys:
        return ()
    query = select(Performance).join(Run, Run.id == Performance.run_id).join(Event, Event.id == Run.event_id)
    query = with_all_shown(query.where(Performance.id.in_(keys)))
    return session.scalars(query.order_by(Performance.day, Performance.starts_at, Performance.id)).all()


def all_performances(chosen: Selection, *, at: datetime, limit: int = 400) -> Sequence[Performance]:
    """Rows of a narrow selection (one event, one production), in order, with approvals: those to come up to `limit`, and half
    as many of the last ones that are over."""
    today = clock.local(at).date()
    base = with_all_shown(joined(select(Performance), chosen)).options(selectinload(Performance.approvals))
    coming = or_(Performance.day >= today, Performance.last_day >= today, Performance.last_day.is_(None))
    found = list(session.scalars(base.where(coming).order_by(Performance.starts_at, Performance.id).limit(limit)))
    past = base.where(Performance.day < today, Performance.last_day < today)
    found += session.scalars(past.order_by(Performance.starts_at.desc(), Performance.id).limit(limit // 2))
    return sorted(found, key=lambda row: (row.starts_at, row.id))


def past_and_coming(chosen: Selection, *, at: datetime, limit: int = 60) -> tuple[Sequence[Performance], Sequence[Performance]]:
    """The last rows that are over (newest first, a third of `limit`), and those that are on or to come.

    Both are read along the days from today on, so that a long past costs nothing.
    """
    today = clock.local(at).date()
    base = with_all_shown(joined(select(Performance), chosen))
    is_over = and_(Performance.ends_at <= at, or_(Performance.form != Form.SPAN, Performance.last_day.is_not(None)))
    timed = base.where(Performance.form != Form.SPAN, Performance.day >= today, Performance.ends_at > at)
    order = (Performance.day, Performance.starts_at, Performance.id)
    coming = list(session.scalars(timed.order_by(*order).limit(limit)))
    spans_on = base.where(Performance.form == Form.SPAN, or_(Performance.last_day >= today, Performance.last_day.is_(None)))
    coming += session.scalars(spans_on.order_by(Performance.last_day, Performance.id).limit(limit))
    past = base.where(Performance.day <= today, is_over).order_by(*(each.desc() for each in order)).limit(limit // 3)
    return session.scalars(past).all(), sorted(coming, key=lambda row: (row.starts_at, row.id))[:limit]


def month_cells(chosen: Selection, first: date, last: date, titles_a_day: int = TITLES_A_DAY) -> dict[date, DayCell]:
    """For each day with timed rows: their number and first titles, in two statements."""
    window = (Performance.day >= first, Performance.day <= last, is_timed())
    counted = joined(select(Performance.day, func.count()), chosen).where(*window).group_by(Performance.day)
    counts = dict(session.execute(counted).all())
    place = func.row_number().over(partition_by=Performance.day, order_by=(Performance.starts_at, Performance.id))
    ranked = joined(select(Performance.id.label("id"), place.label("place")), chosen).where(*window).subquery()
    query = (
        select(
            Performance.day, Performance.id, Event.slug, Event.title_zh, Event.title_en, Performance.starts_at,
            Performance.status, Event.is_demo,
        )
        .join(ranked, ranked.c.id == Performance.id)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(ranked.c.place <= titles_a_day)
        .order_by(Performance.day, Performance.starts_at, Performance.id)
    )
    titles: dict[date, list[DayTitle]] = {}
    for day, key, slug, zh, en, starts_at, status, is_demo in session.execute(query):
        titles.setdefault(day, []).append(DayTitle(key, slug, Bilingual(zh, en), starts_at, status, is_demo))
    return {day: DayCell(count, tuple(titles.get(day, ()))) for day, count in counts.items()}


def nearest_day(chosen: Selection, *, before: date | None = None, after: date | None = None) -> date | None:
    """The last day with timed rows before one day, or the first after another; under most filters within HORIZON.

    Where there is none, the first day of a span to come, or the last of one that is over.
    """
    query = joined(select(Performance.day), chosen).where(is_timed()).limit(1)
    is_bounded = not chosen.is_read_by_index
    if before:
        query = query.where(Performance.day < before).order_by(Performance.day.desc())
        if is_bounded:
            query = query.where(Performance.day >= max(before, EARLIEST + HORIZON) - HORIZON)
    if after:
        query = query.where(Performance.day > after).order_by(Performance.day)
        if is_bounded:
            query = query.where(Performance.day <= after + HORIZON)
    return session.scalar(query) or _nearest_span_day(chosen, before, after)


def _nearest_span_day(chosen: Selection, before: date | None, after: date | None) -> date | None:
    spans = Performance.form == Form.SPAN
    if before:
        query = joined(select(Performance.last_day), chosen).where(spans, Performance.last_day < before)
        return session.scalar(query.order_by(Performance.last_day.desc()).limit(1))
    if after:
        query = joined(select(Performance.day), chosen).where(spans, Performance.day > after, Performance.last_day > after)
        return session.scalar(query.order_by(Performance.day).limit(1))
    return None


def performance_with_all(key: int) -> Performance | None:
    """One public performance with everything that its entry or page shows, or None."""
    query = with_all_shown(joined(select(Performance), Selection(performance_id=key, forms=tuple(Form))))
    return session.scalars(query.options(selectinload(Performance.approvals))).one_or_none()
