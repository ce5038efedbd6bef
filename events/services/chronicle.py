"""The public history of events: what nobody can see has none.

A draft's edits stand in the audit trail alone; they raise no catalogue revision, so that no public page or feed is made anew
while somebody types. What was public, or becomes so, is always written down.
"""

from datetime import datetime
from typing import Any

from core import history
from core.types import Bilingual
from events.models.event import Event


def chronicle(
    row: history.Row, deed: str, *, of: Event, at: datetime, is_seen: bool | None = None, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None, reason: Bilingual = history.NO_REASON, actor: str = "",
) -> None:
    """Add a change to the history of an event's page where it is seen: by default where the event is public."""
    if of.is_public if is_seen is None else is_seen:
        history.record(row, deed, at=at, topic=of.topic, before=before, after=after, reason=reason, actor=actor)
