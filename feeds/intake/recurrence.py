"""Rules of repetition become dates, within bounds: a rule is never stored (house.md 13) and never trusted (feeds.md 3)."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from dateutil.rrule import rrulestr

MOST_INSTANCES = 366
HORIZON = timedelta(days=731)
MOST_BEFORE = timedelta(days=731)
SECONDS_A_RULE = 0.5
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "WKST"}
_WHOLE = re.compile(r"[1-9][0-9]{0,4}")
_LIST = re.compile(r"[+-]?[0-9A-Z]{1,5}(?:,[+-]?[0-9A-Z]{1,5}){0,99}")
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")


class BadRule(ValueError):
    """A rule that is not followed; `code` is "rule_refused" or "rule_costly"."""

    def __init__(self, code: str = "rule_refused") -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Processor time for the block, which ends in `BadRule`: some rules search to the year 9999 and find nothing."""

    def stop(_number: int, _frame: object) -> None:
        raise BadRule("rule_costly")

    earlier = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, earlier)


def parts_of(rule: str) -> dict[str, str]:
    """A rule's parts; `BadRule` for what we do not follow."""
    parts: dict[str, str] = {}
    for each in rule.strip().strip(";").upper().split(";"):
        name, equals, value = each.partition("=")
        if not equals or name in parts or name not in _PARTS:
            raise BadRule
        parts[name] = value
    whole = [parts[name] for name in ("INTERVAL", "COUNT") if name in parts]
    lists = [value for name, value in parts.items() if name.startswith("BY")]
    if parts.get("FREQ") not in _FREQUENCIES or {"COUNT", "UNTIL"} <= parts.keys():
        raise BadRule
    if not all(_WHOLE.fullmatch(each) for each in whole) or not all(_LIST.fullmatch(each) for each in lists):
        raise BadRule
    return parts


def until_of(text: str) -> tuple[datetime, bool]:
    """The last moment of a rule, naive, and whether it is said in UTC; a date holds to its end."""
    found = _UNTIL.fullmatch(text)
    if not found:
        raise BadRule
    year, month, day, hour, minute, second, mark = found.groups()
    try:
        at = time(int(hour), int(minute), int(second)) if hour else time(23, 59, 59)
        return datetime.combine(date(int(year), int(month), int(day)), at), mark == "Z"
    except ValueError as error:
        raise BadRule from error


def bounds(start: datetime, today: date) -> tuple[datetime, datetime]:
    """From when to when dates are taken of what starts at `start` (naive): two years, from today where it began before that."""
    present = datetime.combine(today, time())
    floor = start if start >= present - MOST_BEFORE else present
    return floor, floor + HORIZON


def expanded(rule: str, start: datetime, *, until: datetime | None, today: date) -> tuple[list[datetime], bool]:
    """The starts of a rule on the wall clock of `start` (naive), and whether it goes on beyond what is taken.

    At most 366, within two years: from the first on, or from today where it began more than two years ago. The first is
    always one of them, whatever the rule says.
    """
    parts = parts_of(rule)
    parts.pop("UNTIL", None)
    count = int(parts.pop("COUNT", "0"))
    floor, last = bounds(start, today)
    with at_most(SECONDS_A_RULE):
        found, goes_on = _taken(parts, start, (floor, min(last, until) if until else last), count)
    return found, goes_on and (until is None or until > last)


def _taken(
    parts: dict[str, str], start: datetime, bounds: tuple[datetime, datetime], count: int
) -> tuple[list[datetime], bool]:
    floor, last = bounds
    found = [start] if start >= floor else []
    try:
        rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
        moments = iter(rule)
        number = 1
        for moment in takewhile(lambda each: each <= last, moments):
            if moment == start:
                continue
            number += 1
            if count and number > count:
                return found, False
            if moment < floor:
                continue
            if len(found) >= MOST_INSTANCES:
                return found, True
            found.append(moment)
    except BadRule:
        raise
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError) as error:
        raise BadRule from error
    return found, not count or number < count
