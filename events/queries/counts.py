"""How many: for headlines, the strip of cities, and the question whether a calendar is too long to follow whole."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TypeVarTuple

from sqlalchemy import Select, func, or_, select

from core import clock
from core.db import session
from events.filters import Dates
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, Form
from events.queries.selection import Selection, is_timed, joined

Columns = TypeVarTuple("Columns")


def _taking_place(query: Select[*Columns], dates: Dates) -> Select[*Columns]:
    query = query.where(
        is_timed(), Performance.day >= dates.first, Performance.status.not_in(NOT_TAKING_PLACE)
    )
    if dates.last:
        query = query.where(Performance.day <= dates.last)
    if dates.after_hour is not None:
        query = query.where(Performance.starts_at >= clock.at_local(dates.first) + timedelta(hours=dates.after_hour))
    return query


def spans_by_city(dates: Dates, chosen: Selection) -> dict[str, int]:
    """How many spans of whole days (exhibitions, festivals) are on in each city during these days, by adcode."""
    query = joined(select(Performance.city, func.count()), chosen)
    return dict(session.execute(_being_on(query, dates).group_by(Performance.city)).all())


def spans_by_venue(dates: Dates, chosen: Selection) -> dict[int, int]:
    """How many spans of whole days are on in each house during these days, by the venue's key."""
    query = joined(select(Performance.venue_id, func.count()), chosen).where(Performance.venue_id.is_not(None))
    found = session.execute(_being_on(query, dates).group_by(Performance.venue_id))
    return {key: number for key, number in found if key is not None}


def _being_on(query: Select[*Columns], dates: Dates) -> Select[*Columns]:
    last = dates.last or dates.first
    return query.where(
        Performance.form == Form.SPAN,
        Performance.day <= last,
        or_(Performance.last_day >= dates.first, Performance.last_day.is_(None)),
        Performance.status.not_in(NOT_TAKING_PLACE),
    )


def by_city(dates: Dates, chosen: Selection | None = None) -> dict[str, int]:
    """How many timed rows of a selection (of all, where none is named) take place in each city on these days, by adcode."""
    query = joined(select(Performance.city, func.count()), chosen or Selection())
    return dict(session.execute(_taking_place(query, dates).group_by(Performance.city)).all())


def by_venue(dates: Dates, chosen: Selection) -> dict[int, int]:
    """How many timed rows of a selection take place in each house on these days, by the venue's key."""
    query = joined(select(Performance.venue_id, func.count()), chosen).where(Performance.venue_id.is_not(None))
    found = session.execute(_taking_place(query, dates).group_by(Performance.venue_id))
    return {key: number for key, number in found if key is not None}


def counted(chosen: Selection, dates: Dates) -> int:
    """How many timed rows take place on these days."""
    query = joined(select(func.count()).select_from(Performance), chosen)
    return session.scalar(_taking_place(query, dates)) or 0


def has_more_than(chosen: Selection, most: int, first: date, last: date) -> bool:
    """Whether a selection has more than `most` timed rows on these days; the cost is bounded by `most`."""
    within = joined(select(Performance.id), chosen).where(
        is_timed(), Performance.day >= first, Performance.day <= last
    )
    return (session.scalar(select(func.count()).select_from(within.limit(most + 1).subquery())) or 0) > most


def last_days(run_ids: Collection[int]) -> dict[int, date]:
    """The last day that each run is played on: one step into the index a run, however long its past."""
    if not run_ids:
        return {}
    last = (
        select(Performance.day)
        .where(
            Performance.run_id == Run.id,
            Performance.published_at.is_not(None),
            is_timed(),
            Performance.status.not_in(NOT_TAKING_PLACE),
        )
        .order_by(Performance.day.desc(), Performance.starts_at.desc(), Performance.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = session.execute(select(Run.id, last).where(Run.id.in_(run_ids)))
    return {key: day for key, day in found if day is not None}
