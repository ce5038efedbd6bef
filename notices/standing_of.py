"""Where a notice that people write stands: computed from its facts and moments, so that nothing has to close it. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from notices.models.notice import Announcement, Notice

NOW = "now"
# A notice "so long after" helps nobody some days later; one for a date helps nobody once it has begun.
USEFUL_FOR = timedelta(days=3)


class State(StrEnum):
    """Where it stands. DEAD: it will not be sent, though nobody cancelled it (its date was, or its organisation stopped)."""

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    DEAD = "dead"


# In these it can be edited and cancelled.
OPEN = frozenset({State.DRAFT, State.WAITING, State.SCHEDULED})


def is_relative(row: Announcement) -> bool:
    """Whether its moment hangs on the start of a date."""
    return row.wall == "" and row.offset_minutes is not None


def moment_of(row: Announcement) -> datetime | None:
    """When it is to be sent; None for "as soon as it is handed in", or where its date is gone."""
    if is_relative(row):
        start = row.performance.starts_at if row.performance else None
        return start + timedelta(minutes=row.offset_minutes or 0) if start else None
    return row.send_at


def useful_until(row: Announcement, due: datetime) -> datetime | None:
    """Until when it helps anybody; None: always."""
    date = row.performance
    if date is not None and due < date.starts_at:
        return date.starts_at
    return due + USEFUL_FOR if is_relative(row) else None


def death_of(row: Announcement) -> str:
    """Why it cannot be sent any more, as a code; empty while it can."""
    organisation, date = row.organisation, row.performance
    if organisation is not None and (organisation.suspended_at or organisation.closed_at or organisation.merged_into_id):
        return "organisation_stopped"
    if date is None:  # what is about a date keeps so with it, even where its moment is another
        return "date_gone" if row.offset_minutes is not None else ""
    if not date.takes_place:
        return "date_cancelled"
    return "" if date.published_at is not None and date.run.event.is_public else "date_unpublished"


def has_passed_its_date(row: Announcement, at: datetime) -> bool:
    """Whether it was to be read before its date, and that has begun."""
    date = row.performance
    return is_relative(row) and date is not None and (row.offset_minutes or 0) < 0 and date.starts_at <= at


def state_of(row: Announcement, notice: Notice | None, *, has_open: bool) -> State:
    """Where it stands. `has_open`: deliveries of it are not over yet."""
    if notice is not None and notice.released_at is not None and notice.voided_at is None:
        return State.SENDING if notice.fanned_at is None or has_open else State.SENT
    if row.cancelled_at is not None:
        return State.CANCELLED
    if notice is not None and notice.voided_at is not None:
        return State.DEAD
    if row.handed_in_at is None:
        return State.DRAFT
    if death_of(row):
        return State.DEAD
    return State.SCHEDULED if notice is not None else State.WAITING


def why_not(row: Announcement, notice: Notice | None) -> str:
    """Why a dead one died, as a code."""
    return (notice.void_reason if notice is not None and notice.voided_at else "") or death_of(row)


def is_held(notice: Notice | None, at: datetime) -> bool:
    """Whether its sending has begun, so that nothing can be changed any more. One that failed and is left alone for a while is
    held by nobody."""
    if notice is None or notice.voided_at is not None:
        return False
    is_claimed = notice.claimed_by != "" and notice.claimed_until is not None and notice.claimed_until > at
    return notice.released_at is not None or is_claimed
