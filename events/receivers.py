"""What happens to organisations and works below changes the listings that name them, in the same transaction."""

from datetime import datetime
from typing import Any

from accounts.models.organisation import Organisation
from accounts.signals import organisation_merged
from events.queries.records import runs_lasting_as
from events.services import ownership
from events.services.lengths import follow_running_time
from repertoire.models import Production
from repertoire.signals import production_changed


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    organisation_merged.connect(_on_merged)
    production_changed.connect(_on_production)


def _on_merged(kept: Organisation, merged: Organisation, at: datetime, **_more: Any) -> None:
    ownership.follow_merger(kept, merged, at=at)


def _on_production(production: Production, at: datetime, minutes: int | None, **_more: Any) -> None:
    if production.duration_minutes != minutes:
        for run in runs_lasting_as(production.id):
            follow_running_time(run, minutes, at=at)
