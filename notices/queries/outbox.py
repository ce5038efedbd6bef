"""Letters and other deliveries: what is due, what is held, what became of them."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from accounts.models.person import Person
from core.db import session
from core.models import Revision
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Follower
from notices.models.notice import Notice

LEASE = timedelta(seconds=60)
# What is due and waits longer than this is for somebody to look at.
LATE = timedelta(minutes=5)
# So many that are due are put in order by themselves.
FEW = 100
CHANNELS = tuple(each.value for each in ChannelCode)


@dataclass(frozen=True, slots=True)
class Door:
    """Whether anything may leave now: held, the ways that are shut (by code), and the channels by which something is due."""

    is_held: bool
    shut: Mapping[str, Any]
    due: AbstractSet[str]


def is_free(until: Any, at: datetime, longest: timedelta = 2 * LEASE) -> ColumnElement[bool]:
    """Held by nobody: no lease, one that is over, or one longer than any, from before the clock went back."""
    return or_(until.is_(None), until <= at, until > at + longest)


def waiting(at: datetime) -> ColumnElement[bool]:
    """Deliveries that are due, and held by nobody."""
    # Wrapped, so that they are read in the order of their turns, and not gathered by when they are due and then sorted.
    is_due = func.coalesce(Delivery.due_at, Delivery.turn_at) <= at
    return and_(Delivery.over_at.is_(None), is_due, is_free(Delivery.claimed_until, at))


def door(at: datetime) -> Door:
    """One statement: it is asked every few seconds."""
    due = [select(Delivery.id).where(_due_by(each, at)).exists() for each in CHANNELS]
    found = session.execute(
        select(select(Revision.held_since).scalar_subquery(), select(Revision.shut_ways).scalar_subquery(), *due)
    ).one()
    is_due = dict(zip(CHANNELS, found[2:], strict=True))
    return Door(found[0] is not None, found[1] or {}, {each for each in CHANNELS if is_due[each]})


def _due_by(channel: str, at: datetime) -> ColumnElement[bool]:
    # The channel is wrapped, so that they are gathered by when they are due, and not read in the order of their turns.
    return and_(Delivery.over_at.is_(None), Delivery.due_at <= at, func.coalesce(Delivery.channel, "") == channel)


def due_keys(at: datetime, limit: int, channel: str) -> Sequence[int]:
    """Deliveries that are due by a channel, in the order of their turns; locked, and what others lock is passed over.

    Where few are due they are gathered by when they are, so that what waits for its hour is not walked through at every claim;
    where many are, they are read in the order of their turns, in which what is due comes before what waits for its hour.
    """
    is_free_due = and_(_due_by(channel, at), is_free(Delivery.claimed_until, at))
    few = session.scalars(select(Delivery.id).where(is_free_due).order_by(Delivery.due_at).limit(FEW)).all()
    if not few:
        return ()
    some = Delivery.id.in_(few) if len(few) < FEW else Delivery.channel == channel
    query = select(Delivery.id).where(some, waiting(at)).order_by(Delivery.turn_at, Delivery.id).limit(limit)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def letters_since(mail: str, kinds: Collection[str], since: datetime) -> int:
    """How many letters of these kinds were written to a mailbox since a moment."""
    query = select(func.count()).where(Delivery.mail == mail, Delivery.kind.in_(kinds), Delivery.made_at > since)
    return session.scalar(query) or 0


def is_confirmed(mail: str) -> bool:
    """Whether whoever reads a mailbox has said that it is theirs, with an account or without."""
    owner = select(Person.id).where(Person.mail == mail, Person.mail_confirmed_at.is_not(None))
    reader = select(Follower.id).where(Follower.mail == mail, Follower.confirmed_at.is_not(None))
    return bool(session.scalar(select(or_(owner.exists(), reader.exists()))))


def delivery_of_key(key: str) -> Delivery | None:
    """A letter by the key that makes it once."""
    return session.scalars(select(Delivery).where(Delivery.key == key)).one_or_none()


def latest(limit: int = 30) -> Sequence[Delivery]:
    """The latest letters, the newest first."""
    return session.scalars(select(Delivery).order_by(Delivery.id.desc()).limit(limit)).all()


def letters_to(person_id: int) -> Sequence[Delivery]:
    """Every letter to a person, in order of time."""
    return session.scalars(select(Delivery).where(Delivery.person_id == person_id).order_by(Delivery.id)).all()


def over_since(before: datetime, limit: int) -> Sequence[int]:
    """Keys of deliveries that were over so long ago and still say to whom."""
    says_to_whom = or_(Delivery.mail != "", Delivery.follower_id.is_not(None))
    query = select(Delivery.id).where(Delivery.over_at <= before, says_to_whom).order_by(Delivery.over_at)
    return session.scalars(query.limit(limit)).all()


def oldest_due(at: datetime) -> datetime | None:
    """When what waits longest was due: a delivery, or a notice that is not written out; None where nothing is late. Two
    looks into an index."""
    letter = select(func.min(Delivery.due_at)).where(Delivery.over_at.is_(None))
    notice = select(func.min(Notice.due_at)).where(Notice.fanned_at.is_(None), Notice.voided_at.is_(None))
    stated = [each for each in (session.scalar(letter), session.scalar(notice)) if each is not None and each <= at]
    return min(stated, default=None)


def is_outbox_well(at: datetime) -> bool:
    """Whether nothing that is due waits longer than it should (quality.md D22)."""
    oldest = oldest_due(at)
    return oldest is None or at - oldest <= LATE


def held() -> tuple[datetime, str] | None:
    """Since when nothing leaves the outbox, and why; None where it is not held."""
    found = session.execute(select(Revision.held_since, Revision.held_why)).one_or_none()
    return (found[0], found[1]) if found is not None and found[0] is not None else None


def numbers(at: datetime) -> dict[str, int]:
    """How many deliveries are due, later, parked, and how many notices are still to be written out."""
    is_open = Delivery.over_at.is_(None)
    due = select(func.count()).where(is_open, Delivery.due_at <= at)
    later = select(func.count()).where(is_open, Delivery.due_at > at)
    notices = select(func.count()).where(Notice.fanned_at.is_(None), Notice.voided_at.is_(None), Notice.due_at <= at)
    found = {"due": due, "later": later, "notices": notices}
    return {name: session.scalar(query) or 0 for name, query in found.items()} | {"parked": parked()}


def parked() -> int:
    """How many deliveries were given up for now."""
    return session.scalar(select(func.count()).where(Delivery.over_at.is_not(None), Delivery.fate == Fate.PARKED)) or 0
