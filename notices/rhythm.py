"""When the next digest is due and when quiet hours end, by the clock on a follower's wall. Pure.

On the nights when clocks change a wall time may not be there, or be there twice: there is one digest for each date, and quiet
hours end by the clock that shows the time at last.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

USUAL_ZONE = "Asia/Shanghai"
A_WEEK = 7
AN_HOUR = 60
# What is offered first: where most readers are, and where guests from abroad come from.
OFFERED = (
    "Asia/Shanghai", "Asia/Tokyo", "Asia/Singapore", "Asia/Dubai", "Europe/London", "Europe/Paris", "Europe/Berlin",
    "America/New_York", "America/Los_Angeles", "Australia/Sydney", "UTC",
)


@cache
def zones() -> tuple[str, ...]:
    """Every zone that can be chosen: those offered first, then all others by name."""
    others = {each for each in available_timezones() if "/" in each and not each.startswith(("Etc/", "posix/", "right/"))}
    return (*OFFERED, *sorted(others - set(OFFERED)))


def zone_of(name: str) -> ZoneInfo:
    """The zone of a name; the usual one where it is none that is known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(USUAL_ZONE)


def wall(moment: datetime, zone: str) -> datetime:
    """What the clock on the wall shows."""
    return moment.astimezone(zone_of(zone))


def next_digest(after: datetime, *, zone: str, minute: int, weekday: int | None = None) -> datetime:
    """The next digest after a moment, in UTC: at `minute` of the day in a zone, each day or (0 is Monday) on one weekday.

    Where that time is left out on the day, it comes as much later; where it comes twice, the first time.
    """
    day = wall(after, zone).date() - timedelta(days=1)
    while True:
        found = _moment(day, minute, zone)
        if found > after and weekday in {None, day.weekday()}:
            return found
        day += timedelta(days=1)


def is_weekly(due_at: datetime, *, zone: str, weekday: int) -> bool:
    """Whether a digest that is due then is (also) the weekly one."""
    return wall(due_at, zone).weekday() == weekday


def _moment(day: date, minute: int, zone: str, fold: int = 0) -> datetime:
    at = time(minute // AN_HOUR, minute % AN_HOUR, fold=fold)
    return datetime.combine(day, at, zone_of(zone)).astimezone(UTC)


def is_quiet_at(minute: int, first: int, last: int) -> bool:
    """Whether a minute of the day lies within quiet hours; over midnight where the last is the lesser."""
    return first <= minute < last if first < last else minute >= first or minute < last


def quiet_until(at: datetime, *, zone: str, first: int | None, last: int | None) -> datetime | None:
    """When the quiet hours that a moment falls into are over, in UTC; None where it falls into none. `first` and `last`:
    minutes of the day; over midnight where the last is the lesser."""
    if first is None or last is None or first == last:
        return None
    shown = wall(at, zone)
    minute = shown.hour * AN_HOUR + shown.minute
    if not is_quiet_at(minute, first, last):
        return None
    day = shown.date() + timedelta(days=1 if first > last and minute >= first else 0)
    return next((end for fold in (0, 1) if (end := _moment(day, last, zone, fold)) > at), None)
