"""Selects of a follower's ways: robots, webhooks, and what was last sent by each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.db import session
from notices.models.delivery import Delivery
from notices.models.follower import Endpoint, Subscription, Wish

A_MINUTE = timedelta(minutes=1)


def way_of(follower_id: int, key: int) -> Endpoint | None:
    """A way that a follower has and did not end."""
    query = select(Endpoint).where(Endpoint.id == key, Endpoint.follower_id == follower_id, Endpoint.ended_at.is_(None))
    return session.scalars(query).one_or_none()


def way_to_change(key: int) -> Endpoint | None:
    """A way as it stands this moment, held until the transaction ends: several processes may send by it."""
    query = select(Endpoint).where(Endpoint.id == key).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def ways_by(follower_id: int, channels: Sequence[str]) -> Sequence[Endpoint]:
    """Their ways of these channels that have not ended, in the order of making."""
    query = select(Endpoint).where(
        Endpoint.follower_id == follower_id, Endpoint.channel.in_(channels), Endpoint.ended_at.is_(None)
    )
    return session.scalars(query.order_by(Endpoint.id)).all()


def latest_by(keys: Sequence[int]) -> dict[int, Delivery]:
    """The latest delivery by each of these ways, of those that anything was sent by."""
    newest = select(func.max(Delivery.id)).where(Delivery.endpoint_id.in_(keys)).group_by(Delivery.endpoint_id)
    found = session.scalars(select(Delivery).where(Delivery.id.in_(newest.scalar_subquery())))
    return {row.endpoint_id: row for row in found if row.endpoint_id is not None}


def wishes_by(endpoint_id: int) -> int:
    """How many things are told by a way."""
    return session.scalar(select(func.count(func.distinct(Wish.subscription_id))).where(Wish.endpoint_id == endpoint_id)) or 0


def tried_since(endpoint_id: int, kind: str, since: datetime) -> bool:
    """Whether such a letter was written for a way since a moment."""
    query = select(Delivery.id).where(
        Delivery.endpoint_id == endpoint_id, Delivery.kind == kind, Delivery.made_at > since
    )
    return session.scalars(query.limit(1)).first() is not None


def wanted_of(follower_id: int) -> Sequence[tuple[int, str, str]]:
    """What a follower wants of what they follow, by whatever way: subscription, subject, word of news; each once."""
    query = (
        select(Wish.subscription_id, Wish.subject, Wish.news)
        .join(Subscription, Subscription.id == Wish.subscription_id)
        .where(Wish.follower_id == follower_id, Subscription.ended_at.is_(None))
        .distinct()
    )
    return [(row.subscription_id, row.subject, row.news) for row in session.execute(query.order_by(Wish.subscription_id))]
