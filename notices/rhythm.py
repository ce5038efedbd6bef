"""When somebody is left in peace, and when their digest comes: the follower's own hours, in their own zone. Pure."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notices.models.follower import Follower

# So long before something is over it must have been told, however quiet the hours are.
IN_TIME = timedelta(hours=2)
DAILY, WEEKLY = "digest:daily", "digest:weekly"
NOON_MINUTE = 12 * 60


def local_moment(zone: str, day: date, minute: int) -> datetime:
    """The moment of a minute of a local day. A wall time that a clock change leaves out is moved on by as much; one that comes
    twice is the first."""
    wall = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
    return wall.astimezone(UTC)


def local_date(zone: str, at: datetime) -> date:
    """Which day it is there."""
    return at.astimezone(ZoneInfo(zone)).date()


def quiet_end(follower: Follower, at: datetime) -> datetime | None:
    """When the quiet hours that hold at a moment end; None where it is not quiet."""
    start, end = follower.quiet_from, follower.quiet_until
    if start is None or end is None or start == end:
        return None
    here = at.astimezone(ZoneInfo(follower.zone))
    minute = here.hour * 60 + here.minute
    is_quiet = start <= minute < end if start < end else minute >= start or minute < end
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=1 if start > end and minute >= start else 0)
    return local_moment(follower.zone, day, end)


def told_when(follower: Follower, at: datetime, *, is_urgent: bool, useful_until: datetime | None) -> datetime:
    """When a direct notice goes to somebody: at once, or after their quiet hours where it is still of use then."""
    ends = None if is_urgent else quiet_end(follower, at)
    if ends is None or (useful_until is not None and useful_until < ends + IN_TIME):
        return at
    return ends


def rhythms_on(follower: Follower, day: date, wanted: Collection[str]) -> list[str]:
    """The digests of a local day, of those that are wanted."""
    is_the_day = day.weekday() == follower.digest_weekday
    return [each for each in (DAILY, WEEKLY) if each in wanted and (each == DAILY or is_the_day)]


def next_digest(follower: Follower, after: datetime, wanted: Collection[str]) -> datetime | None:
    """The next digest later than a moment, never a second one on the same local day; None where none is wanted."""
    if not {DAILY, WEEKLY} & set(wanted):
        return None
    today = local_date(follower.zone, after)
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        moment = local_moment(follower.zone, day, follower.digest_minute)
        if moment > after and rhythms_on(follower, day, wanted):
            return moment
    return None
