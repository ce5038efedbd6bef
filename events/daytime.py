"""Parts of the day by the start on the venue's clock, as playbills use them.

A matinee starts before five in the afternoon (日场), late shows start at half past nine or later (夜场): the bounds of the
house, since no source fixes them.
"""

from datetime import datetime
from enum import StrEnum

from core.clock import local

NOON_SHOWS_FROM = 11 * 60
EVENING_FROM = 17 * 60
LATE_FROM = 21 * 60 + 30
SMALL_HOURS_UNTIL = 5 * 60


class Daytime(StrEnum):
    """When a performance starts."""

    MORNING = "morning"
    MATINEE = "matinee"
    EVENING = "evening"
    LATE = "late"


# Minutes of the day: from (included) to (excluded). Late shows go over midnight.
SPANS: dict[Daytime, tuple[tuple[int, int], ...]] = {
    Daytime.MORNING: ((SMALL_HOURS_UNTIL, NOON_SHOWS_FROM),),
    Daytime.MATINEE: ((NOON_SHOWS_FROM, EVENING_FROM),),
    Daytime.EVENING: ((EVENING_FROM, LATE_FROM),),
    Daytime.LATE: ((LATE_FROM, 24 * 60), (0, SMALL_HOURS_UNTIL)),
}


def daytime_of(minutes_of_day: int) -> Daytime:
    """The part of the day of a start, in minutes since midnight on the venue's clock."""
    return next(part for part, spans in SPANS.items() if any(first <= minutes_of_day < end for first, end in spans))


def clock_minutes(starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
    """Start and end in minutes since the midnight, on the venue's clock, that begins the first day."""
    begins = local(starts_at)
    first = begins.hour * 60 + begins.minute
    return first, first + int((ends_at - starts_at).total_seconds() // 60)
