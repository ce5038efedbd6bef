"""Steps of the clock, at each of which everything that runs by itself runs; and what came out of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from core import clock
from core.db import committing, session
from notices.jobs.fanning import fan_out
from notices.jobs.news import look, write_digests
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.queries.fanning import next_due
from tests.factories import letters

Letter = tuple[str, str, str]


@contextmanager
def later(**ahead: float) -> Iterator[datetime]:
    """So much later (minutes, hours, days) than it is now."""
    moment = clock.now() + timedelta(**ahead)
    with clock.standing_still(moment):
        yield moment


def tick() -> list[Letter]:
    """All that the scheduler does; answers every letter so far."""
    look()
    write_digests()
    while next_due(clock.now()) is not None:  # one run's time may be over before
        fan_out()
    found = letters.sent()
    session.rollback()
    return found


def ticked(**ahead: float) -> list[Letter]:
    """The same, so much later."""
    with later(**ahead):
        return tick()


def notices(kind: str = "") -> list[Notice]:
    """Every notice, or those of a kind, in order of making."""
    query = select(Notice).order_by(Notice.id)
    return list(session.scalars(query.where(Notice.kind == kind) if kind else query))


def deliveries(**facts: Any) -> list[Delivery]:
    """Deliveries of notices, in order of making."""
    query = select(Delivery).where(Delivery.notice_id.is_not(None)).filter_by(**facts)
    return list(session.scalars(query.order_by(Delivery.id)))


def voids() -> list[tuple[str, str]]:
    """The notices that were told to nobody, and why."""
    return [(each.kind, each.void_reason) for each in notices() if each.voided_at is not None]


def told_long_ago() -> None:
    """Nothing waits of what a test begins with."""
    with committing():
        session.execute(update(Notice).values(voided_at=clock.now(), void_reason="before"))
    session.expire_all()
