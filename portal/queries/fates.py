"""What has become of events and works of which nothing stands any more: cancelled, or postponed to a day not known yet."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, Status


def public_events(keys: Collection[int], over: Collection[int], today: date) -> dict[int, Status | None]:
    """Which of these events everybody may see, and what has become of those in `over`, which have no date to come that stands.

    A postponed date waits for its new one however long ago the old one was; of a run that was played, what was cancelled and
    is over counts no more.
    """
    if not keys:
        return {}
    told = _tallies(Run.event_id, over, today).subquery()
    query = select(Event.id, told).outerjoin(told, told.c.key == Event.id)
    query = query.where(Event.id.in_(keys), Event.published_at.is_not(None))
    return {event_id: _fate(tally) if key is not None else None for event_id, key, *tally in session.execute(query)}


def works_off(keys: Collection[int], today: date) -> dict[int, Status]:
    """The same of works that have no date to come that stands; no statement where there is none."""
    tallies = session.execute(_tallies(Run.production_id, keys, today)) if keys else ()
    return {key: fate for key, *tally in tallies if (fate := _fate(tally))}


def _tallies(column: Any, keys: Collection[int], today: date) -> Select[Any]:
    """By key: how many dates there are, postponed ones, cancelled ones, and cancelled ones to come."""
    is_cancelled = Performance.status == Status.CANCELLED
    is_coming = or_(Performance.day >= today, Performance.last_day >= today, Performance.last_day.is_(None))
    return (
        select(
            column.label("key"), func.count().label("number"), _sum(Performance.status == Status.POSTPONED, "postponed"),
            _sum(is_cancelled, "cancelled"), _sum(is_cancelled & is_coming, "to_come"),
        )
        .select_from(Performance)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(
            column.in_(keys), Performance.published_at.is_not(None), Event.published_at.is_not(None),
            Performance.form.not_in(MOMENTS),
        )
        .group_by(column)
    )


def _sum(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0)).label(name)


def _fate(tally: Sequence[int]) -> Status | None:
    number, postponed, cancelled, to_come = tally
    if postponed:
        return Status.POSTPONED
    return Status.CANCELLED if cancelled and (to_come or cancelled == number) else None
