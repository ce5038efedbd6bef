"""What was told lately of which dates, and which dates were on: to show somebody what would have come."""

from datetime import datetime

from sqlalchemy import func, select

from core.db import session
from events.models.performance import Performance
from events.models.words import NOT_TAKING_PLACE
from notices.models.follower import ChannelCode, Endpoint, Subscription, Wish
from notices.models.notice import Item, Notice
from notices.news import OF_DATES
from notices.would_have import Happened, Wishes

LOOKED_THROUGH = 3_000


def wishes_of(follower_id: int) -> Wishes:
    """All that a follower wants by ways that something comes by, by subject: nothing that is paused. One statement."""
    query = (
        select(Wish.subject, Endpoint.channel, Endpoint.name, func.aggregate_strings(Wish.news, ","))
        .join(Subscription, Subscription.id == Wish.subscription_id)
        .join(Endpoint, Endpoint.id == Wish.endpoint_id)
        .where(
            Wish.follower_id == follower_id, Endpoint.channel != ChannelCode.CALENDAR, Endpoint.ended_at.is_(None),
            Endpoint.stopped_at.is_(None), Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None),
            Subscription.paused_at.is_(None),
        )
        .group_by(Wish.subject, Endpoint.id, Endpoint.channel, Endpoint.name)
        .order_by(Wish.subject, Endpoint.id)
    )
    found: dict[str, list[tuple[tuple[str, str], str]]] = {}
    for subject, channel, name, several in session.execute(query):
        found.setdefault(subject, []).extend(((channel, name), word) for word in several.split(","))
    return found


def told_since(since: datetime, until: datetime) -> list[Happened]:
    """What happened to dates, as it was told in a time, the latest first. One statement."""
    query = (
        select(Item.performance_id, Notice.kind, Notice.fanned_at, Notice.is_urgent)
        .join(Notice, Notice.id == Item.notice_id)
        .where(
            Notice.kind.in_(OF_DATES), Notice.fanned_at >= since, Notice.fanned_at <= until, Notice.voided_at.is_(None),
            Item.told.is_(True), Item.performance_id.is_not(None),
        )
        .order_by(Notice.fanned_at.desc(), Item.id.desc())
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
