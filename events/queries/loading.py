"""Selects that loading and removing the demo season needs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from core.db import session
from events.models.event import Event
from events.models.performance import Approval, Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run


def event_of_slug(slug: str) -> Event | None:
    """The event of a slug, drafts too, or None."""
    return session.scalars(select(Event).where(Event.slug == slug)).one_or_none()


def demo_seasons() -> set[tuple[str, bool]]:
    """What the demo's events say of the season that they belong to, and whether they are public."""
    rows = session.execute(select(Event.extra, Event.published_at.is_not(None)).where(Event.is_demo.is_(True)))
    return {(str((extra or {}).get("season", "")), public) for extra, public in rows}


def any_public_demo_event() -> bool:
    """Whether a whole demo season is loaded (a season is published last)."""
    return bool(session.scalar(select(exists().where(Event.is_demo.is_(True), Event.published_at.is_not(None)))))


def any_real_performance() -> bool:
    """Whether there is a dated row that is no demo row."""
    query = select(Performance.id).join(Run, Run.id == Performance.run_id).join(Event, Event.id == Run.event_id)
    return session.scalar(query.where(Event.is_demo.is_(False)).limit(1)) is not None


def demo_performance_keys(limit: int) -> list[int]:
    """Keys of some dated rows of the demo."""
    query = select(Performance.id).join(Run, Run.id == Performance.run_id).join(Event, Event.id == Run.event_id)
    return list(session.scalars(query.where(Event.is_demo.is_(True)).order_by(Performance.id).limit(limit)))


def demo_performance_count() -> int:
    """How many dated rows the demo has."""
    query = select(func.count()).select_from(Performance).join(Run, Run.id == Performance.run_id)
    return session.scalar(query.join(Event, Event.id == Run.event_id).where(Event.is_demo.is_(True))) or 0


def approval_keys_of(performance_ids: Sequence[int]) -> list[int]:
    """Keys of the approvals of these performances."""
    return list(session.scalars(select(Approval.id).where(Approval.performance_id.in_(performance_ids))))


def demo_event_keys(limit: int) -> list[int]:
    """Keys of some of the demo's events."""
    return list(session.scalars(select(Event.id).where(Event.is_demo.is_(True)).order_by(Event.id).limit(limit)))


def run_keys_of(event_ids: Sequence[int]) -> list[int]:
    """Keys of the runs of these events."""
    return list(session.scalars(select(Run.id).where(Run.event_id.in_(event_ids))))


def claim_keys_of(event_ids: Sequence[int]) -> list[int]:
    """Keys of what the register of premieres holds of these events."""
    return list(session.scalars(select(PremiereClaim.id).where(PremiereClaim.event_id.in_(event_ids))))


def _in_use(*columns: Any) -> list[int]:
    found: set[int] = set()
    for column in columns:
        found.update(session.scalars(select(column).where(column.is_not(None)).distinct()))
    return sorted(found)


def organisation_keys_in_use() -> list[int]:
    """Keys of the organisations that events hang on."""
    return _in_use(Event.organiser_id, Event.on_behalf_of_id)


def venue_keys_in_use() -> list[int]:
    """Keys of the venues that runs and dated rows hang on."""
    return _in_use(Run.venue_id, Performance.venue_id)


def production_keys_in_use() -> list[int]:
    """Keys of the productions that runs hang on."""
    return _in_use(Run.production_id)


def inclusion_of(event_ids: Sequence[int], whole: Any, part: Any) -> ColumnElement[bool]:
    """The condition that an inclusion names one of these events."""
    return or_(whole.in_(event_ids), part.in_(event_ids))
