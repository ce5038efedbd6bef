"""The part of the day in which a performance begins: matinee, evening, late night."""

from enum import StrEnum

# A rule of this site (November 2026; no paper or law sets one): 日场 begins from late morning on and before five, 夜场 when
# an evening of two hours from 19:30 is over, or after midnight. Weekends and working days are told apart by nobody.
MATINEE_FROM = 11 * 60
EVENING_FROM = 17 * 60
LATE_FROM = 21 * 60 + 30
MORNING_FROM = 5 * 60


class Daytime(StrEnum):
    """When it begins, by the clock of the house."""

    MORNING = "morning"
    MATINEE = "matinee"
    EVENING = "evening"
    LATE = "late"


def daytime_of(minutes_of_day: int) -> Daytime:
    """The part of the day of a start, in minutes since midnight (0 to 1439) on the venue's clock."""
    if minutes_of_day < MORNING_FROM or minutes_of_day >= LATE_FROM:
        return Daytime.LATE
    if minutes_of_day < MATINEE_FROM:
        return Daytime.MORNING
    return Daytime.MATINEE if minutes_of_day < EVENING_FROM else Daytime.EVENING
