"""Reads a run's rule in one line: 周五至周日 19:30，周六加演 14:00，12月8日停 / Fri-Sun 19:30, Sat 14:00, not 8 Dec. Pure.

Strict: what is not understood, or could mean two things, is refused with its words; nothing is guessed. Dates without a year
lie between the first and the last day of the run.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from events.generator import Pattern

LONGEST = 500
_CLAUSES = re.compile(r"[,，;；。\n]+")
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?:\s*(am|pm))?(?![\d:])")
_BARE_HOUR = re.compile(r"(?<![\d:])(\d{1,2})\s*(am|pm)\b")
_NUMERIC = re.compile(r"(?<!\d)(?:(\d{4})[-/.年])?(\d{1,2})(?:月|[-/.])(\d{1,2})(?:日|号)?(?![\d:])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
# 12月5、12、19日 and 12月8日至10日: the month is said once.
_LIST = re.compile(r"(\d{1,2})月((?:\d{1,2}(?:日|号)?\s*[、和及]\s*)+\d{1,2}(?:日|号)?)(?![\d:月])")
_SPAN = re.compile(r"(\d{1,2})月(\d{1,2})(?:日|号)?\s*(?:至|到|-|–|—|~)\s*(?:(\d{1,2})月)?(\d{1,2})(?:日|号)?(?![\d:月])")
_DAY_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\b(?:\s+(\d{{4}}))?")
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:\s+(\d{{4}}))?")
_HAN_DAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
_EN_DAYS = {word: number for number, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_HAN_DAY = "(?:周|星期|礼拜)([一二三四五六日天])"
_EN_DAY = r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|sday|nesday|rsday|urday|day)?s?\b"
_TO = r"\s*(?:至|到|-|–|—|~|〜|to|until|through)\s*"
_HAN_RANGE = re.compile(f"{_HAN_DAY}{_TO}{_HAN_DAY}")
_EN_RANGE = re.compile(f"{_EN_DAY}{_TO}{_EN_DAY}")
_HAN_ONE = re.compile("(?:周|星期|礼拜)([一二三四五六日天]{1,7})")
_EN_ONE = re.compile(_EN_DAY)
_DAILY = re.compile(r"每天|每日|每晚|天天|\bdaily\b|\bevery\s+(?:day|night|evening)\b")
_OFF = re.compile(
    r"停演|停|休息|休演|休|除外|除|不演|没有演出|无演出"
    r"|\bexcept\b|\bnot\b|\bno\s+shows?\b|\bno\b|\boff\b|\bwithout\b|\bclosed\b"
)
_EXTRA = re.compile(r"加演|加场|另加|增加|\bextra\b|\badded\b|\bplus\b|\balso\b")
_FILLERS = re.compile(
    r"演出|上演|每逢|每|日场|夜场|场次|场|[、和及与+&]|\bshows?\b|\bperformances?\b|\bat\b|\bon\b|\band\b|\bthe\b|\bevery\b|\bonly\b"
    r"|\bplays?\b|\bevenings?\b|\bmatin[eé]es?\b|[.\s]"
)


class UnreadableRule(ValueError):
    """A clause that is not understood. `why` is a code (unknown_words, no_time, no_day, bad_time, bad_date, outside,
    two_years, two_ways, weekday_differs, off_with_nothing, empty, too_long), `words` what it is about."""

    def __init__(self, why: str, words: str = "") -> None:
        super().__init__(f"{why}: {words}")
        self.why = why
        self.words = words


@dataclass(slots=True)
class _Clause:
    """One clause taken apart: what is left over is not understood."""

    words: str
    left: str
    times: list[time] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    is_off: bool = False
    is_extra: bool = False


@dataclass(slots=True)
class _Rule:
    weekly: dict[int, set[time]] = field(default_factory=dict)
    without: set[date | datetime] = field(default_factory=set)
    extra: set[datetime] = field(default_factory=set)
    never: set[int] = field(default_factory=set)


def read_rule(text: str, first: date, last: date) -> Pattern:
    """The rule of a line for a run from one day to another; `UnreadableRule` where a clause is not understood."""
    if len(text) > LONGEST:
        raise UnreadableRule("too_long")
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    rule = _Rule()
    known: tuple[int, ...] = ()
    for words in filter(None, (each.strip() for each in _CLAUSES.split(plain))):
        clause = _taken_apart(words, first, last)
        # 周六 14:00、19:30 after a comma goes on with the days that were named last.
        if clause.times and not clause.days and not clause.weekdays and known:
            clause.weekdays = list(known)
        _write(rule, clause)
        known = known if clause.is_off else tuple(clause.weekdays) or known
    if not rule.weekly and not rule.extra:
        raise UnreadableRule("empty", text.strip()[:60])
    weekly = {day: tuple(sorted(times)) for day, times in sorted(rule.weekly.items()) if day not in rule.never}
    return Pattern(first, last, weekly, frozenset(rule.without), tuple(sorted(rule.extra)))


def read_times(text: str) -> tuple[time, ...]:
    """Times of a day: 14:00 19:30, 7:30pm; `UnreadableRule` for what is none. Each once, in order."""
    clause = _Clause(text, unicodedata.normalize("NFKC", text).lower())
    _take_times(clause)
    rest = re.sub(r"[\s,;、，；和及&]|\band\b", "", clause.left)
    if rest:
        raise UnreadableRule("bad_time", rest[:40])
    return tuple(sorted(set(clause.times)))


def read_days(text: str, first: date, last: date) -> tuple[list[date], list[datetime]]:
    """Days, and starts on days, of a list such as 12月8日、12月24日 14:00; `UnreadableRule` for what is none."""
    days: list[date] = []
    moments: list[datetime] = []
    for words in filter(None, (each.strip() for each in _CLAUSES.split(unicodedata.normalize("NFKC", text).lower()))):
        clause = _taken_apart(words, first, last)
        if not clause.days or (clause.weekdays and not _agree(clause)):
            raise UnreadableRule("no_day" if not clause.days else "weekday_differs", words)
        if clause.times:
            moments += _moments(clause)
        else:
            days += clause.days
    return days, moments


def _taken_apart(words: str, first: date, last: date) -> _Clause:
    clause = _Clause(words, words)
    clause.is_off = _take(clause, _OFF)
    clause.is_extra = _take(clause, _EXTRA)
    _take_times(clause)
    _take_days(clause, first, last)
    _take_weekdays(clause)
    rest = _FILLERS.sub("", clause.left)
    if rest:
        raise UnreadableRule("unknown_words", rest)
    return clause


def _take(clause: _Clause, pattern: re.Pattern[str]) -> bool:
    clause.left, number = pattern.subn(" ", clause.left)
    return number > 0


def _take_times(clause: _Clause) -> None:
    def taken(found: re.Match[str]) -> str:
        hour, minute, half = found.group(1), found.group(2), found.group(3)
        clause.times.append(_time(int(hour), int(minute), half, found.group()))
        return " "

    def bare(found: re.Match[str]) -> str:
        clause.times.append(_time(int(found.group(1)), 0, found.group(2), found.group()))
        return " "

    clause.left = _BARE_HOUR.sub(bare, _TIME.sub(taken, clause.left))


def _time(hour: int, minute: int, half: str | None, words: str) -> time:
    if half:
        if not 1 <= hour <= 12:
            raise UnreadableRule("bad_time", words)
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise UnreadableRule("bad_time", words)
    return time(hour, minute)


def _listed(found: re.Match[str]) -> str:
    return " ".join(f"{found.group(1)}月{each}日" for each in re.findall(r"\d{1,2}", found.group(2)))


def _take_days(clause: _Clause, first: date, last: date) -> None:
    def numeric(found: re.Match[str]) -> str:
        year, month, day = found.group(1), int(found.group(2)), int(found.group(3))
        if "月" not in found.group() and not year:
            _refuse_two_ways(month, day, found.group(), (first, last))
        clause.days.append(_day(year, month, day, found.group(), first, last))
        return " "

    def span(found: re.Match[str]) -> str:
        month, day, other, last_day = found.groups()
        begins = _day(None, int(month), int(day), found.group(), first, last)
        ends = _day(None, int(other or month), int(last_day), found.group(), first, last)
        if ends < begins:
            raise UnreadableRule("bad_date", found.group())
        clause.days += days_of(begins, ends)
        return " "

    def day_month(found: re.Match[str]) -> str:
        month = _MONTHS.index(found.group(2)[:3]) + 1
        clause.days.append(_day(found.group(3), month, int(found.group(1)), found.group(), first, last))
        return " "

    def month_day(found: re.Match[str]) -> str:
        month = _MONTHS.index(found.group(1)[:3]) + 1
        clause.days.append(_day(found.group(3), month, int(found.group(2)), found.group(), first, last))
        return " "

    clause.left = _SPAN.sub(span, _LIST.sub(_listed, clause.left))
    clause.left = _NUMERIC.sub(numeric, _MONTH_DAY.sub(month_day, _DAY_MONTH.sub(day_month, clause.left)))


def _refuse_two_ways(one: int, other: int, words: str, within: tuple[date, date]) -> None:
    """12/8 is the eighth of December in Chinese, the twelfth of August in English: refused where both lie in the run."""
    years = range(within[0].year, within[1].year + 1)
    turned = [each for each in _days_of(years, other, one) if within[0] <= each <= within[1]]
    if one != other and turned and any(within[0] <= each <= within[1] for each in _days_of(years, one, other)):
        raise UnreadableRule("two_ways", words)


def _day(year: str | None, month: int, day: int, words: str, *within: date) -> date:
    first, last = within
    years = [int(year)] if year else range(first.year, last.year + 1)
    found = [each for each in _days_of(years, month, day) if first <= each <= last]
    if len(found) == 1:
        return found[0]
    if not _days_of(years, month, day):
        raise UnreadableRule("bad_date", words)
    raise UnreadableRule("outside" if not found else "two_years", words)


def _days_of(years: "range | list[int]", month: int, day: int) -> list[date]:
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found


def _take_weekdays(clause: _Clause) -> None:
    def han_range(found: re.Match[str]) -> str:
        clause.weekdays += _from_to(_HAN_DAYS[found.group(1)], _HAN_DAYS[found.group(2)])
        return " "

    def en_range(found: re.Match[str]) -> str:
        clause.weekdays += _from_to(_EN_DAYS[found.group(1)], _EN_DAYS[found.group(2)])
        return " "

    def han_one(found: re.Match[str]) -> str:
        clause.weekdays += [_HAN_DAYS[sign] for sign in found.group(1)]
        return " "

    def en_one(found: re.Match[str]) -> str:
        clause.weekdays.append(_EN_DAYS[found.group(1)])
        return " "

    clause.left = _EN_ONE.sub(en_one, _HAN_ONE.sub(han_one, _EN_RANGE.sub(en_range, _HAN_RANGE.sub(han_range, clause.left))))
    if _take(clause, _DAILY):
        clause.weekdays += range(7)


def _from_to(first: int, last: int) -> list[int]:
    return list(range(first, last + 1)) if first <= last else [*range(first, 7), *range(last + 1)]


def _write(rule: _Rule, clause: _Clause) -> None:
    if clause.is_off:
        _write_off(rule, clause)
        return
    if not clause.times:
        raise UnreadableRule("no_time", clause.words)
    if not clause.days and not clause.weekdays:
        raise UnreadableRule("no_day", clause.words)
    if clause.days and clause.weekdays and not _agree(clause):
        raise UnreadableRule("weekday_differs", clause.words)
    if clause.days:
        rule.extra |= set(_moments(clause))
        return
    for day in clause.weekdays:
        rule.weekly.setdefault(day, set()).update(clause.times)


def _write_off(rule: _Rule, clause: _Clause) -> None:
    if clause.days and clause.weekdays and not _agree(clause):
        raise UnreadableRule("weekday_differs", clause.words)
    if clause.days:
        rule.without |= set(_moments(clause)) if clause.times else set(clause.days)
    elif clause.weekdays and not clause.times:
        rule.never |= set(clause.weekdays)
    else:
        raise UnreadableRule("off_with_nothing", clause.words)


def _agree(clause: _Clause) -> bool:
    """12月5日周六: the weekday beside a date only confirms it."""
    return {day.weekday() for day in clause.days} == set(clause.weekdays)


def _moments(clause: _Clause) -> Iterator[datetime]:
    for day in clause.days:
        for each in clause.times:
            yield datetime.combine(day, each)


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day of a run."""
    return (first + timedelta(days=each) for each in range((last - first).days + 1))
