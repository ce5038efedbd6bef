"""Selects of followers, their ways and what they follow."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from accounts.models.person import Person
from core.db import session
from events.followable import kind_of
from notices.models.browser import Browser
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode, Endpoint, Follower, Stop, Subscription, Wish


def follower_by_key(key: int) -> Follower | None:
    """A follower with their person, by the row's key."""
    return session.scalars(select(Follower).where(Follower.id == key).options(joinedload(Follower.person))).one_or_none()


def follower_in_browser(token_hash: str, at: datetime) -> Follower | None:
    """Whose pages a browser opens, by the hash of what its cookie holds."""
    query = select(Follower).join(Browser, Browser.follower_id == Follower.id)
    in_force = query.where(Browser.token_hash == token_hash, Browser.ends_at > at)
    return session.scalars(in_force.options(joinedload(Follower.person))).one_or_none()


def follower_with_person(person_id: int) -> Follower | None:
    """The follower that a person is."""
    query = select(Follower).where(Follower.person_id == person_id).options(joinedload(Follower.person))
    return session.scalars(query).one_or_none()


def follower_with_mail(mail: str) -> Follower | None:
    """The follower without an account who has an address."""
    query = select(Follower).where(Follower.mail == mail).options(joinedload(Follower.person))
    return session.scalars(query).one_or_none()


def follower_of(person: Person) -> Follower | None:
    """The follower that a person is, or will become with the next deed: theirs by the confirmed address."""
    mine = follower_with_person(person.id)
    if mine is None and person.is_open and person.mail:
        found = follower_with_mail(person.mail)
        mine = found if found is not None and found.confirmed_at is not None else None
    return mine


def ways_of(follower_id: int) -> Sequence[Endpoint]:
    """The ways of a follower that have not ended, in the order of making."""
    query = select(Endpoint).where(Endpoint.follower_id == follower_id, Endpoint.ended_at.is_(None))
    return session.scalars(query.order_by(Endpoint.id)).all()


def all_ways(follower_id: int) -> Sequence[Endpoint]:
    """Every way that a follower has or had, in the order of making."""
    return session.scalars(select(Endpoint).where(Endpoint.follower_id == follower_id).order_by(Endpoint.id)).all()


def way(follower_id: int, channel: str) -> Endpoint | None:
    """The first way of a channel that a follower has and did not end."""
    query = select(Endpoint).where(
        Endpoint.follower_id == follower_id, Endpoint.channel == channel, Endpoint.ended_at.is_(None)
    )
    return session.scalars(query.order_by(Endpoint.id).limit(1)).one_or_none()


def all_subscriptions(follower_id: int) -> Sequence[Subscription]:
    """Whatever a follower follows, followed, or was asked to confirm."""
    return session.scalars(select(Subscription).where(Subscription.follower_id == follower_id).order_by(Subscription.id)).all()


def latest_way(follower_id: int, channel: str) -> Endpoint | None:
    """The way of a channel that was made last, ended or not."""
    query = select(Endpoint).where(Endpoint.follower_id == follower_id, Endpoint.channel == channel)
    return session.scalars(query.order_by(Endpoint.id.desc()).limit(1)).one_or_none()


def subscription_to(follower_id: int, subject: str) -> Subscription | None:
    """What a follower has to do with a thing: in force, waiting, or ended."""
    query = select(Subscription).where(Subscription.follower_id == follower_id, Subscription.subject == subject)
    return session.scalars(query).one_or_none()


def subscription_by_key(follower_id: int, key: int) -> Subscription | None:
    """One of a follower's subscriptions with its wishes and ways."""
    return next(iter(subscriptions_by_keys(follower_id, [key])), None)


def subscriptions_by_keys(follower_id: int, keys: Sequence[int]) -> Sequence[Subscription]:
    """A follower's subscriptions by their keys, with wishes and ways. Two statements."""
    query = select(Subscription).where(Subscription.follower_id == follower_id, Subscription.id.in_(keys))
    with_ways = query.options(selectinload(Subscription.wishes).joinedload(Wish.endpoint))
    return session.scalars(with_ways.order_by(Subscription.id)).all()


def subscriptions_to(subject: str) -> Sequence[Subscription]:
    """Everybody's subscriptions to a thing, with their wishes."""
    query = select(Subscription).where(Subscription.subject == subject)
    return session.scalars(query.options(selectinload(Subscription.wishes))).all()


def followers_of_both(one: str, other: str) -> list[int]:
    """The keys of followers with a subscription to both of two things."""
    second = aliased(Subscription)
    query = select(Subscription.follower_id).join(second, second.follower_id == Subscription.follower_id)
    return list(session.scalars(query.where(Subscription.subject == one, second.subject == other)))


def number_of(follower_id: int) -> int:
    """How many things a follower follows, waiting ones too."""
    query = select(func.count()).select_from(Subscription)
    return session.scalar(query.where(Subscription.follower_id == follower_id, Subscription.ended_at.is_(None))) or 0


def words_wanted(subscription_id: int, endpoint_id: int) -> Sequence[str]:
    """The news that are wanted of a subscription by a way."""
    query = select(Wish.news).where(Wish.subscription_id == subscription_id, Wish.endpoint_id == endpoint_id)
    return session.scalars(query.order_by(Wish.id)).all()


def is_stopped(mail: str, kind: str) -> bool:
    """Whether a mailbox wants no letters of a kind any more."""
    return session.scalar(select(Stop.id).where(Stop.mail == mail, Stop.kind == kind)) is not None


def resting_by_mail(follower_id: int) -> int:
    """How many things were told by a mailbox that was ended, and are told by none now."""
    of_this = (Wish.subscription_id == Subscription.id) & (Endpoint.id == Wish.endpoint_id)
    by_mail = of_this & (Endpoint.channel == ChannelCode.MAIL)
    ended, is_open = (exists().where(by_mail, which) for which in (Endpoint.ended_at.is_not(None), Endpoint.ended_at.is_(None)))
    query = select(func.count()).select_from(Subscription).where(*_followed(follower_id, ""), ended, ~is_open)
    return session.scalar(query) or 0


def page_of(follower_id: int, kind: str, *, first: int, limit: int) -> Sequence[Subscription]:
    """A page of what is followed, by subject, of one kind or all, with wishes and ways. Two statements."""
    query = select(Subscription).where(*_followed(follower_id, kind)).order_by(Subscription.subject)
    with_ways = query.options(selectinload(Subscription.wishes).joinedload(Wish.endpoint))
    return session.scalars(with_ways.offset(first).limit(limit)).all()


def numbers_by_kind(follower_id: int) -> dict[str, int]:
    """How many things of each kind are followed."""
    subjects = session.scalars(select(Subscription.subject).where(*_followed(follower_id, "")))
    return Counter(map(kind_of, subjects))


def has_anything(follower_id: int) -> bool:
    """Whether they follow anything, or have a list."""
    lists = exists().where(Endpoint.follower_id == follower_id, Endpoint.channel == ChannelCode.CALENDAR)
    return bool(session.scalar(select(or_(exists().where(*_followed(follower_id, "")), lists))))


def _followed(follower_id: int, kind: str) -> list[ColumnElement[bool]]:
    """In force or paused: confirmed, and not ended."""
    is_theirs = [
        Subscription.follower_id == follower_id, Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None),
    ]
    return [*is_theirs, Subscription.subject > f"{kind}:", Subscription.subject < f"{kind};"] if kind else is_theirs


def delivery_by_key(key: int) -> Delivery | None:
    """A letter, by the row's key."""
    return session.get(Delivery, key)
