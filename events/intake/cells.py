"""What a cell says: a date, a time, an amount, in the spellings that people use. What has two readings is refused."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from core.clock import SHANGHAI
from core.text import clean_line

LONGEST_CELL = 2_000
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's own calendar has no zone
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_415  # 2000-01-01, 2100-12-31
_WEEKDAYS = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}
_WEEKDAY = re.compile(
    r"[\s(\[]*(?:(?:周|星期|礼拜)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)[\s,)\]]*", re.I
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{4})", re.I)
_MONTH_FIRST = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.I)
_SLASHES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CLOCK = re.compile(
    r"(?P<half>上午|早上|早|中午|下午|午后|傍晚|晚上|晚间|晚|夜|am\b|pm\b|a\.m\.|p\.m\.)?\s*(?P<hour>\d{1,2})\s*"
    r"(?:(?P<colon>[:.])\s*(?P<minute>\d{2})(?::\d{2})?|[点时](?:(?P<part>半|一刻|三刻)|\s*(?P<minutes>\d{1,2})\s*分?|整)?)?\s*"
    r"(?P<after>am|pm|a\.m\.|p\.m\.)?",
    re.I,
)
_PARTS = {"半": 30, "一刻": 15, "三刻": 45}
_LATE = {"下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜", "pm", "p.m."}
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_BELOW_NOUGHT = re.compile(r"(?:^|[/、,;|])\s*[-−–]\s*\d")  # a dash behind a word or an amount is none
_AMOUNT = re.compile(r"\d{1,7}(?:\.\d{1,2})?")
_THOUSANDS = re.compile(r"(?<![\d,.])(\d),(\d{3})(?![\d.])(?!,\d{3})")
_POWER = re.compile(r"\de[+-]?\d", re.I)
_HOURS = re.compile(
    r"(\d{1,2}(?:\.\d)?)\s*(?:个?小时|个?钟头|hours?|hrs?|h)\s*(?:(\d{1,2})\s*(?:分钟?|minutes?|mins?|m)?|半)?", re.I
)
_LENGTH = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
LONGEST_MINUTES = 1_440
_FREE = re.compile(r"免费|免票|公益|free", re.I)


class BadCell(ValueError):
    """A cell that cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text_of(value: Any) -> str:
    """A cell's words: one line, digits and signs of one width where they are digits and signs."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_line(str(value))[:LONGEST_CELL]


def _plain(value: Any) -> str:
    return unicodedata.normalize("NFKC", text_of(value)).replace("：", ":").strip(" ,，;；。")


def _from_serial(value: float) -> datetime:
    if not _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        raise BadCell("bad_date")
    return _EPOCH + timedelta(seconds=round(value * 86_400))


def date_of(value: Any, today: date) -> tuple[date, time | None]:
    """The date in a cell, and the time where it holds one too. A day without a year is the next one from `today` on."""
    if isinstance(value, datetime):
        return value.date(), value.time() if value.time() != time(0) else None
    if isinstance(value, date):
        return value, None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if isinstance(value, int) and 10**7 <= value < 10**8:
            return _written(str(value), today)
        moment = _from_serial(value)
        return moment.date(), moment.time() if moment.time() != time(0) else None
    return _written(_plain(value), today)


def _written(text: str, today: date) -> tuple[date, time | None]:
    weekday = _WEEKDAY.search(text)
    if weekday:
        text = f"{text[:weekday.start()]} {text[weekday.end():]}".strip()
    day, rest = _day_in(text, today)
    if weekday and _WEEKDAYS[(weekday[1] or weekday[2]).lower()] != day.weekday():
        raise BadCell("weekday_differs")
    rest = rest.strip(" ,T")
    return day, time_of(rest) if rest else None


def _day_in(text: str, today: date) -> tuple[date, str]:
    for pattern in (_YEAR_FIRST, _PACKED, _NO_YEAR, _DAY_FIRST, _MONTH_FIRST, _SLASHES):
        found = pattern.match(text)
        if found:
            return _valid(*_numbers(pattern, found, today)), text[found.end():]
    raise BadCell("bad_date")


def _numbers(pattern: re.Pattern[str], found: re.Match[str], today: date) -> tuple[int, int, int]:
    if pattern is _DAY_FIRST:
        return int(found[3]), _month(found[2]), int(found[1])
    if pattern is _MONTH_FIRST:
        return int(found[3]), _month(found[1]), int(found[2])
    if pattern is _SLASHES:
        first, second = int(found[1]), int(found[2])
        if first <= 12 and second <= 12 and first != second:
            raise BadCell("two_readings")
        return (int(found[3]), second, first) if first > 12 else (int(found[3]), first, second)
    if pattern is _NO_YEAR:
        month, day = int(found[1]), int(found[2])
        return today.year + ((month, day) < (today.month, today.day)), month, day
    return int(found[1]), int(found[2]), int(found[3])


def _month(name: str) -> int:
    if name.lower() not in _MONTHS:
        raise BadCell("bad_date")
    return _MONTHS[name.lower()]


def _valid(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise BadCell("bad_date") from error
    if not 2000 <= found.year <= 2100:
        raise BadCell("bad_date")
    return found


def time_of(value: Any) -> time:
    """The time in a cell; 24:00 is told apart by `is_midnight_after`."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _time_of_number(value)
    text = _plain(value)
    if text.isdecimal() and len(text) == 4:
        return _clock(int(text[:2]), int(text[2:]))
    found = _CLOCK.fullmatch(text)
    # A bare number is no time: "7" may be anything.
    if not found or text.isdecimal():
        raise BadCell("bad_time")
    return _clock(_hour(found), _minute(found))


