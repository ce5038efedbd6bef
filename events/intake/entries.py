"""What is being put together while a text is read: days with their times, and what they are for."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from events.intake.tokens import Clock, Day, Role, Weekly

_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"[。!?;\n]|\.(?= [A-Z])")
_CLAUSE = re.compile(r"[。!?;,\n]|\.(?= [A-Z])")


@dataclass
class Piece:
    """Times of an entry: for all its days, or for some weekdays; `role` None is the entry's own."""

    role: Role | None
    weekdays: frozenset[int] | None
    clocks: list[Clock] = field(default_factory=list)
    is_extra: bool = False


@dataclass
class Entry:
    """Days that were said together, with their times. Without days it is a rule (每周五19:30) that waits for its stretch."""

    group: list[Day]
    role: Role
    start: int
    end: int
    is_firm: bool = False
    weekly: Weekly | None = None
    pieces: list[Piece] = field(default_factory=list)
    is_every: bool = False
    is_tba: bool = False
    has_hours: bool = False
    is_instead: bool = False
    is_opened: bool = False
    off_part: str = ""
    rules: list[tuple[Weekly, bool]] = field(default_factory=list)
    city: str = ""

    def role_of(self, piece: Piece) -> Role:
        """What a piece is for."""
        if piece.role is None or (self.is_firm and piece.role is Role.PERFORMANCE):
            return self.role
        return piece.role

    @property
    def is_timeless(self) -> bool:
        """Whether it is a performance, of which no time was said yet."""
        if self.role is not Role.PERFORMANCE:
            return False
        roles = {self.role_of(piece) for piece in self.pieces}
        return not roles - {Role.DOORS, Role.HOURS}

    @property
    def is_month(self) -> bool:
        """Whether it is a whole month on some of whose weekdays something is on (12月的每个周六)."""
        is_ruled = any(weekly.is_every and not is_extra for weekly, is_extra in self.rules)
        return is_ruled and len(self.group) == 1 and self.group[0].month is not None and self.group[0].day is None

    @property
    def is_stretch(self) -> bool:
        """Whether it spans days, or begins or ends a span."""
        if not self.group:
            return False
        is_range = any(day.joint.value == "range" for day in self.group)
        return is_range or self.group[0].is_open or self.group[-1].is_until or self.is_month

    def widen(self, start: int, end: int) -> None:
        """Let its words reach as far."""
        self.start, self.end = min(self.start, start), max(self.end, end)


class Places:
    """Says in which line, sentence and clause a place of the text stands."""

    def __init__(self, text: str) -> None:
        self._breaks = {
            name: [found.start() for found in pattern.finditer(text)]
            for name, pattern in (("line", _LINE), ("sentence", _SENTENCE), ("clause", _CLAUSE))
        }

    def line(self, place: int) -> int:
        """The number of the line."""
        return bisect_right(self._breaks["line"], place)

    def sentence(self, place: int) -> int:
        """The number of the sentence."""
        return bisect_right(self._breaks["sentence"], place)

    def clause(self, place: int) -> int:
        """The number of the clause."""
        return bisect_right(self._breaks["clause"], place)
