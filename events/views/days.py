"""Rows under the days on which they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from delta.holidays import DayMark, marks_of
from events.views.rows import Row


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a list with its rows; `is_whole` unless it goes on on another page."""

    day: date
    mark: DayMark | None
    is_today: bool
    rows: list[Row]
    is_whole: bool


def days_of(shown: Iterable[Row], today: date, *, are_whole: bool = True) -> list[Day]:
    """Rows under the days on which they stand; days without rows are left out."""
    grouped: dict[date, list[Row]] = {}
    for each in shown:
        grouped.setdefault(each.day, []).append(each)
    return [Day(day, marks_of(day.year).get(day), day == today, each, are_whole) for day, each in grouped.items()]
