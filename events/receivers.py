"""What happens to organisations below changes the listings that name them, in the same transaction."""

from datetime import datetime
from typing import Any

from accounts.models.organisation import Organisation
from accounts.signals import organisation_merged
from events.services import ownership


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    organisation_merged.connect(_on_merged)


def _on_merged(kept: Organisation, merged: Organisation, at: datetime, **_more: Any) -> None:
    ownership.follow_merger(kept, merged, at=at)
