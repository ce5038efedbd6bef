"""When somebody is told: not in their quiet hours where it can wait, and digests at their own hour. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from notices import rhythm
from notices.models.follower import Follower

# So long before something is over it must have been told, however quiet the hours are.
IN_TIME = timedelta(hours=2)
DAILY, WEEKLY = "digest:daily", "digest:weekly"
BACK: Mapping[str, timedelta] = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}
# A digest goes on where the last one ended, if that is no longer ago than this beside its own time.
GAP = timedelta(days=7)


def told_when(
    follower: Follower, at: datetime, *, is_urgent: bool, useful_until: datetime | None, told_by: datetime | None = None
) -> datetime:
    """When a direct notice goes to somebody: at once, or after their quiet hours where it is still of use then. `told_by`: when
    they must have it at the latest."""
    if is_urgent:
        return at
    ends = rhythm.quiet_until(at, zone=follower.zone, first=follower.quiet_from, last=follower.quiet_until)
    if ends is None or (useful_until is not None and useful_until < ends + IN_TIME):
        return at
    return at if told_by is not None and told_by < ends else ends


def local_date(follower: Follower, at: datetime) -> date:
    """Which day it is where somebody is."""
    return rhythm.wall(at, follower.zone).date()


def rhythms_on(follower: Follower, day: date, wanted: Collection[str]) -> list[str]:
    """The digests of a local day, of those that are wanted."""
    is_the_day = day.weekday() == follower.digest_weekday
    return [each for each in (DAILY, WEEKLY) if each in wanted and (each == DAILY or is_the_day)]


def next_digest(follower: Follower, after: datetime, wanted: Collection[str]) -> datetime | None:
    """The next digest later than a moment; None where none is wanted."""
    if not {DAILY, WEEKLY} & set(wanted):
        return None
    weekday = None if DAILY in wanted else follower.digest_weekday
    return rhythm.next_digest(after, zone=follower.zone, minute=follower.digest_minute, weekday=weekday)
