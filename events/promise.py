"""The promise of an answer within one working day, by the holiday calendar with its make-up days. Pure.

The desk works from 9 to 18 o'clock in Shanghai. What comes in within hours is answered by the same clock on the next working
day; what comes in before they begin, by the end of that day; what comes in after, or on a day off, by the end of the next one.
"""

from datetime import date, datetime, time, timedelta

from core.clock import at_local, local
from delta.holidays import marks_of

OPENS, CLOSES = time(9), time(18)
SATURDAY = 5
MOST_DAYS_OFF = 30


def is_worked(day: date) -> bool:
    """Whether people work on a day: weekdays but for holidays, and the weekends that are worked in exchange."""
    mark = marks_of(day.year).get(day)
    return mark.is_workday if mark else day.weekday() < SATURDAY


def next_worked(day: date) -> date:
    """The next working day after a day."""
    for step in range(1, MOST_DAYS_OFF + 1):
        if is_worked(day + timedelta(days=step)):
            return day + timedelta(days=step)
    return day + timedelta(days=1)


def promised_by(at: datetime) -> datetime:
    """When an answer is promised to what comes in at a moment."""
    here = local(at)
    day, clock = here.date(), here.time().replace(tzinfo=None)
    if is_worked(day) and clock < OPENS:
        return at_local(day, CLOSES)
    if is_worked(day) and clock < CLOSES:
        return at_local(next_worked(day), clock.replace(second=0, microsecond=0))
    return at_local(next_worked(day), CLOSES)
