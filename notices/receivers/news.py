"""What changes of public dates is written down as something to be told, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events.models.performance import Performance
from events.signals import deed_told, listings_extended, listings_shown, performance_changed, performances_changed
from notices.services import gathering


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    performance_changed.connect(_on_performance)
    performances_changed.connect(_on_performances)
    listings_shown.connect(_on_shown)
    listings_extended.connect(_on_shown)
    deed_told.connect(_on_told)


def _on_performance(row: Performance, at: datetime, **_more: Any) -> None:
    gathering.note_dates([row], at=at)


def _on_performances(rows: tuple[Performance, ...], at: datetime, **_more: Any) -> None:
    gathering.note_dates(rows, at=at)


def _on_shown(keys: Sequence[int], at: datetime, **_more: Any) -> None:
    if keys:
        gathering.note_shown(keys, at=at)


def _on_told(keys: Sequence[int], at: datetime, **_more: Any) -> None:
    if keys:
        gathering.hasten(keys, at=at)