def _time_of_number(value: float) -> time:
    if isinstance(value, float) and 0 <= value < 1:
        return (_EPOCH + timedelta(seconds=round(value * 86_400))).time()
    if 100 <= value <= 2_359 and float(value).is_integer():
        return _clock(int(value) // 100, int(value) % 100)
    raise BadCell("bad_time")


def _hour(found: re.Match[str]) -> int:
    hour, half = int(found["hour"]), (found["half"] or found["after"] or "").lower()
    if half in _LATE and hour < 12:
        return hour + 12
    if half == "中午" and hour < 3:
        return hour + 12
    return 0 if half in {"am", "a.m."} and hour == 12 else hour


def _minute(found: re.Match[str]) -> int:
    return _PARTS.get(found["part"] or "", 0) or int(found["minute"] or found["minutes"] or 0)


def _clock(hour: int, minute: int) -> time:
    if hour == 24 and minute == 0:
        raise BadCell("midnight")
    try:
        return time(hour, minute)
    except ValueError as error:
        raise BadCell("bad_time") from error


def moment_of(day: date, at: time) -> datetime:
    """A wall time in Shanghai as an aware moment."""
    return datetime.combine(day, at.replace(second=0, microsecond=0), SHANGHAI)


def whole_of(value: Any, most: int) -> int:
    """The first whole number in a cell ("6岁以上" is 6)."""
    text = _plain(value)
    found = _NUMBERS.search(text)
    if found is None or _BELOW_NOUGHT.match(text) or not _is_whole(found[0]):
        raise BadCell("bad_number")
    number = int(found[0].partition(".")[0])
    if number > most:
        raise BadCell("bad_number")
    return number


def _is_whole(number: str) -> bool:
    """Whether it is short enough to be meant, and nothing but noughts stands behind its point."""
    whole, _point, rest = number.partition(".")
    return len(whole) <= 6 and not rest.strip("0")


def minutes_of(value: Any) -> int:
    """A length in minutes: 110, 110分钟, 1小时50分, 1:50; never nought."""
    hours = _length(value)
    found = whole_of(value, LONGEST_MINUTES) if hours is None else hours
    if not 0 < found <= LONGEST_MINUTES:
        raise BadCell("bad_number")
    return found


def _length(value: Any) -> int | None:
    """The minutes of a length that names hours; None where it names none."""
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    text = _plain(value)
    found = _LENGTH.fullmatch(text)
    if found:
        return int(found[1]) * 60 + int(found[2])
    found = _HOURS.search(text)
    if found is None:
        return None
    return round(float(found[1]) * 60) + int(found[2] or 30 * found[0].endswith("半"))


def prices_of(value: Any) -> tuple[bool, list[int]]:
    """Whether it is free, and the prices in fen, ascending: 80/180/280, 80–880元, 免费."""
    text = _plain(value)
    if _FREE.search(text):
        return True, []
    text = _THOUSANDS.sub(r"\1\2", text)
    found = _NUMBERS.findall(text)
    if _BELOW_NOUGHT.search(text) or _POWER.search(text) or not all(_AMOUNT.fullmatch(each) for each in found):
        raise BadCell("bad_price")
    amounts = sorted({round(float(each) * 100) for each in found})
    if not amounts or amounts[-1] > 10_000_000 or len(amounts) > 20:
        raise BadCell("bad_price")
    return amounts == [0], [each for each in amounts if each]
