"""Selects for digests: who is due, what was told meanwhile, and what of it somebody has heard already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from core.db import session
from notices.hours import DAILY, WEEKLY
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.models.notice import Item, Notice
from notices.news import SUMMED_UP, News
from notices.queries.audience import in_force
from notices.whys import Why

# A notice that was written out at a moment is seen by others so much later at the latest: a digest looks so far behind the one
# before it, and leaves out what that one told.
OVERLAP = timedelta(hours=1)
# So long the writing out of a notice may take: the outbox may be held in the midst of it.
WRITTEN_FOR = timedelta(days=7)
# A digest that was voided so told its reader nothing: the next one does.
LOST = (Why.TOO_LATE.value, Why.BROKEN.value)
OF = "follower:"


@dataclass(frozen=True, slots=True)
class Told:
    """An item that was told of a date, whom it concerns, and when all who hear of it directly had been written to."""

    item: int
    date: int
    refs: frozenset[str]
    fanned_at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier digest of somebody: of which rhythms, up to when, the items that it named. `is_lost`: it reached nobody."""

    rhythms: frozenset[str]
    made_at: datetime
    items: frozenset[int]
    is_lost: bool


def topic_of(follower_id: int) -> str:
    """Under which topic the digests of somebody are kept."""
    return f"{OF}{follower_id}"


def _waits() -> ColumnElement[bool]:
    """Whether a follower's latest digest is still to be written out: what becomes of it decides what the next one says."""
    latest, of = aliased(Notice), literal(OF) + cast(Follower.id, String)
    last = select(func.max(latest.id)).where(latest.topic == of, latest.kind == News.DIGEST.value)
    key = last.correlate(Follower).scalar_subquery()
    return exists().where(Notice.id == key, Notice.fanned_at.is_(None), Notice.voided_at.is_(None))


def due(at: datetime, limit: int) -> Sequence[Follower]:
    """Followers whose digest is due, the longest due first; not those for whom one is being written out."""
    query = select(Follower).where(Follower.digest_due_at <= at, ~_waits()).options(joinedload(Follower.person))
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
    """The digests that each of these followers wants by any way that they have. One that was stopped counts, and so does a
    pause of the whole: digests go on by themselves after it."""
    found: dict[int, set[str]] = {}
    query = (
        select(Wish.follower_id, Wish.news)
        .join(Subscription, Subscription.id == Wish.subscription_id)
        .join(Endpoint, Endpoint.id == Wish.endpoint_id)
        .where(
            Wish.follower_id.in_(follower_ids), Wish.news.in_((DAILY, WEEKLY)), Subscription.confirmed_at.is_not(None),
            Subscription.ended_at.is_(None), Subscription.paused_at.is_(None), Endpoint.ended_at.is_(None),
        )
    )
    for follower, news in session.execute(query.distinct()):
        found.setdefault(follower, set()).add(news)
    return found


def told_before(follower_ids: Sequence[int], since: datetime, at: datetime) -> dict[int, list[Before]]:
    """The digests of each of these followers since a moment, oldest first."""
    found: dict[int, list[Before]] = {}
    has_its_effect = case((Notice.voided_at.is_(None), _reached(at)), else_=Notice.void_reason.not_in(LOST))
    query = select(Notice.facts, Notice.made_at, has_its_effect).where(
        Notice.kind == News.DIGEST.value, Notice.topic.in_([topic_of(key) for key in follower_ids]), Notice.made_at > since
    )
    for facts, made_at, has_had in session.execute(query.order_by(Notice.id)):
        before = Before(frozenset(facts["rhythms"]), made_at, frozenset(facts.get("of", ())), not has_had)
        found.setdefault(facts["follower"], []).append(before)
    return found


def _reached(at: datetime) -> ColumnElement[bool]:
    """Not one of those that could not be sent while they were of use."""
    is_of_use = or_(Delivery.useful_until.is_(None), Delivery.useful_until >= at)
    went = case(
        (Delivery.fate == Fate.OPEN, is_of_use), (Delivery.fate == Fate.SKIPPED, Delivery.why != Why.TOO_LATE.value),
        else_=Delivery.id.is_not(None),
    )
    written = exists().where(Delivery.notice_id == Notice.id, went).correlate(Notice)
    return and_(Notice.fanned_at.is_not(None), or_(Notice.readers == 0, written))


def told_between(first: datetime, last: datetime) -> list[Told]:
    """What was written out to all who hear of it directly after one moment and up to another, as far as anybody follows it; in
    the order in which it was settled, so that the last word on a date is the last one."""
    query = (
        select(Item.id, Item.performance_id, Item.facts, Notice.fanned_at)
        .join(Notice, Notice.id == Item.notice_id)
        .where(
            Notice.kind.in_(SUMMED_UP), Notice.fanned_at > first, Notice.fanned_at <= last, Notice.voided_at.is_(None),
            Item.told.is_(True),
        )
        .order_by(Notice.released_at, Item.id)
    )
    return [
        Told(item, date, frozenset(facts["refs"]), fanned_at)
        for item, date, facts, fanned_at in session.execute(query) if date and fanned_at and facts.get("refs")
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
