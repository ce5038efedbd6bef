"""A small picture of a number a day: bars, the highest as high as the picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

HEIGHT, STEP, WIDTH = 64, 12, 9


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: its number, and where its bar stands in the picture."""

    day: date
    number: int
    x: int
    y: int
    height: int
    is_week: bool


def bars(numbers: Mapping[date, int], first: date, last: date, *, week: date) -> list[Bar]:
    """One bar a day from `first` to `last`; those of the week from `week` are marked. A day with anything is seen."""
    most = max(numbers.values(), default=0)
    found = []
    for index in range((last - first).days + 1):
        day = first + timedelta(days=index)
        number = numbers.get(day, 0)
        height = max(2, round(HEIGHT * number / most)) if number else 0
        found.append(Bar(day, number, index * STEP, HEIGHT - height, height, week <= day < week + timedelta(days=7)))
    return found
