"""What stands around a day or a time: the mark before it, the mark behind it, the head above it."""

import re

from events.intake.entries import Places
from events.intake.tokens import CityMark, Clock, Day, Mark, Role, Weekly

_NEAR_BEFORE = re.compile(r"[^。;!?\n,]{0,12}")
_LABEL = re.compile(r"[;。,|/][ ]?[^,。;:|/\s\d]{2,8}:(?!\d)")  # 报名截止：…；展演：…
_SHOWS = re.compile(r"开演|上演|首演|献演|公演|演出(?!票|公司|中心|信息)")
BESIDE = re.compile(r"[ :(在于将为是约次翌日at]{0,6}", re.I)
_BEHIND = re.compile(r"[ )]{0,2}[^\s,.。;!?|\n()]{0,20}")

Said = list[Day] | Clock | Weekly | Mark | CityMark


class Surroundings:
    """The tokens of a text with its head of the moment and the marks that were used; a mark says one thing once."""

    def __init__(self, text: str, tokens: list[Said]) -> None:
        self.text, self.tokens, self.places = text, tokens, Places(text)
        self.head: Mark | None = None
        self.used: set[int] = set()
        self.used_bare: set[int] = set()

    def mark_before(self, index: int, place: int) -> Mark | None:
        """The mark that stands right before a token, if none used it."""
        before = self.tokens[index - 1] if index else None
        if not isinstance(before, Mark) or before.start in self.used or before.is_behind or before.role is Role.SAME:
            return None
        if ". " in self.text[before.end : place]:
            return None
        return before if _NEAR_BEFORE.fullmatch(self.text, before.end, place) else None

    def mark_behind(self, index: int, place: int) -> Mark | None:
        """The mark that stands right behind a token."""
        behind = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if not isinstance(behind, Mark) or behind.is_head or behind.is_before or behind.role is Role.SAME:
            return None
        gap = self.text[place : behind.start]
        if self.text[place - 1 : place] == "." and self.text[behind.start : behind.start + 1].isupper():
            return None  # at 10am. Performances …
        if behind.is_behind:
            return behind if not gap.strip(" )晚夜早") and len(gap) <= 2 else None
        return behind if _BEHIND.fullmatch(gap) else None

    def head_at(self, place: int) -> Role | None:
        """The role that a head (开票时间:) gives to this place: in its line, or below it where its line held nothing."""
        if self.head is None:
            return None
        if _LABEL.search(self.text, self.head.end, place) or self._is_of_shows(place):
            return None
        lines = self.places.line(place) - self.places.line(self.head.start)
        is_bare = self.head.start not in self.used
        is_heading = self.head.start in self.used_bare and lines <= 8
        return self.head.role if lines == 0 or (is_bare and lines <= 2) or is_heading else None

    def _is_of_shows(self, place: int) -> bool:
        """开票：11月30日10时。苏州场12月19日19:30开演: a sentence of its own that speaks of what is played."""
        if self.head is None or self.head.role not in {Role.ON_SALE, Role.DEADLINE, Role.PRESS, Role.DOORS}:
            return False
        if "。" not in self.text[self.head.end : place]:
            return False
        start = self.text.rfind("。", 0, place) + 1
        end = min((cut for cut in (self.text.find(sign, place) for sign in "。;\n") if cut >= 0), default=len(self.text))
        return _SHOWS.search(self.text, start, end) is not None

    def use_head(self, place: int) -> None:
        """Note that the head ruled something at this place."""
        if self.head is None:
            return
        if self.places.line(place) > self.places.line(self.head.start):
            self.used_bare = {self.head.start}
        self.used.add(self.head.start)

    def is_beside(self, mark: Mark, index: int) -> bool:
        """Whether a time follows right behind a mark (入场18:45)."""
        clock = self.tokens[index]
        return isinstance(clock, Clock) and bool(BESIDE.fullmatch(self.text, mark.end, clock.start))
