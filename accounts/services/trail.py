"""The audit trail: one row a deed, only ever added."""

from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.models.trail import TrailEntry
from core.db import session


def note(
    deed: str,
    *,
    at: datetime,
    actor: Actor,
    organisation_id: int | None = None,
    subject: Any = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add a deed. `subject` is the row it was done to (flushed); values in `before` and `after` must be JSON.

    Never put a password, a token or another person's mail address into it.
    """
    session.add(
        TrailEntry(
            at=at, deed=deed, person_id=actor.person_id, organisation_id=organisation_id,
            subject=subject.__tablename__ if subject is not None else "",
            subject_id=subject.id if subject is not None else None,
            before=before or {}, after=after or {}, reason=reason, via=actor.via,
        )
    )
