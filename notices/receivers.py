"""What packages below want told becomes rows of the outbox, in the same transaction."""

from datetime import datetime
from typing import Any

from accounts.signals import notice_recalled, notice_wanted
from notices.services import outbox


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    notice_wanted.connect(_on_wanted)
    notice_recalled.connect(_on_recalled)


def _on_wanted(kind: str, **facts: Any) -> None:
    outbox.put(kind, **facts)


def _on_recalled(group: str, at: datetime, **_more: Any) -> None:
    outbox.recall(group, at=at)
