"""The one place that asks for the time. Stored in UTC, shown in the venue's zone, still in tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_standing: list[datetime] = []


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _standing[-1] if _standing else datetime.now(UTC)  # noqa: TID251 - the one place


def today() -> date:
    """Today's date on the Delta's calendars (Asia/Shanghai)."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The wall time in Asia/Shanghai of an aware moment."""
    return moment.astimezone(SHANGHAI)


def at_local(day: date, clock_time: time = time(0)) -> datetime:
    """The UTC moment of a wall time in Asia/Shanghai."""
    return datetime.combine(day, clock_time, SHANGHAI).astimezone(UTC)


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """UTC moments from the start of `first` to the end of `last` (exclusive), whole days in Asia/Shanghai."""
    return at_local(first), at_local(last + timedelta(days=1))


@contextmanager
def standing_still(moment: datetime) -> Iterator[None]:
    """Time stands at `moment` (aware) inside the block; for tests and for replaying a day."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    _standing.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing.pop()
