"""Where a listing stands, computed from facts: published or not, and what became of its latest submission. Pure.

events/queries/states.py says the same in SQL; a test compares the two.
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from events.models.submission import Decision


class ListingState(StrEnum):
    """The states of a listing, as its organisation and the desk see them."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes_asked"
    REFUSED = "refused"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Latest(Protocol):
    """What counts of the latest submission."""

    submitted_at: datetime
    withdrawn_at: datetime | None
    decision: Decision | None


OF_DECISION = {
    Decision.CHANGES_ASKED: ListingState.CHANGES_ASKED, Decision.REFUSED: ListingState.REFUSED,
    Decision.PUBLISHED: ListingState.WITHDRAWN,
}


def state_of(*, published_at: datetime | None, withdrawn_at: datetime | None, latest: Latest | None) -> ListingState:
    """Where a listing stands. One taken back after its latest submission is withdrawn, whatever had been decided."""
    if published_at is not None:
        return ListingState.PUBLISHED
    if withdrawn_at is not None and (latest is None or latest.submitted_at <= withdrawn_at):
        return ListingState.WITHDRAWN
    if latest is None or latest.withdrawn_at is not None:
        return ListingState.DRAFT
    return OF_DECISION[latest.decision] if latest.decision else ListingState.SUBMITTED
