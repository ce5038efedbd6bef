"""Notices that are to be written out to their readers."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from core.db import session
from core.models import Revision
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.queries.outbox import is_free

# So long a notice that failed is left alone at most.
LONGEST_WAIT = timedelta(hours=2)
# Among so many of an organisation's deliveries its last turn is looked for.
LOOKED_AT = 200


def to_be_written(at: datetime) -> ColumnElement[bool]:
    """Due, not yet written out, and held by nobody."""
    free = is_free(Notice.claimed_until, at, LONGEST_WAIT)
    return and_(Notice.fanned_at.is_(None), Notice.voided_at.is_(None), Notice.due_at <= at, free)


def next_due(at: datetime) -> int | None:
    """The key of the notice whose turn it is, None where there is none or the outbox is held. Urgent ones first, then those
    that nobody has heard of, so that a small one need not wait until a large one is through."""
    held = select(Revision.id).where(Revision.held_since.is_not(None)).exists()
    order = (Notice.is_urgent.desc(), Notice.released_at.is_not(None), Notice.due_at, Notice.id)
    return session.scalar(select(Notice.id).where(to_be_written(at), ~held).order_by(*order).limit(1))


def held_notice(key: int, owner: str) -> Notice | None:
    """A notice, where `owner` holds it."""
    query = select(Notice).where(
        Notice.id == key, Notice.claimed_by == owner, Notice.fanned_at.is_(None), Notice.voided_at.is_(None)
    )
    return session.scalars(query.with_for_update()).one_or_none()


def notice_by_key(key: int) -> Notice | None:
    """A notice, whoever holds it."""
    return session.get(Notice, key)


def latest_turn(organisation_id: int | None, at: datetime) -> datetime | None:
    """The last turn among an organisation's deliveries that are due and still open: among those that fell due last, since each
    takes its turn behind those of before. However many there are, and whatever waits for its hour, a few are looked at."""
    latest = select(Delivery.turn_at).where(
        Delivery.organisation_id == organisation_id, Delivery.over_at.is_(None), Delivery.due_at <= at
    )
    rows = latest.order_by(Delivery.due_at.desc(), Delivery.turn_at.desc()).limit(LOOKED_AT).subquery()
    last: datetime | None = session.scalar(select(func.max(rows.c.turn_at)))
    return last
