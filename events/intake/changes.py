"""Says what words of change do to the days that were put together: moved, cancelled, going on, to be announced."""

import re
from dataclasses import dataclass, field

from events.intake.entries import Entry, Piece
from events.intake.surroundings import Said, Surroundings
from events.intake.tokens import CityMark, Clock, Mark, Role, Weekly

_ALL = re.compile(r"(?:本场|该场|本次|此次|全部|所有|以上|上述|该演出|本演出|两场|各场)[^,。;\n]{0,12}$")
_TIMELY = re.compile(r"时间|日期|场次|档期|开票|开售|演出|巡演|新的|date|time|show|performance", re.I)
STAYS = re.compile(r"售罄|照常|正常|如期|不受影响|继续(?:演出|上演|售)|保留|不变|仍然|热卖|余票|go(?:es)? ahead"
    r"|as (?:planned|scheduled)|unaffected")
MOST_WAITING = 200
_PART_ONLY = re.compile(r"[,;](?:其?中|原|但)?(?P<p>上午|早|下午|午后|日|晚|夜)场(?:演出|场次)?"
    r"(?:因[^,。;]{1,6})?(?:已|将|则|被|临时)?$")
_MORNING, _AFTERNOON, _EVENING = (0, 720), (720, 1050), (1050, 1800)
_PARTS = {
    "上": _MORNING, "早": _MORNING, "下": _AFTERNOON, "午": _AFTERNOON, "日": (0, 1050), "晚": _EVENING, "夜": _EVENING,
}


def part_of_day(said: str) -> tuple[int, int]:
    """From which minute of the day up to which 上午, 下午, 日场 or 晚场 begin."""
    return _PARTS[said[:1]]


@dataclass
class Assembly:
    """The whole of what was put together."""

    entries: list[Entry] = field(default_factory=list)
    orphans: list[tuple[Role, Clock]] = field(default_factory=list)
    hours: list[Clock] = field(default_factory=list)
    off_weekdays: set[int] = field(default_factory=set)
    announced: list[Mark] = field(default_factory=list)


