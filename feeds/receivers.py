"""A change of anything that an entry shows marks the entry in the same transaction; rendering follows before serving."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.signals import event_changed, performance_changed
from feeds import queries, services
from repertoire.models import Production
from repertoire.signals import production_changed
from venues.models import Venue
from venues.signals import venue_changed


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    performance_changed.connect(_on_performance)
    event_changed.connect(_on_event)
    venue_changed.connect(_on_venue)
    production_changed.connect(_on_production)


def _performances() -> Select[int]:
    return select(Performance.id).join(Run, Run.id == Performance.run_id)


def _on_performance(row: Performance, at: datetime, **_more: Any) -> None:
    services.ensure_entries([row.id], at=at)


def _on_event(event: Event, at: datetime, **_more: Any) -> None:
    """What was written while the event was a draft has no entries yet."""
    if event.is_public:
        services.ensure_entries(queries.without_entries(event.id), at=at)
    services.mark_stale(_performances().where(Run.event_id == event.id), at=at)


def _on_venue(venue: Venue, at: datetime, **_more: Any) -> None:
    services.mark_stale(select(Performance.id).where(Performance.venue_id == venue.id), at=at)


def _on_production(production: Production, at: datetime, **_more: Any) -> None:
    services.mark_stale(_performances().where(Run.production_id == production.id), at=at)
