"""What is an organisation's own of the calendar, as those who follow it see it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select

from core.clock import local
from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import TIMED, EventKind

MOST, MOST_DATES = 60, 120
# After its last date a listing has followers who may be thanked, for so long.
AFTERWARDS = timedelta(days=60)
HINDSIGHT = timedelta(days=7)
WHOLES = (EventKind.FESTIVAL, EventKind.SERIES)


def _shown(organisation_id: int) -> Select[int]:
    """The keys of its public events that have public dates."""
    return (
        select(Event.id)
        .outerjoin(Run, Run.event_id == Event.id)
        .outerjoin(Performance, (Performance.run_id == Run.id) & Performance.published_at.is_not(None))
        .where(Event.owner_id == organisation_id, Event.published_at.is_not(None))
    )


def events_of(organisation_id: int, at: datetime) -> Sequence[int]:
    """The keys of its public events, the latest dates first: not long over, or festivals and series, which live by their
    parts. One statement."""
    last, since = func.max(Performance.day), local(at - AFTERWARDS).date()
    query = _shown(organisation_id).group_by(Event.id, Event.kind).having(or_(last >= since, Event.kind.in_(WHOLES)))
    return session.scalars(query.order_by(last.is_(None), last.desc(), Event.id.desc()).limit(MOST)).all()


def productions_of(organisation_id: int, at: datetime) -> Sequence[int]:
    """The keys of what its public events play, the latest dates first. One statement."""
    last = func.max(Performance.day)
    query = (
        select(Run.production_id)
        .join(Event, Event.id == Run.event_id)
        .join(Performance, Performance.run_id == Run.id)
        .where(
            Event.owner_id == organisation_id, Event.published_at.is_not(None), Performance.published_at.is_not(None),
            Run.production_id.is_not(None),
        )
        .group_by(Run.production_id)
        .having(last >= local(at - AFTERWARDS).date())
    )
    keys = session.scalars(query.order_by(last.desc(), Run.production_id.desc()).limit(MOST))
    return [key for key in keys if key is not None]


def dates_of(organisation_id: int, at: datetime) -> Sequence[int]:
    """The keys of its public timed dates: those to come in their order, then those of the last days. One statement."""
    query = (
        select(Performance.id, Performance.starts_at)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(
            Event.owner_id == organisation_id, Event.published_at.is_not(None), Performance.published_at.is_not(None),
            Performance.form.in_(TIMED), Performance.day >= local(at - HINDSIGHT).date(),
        )
        .order_by(Performance.day, Performance.starts_at, Performance.id)
        .limit(MOST_DATES)
    )
    rows = session.execute(query).all()
    return [key for key, starts_at in sorted(rows, key=lambda row: row.starts_at < at)]
