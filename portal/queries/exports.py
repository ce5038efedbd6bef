"""Every select about exports: what an organisation asked for, what waits, what is old."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from portal.models import Export

SHOWN = 5


def exports_of(organisation_id: int, limit: int = SHOWN) -> Sequence[Export]:
    """What an organisation asked for, the latest first."""
    query = select(Export).where(Export.organisation_id == organisation_id)
    return session.scalars(query.order_by(Export.id.desc()).limit(limit)).all()


def export_of(organisation_id: int, key: int) -> Export | None:
    """An organisation's export, or None for anybody else's."""
    return session.scalars(select(Export).where(Export.id == key, Export.organisation_id == organisation_id)).one_or_none()


def export_by_key(key: int) -> Export | None:
    """Any export; for the job."""
    return session.get(Export, key)


def waiting(at: datetime, lease: timedelta) -> Export | None:
    """The oldest that nobody makes: new, or its maker was not heard of for so long. Held until this transaction ends."""
    query = select(Export).where(
        Export.finished_at.is_(None), Export.failed_at.is_(None),
        or_(Export.claimed_at.is_(None), Export.claimed_at <= at - lease),
    )
    return session.scalars(query.order_by(Export.id).limit(1).with_for_update(skip_locked=True)).one_or_none()


def is_waiting(at: datetime, lease: timedelta) -> bool:
    """Whether one waits."""
    query = select(Export.id).where(
        Export.finished_at.is_(None), Export.failed_at.is_(None),
        or_(Export.claimed_at.is_(None), Export.claimed_at <= at - lease),
    )
    return session.scalar(query.limit(1)) is not None


def older_than(moment: datetime, limit: int = 100) -> Sequence[Export]:
    """Exports that were asked for before a moment."""
    return session.scalars(select(Export).where(Export.asked_at <= moment).order_by(Export.id).limit(limit)).all()


def number_of_dates(organisation_id: int) -> int:
    """How many dated rows an organisation's listings have, drafts too."""
    query = select(func.count(Performance.id)).join(Performance.run).join(Run.event)
    return session.scalar(query.where(Event.owner_id == organisation_id)) or 0
