"""What holds for all that somebody follows: quiet hours, the digest's hour, a pause, new links, an end."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update

from core.db import session
from core.errors import Refused
from notices import rhythm
from notices.hours import next_digest
from notices.models.delivery import Delivery
from notices.models.follower import A_DAY, Follower
from notices.queries import digests

DAYS_A_WEEK = 7
NOBODY = {"mail": "", "facts": {}}


def keep_rhythm(follower: Follower, *, at: datetime) -> None:
    """State when the next digest is due: None where none is wanted. One that is due already is not put off."""
    session.flush()  # what was just wanted counts
    wanted = digests.rhythms_of([follower.id]).get(follower.id, set())
    if not wanted or follower.digest_due_at is None or follower.digest_due_at > at:
        follower.digest_due_at = next_digest(follower, at, wanted)


def _minute(stated: int | None) -> None:
    if stated is not None and not 0 <= stated < A_DAY:
        raise Refused("no_such_hour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Where their clock hangs, when they want quiet, when a digest comes; minutes of the day."""

    zone: str = rhythm.USUAL_ZONE
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest_minute: int = 8 * 60
    digest_weekday: int = 3


def set_hours(follower: Follower, hours: Hours, *, language: str, at: datetime) -> None:
    """By what clock and in which language they are told. `Refused("no_such_zone")`, `Refused("no_such_hour")`."""
    if hours.zone not in rhythm.zones():
        raise Refused("no_such_zone")
    for each in (hours.quiet_from, hours.quiet_until, hours.digest_minute):
        _minute(each)
    if not 0 <= hours.digest_weekday < DAYS_A_WEEK:
        raise Refused("no_such_hour")
    is_never = None in {hours.quiet_from, hours.quiet_until} or hours.quiet_from == hours.quiet_until
    follower.quiet_from = None if is_never else hours.quiet_from
    follower.quiet_until = None if is_never else hours.quiet_until
    follower.zone, follower.digest_minute, follower.digest_weekday = hours.zone, hours.digest_minute, hours.digest_weekday
    follower.language = language
    keep_rhythm(follower, at=at)


def pause_all(follower: Follower, *, at: datetime, until: datetime | None) -> None:
    """Nothing at all until a moment, or until they go on. `Refused("in_the_past")`."""
    if until is not None and until <= at:
        raise Refused("in_the_past")
    follower.paused_at, follower.paused_until = at, until


def go_on(follower: Follower) -> None:
    """They hear again."""
    follower.paused_at, follower.paused_until = None, None


def forget(follower: Follower) -> None:
    """They go, with all that they follow and every way to them: what was not sent is not sent, and what was says no more to
    whom, nor what."""
    theirs = Delivery.follower_id == follower.id
    session.execute(delete(Delivery).where(theirs, Delivery.over_at.is_(None)))
    session.execute(update(Delivery).where(theirs).values(**NOBODY))
    session.delete(follower)
    session.flush()  # the address is free for the next statement
