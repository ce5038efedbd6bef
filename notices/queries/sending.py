"""All that is looked at once more before one delivery is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager

from accounts.models.person import Person
from core.db import session
from core.models import Revision
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode, Endpoint, Follower, Standing, Stop, Subscription, Wish
from notices.models.notice import Item, Notice

ALL_KINDS = "*"


@dataclass(frozen=True, slots=True)
class Case:
    """One delivery with what decides whether it is sent; `has_stop`: its mailbox stopped this kind, or all that can be."""

    row: Delivery
    notice: Notice | None
    follower: Follower | None
    endpoint: Endpoint | None
    standing: Standing | None
    has_stop: bool
    is_held: bool


@cache
def _case() -> Select[Delivery, Notice, Follower, Endpoint, Standing, bool, bool]:
    stop = select(Stop.id).where(Stop.mail == Delivery.mail, Stop.kind.in_((Delivery.kind, ALL_KINDS))).exists()
    held = select(Revision.id).where(Revision.held_since.is_not(None)).exists()
    return (
        select(Delivery, Notice, Follower, Endpoint, Standing, stop, held)
        .outerjoin(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Follower, Follower.id == Delivery.follower_id)
        .outerjoin(Person, Person.id == Follower.person_id)
        .outerjoin(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .outerjoin(Standing, and_(Standing.mail == Delivery.mail, Delivery.mail != ""))
        .where(Delivery.id == bindparam("key"))
        .options(contains_eager(Follower.person))
    )


def case_of(key: int) -> Case | None:
    """A delivery, as it stands this moment. One statement, put together once: it is asked before every letter."""
    found = session.execute(_case(), {"key": key}).one_or_none()
    if found is None:
        return None
    row, notice, follower, endpoint, standing, has_stop, is_held = found
    return Case(row, notice, follower, endpoint, standing, bool(has_stop), bool(is_held))


def hosts_of(keys: Sequence[int]) -> dict[int, str]:
    """Where posts go to: "webhook/host" of a program, "wecom/" of a robot, since a service's robots are all behind one host."""
    query = select(Delivery.id, Delivery.channel, Endpoint.address).outerjoin(Endpoint, Endpoint.id == Delivery.endpoint_id)
    found = session.execute(query.where(Delivery.id.in_(keys))).all()
    return {key: f"{channel}/{_host(channel, address or '')}" for key, channel, address in found}


def _host(channel: str, address: str) -> str:
    try:
        return (urlsplit(address).hostname or "") if channel == ChannelCode.WEBHOOK else ""
    except ValueError:
        return ""


@cache
def _wished() -> Select[str, datetime | None, datetime | None]:
    asked = and_(
        Wish.subscription_id == Subscription.id, Wish.endpoint_id.in_(bindparam("ways", expanding=True)),
        Wish.news.in_(bindparam("words", expanding=True)),
    )
    return select(Subscription.subject, Subscription.paused_at, Subscription.net_ended_at).where(
        Subscription.id.in_(bindparam("keys", expanding=True)), Subscription.confirmed_at.is_not(None),
        Subscription.ended_at.is_(None), select(Wish.id).where(asked).exists(),
    )


def ways_of(row: Delivery) -> list[int]:
    """The ways by which it was wished: its own, or the calendars on whose behalf it comes."""
    return sorted({way for _net, _changed, held in row.facts.get("net") or () for way in held} or {row.endpoint_id or 0})


def subjects_of(keys: Sequence[int], ways: Sequence[int]) -> Sequence[str]:
    """What those of the subscriptions that still wish something by these ways are to, in the order of following."""
    wishes = select(Wish.id).where(Wish.subscription_id == Subscription.id, Wish.endpoint_id.in_(ways)).exists()
    query = select(Subscription.subject).where(Subscription.id.in_(keys), Subscription.ended_at.is_(None), wishes)
    return session.scalars(query.order_by(Subscription.id)).all()


def wished(keys: Sequence[int], ways: Sequence[int], words: Sequence[str]) -> Sequence[Any]:
    """Which of the subscriptions are in force still and wish one of these words by one of these ways: the subject, since when
    it is paused, since when nothing comes of it on behalf of a calendar."""
    return session.execute(_wished(), {"keys": list(keys), "ways": list(ways), "words": list(words)}).all()


def refs_of(item_ids: Sequence[int]) -> dict[int, set[str]]:
    """What items concern, by their keys."""
    query = select(Item.id, Item.facts).where(Item.id.in_(item_ids))
    return {key: set(facts.get("refs", ())) for key, facts in session.execute(query)}


def items_of(notice_id: int) -> dict[int, dict[str, Any]]:
    """What a notice says of each of its items, by their keys, in their order."""
    query = select(Item.id, Item.facts).where(Item.notice_id == notice_id).order_by(Item.id)
    return {key: facts for key, facts in session.execute(query)}