class Changes(Surroundings):
    """What has been put together so far, and how marks change it."""

    def __init__(self, text: str, tokens: list[Said]) -> None:
        super().__init__(text, tokens)
        self.made = Assembly()
        self.current: Entry | None = None
        self.last_piece: Piece | None = None

    def _stays(self, entry: Entry) -> bool:
        """原12月12日14:00、19:30两场已售罄: what was planned before, and goes on."""
        behind = re.split(r"[。;\n]", self.text[entry.end : entry.end + 30])[0]
        return bool(STAYS.search(behind)) and not re.search(r"改|延|移|调|推|取消", behind)

    def _mark(self, index: int, mark: Mark) -> None:
        if mark.role is Role.CHANGE:
            self._change(index, mark)
        elif mark.role is Role.CANCELLED and mark.start not in self.used:
            if not self._is_of_next(index, mark):
                self._cancel(mark)
            self.head = mark if mark.is_head else self.head
        elif mark.role is Role.POSTPONED:
            self._postpone(mark)
        elif mark.role is Role.TBA:
            self._announce(mark)
        elif mark.role is Role.SAME:
            self._same_time(mark)
        elif mark.is_head:
            self.head = mark

    def _same_time(self, mark: Mark) -> None:
        """改期至12月12日，时间不变: the times that were said before, where they are the same for all those days."""
        entry = self.current
        if not entry or not entry.is_timeless or entry.weekly or entry.pieces:
            return
        if self.places.sentence(mark.start) - self.places.sentence(entry.end - 1) > 1:
            return
        before = [each for each in self.made.entries[-MOST_WAITING:] if each is not entry and each.pieces]
        near = [each for each in before if each.role in {Role.WAS, Role.CANCELLED, Role.PERFORMANCE}]
        moved = [each for each in near if each.role is Role.WAS] or near[-1:]
        said = {
            tuple(clock.options for clock in piece.clocks)
            for each in moved
            for piece in each.pieces
            if each.role_of(piece) is each.role
        }
        if len(said) == 1:
            piece = next(piece for each in moved for piece in each.pieces if each.role_of(piece) is each.role)
            entry.pieces.append(Piece(None, None, list(piece.clocks)))
            if mark.end - entry.end < 30:
                entry.widen(entry.start, mark.end)

    def _change(self, index: int, mark: Mark) -> None:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if isinstance(following, (Mark, Weekly, CityMark)) or following is None:
            return
        place = following[0].start if isinstance(following, list) else following.start
        if place - mark.end > 20:
            return
        if self.head and self.head.role is Role.HOURS and self.places.clause(self.head.start) == self.places.clause(mark.start):
            return  # 票房开放时间改为10:00-19:00
        self.head = None
        if isinstance(following, Clock):
            self._change_time(mark, following)
            return
        for entry in self._of_sentence(mark):
            if entry.role is Role.PERFORMANCE:
                entry.role, entry.is_firm = Role.WAS, True

    def _change_time(self, mark: Mark, clock: Clock) -> None:
        """31日改为22:00 says it of one day, 14:00调整至同日16:00 of one that is told already, else the times before were."""
        entry = self.current
        if entry is None:
            self.made.orphans = [(Role.WAS, orphan) for _role, orphan in self.made.orphans]
        elif entry.group and not entry.pieces and self.places.clause(entry.start) == self.places.clause(mark.start):
            entry.is_instead = True
            return
        elif entry.role is Role.WAS and entry.pieces:
            self.current = Entry(entry.group, Role.PERFORMANCE, clock.start, clock.end, is_firm=True)
            self.made.entries.append(self.current)
        else:
            for piece in entry.pieces:
                piece.role = Role.WAS
        self.last_piece = None

    def _of_sentence(self, mark: Mark) -> list[Entry]:
        number = self.places.sentence(mark.start)
        found = []
        for entry in reversed(self.made.entries):
            if self.places.sentence(entry.start) < number:
                break
            if entry.start < mark.start and self.places.sentence(entry.start) == number:
                found.append(entry)
        return found[::-1]

    def _of_clause(self, mark: Mark) -> list[Entry]:
        number = self.places.clause(mark.start)
        return [each for each in self._of_sentence(mark) if self.places.clause(each.end - 1) == number]

    def _is_of_next(self, index: int, mark: Mark) -> bool:
        """新增12月7日19:30，取消12月8日19:30: what is cancelled stands behind the word."""
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if not isinstance(following, list) or following[0].start - mark.end > 2 or self._of_clause(mark):
            return False
        return not self.text[mark.end : following[0].start].strip()

    def _cancel(self, mark: Mark) -> None:
        """The performances of its clause, or the nearest before it in its sentence, or all that it names (以上演出)."""
        stay = (Role.PERFORMANCE, Role.WAS)
        entries = [each for each in self._of_clause(mark) if each.role in stay]
        entries = entries or [each for each in self._of_sentence(mark) if each.role in stay][-1:]
        if not entries and _ALL.search(self.text[max(0, mark.start - 20) : mark.start]):
            entries = [each for each in self.made.entries[-MOST_WAITING:] if each.role in stay]
        part = _PART_ONLY.search(self.text[max(0, mark.start - 14) : mark.start])
        for entry in entries:
            if part and entry.pieces and self.places.clause(entry.end - 1) != self.places.clause(mark.start):
                self._cancel_part(entry, part["p"])
                continue
            entry.role, entry.is_firm = Role.CANCELLED, True
            entry.widen(entry.start, mark.end) if mark.end - entry.end < 30 else None

    def _cancel_part(self, entry: Entry, part: str) -> None:
        """12月5日14:00、19:30，晚场取消: what begins in that part of the day, and nothing else of it."""
        low, high = part_of_day(part)
        for piece in [each for each in entry.pieces if entry.role_of(each) is Role.PERFORMANCE]:
            gone = [clock for clock in piece.clocks if low <= clock.options[-1] < high]
            if gone:
                piece.clocks = [clock for clock in piece.clocks if clock not in gone]
                entry.pieces.append(Piece(Role.CANCELLED, piece.weekdays, gone))
        entry.pieces = [piece for piece in entry.pieces if piece.clocks]

    def _postpone(self, mark: Mark) -> None:
        entries = self._of_clause(mark) or self._of_sentence(mark)[-1:]
        for entry in entries:
            if entry.role is Role.PERFORMANCE:
                entry.role, entry.is_firm = Role.WAS, True

    def _announce(self, mark: Mark) -> None:
        entry = self.current
        clause = self.text[max(0, mark.start - 24) : mark.start].rsplit("\n", 1)[-1]
        if entry and entry.is_timeless and self.places.line(entry.start) >= self.places.line(mark.start) - 1:
            entry.is_tba = True
            entry.widen(entry.start, mark.end) if mark.end - entry.end < 30 else None
        elif _TIMELY.search(re.split(r"[,。;!?]", clause)[-1]):
            self.made.announced.append(mark)
