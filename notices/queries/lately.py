"""What was told lately of which dates, and which dates were on: to show somebody what would have come."""

from datetime import datetime

from sqlalchemy import select

from core.db import session
from events.models.performance import Performance
from events.models.words import NOT_TAKING_PLACE
from notices.models.notice import Item, Notice
from notices.would_have import Happened

LOOKED_THROUGH = 3_000


def told_since(since: datetime, until: datetime) -> list[Happened]:
    """What was told of dates in a time, the latest first. One statement."""
    query = (
        select(Item.performance_id, Notice.kind, Notice.released_at, Notice.is_urgent)
        .join(Notice, Notice.id == Item.notice_id)
        .where(
            Item.at >= since, Item.told.is_(True), Item.performance_id.is_not(None), Notice.voided_at.is_(None),
            Notice.released_at >= since, Notice.released_at <= until,
        )
        .order_by(Item.at.desc(), Item.id.desc())
        .limit(LOOKED_THROUGH)
    )
    return [Happened(key, kind, at, urgent) for key, kind, at, urgent in session.execute(query) if key is not None and at]


def starts_between(since: datetime, until: datetime) -> dict[int, datetime]:
    """Public dates that take place and start in a time, the latest first. One statement."""
    query = (
        select(Performance.id, Performance.starts_at)
        .where(
            Performance.starts_at >= since, Performance.starts_at <= until, Performance.published_at.is_not(None),
            Performance.status.not_in(NOT_TAKING_PLACE), Performance.day >= since.date(),
        )
        .order_by(Performance.day.desc(), Performance.starts_at.desc())
        .limit(LOOKED_THROUGH)
    )
    return {key: starts for key, starts in session.execute(query)}
