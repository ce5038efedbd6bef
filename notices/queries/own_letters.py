"""What a mailbox does not want to be sent."""

from collections.abc import Sequence

from sqlalchemy import select

from core.db import session
from notices.models.follower import Stop


def stops_of(mail: str) -> Sequence[Stop]:
    """Every kind that a mailbox stopped."""
    return session.scalars(select(Stop).where(Stop.mail == mail).order_by(Stop.id)).all()


def stop_of(mail: str, kind: str) -> Stop | None:
    """One of them."""
    return session.scalars(select(Stop).where(Stop.mail == mail, Stop.kind == kind)).one_or_none()
