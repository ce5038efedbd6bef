"""Selects of what somebody was told: on their page, by mail, and as the changes of one thing that they follow."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from core.db import session
from events.models.performance import Performance
from events.models.run import Run
from events.queries.selection import Selection, joined
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Subscription
from notices.models.notice import Item, Notice
from notices.news import OF_DATES


def told(follower_id: int, before: int | None, limit: int) -> Sequence[Delivery]:
    """What was told to somebody, newest first, from before a key on: each notice once, on their page rather than by mail; and
    what is told on their page alone."""
    same = aliased(Delivery)
    is_twice = select(same.id).where(
        same.follower_id == follower_id, same.notice_id == Delivery.notice_id, same.channel == ChannelCode.INBOX
    )
    query = select(Delivery).where(
        Delivery.follower_id == follower_id, Delivery.fate == Fate.SENT,
        or_(
            Delivery.channel == ChannelCode.INBOX,
            and_(Delivery.channel == ChannelCode.MAIL, Delivery.notice_id.is_not(None), ~is_twice.exists()),
        ),
    )
    if before is not None:
        query = query.where(Delivery.id < before)
    return session.scalars(query.options(joinedload(Delivery.notice)).order_by(Delivery.id.desc()).limit(limit)).all()


def mailed_too(follower_id: int, notice_ids: Sequence[int]) -> set[int]:
    """Which of these notices went to somebody by mail as well."""
    query = select(Delivery.notice_id).where(
        Delivery.follower_id == follower_id, Delivery.notice_id.in_(notice_ids), Delivery.channel == ChannelCode.MAIL,
        Delivery.fate == Fate.SENT,
    )
    return {key for key in session.scalars(query) if key is not None}


def unread_number(follower_id: int) -> int:
    """How many things on somebody's page they have not read."""
    query = select(func.count()).select_from(Delivery).where(
        Delivery.follower_id == follower_id, Delivery.channel == ChannelCode.INBOX, Delivery.fate == Fate.SENT,
        Delivery.read_at.is_(None),
    )
    return session.scalar(query) or 0


def items_of(notice_ids: Sequence[int]) -> dict[int, dict[int, dict[str, object]]]:
    """What notices say of each of their items: by notice and item, in their order."""
    found: dict[int, dict[int, dict[str, object]]] = {}
    query = select(Item.notice_id, Item.id, Item.facts).where(Item.notice_id.in_(notice_ids)).order_by(Item.id)
    for notice, key, facts in session.execute(query):
        found.setdefault(notice, {})[key] = facts
    return found


def told_of(chosen: Selection, since: datetime, limit: int) -> Sequence[Item]:
    """What happened to the dates that a selection has, as notices told it since a moment, newest first: no reminders, and
    nothing that was written for one reader."""
    dates = joined(select(Performance.id), chosen)
    events = joined(select(Run.event_id).select_from(Performance), chosen)
    query = (
        select(Item)
        .join(Notice, Notice.id == Item.notice_id)
        .where(
            Item.told.is_(True), Notice.kind.in_(OF_DATES), Notice.released_at >= since, Notice.voided_at.is_(None),
            or_(Item.performance_id.in_(dates), and_(Item.performance_id.is_(None), Item.event_id.in_(events))),
        )
        .options(joinedload(Item.notice))
        .order_by(Notice.released_at.desc(), Item.id.desc())
    )
    return session.scalars(query.limit(limit)).all()


def subscription_by_key(key: int) -> Subscription | None:
    """A subscription with its follower."""
    query = select(Subscription).where(Subscription.id == key).options(joinedload(Subscription.follower))
    return session.scalars(query).one_or_none()
