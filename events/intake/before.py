"""Says what stands before days rules them: a time that is theirs, a word a little further off, the head above."""

import re

from events.intake.changes import Changes
from events.intake.entries import Piece
from events.intake.surroundings import Said
from events.intake.tokens import Clock, Day, Mark, Role

_ON = re.compile(r"^[ ](?:(?:matin[eé]e|performance|show|only|extra)s?[ ]){0,2}on(?: the)?[ ]?$", re.I)
_BRACKET_END = re.compile(r"[^\s()”\d]{2,6}[!~]?[)”][ \n]?")
_HALF_READ = re.compile(r"\d[ ]?[-~][ ]?$")
_BESIDE_DAY = re.compile(r"[ ,:(|]{0,3}(?:at )?")
FAR = 60


class Before(Changes):
    """What has been put together so far, and how it rules the days that come next."""

    def __init__(self, text: str, tokens: list[Said]) -> None:
        super().__init__(text, tokens)
        self.last_clock: Clock | None = None

    def _time_before(self, index: int, start: int) -> Piece | None:
        """10am on 25 November: a time that belongs to the day behind it."""
        before = self.tokens[index - 1] if index else None
        if index > 1 and isinstance(before, Mark) and before.role is Role.PERFORMANCE:
            before = self.tokens[index - 2]  # a 2pm matinee on Saturday
        if not isinstance(before, Clock):
            return None
        gap = self.text[before.end : start]
        if self.current and self.last_clock is before and _ON.search(gap):
            return self._taken_back(before)
        if not self.made.orphans or self.made.orphans[-1][1] is not before:
            return None
        if gap.strip() not in {"on", "on the"}:
            return None if len(gap) > 3 or gap.strip(" ,|") or self._is_timed(index) else self._told_before(start)
        role, clock = self.made.orphans.pop()
        return Piece(role if role is not Role.PERFORMANCE else None, None, [clock])

    def _told_before(self, start: int) -> Piece | None:
        """早场09:30 午场13:30，12月26日: the times that stand in the line before a day, and belong to no other."""
        line = self.places.line(start)
        orphans = self.made.orphans
        own = [clock for role, clock in orphans if role is Role.PERFORMANCE and self.places.line(clock.start) == line]
        if any(_HALF_READ.search(self.text[max(0, clock.start - 4) : clock.start]) for clock in own):
            return None  # 7-8pm
        self.made.orphans = [each for each in orphans if not any(each[1] is clock for clock in own)]
        return Piece(None, None, own) if own else None

    def _is_timed(self, index: int) -> bool:
        """Whether a time follows right behind the days of a token."""
        token = self.tokens[index]
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if not isinstance(token, list) or not isinstance(following, Clock):
            return False
        return _BESIDE_DAY.fullmatch(self.text, max(day.end for day in token), following.start) is not None

    def _taken_back(self, clock: Clock) -> Piece:
        """A time that was taken for the days before, and is that of the day behind it."""
        if self.current:
            for piece in self.current.pieces:
                piece.clocks = [each for each in piece.clocks if each is not clock]
            self.current.pieces = [piece for piece in self.current.pieces if piece.clocks]
        return Piece(None, None, [clock])

    def _time_of_bracket(self, index: int, group: list[Day], start: int, end: int) -> Piece | None:
        """19:30（19日）、14:30（20日）: each time is that of the day in brackets behind it."""
        before = self.tokens[index - 1] if index else None
        is_bracket = self.text[end : end + 1] == ")" or self.text[end - 1 : end] == ")"
        if not isinstance(before, Clock) or len(group) > 1 or group[0].is_open or not is_bracket:
            return None
        if not re.fullmatch(r"[ ]?\([ ]?", self.text[before.end : start]) or not self.current or self.last_clock is not before:
            return None
        return self._taken_back(before)

    def _is_end(self, index: int) -> bool:
        """演出至12月13日结束: the last day of a run."""
        group = self.tokens[index]
        return isinstance(group, list) and group[0].is_until

    def _named(self, index: int, start: int) -> Role | None:
        """Rehearsals are open on 2 December; 【今日开票】11月21日14:00: a word a little further off that rules the day."""
        before = self.tokens[index - 1] if index else None
        if not isinstance(before, Mark) or before.is_head or before.is_behind:
            return None
        if before.role is Role.REHEARSAL:
            is_ruled = self.places.clause(before.start) == self.places.clause(start) and start - before.end < FAR
        else:
            is_ruled = before.role is Role.ON_SALE and bool(_BRACKET_END.fullmatch(self.text, before.start, start))
        return before.role if is_ruled else None

    def _has_told(self, head: Mark) -> bool:
        """入场时间18:45，开演19:15，12月9日: what the head is of stands with it already, and a show's time behind."""
        behind = {role for role, clock in self.made.orphans if clock.start > head.start}
        return behind == {head.role, Role.PERFORMANCE}

    def _headed(self, start: int) -> Role:
        """The role that the head above gives to days."""
        role = self.head_at(start)
        if role is Role.HOURS and self.head and re.search(r"[,;。]", self.text[self.head.end : start]):
            role = None  # 服务时间：9:00-21:00，剧目《渡》12月8日
        if role is not Role.PERFORMANCE and self.head and self._has_told(self.head):
            role = None
        if role:
            self.use_head(start)
        return role or Role.PERFORMANCE
