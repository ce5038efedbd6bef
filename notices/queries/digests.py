"""Selects for digests: who is due, what was told meanwhile, and what of it somebody has heard already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import session
from notices.hours import DAILY, WEEKLY
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.models.notice import Item, Notice
from notices.news import News
from notices.queries.audience import in_force

# What a digest sums up.
SUMMED_UP = (News.NEW_DATES.value, News.CHANGE.value, News.CANCELLATION.value)
# What happened so long before may have been told within the time that a digest is about.
WAITS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Told:
    """An item that was told, and whom it concerns."""

    item: int
    notice: int
    refs: frozenset[str]
    released_at: datetime


def due(at: datetime, limit: int) -> Sequence[Follower]:
    """Followers whose digest is due, the longest due first."""
    query = select(Follower).where(Follower.digest_due_at <= at).options(joinedload(Follower.person))
    return session.scalars(query.order_by(Follower.digest_due_at, Follower.id).limit(limit)).all()


def subjects_of(follower_ids: Sequence[int], at: datetime) -> dict[int, dict[str, set[str]]]:
    """What each of these followers wants digests of, by rhythm: only what is in force."""
    found: dict[int, dict[str, set[str]]] = {}
    query = (
        select(Wish.follower_id, Wish.news, Wish.subject)
        .join(Subscription, Subscription.id == Wish.subscription_id)
        .join(Follower, Follower.id == Wish.follower_id)
        .join(Endpoint, Endpoint.id == Wish.endpoint_id)
        .where(Wish.follower_id.in_(follower_ids), Wish.news.in_((DAILY, WEEKLY)), in_force(at))
    )
    for follower, news, subject in session.execute(query):
        found.setdefault(follower, {}).setdefault(news, set()).add(subject)
    return found


def rhythms_of(follower_ids: Sequence[int]) -> dict[int, set[str]]:
    """The digests that each of these followers wants; a pause does not count, since digests go on after it."""
    found: dict[int, set[str]] = {}
    query = select(Wish.follower_id, Wish.news).join(Subscription, Subscription.id == Wish.subscription_id).where(
        Wish.follower_id.in_(follower_ids), Wish.news.in_((DAILY, WEEKLY)), Subscription.confirmed_at.is_not(None),
        Subscription.ended_at.is_(None),
    )
    for follower, news in session.execute(query.distinct()):
        found.setdefault(follower, set()).add(news)
    return found


def summed_up_until(follower_ids: Sequence[int], since: datetime) -> dict[tuple[int, str], datetime]:
    """Up to when the latest digest of each rhythm told each of these followers, as far as that was since a moment."""
    found: dict[tuple[int, str], datetime] = {}
    query = select(Notice.facts, Notice.made_at).where(
        Notice.kind == News.DIGEST.value, Notice.topic.in_([topic_of(key) for key in follower_ids]), Notice.made_at > since
    )
    for facts, made_at in session.execute(query.order_by(Notice.id)):
        found |= {(facts["follower"], each): made_at for each in facts["rhythms"]}
    return found


def summed_up_before(notice: Notice, rhythm: str, since: datetime) -> datetime | None:
    """Up to when the digest of a rhythm before this one told its reader, as far as that was since a moment."""
    query = select(Notice.facts, Notice.made_at).where(
        Notice.kind == News.DIGEST.value, Notice.topic == notice.topic, Notice.id < notice.id, Notice.made_at > since
    )
    found = session.execute(query.order_by(Notice.id.desc()))
    return next((made_at for facts, made_at in found if rhythm in facts["rhythms"]), None)


def topic_of(follower_id: int) -> str:
    """Under which topic the digests of somebody are kept."""
    return f"follower:{follower_id}"


def told_between(first: datetime, last: datetime) -> list[Told]:
    """What was told after one moment and up to another, in that order, as far as it concerns anything that is followed."""
    query = (
        select(Item.id, Item.notice_id, Item.facts, Notice.released_at)
        .join(Notice, Notice.id == Item.notice_id)
        .where(
            Item.at > first - WAITS, Item.told.is_(True), Notice.kind.in_(SUMMED_UP), Notice.released_at > first,
            Notice.released_at <= last,
        )
        .order_by(Notice.released_at, Item.id)
    )
    return [
        Told(item, notice, frozenset(facts["refs"]), released_at)
        for item, notice, facts, released_at in session.execute(query) if facts.get("refs")
    ]


def heard_directly(follower_ids: Sequence[int], since: datetime) -> dict[int, set[int]]:
    """The items of which each of these followers was told by a notice of its own."""
    found: dict[int, set[int]] = {}
    query = select(Delivery.follower_id, Delivery.facts).where(
        Delivery.follower_id.in_(follower_ids), Delivery.made_at > since, Delivery.kind.in_(SUMMED_UP),
        Delivery.fate.in_((Fate.OPEN, Fate.SENT)),
    )
    for follower, facts in session.execute(query):
        found.setdefault(follower, set()).update(facts.get("items", ()))
    return found


def items_named(keys: Sequence[int]) -> list[tuple[Item, str]]:
    """Items with the kind of notice that told them, in the order of telling."""
    query = select(Item, Notice.kind).join(Notice, Notice.id == Item.notice_id).where(Item.id.in_(keys))
    return [(item, kind) for item, kind in session.execute(query.order_by(Notice.released_at, Item.id))]


def ways_of(follower_id: int, rhythms: Sequence[str], at: datetime) -> list[tuple[Wish, Subscription, Endpoint]]:
    """By which ways somebody gets these digests, and of what."""
    query = (
        select(Wish, Subscription, Endpoint)
        .join(Subscription, Subscription.id == Wish.subscription_id)
        .join(Follower, Follower.id == Wish.follower_id)
        .join(Endpoint, Endpoint.id == Wish.endpoint_id)
        .where(Wish.follower_id == follower_id, Wish.news.in_(rhythms), in_force(at))
        .order_by(Endpoint.id, Subscription.id)
    )
    return [(wish, subscription, endpoint) for wish, subscription, endpoint in session.execute(query)]
