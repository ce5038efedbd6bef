"""Brings together what stands apart: rules and their stretches, times and the days above or below them."""

import re

from events.intake.clues import Clues, has_show, is_bare_month
from events.intake.entries import Entry, Piece
from events.intake.places import CITY
from events.intake.tokens import Role

BESIDE_MOST = 30
_NUMBERED = re.compile(rf"[\d一二三四五六七八九十首次末]|{CITY}")
_NEAR_RULE = re.compile(r"[ ,(|:]{0,3}[^。;\n\d]{0,8}")
_BESIDE_SHOWS = frozenset({Role.DOORS, Role.MEETING, Role.REHEARSAL, Role.WAS, Role.PICKUP})


class Joining(Clues):
    """A text with all that was put together from it, and how it hangs together."""

    def _join_rules(self) -> None:
        """每周五、六19:30（12月5日起至1月31日）: a rule takes the nearest stretch that has no times."""
        months = [each for each in self.made.entries if is_bare_month(each)]
        for rule in [each for each in self.made.entries if not each.group and each.weekly and each.weekly.is_every]:
            near = [each for each in months if "\n" not in self._between(each, rule)]
            if near and rule.weekly and not rule.weekly.is_daily and rule.role is Role.PERFORMANCE:
                near[0].rules.append((rule.weekly, False))
        stretches = [each for each in self.made.entries if each.is_stretch and each.is_timeless and not each.weekly]
        self._join_bare_rules()
        for rule in [each for each in self.made.entries if not each.group and each.pieces and each.role is Role.PERFORMANCE]:
            if not all(piece.is_extra for piece in rule.pieces) or not self._is_beside_run(rule):
                self._join_rule(rule, stretches)

    def _join_bare_rules(self) -> None:
        """20:00，周五、周六，11月27日-12月26日: weekdays right before a stretch, without a time of their own."""
        runs = [each for each in self.made.entries if each.is_stretch and each.role is Role.PERFORMANCE and not each.weekly]
        for rule in [each for each in self.made.entries if not each.group and not each.pieces and each.weekly]:
            behind = [each for each in runs if each.start >= rule.end and not rule.has_hours]
            near = [each for each in behind if _NEAR_RULE.fullmatch(self.text, rule.end, each.start)]
            if near and rule.weekly and rule.weekly.is_every and not rule.weekly.is_daily:
                near[0].rules.append((rule.weekly, False))
                self.made.entries.remove(rule)

    def _join_rule(self, rule: Entry, stretches: list[Entry]) -> None:
        before = [each for each in stretches if each.start < rule.start]
        after = [each for each in stretches if each.start > rule.start]
        chosen = self._parallel(before, rule) or before[-1:] or after[:1]
        for stretch in chosen:
            stretch.pieces += rule.pieces
            stretch.is_every = True
            if abs(rule.start - stretch.end) < 40 or abs(stretch.start - rule.end) < 40:
                stretch.widen(rule.start, rule.end)
        if chosen:
            self.made.entries.remove(rule)

    def _is_beside_run(self, rule: Entry) -> bool:
        """开演时间：19:30（周六、周日加14:00）: what comes beside the usual time of the run before it."""
        runs = [each for each in self.made.entries if each.is_stretch and has_show(each) and each.start < rule.start]
        if not runs or not runs[-1].pieces or rule.start - runs[-1].end > BESIDE_MOST:
            return False
        runs[-1].pieces += rule.pieces
        self.made.entries.remove(rule)
        return True

    def _parallel(self, stretches: list[Entry], rule: Entry) -> list[Entry]:
        """第一轮：12.10-13 and 第二轮：12.17-20, each in its line, and below them the weekdays of both."""
        found: list[Entry] = []
        before = ""
        for each in reversed(stretches):
            start = self.text.rfind("\n", 0, each.start) + 1
            label = _NUMBERED.sub("", self.text[start : each.start]).strip()
            if not each.is_timeless or "\n" not in self.text[each.end : rule.start] or (found and label != before):
                break
            before = label
            found.append(each)
        return found[::-1] if len(found) > 1 and before else []

    def _join_orphans(self) -> None:
        """演出时间：19:30 above 演出日期：12月5日."""
        waiting = [each for each in self.made.entries if each.is_timeless and each.group]
        shows = [each for each in self.made.entries if each.group and has_show(each)]
        for role, clock in self.made.orphans:
            near = sorted(shows, key=lambda each: abs(each.start - clock.start))[:1]
            if role is Role.DOORS:
                near = waiting if len(waiting) > 1 else near  # OPEN 19:00 above several days
            if role in _BESIDE_SHOWS:
                for each in near:
                    each.pieces.append(Piece(role, None, [clock]))
        clocks = [clock for role, clock in self.made.orphans if role is Role.PERFORMANCE]
        if waiting and clocks:
            piece = Piece(None, None, clocks)
            for entry in waiting:
                entry.pieces.append(piece)
                if abs(clocks[0].start - entry.start) < 60:
                    entry.widen(clocks[0].start, clocks[-1].end)
            self.made.orphans = [each for each in self.made.orphans if each[0] is not Role.PERFORMANCE]
