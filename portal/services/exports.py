"""Deeds on exports: asked for by an owner, made by a worker, kept for a week."""

from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.services import signins, trail
from core.db import session
from portal.models import Export
from portal.queries import exports as stored

MOST, WITHIN = 6, timedelta(hours=1)
KEPT = timedelta(days=7)
# A maker says every few hundred rows that it is there.
LEASE = timedelta(minutes=5)
MOST_TRIES = 3
# So often a date is written (portal/exporting.py).
TIMES = 4


def ask(organisation: Organisation, *, at: datetime, actor: Actor) -> Export:
    """Ask for everything in one archive; while one is being made that one is answered. `Refused("too_many")` beyond six an
    hour."""
    running = next((row for row in stored.exports_of(organisation.id) if row.is_being_made), None)
    if running is not None:
        return running
    signins.throttle(f"export:{organisation.id}", at=at, most=MOST, within=WITHIN)
    row = Export(organisation_id=organisation.id, asked_at=at, total=TIMES * stored.number_of_dates(organisation.id))
    session.add(row)
    session.flush()  # its key names it
    trail.note("exported", at=at, actor=actor, organisation_id=organisation.id, subject=organisation)
    return row


def take(row: Export, *, at: datetime) -> None:
    """Claim one, so that nobody else makes it too."""
    row.claimed_at, row.done = at, 0
    row.tries += 1


def claim(*, at: datetime) -> int | None:
    """Take the one that has waited longest; None where nothing waits. What broke off too often is given up."""
    while row := stored.waiting(at, LEASE):
        if row.tries >= MOST_TRIES:
            row.failed_at = at
            session.flush()  # the next question must not find it again
            continue
        take(row, at=at)
        return row.id
    return None


def note_progress(row: Export, done: int, *, at: datetime) -> None:
    """So much is written; whoever makes it is still there."""
    row.done, row.claimed_at = done, at


def finish(row: Export, size: int, *, at: datetime) -> None:
    """Its file lies ready."""
    row.finished_at, row.size, row.done = at, size, row.total


def give_up(row: Export, *, at: datetime) -> None:
    """It broke off: it is tried again, or after three times given up."""
    row.claimed_at = None
    if row.tries >= MOST_TRIES:
        row.failed_at = at


def forget(*, at: datetime) -> list[int]:
    """Drop what is older than a week; answers the keys, whose files go, too."""
    rows = stored.older_than(at - KEPT)
    for row in rows:
        session.delete(row)
    return [row.id for row in rows]
