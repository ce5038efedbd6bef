"""Dates that move and organisations that end change what waits to be told of them."""

from datetime import datetime
from typing import Any

from accounts.models.organisation import Organisation
from accounts.signals import organisation_closed, organisation_merged
from events.models.event import Event
from events.models.performance import Performance
from events.signals import event_changed, performance_changed, performances_changed
from notices.services import announcing


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    performance_changed.connect(_on_date)
    performances_changed.connect(_on_dates)
    event_changed.connect(_on_event)
    organisation_merged.connect(_on_merged)
    organisation_closed.connect(_on_closed)


def _on_date(performance: Performance, at: datetime, **_more: Any) -> None:
    announcing.follow_dates([performance], at=at)


def _on_dates(performances: tuple[Performance, ...], at: datetime, **_more: Any) -> None:
    announcing.follow_dates(performances, at=at)


def _on_event(event: Event, at: datetime, **_more: Any) -> None:
    if event.published_at is None or event.published_at == at:  # other changes of an event move no notice
        announcing.follow_event(event, at=at)


def _on_merged(kept: Organisation, merged: Organisation, **_more: Any) -> None:
    announcing.follow_merger(kept, merged)


def _on_closed(organisation: Organisation, at: datetime, **_more: Any) -> None:
    announcing.end_with(organisation, at=at)
