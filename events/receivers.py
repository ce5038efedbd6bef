"""What happens to organisations and works below changes the listings that name them, in the same transaction."""

from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.obstacles import Obstacle
from accounts.signals import organisation_closed, organisation_closing, organisation_merged
from events.queries.records import runs_lasting_as
from events.services import ending, ownership
from events.services.lengths import follow_running_time
from repertoire.models import Production
from repertoire.signals import production_changed


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    organisation_merged.connect(_on_merged)
    organisation_closing.connect(_on_closing)
    organisation_closed.connect(_on_closed)
    production_changed.connect(_on_production)


def _on_merged(kept: Organisation, merged: Organisation, at: datetime, **_more: Any) -> None:
    ownership.follow_merger(kept, merged, at=at)


def _on_closing(organisation: Organisation, at: datetime, **_more: Any) -> list[Obstacle]:
    return ending.to_come(organisation, at=at)


def _on_closed(organisation: Organisation, at: datetime, actor: Actor, **_more: Any) -> None:
    ending.end_with(organisation, at=at, actor=actor)


def _on_production(production: Production, at: datetime, minutes: int | None, **_more: Any) -> None:
    if production.duration_minutes != minutes:
        for run in runs_lasting_as(production.id):
            follow_running_time(run, minutes, at=at)
