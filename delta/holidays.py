"""Public holidays and make-up workdays (调休) of mainland China, from the `holidays` library and a table of our own.

`delta/data/make_up_days.csv` adds or corrects single days (columns day,kind,name_zh,name_en,source; kind is
holiday, workday or ordinary), so that a newly announced year needs no new release of the library.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from holidays.countries import China  # type: ignore[attr-defined]  # loaded lazily: not in its stubs
from holidays.holiday_base import HolidayBase

from core.types import Bilingual

TABLE = Path(__file__).parent / "data" / "make_up_days.csv"
KNOWN_YEARS = range(2001, 2100)
# Beyond the last year whose notice the library carries, days moved for weekends are guesses: statutory days only.
LAST_ANNOUNCED = 2026
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayMark:
    """Why a day is marked: `is_workday` for a weekend that is worked, else a day off."""

    name: Bilingual
    is_workday: bool


@lru_cache(maxsize=16)
def marks_of(year: int) -> dict[date, DayMark]:
    """The marked days of a year; empty where nothing is known."""
    marks: dict[date, DayMark] = {}
    if year in KNOWN_YEARS:
        chinese, english = _calendar(year, "zh_CN"), _calendar(year, "en_US")
        marks = {
            day: DayMark(_name(name, english.get(day, "")), False)
            for day, name in chinese.items()
            if year <= LAST_ANNOUNCED or not english.get(day, "").endswith("(observed)")
        }
        for day in chinese.weekend_workdays:
            if day.year == year:
                marks[day] = DayMark(Bilingual("调休上班", "Make-up workday"), True)
        marks |= _weekends_within(marks, year)
    for row in _table():
        day = date.fromisoformat(row["day"])
        if day.year != year:
            continue
        if row["kind"] == "ordinary":
            marks.pop(day, None)
        else:
            marks[day] = DayMark(Bilingual(row["name_zh"], row["name_en"]), row["kind"] == "workday")
    return marks


def _weekends_within(marks: dict[date, DayMark], year: int) -> dict[date, DayMark]:
    """Weekend days that touch a day off belong to the same break, unless they are worked."""
    if year > LAST_ANNOUNCED:
        return {}
    one, found = timedelta(days=1), dict[date, DayMark]()
    for off in sorted(day for day, mark in marks.items() if not mark.is_workday):
        for step in (one, -one):
            day = off + step
            while day.weekday() >= SATURDAY and day not in marks and day.year == year:
                found[day] = DayMark(marks[off].name, False)
                day += step
    return found


def _name(chinese: str, english: str) -> Bilingual:
    """The library's names; a day off in exchange for a worked weekend is called so, without its other date."""
    if english.startswith("Day off"):
        return Bilingual("调休放假", "Holiday (day off in exchange)")
    return Bilingual(chinese, english.replace("Labor", "Labour") or chinese)


def _calendar(year: int, language: str) -> HolidayBase:
    calendar: HolidayBase = China(years=year, language=language)  # type: ignore[no-untyped-call]  # the library is half typed
    return calendar


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
