"""Letters and other deliveries: what is due, what is held, what became of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from core.db import session
from notices.models.delivery import Delivery


def waiting(at: datetime) -> ColumnElement[bool]:
    """Letters that are due, and held by nobody."""
    return (
        Delivery.over_at.is_(None) & (Delivery.due_at <= at)
        & or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= at)
    )


def due_keys(at: datetime, limit: int) -> Sequence[int]:
    """The keys of letters that are due, in the order of their turns."""
    return session.scalars(select(Delivery.id).where(waiting(at)).order_by(Delivery.turn_at, Delivery.id).limit(limit)).all()


def claimed(keys: Sequence[int], owner: str) -> Sequence[Delivery]:
    """Those of the letters that `owner` holds."""
    query = select(Delivery).where(Delivery.id.in_(keys), Delivery.claimed_by == owner, Delivery.over_at.is_(None))
    return session.scalars(query.order_by(Delivery.turn_at, Delivery.id)).all()


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
    """Keys of letters that were over so long ago and still say to whom."""
    query = select(Delivery.id).where(Delivery.over_at <= before, Delivery.mail != "").order_by(Delivery.over_at)
    return session.scalars(query.limit(limit)).all()
