"""Selects of what comes due by the clock alone: dates to be reminded of, moments when tickets go on sale."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, NOT_TAKING_PLACE, Form
from notices.models.look import Look
from notices.models.notice import Notice
from notices.news import News

# A change that was being written while the last look was taken is seen by the next one.
OVERLAP = timedelta(minutes=2)


def look_named(name: str) -> Look | None:
    """How far one kind of look has come."""
    return session.scalars(select(Look).where(Look.name == name)).one_or_none()


def _seen(which: ColumnElement[bool]) -> Select[Performance]:
    return (
        select(Performance).join(Run, Run.id == Performance.run_id).join(Event, Event.id == Run.event_id)
        .options(contains_eager(Performance.run).contains_eager(Run.event))
        .where(
            which, Performance.published_at.is_not(None), Event.published_at.is_not(None),
            Performance.status.not_in(NOT_TAKING_PLACE),
        )
        .order_by(Performance.starts_at, Performance.id)
    )


def _begins(first: datetime, last: datetime) -> ColumnElement[bool]:
    """Between two moments; asked by days first, which have an index."""
    days = and_(Performance.day >= (first - timedelta(days=1)).date(), Performance.day <= (last + timedelta(days=1)).date())
    return and_(days, Performance.starts_at > first, Performance.starts_at <= last)


def dates_beginning(first: datetime, last: datetime) -> Sequence[Performance]:
    """What begins after one moment and up to another, in order of time."""
    return session.scalars(_seen(and_(_begins(first, last), Performance.form != Form.ON_SALE))).all()


def dates_changed(since: datetime, first: datetime, last: datetime) -> Sequence[Performance]:
    """What begins between two moments and was changed, or changed back, since another."""
    return session.scalars(_seen(and_(Performance.changed_at > since - OVERLAP, _begins(first, last)))).all()


def told_of(performance_ids: Sequence[int]) -> Sequence[Notice]:
    """The reminders of these dates and the alarms before these sales."""
    topics = [f"performance:{key}" for key in performance_ids]
    kinds = (News.REMINDER.value, News.ON_SALE.value)
    return session.scalars(select(Notice).where(Notice.topic.in_(topics), Notice.kind.in_(kinds))).all()


def sales_beginning(first: datetime, last: datetime, since: datetime, at: datetime) -> Sequence[Performance]:
    """The sales that begin after one moment and up to another, and those that were set so near since the last look."""
    lately = and_(Performance.changed_at > since - OVERLAP, _begins(at, last))
    return session.scalars(_seen(and_(Performance.form == Form.ON_SALE, or_(_begins(first, last), lately)))).all()


def dates_sold(run_id: int, at: datetime) -> Sequence[Performance]:
    """What tickets of a run are for: its public dates that take place and are not over, with house and hall, in their order."""
    open_ended = and_(Performance.form == Form.SPAN, Performance.last_day.is_(None))
    not_over = or_(open_ended, Performance.ends_at > at)
    which = and_(Performance.run_id == run_id, Performance.form.not_in(MOMENTS), not_over)
    with_places = _seen(which).options(joinedload(Performance.venue), joinedload(Performance.hall))
    return session.scalars(with_places).all()


def known_keys(keys: Sequence[str]) -> set[str]:
    """Those of these notices that exist."""
    return set(session.scalars(select(Notice.key).where(Notice.key.in_(keys)))) if keys else set()
