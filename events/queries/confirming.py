"""Every select about confirmations: which runs have a performance soon, and what a signed link is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.clock import local
from core.db import session
from events.models.asking import Asking
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, NOT_TAKING_PLACE


@dataclass(frozen=True, slots=True)
class Soon:
    """A run of somebody's listing, its next performance, and how often it was looked at before for the same lead."""

    run_id: int
    next_start: datetime
    turn: int


TURN = timedelta(days=28)


_STANDING = (
    Performance.published_at.is_not(None), Performance.form.not_in(MOMENTS), Performance.status.not_in(NOT_TAKING_PLACE),
)


def runs_soon(at: datetime, after: datetime, until: datetime, *, lead: int, limit: int) -> Sequence[Soon]:
    """Owned, public runs whose next performance begins after one and until another moment, not looked at for this lead yet.

    A run that plays for months is among them again when 28 days have passed since it was looked at.
    """
    start = func.min(Performance.starts_at)
    looked = (Asking.run_id == Run.id, Asking.lead == lead)
    turn = select(func.count()).where(*looked).correlate(Run).scalar_subquery()
    seen = select(Asking.id).where(*looked, Asking.made_at > at - TURN)
    query = (
        select(Run.id, start, turn)
        .join(Performance, Performance.run_id == Run.id)
        .join(Event, Event.id == Run.event_id)
        .where(
            Event.owner_id.is_not(None), Event.published_at.is_not(None), *_STANDING,
            Performance.day >= local(at).date(), Performance.day <= local(until).date(),
            Performance.starts_at > at, Performance.starts_at <= until, ~seen.exists(),
        )
        .group_by(Run.id)
        .having(start > after)
        .order_by(Run.id)
        .limit(limit)
    )
    return [Soon(*row) for row in session.execute(query)]


def run_with_all(run_id: int) -> Run | None:
    """A public run with its event, place and owner."""
    query = (
        select(Run)
        .join(Run.event)
        .where(Run.id == run_id, Event.published_at.is_not(None))
        .options(joinedload(Run.event).joinedload(Event.owner), joinedload(Run.venue), joinedload(Run.hall))
    )
    return session.scalars(query).one_or_none()


def rows_of(run_id: int, at: datetime, limit: int = 60) -> Sequence[Performance]:
    """A run's public rows that are not over, in order, with where they are."""
    query = select(Performance).where(
        Performance.run_id == run_id, Performance.published_at.is_not(None), Performance.form.not_in(MOMENTS),
        Performance.ends_at > at,
    ).options(joinedload(Performance.venue), joinedload(Performance.hall))
    return session.scalars(query.order_by(Performance.starts_at, Performance.id).limit(limit)).all()
