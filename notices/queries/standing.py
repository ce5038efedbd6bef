"""Selects of mailboxes' standings, and of the letters that reports are about."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from accounts.models.person import Person
from core.db import session
from core.numbers import LARGEST_KEY
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode, Endpoint, Follower, Standing


def standing_of(mail: str) -> Standing | None:
    """What is known of a mailbox."""
    return session.scalars(select(Standing).where(Standing.mail == mail)).one_or_none()


def standing_to_change(mail: str) -> Standing | None:
    """The same, held until the transaction ends: two reports at the same moment are two."""
    return session.scalars(select(Standing).where(Standing.mail == mail).with_for_update()).one_or_none()


def standing_by_key(key: int) -> Standing | None:
    """A mailbox's standing by its number."""
    return session.get(Standing, key)


def standing_made(mail: str) -> Standing:
    """The one that is there now, held until the transaction ends."""
    return session.scalars(select(Standing).where(Standing.mail == mail).with_for_update()).one()


def letter_by_number(number: int) -> Delivery | None:
    """A letter by the number that stands in its Message-ID."""
    if number > LARGEST_KEY:
        return None
    query = select(Delivery).where(Delivery.id == number, Delivery.channel == ChannelCode.MAIL)
    return session.scalars(query.with_for_update()).one_or_none()


def latest_letter_to(mail: str, until: datetime) -> Delivery | None:
    """The latest letter that had gone to a mailbox at a moment."""
    query = select(Delivery).where(
        Delivery.mail == mail, Delivery.channel == ChannelCode.MAIL, Delivery.over_at <= until
    )
    return session.scalars(query.order_by(Delivery.id.desc()).limit(1).with_for_update()).one_or_none()


def mail_ways_to(mail: str) -> Sequence[Endpoint]:
    """The ways that end at a mailbox: of whoever follows with it, with an account or without."""
    query = (
        select(Endpoint)
        .join(Follower, Follower.id == Endpoint.follower_id)
        .outerjoin(Person, Person.id == Follower.person_id)
        .where(
            or_(Follower.mail == mail, Person.mail == mail), Endpoint.channel == ChannelCode.MAIL, Endpoint.ended_at.is_(None)
        )
        .options(joinedload(Endpoint.follower))
    )
    return session.scalars(query).all()
