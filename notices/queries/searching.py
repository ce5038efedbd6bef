"""Everything that is known of one reader: the deliveries to them, what they follow, what they stopped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models.person import Person
from core.db import session
from core.numbers import LARGEST_KEY, whole_number
from notices.models.delivery import Delivery
from notices.models.follower import Endpoint, Follower, Standing, Stop, Subscription, Wish

MOST_SUBSCRIPTIONS = 500
# Message-IDs are <n12.0123456789abcdef@host> (core/letters.py); a delivery's own number is written n12.
_NUMBERED = re.compile(r"<?n([1-9][0-9]{0,9})(?:\.[0-9a-z.]+@[^\s>]+)?>?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom a search found: a mailbox ("" where none is known), and who stands behind it."""

    mail: str
    followers: Sequence[Follower] = ()
    person: Person | None = None
    stops: Sequence[Stop] = ()
    standing: Standing | None = None
    follower_ids: tuple[int, ...] = field(default=())


def reader_asked_for(asked: str) -> Reader | None:
    """By a mail address, the number of a follower ("12"), or a delivery ("n12", or its whole Message-ID)."""
    numbered = _NUMBERED.fullmatch(asked)
    if numbered:
        return _reader_of_delivery(int(numbered.group(1)))
    number = whole_number(asked)
    if number is not None:
        row = session.get(Follower, number) if 0 < number <= LARGEST_KEY else None
        return _reader(_mail_of(row), [row]) if row is not None else None
    return _reader_of_mail(asked) if "@" in asked else None


def _reader_of_delivery(key: int) -> Reader | None:
    row = session.get(Delivery, key) if key <= LARGEST_KEY else None
    if row is None:
        return None
    if row.mail:
        return _reader_of_mail(row.mail) or _reader(row.mail, ())
    follower = session.get(Follower, row.follower_id) if row.follower_id else None
    return _reader(_mail_of(follower), [follower]) if follower is not None else None


def _mail_of(row: Follower) -> str:
    """The address a follower states, confirmed or not."""
    return row.address or row.mail or ""


def _reader_of_mail(mail: str) -> Reader | None:
    """Whoever has or had this address; None where nothing at all is known of it."""
    query = select(Follower).join(Follower.person, isouter=True).where(or_(Follower.mail == mail, Person.mail == mail))
    found = _reader(mail, session.scalars(query.options(joinedload(Follower.person)).order_by(Follower.id)).all())
    if found.followers or found.person or found.stops or found.standing:
        return found
    return found if session.scalar(select(Delivery.id).where(Delivery.mail == mail).limit(1)) is not None else None


def _reader(mail: str, followers: Sequence[Follower]) -> Reader:
    if not mail:
        return Reader(mail="", followers=followers, follower_ids=tuple(each.id for each in followers))
    return Reader(
        mail=mail, followers=followers, follower_ids=tuple(each.id for each in followers),
        person=session.scalars(select(Person).where(Person.mail == mail)).one_or_none(),
        stops=session.scalars(select(Stop).where(Stop.mail == mail).order_by(Stop.id)).all(),
        standing=session.scalars(select(Standing).where(Standing.mail == mail)).one_or_none(),
    )


def _theirs(reader: Reader) -> ColumnElement[bool]:
    """Each of these columns has its index."""
    ways: list[ColumnElement[bool]] = []
    if reader.mail:
        ways.append(Delivery.mail == reader.mail)
    if reader.follower_ids:
        ways.append(Delivery.follower_id.in_(reader.follower_ids))
    if reader.person is not None:
        ways.append(Delivery.person_id == reader.person.id)
    return or_(*ways) if ways else Delivery.id.is_(None)


def deliveries_to(reader: Reader, *, before: int, limit: int) -> Sequence[Delivery]:
    """What was written for them, the latest first, from below a key on; with the notices."""
    query = select(Delivery).where(_theirs(reader), Delivery.id < before).options(joinedload(Delivery.notice))
    return session.scalars(query.order_by(Delivery.id.desc()).limit(limit)).all()


def deliveries_of_notice(reader: Reader, notice_id: int) -> Sequence[Delivery]:
    """What was written for them of one notice."""
    query = select(Delivery).where(_theirs(reader), Delivery.notice_id == notice_id).options(joinedload(Delivery.notice))
    return session.scalars(query.order_by(Delivery.id)).all()


def subscriptions_of(reader: Reader) -> Sequence[Subscription]:
    """What they follow or followed, with what they want to hear and by which ways."""
    if not reader.follower_ids:
        return ()
    query = select(Subscription).where(Subscription.follower_id.in_(reader.follower_ids))
    wishes = selectinload(Subscription.wishes).joinedload(Wish.endpoint)
    return session.scalars(query.options(wishes).order_by(Subscription.id).limit(MOST_SUBSCRIPTIONS)).all()


def ways_of(reader: Reader) -> Sequence[Endpoint]:
    """The ways to reach them, closed ones too."""
    if not reader.follower_ids:
        return ()
    return session.scalars(select(Endpoint).where(Endpoint.follower_id.in_(reader.follower_ids)).order_by(Endpoint.id)).all()
