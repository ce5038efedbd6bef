"""Selects of followers, their ways and what they follow."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models.person import Person
from core.db import session
from notices.models.follower import Endpoint, Follower, Subscription


def follower_by_key(key: int) -> Follower | None:
    """A follower with their person, by the row's key."""
    return session.scalars(select(Follower).where(Follower.id == key).options(joinedload(Follower.person))).one_or_none()


def follower_of_key(key: int, secret: str) -> Follower | None:
    """A follower, where a link that names them still holds."""
    found = follower_by_key(key)
    return found if found is not None and found.key == secret else None


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


def way(follower_id: int, channel: str) -> Endpoint | None:
    """The first way of a channel that a follower has and did not end."""
    query = select(Endpoint).where(
        Endpoint.follower_id == follower_id, Endpoint.channel == channel, Endpoint.ended_at.is_(None)
    )
    return session.scalars(query.order_by(Endpoint.id).limit(1)).one_or_none()


def all_subscriptions(follower_id: int) -> Sequence[Subscription]:
    """Whatever a follower follows, followed, or was asked to confirm."""
    return session.scalars(select(Subscription).where(Subscription.follower_id == follower_id).order_by(Subscription.id)).all()
