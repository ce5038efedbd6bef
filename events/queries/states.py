"""Where listings stand, in SQL: the twin of events/states.py."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from core.db import session
from events.models.event import Event
from events.models.submission import Decision, Submission
from events.states import ListingState

Latest = aliased(Submission, name="latest")


def is_latest() -> ColumnElement[bool]:
    """Joins an event with its latest submission (`outerjoin(Latest, is_latest())`)."""
    newest = select(func.max(Submission.id)).where(Submission.event_id == Event.id).correlate(Event).scalar_subquery()
    return and_(Latest.event_id == Event.id, Latest.id == newest)


def state() -> ColumnElement[Any]:
    """The state of an event joined with its latest submission, as text."""
    return case(
        (Event.published_at.is_not(None), ListingState.PUBLISHED.value),
        (
            and_(Event.withdrawn_at.is_not(None), or_(Latest.id.is_(None), Latest.submitted_at <= Event.withdrawn_at)),
            ListingState.WITHDRAWN.value,
        ),
        (or_(Latest.id.is_(None), Latest.withdrawn_at.is_not(None)), ListingState.DRAFT.value),
        (Latest.decision == Decision.CHANGES_ASKED, ListingState.CHANGES_ASKED.value),
        (Latest.decision == Decision.REFUSED, ListingState.REFUSED.value),
        (Latest.decision == Decision.PUBLISHED, ListingState.WITHDRAWN.value),
        else_=ListingState.SUBMITTED.value,
    )


def states_of(event_ids: Sequence[int]) -> dict[int, ListingState]:
    """Where each of these listings stands, one statement."""
    query = select(Event.id, state()).outerjoin(Latest, is_latest()).where(Event.id.in_(event_ids))
    return {key: ListingState(value) for key, value in session.execute(query)}
