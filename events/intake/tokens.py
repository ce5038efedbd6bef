"""What a sentence about time is made of, as frozen values with their places in the plain text."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

SHORTEST_CLOCK = 2


class Joint(StrEnum):
    """How a day or a time hangs on the one before it."""

    NONE = ""
    LIST = "list"
    RANGE = "range"
    OR = "or"
    SAME = "same"  # 本周六（11月28日）: said twice


class Role(StrEnum):
    """What a moment is for. The first is what everything is that nothing else is said of."""

    PERFORMANCE = "performance"
    ON_SALE = "on_sale"
    DOORS = "doors"
    DEADLINE = "deadline"
    WAS = "was"
    CANCELLED = "cancelled"
    MEETING = "meeting"
    REHEARSAL = "rehearsal"
    PRESS = "press"
    REFUND = "refund"
    PICKUP = "pickup"
    HISTORY = "history"
    HOURS = "hours"
    OFF = "off"
    CHANGE = "change"
    TBA = "to_be_announced"
    POSTPONED = "postponed"
    END = "end"
    SAME = "same_time"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was said; None is what was not said. `fixed` holds known days (本周六), several where it is open.

    `either` is set where month and day may be the other way round; `weekday` counts from Monday as 0; `lasting` is for how
    many days it goes on from it (连演五晚).
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    fixed: tuple[date, ...] = ()
    why: str = ""
    joint: Joint = Joint.NONE
    either: bool = False
    is_open: bool = False
    is_until: bool = False
    is_relative: bool = False
    lasting: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes after the day's midnight (1,500 is 25:00); several options where it is open."""

    start: int
    end: int
    options: tuple[int, ...]
    why: str = ""
    until: int | None = None
    joint: Joint = Joint.NONE


@dataclass(frozen=True, slots=True)
class Weekly:
    """Weekdays (Monday is 0) of a rule; `is_every` where the text says 每周, or a list of them."""

    start: int
    end: int
    days: frozenset[int]
    is_every: bool = False
    is_daily: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that says what a moment is for. A head (开票时间:) rules what follows; others rule what they stand at."""

    start: int
    end: int
    role: Role
    is_head: bool = False
    is_before: bool = False
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class CityMark:
    """A city under whose name dates stand."""

    start: int
    end: int
    city: str


Token = Day | Clock | Weekly | Mark | CityMark


def _may_trim(before: Token, token: Token) -> bool:
    """Whether the time goes on long enough behind what it overlaps: 除夕夜|20:00, 每晚|19:30."""
    return isinstance(token, Clock) and isinstance(before, (Day, Weekly)) and token.end - before.end >= SHORTEST_CLOCK


def in_order(*kinds: list[Token]) -> list[Token]:
    """All tokens by their places; where two overlap, that of the earlier list stays."""
    taken: list[tuple[int, int, Token]] = []
    for rank, tokens in enumerate(kinds):
        taken += [(token.start, rank, token) for token in tokens]
    taken.sort(key=lambda each: (each[0], each[1]))
    kept: list[tuple[int, Token]] = []
    for _start, rank, token in taken:
        while kept and kept[-1][1].end > token.start and kept[-1][0] > rank and not _may_trim(kept[-1][1], token):
            kept.pop()
        last = kept[-1][1].end if kept else 0
        if last <= token.start:
            kept.append((rank, token))
        elif isinstance(token, Clock) and _may_trim(kept[-1][1], token):
            kept.append((rank, replace(token, start=last)))  # 除夕夜20:00: the 夜 is the day's, and tells the time
    return [token for _rank, token in kept]
