"""Selects of the look at many listings at a time: all that their checks read, with statements that do not grow with them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from core.db import session
from events.models.event import Event
from events.models.intake import Origin
from events.models.performance import Performance
from events.models.run import Run
from events.models.submission import Submission
from repertoire.models import Production

AT_ONCE = 400


def events(keys: Sequence[int]) -> Sequence[Event]:
    """Listings with their organisers."""
    query = select(Event).where(Event.id.in_(keys)).options(joinedload(Event.organiser)).order_by(Event.id)
    return session.scalars(query).all()


def runs_of(keys: Sequence[int]) -> dict[int, list[Run]]:
    """Runs of listings with work, house and hall."""
    query = select(Run).where(Run.event_id.in_(keys)).options(
        joinedload(Run.production).joinedload(Production.company), joinedload(Run.venue), joinedload(Run.hall)
    )
    found: dict[int, list[Run]] = defaultdict(list)
    for run in session.scalars(query.order_by(Run.id)):
        found[run.event_id].append(run)
    return found


def rows_of(keys: Sequence[int]) -> dict[int, list[Performance]]:
    """Every dated row of listings, drafts too, with approvals, in order."""
    query = (
        select(Performance)
        .join(Performance.run)
        .where(Run.event_id.in_(keys))
        .options(contains_eager(Performance.run), selectinload(Performance.approvals))
        .order_by(Performance.day, Performance.starts_at, Performance.id)
    )
    found: dict[int, list[Performance]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.run.event_id].append(row)
    return found


def waiting_among(keys: Sequence[int]) -> dict[int, bool]:
    """Which of these listings wait for somebody's look, and whether it is one after their publication."""
    found: dict[int, bool] = {}
    for first in range(0, len(keys), AT_ONCE):
        query = select(Submission.event_id, Submission.is_after).where(
            Submission.event_id.in_(keys[first : first + AT_ONCE]), Submission.decided_at.is_(None),
            Submission.withdrawn_at.is_(None),
        )
        found |= {event_id: is_after for event_id, is_after in session.execute(query)}
    return found


def brought_by(intake_id: int) -> list[int]:
    """Listings that an import staged, and public ones that it gives more dates."""
    is_staged = Event.owner_id.is_(None) & Event.published_at.is_(None)
    query = (
        select(Event.id).distinct().join(Origin, Origin.event_id == Event.id)
        .where(Origin.intake_id == intake_id, is_staged | Event.published_at.is_not(None)).order_by(Event.id)
    )
    return list(session.scalars(query))
