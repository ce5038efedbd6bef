"""Reads the tokens of a text from left to right and says which times belong to which days, and what they are for."""

import re
from dataclasses import replace

from events.intake.before import Before
from events.intake.changes import MOST_WAITING, STAYS, Assembly
from events.intake.entries import Entry, Piece
from events.intake.meaning import OFF_BEFORE, OFF_BEHIND
from events.intake.places import CITY
from events.intake.surroundings import BESIDE, Said
from events.intake.tokens import Clock, Day, Joint, Mark, Role, Weekly

TO = re.compile(r"\s{0,2}(?:--?|~~?|至|到|to|until)\s{0,2}")
_EACH = re.compile(r"(?:均|都|皆|统一|各场|每场|both|all)[^,。;\n\d]{0,6}$", re.I)
_MORE_BEFORE = re.compile(r"(?:加|另|增|plus|extra|matin[eé]es?(?: on)?|\+)[ ]?$", re.I)
_MORE_BEHIND = re.compile(r"[ ,]?(?:下午|上午|日场)?(?:加演|加场|加(?=[ ]?\d)|另加|增加|增演|另有|[Mm]atin[eé]e|extra)")
_LASTING_ON = re.compile(r"[,(、]\s?(?:一?直|将?持续|将?延续|连演|驻演|演出|上演|展演|演)?(?:至|到)$"
    r"|(?:[,(]|\band)\s?(?:then )?(?:runn?ing |runs |continu(?:es|ing) )?(?:until|through|till|to)\s?$", re.I)
_CHEAPER = re.compile(r"早鸟|优惠|折|预售|特惠|限时|early|discount", re.I)
_PART = re.compile(r"[ ),]{0,2}(?:的)?(?P<p>上午|早|下午|午后|日|晚上?|夜)场")
_HOUSE = re.compile(r"[ ]?的?(?:首|末|加)?场(?![地馆所内外景])")  # 14:00场
_ON_TO = re.compile(r"(?:至|到|until|through|till)\s?$", re.I)
_NO_RUN = re.compile(r"早鸟|优惠|预售|开票|开售|售票|报名|截|折|征集|投稿|sale|book|ticket", re.I)
_NO_RULE = re.compile(r"\s?(?:日场|夜场|晚场|场|有|另|设|加|增|的|均?含|特|赠|演后)")
_NEXT_PLACE = re.compile(rf"[ )]*\x01*[ ]?[,、|;/][ ]?(?:(?:{CITY})站?[ :]?|\x01+)?[ ]?")  # 12月4日《雪国》，12月5日
_PLAYS_TO = re.compile(r"(?:[演续放玩]|一直)[至到](?:次日|翌日|第二天)?[ ]?$|[至到](?:次日|翌日|第二天)[ ]?$")
_SAME_DAY = re.compile(r"(?:同日|同一天|当[天日]|that day|same day)[^,。;\n\d]{0,5}$")
_ONLY_ON = re.compile(r"\bonly on", re.I)
_THE_OTHERS = re.compile(r"(?:其余|其他|其它|另外[两三四几]|余下)[^,。;\n\d]{0,8}$")  # 周日14:30，其余19:30
LASTING = frozenset(
    {
        Role.PERFORMANCE,
        Role.ON_SALE,
        Role.DEADLINE,
        Role.REFUND,
        Role.PICKUP,
        Role.HOURS,
        Role.CANCELLED,
        Role.PRESS,
        Role.MEETING,
        Role.REHEARSAL,
        Role.DOORS,
    }
)


class Assembler(Before):
    """Walks over groups of days, times, weekdays and marks."""

    def __init__(self, text: str, tokens: list[Said]) -> None:
        super().__init__(text, tokens)
        self.rule: frozenset[int] | None = None
        self.is_ending = False
        self.is_extra = False
        self.is_closing = False

    def run(self) -> Assembly:
        """Read all tokens."""
        for index, token in enumerate(self.tokens):
            if isinstance(token, list):
                self._days(index, token)
            elif isinstance(token, Clock):
                self._clock(index, token)
            elif isinstance(token, Weekly):
                self._weekly(index, token)
            elif isinstance(token, Mark):
                self._mark(index, token)
        for entry in self.made.entries:
            if entry.role is Role.WAS and self._stays(entry):
                entry.role = Role.PERFORMANCE
        return self.made

    # --- days ---

    def _days(self, index: int, group: list[Day]) -> None:
        start, end = group[0].start, max(day.end for day in group)
        if self._closes_stretch(group) or self._ends_time(group):
            return
        role, is_firm = self._role_of_days(index, start, end)
        own = self._time_of_bracket(index, group, start, end) if role is Role.PERFORMANCE else None
        if OFF_BEHIND.match(self.text, end) or OFF_BEFORE.search(self.text[max(0, start - 24) : start]):
            role, is_firm = Role.OFF, True
        if self.is_closing:
            role, is_firm, self.is_closing = Role.DEADLINE, True, False
        piece = own or self._time_before(index, start)
        if piece:
            role = piece.role or role
            piece.role = None
        part = _PART.match(self.text, end) if role is Role.OFF else None
        entry = Entry(group, role, start, end, is_firm=is_firm, off_part=part["p"] if part else "")
        entry.pieces += [piece] if piece else []
        entry.is_instead = bool(piece) and bool(_ONLY_ON.search(self.text[max(0, start - 12) : start + 4]))
        before = self.tokens[index - 1] if index else None
        if isinstance(before, Mark) and before.role is role and not before.is_head and role is not Role.PERFORMANCE:
            entry.start = before.start if start - before.end <= 6 else start
        self.made.entries.append(entry)
        self.last_piece = self.last_clock = None
        if role is not Role.OFF:
            self.current, self.rule = entry, None

    def _closes_stretch(self, group: list[Day]) -> bool:
        """12月5日起每周五演出, 至1月31日: the end of a stretch that is open."""
        entry = self.current
        if not entry or not group[0].is_until or len(group) > 1 or not entry.group:
            return False
        if not entry.group[-1].is_open and not self._lasts_until(entry, group[0]):
            return False
        step = self.places.sentence(group[0].start) - self.places.sentence(entry.start)
        if step and not (step == 1 and entry.is_every and self.places.line(entry.start) == self.places.line(group[0].start)):
            return False
        entry.is_opened = not entry.group[-1].is_open
        entry.group.append(replace(group[0], joint=Joint.RANGE))
        entry.widen(group[0].start, group[0].end)
        return True

    def _lasts_until(self, entry: Entry, last: Day) -> bool:
        """11月27日首演，至12月27日: one day of a run, and behind a comma the day on which it ends."""
        first = entry.group[0]
        if len(entry.group) > 1 or entry.role is not Role.PERFORMANCE or first.is_until or not first.day:
            return False
        between = self.text[entry.group[0].end : last.start]
        is_later = last.month is None or first.month is None or 0 <= (last.month - first.month) % 12 <= 6
        if last.month == first.month:
            is_later = (last.day or 0) > first.day
        is_near = not entry.pieces and self.places.sentence(entry.start) == self.places.sentence(last.start)
        is_run = is_near or bool(_LASTING_ON.search(between)) or (entry.is_every and bool(_ON_TO.search(between)))
        return is_later and is_run and not _NO_RUN.search(between)

    def _ends_time(self, group: list[Day]) -> bool:
        """12月31日22:00—1月1日00:30: the day on which it ends; of a time for applications the end alone counts."""
        entry, clock = self.current, self.last_clock
        if not entry or not clock or len(group) > 1 or not TO.fullmatch(self.text[clock.end : group[0].start]):
            return False
        if entry.role is Role.DEADLINE:
            self.made.entries.remove(entry)
            return False
        if entry.role is Role.ON_SALE or self._is_of_sale(entry):
            entry.role, entry.is_firm, self.is_closing = Role.ON_SALE, True, True
            return False
        self.is_ending = entry.role is Role.PERFORMANCE
        return self.is_ending

    def _is_of_sale(self, entry: Entry) -> bool:
        """早鸟价6.8折（11月23日10:00—11月30日24:00）: a stretch in which something is cheaper, and nothing plays."""
        before = re.split(r"[。;!?\n]", self.text[max(0, entry.start - 24) : entry.start])[-1]
        return entry.role is Role.PERFORMANCE and bool(_CHEAPER.search(before)) and not re.search(r"演|场次|上映", before)

    def _role_of_days(self, index: int, start: int, end: int) -> tuple[Role, bool]:
        before = self.mark_before(index, start)
        if before and before.role is Role.CHANGE:
            self.used.add(before.start)
            return Role.PERFORMANCE, True
        if before and before.role in {Role.WAS, Role.CANCELLED, Role.HISTORY, Role.PRESS}:
            self.used.add(before.start)
            return before.role, True
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        behind = self.mark_behind(index, end)
        is_followed = isinstance(self.tokens[index + 2] if index + 2 < len(self.tokens) else None, Clock)
        if (
            behind
            and behind is following
            and not (is_followed and behind.role is not Role.DEADLINE and self.is_beside(behind, index + 2))
            and behind.role not in {Role.POSTPONED, Role.CANCELLED, Role.TBA}
            and not (behind.role is Role.END and self._is_end(index))
        ):
            self.used.add(behind.start)
            return behind.role, behind.role is not Role.PERFORMANCE
        if before and before.role in LASTING and not before.is_head:
            self.used.add(before.start)
            return before.role, False
        return self._named(index, start) or self._headed(start), False

    # --- times ---

    def _clock(self, index: int, clock: Clock) -> None:
        if self.is_ending or (self.last_clock and _PLAYS_TO.search(self.text[max(0, clock.start - 8) : clock.start])):
            self.is_ending = False
            return
        if self.current and self.current.role is Role.CANCELLED and self.current.group and self._goes_on(index, clock):
            self.current = Entry(self.current.group, Role.PERFORMANCE, clock.start, clock.end, is_firm=True)
            self.made.entries.append(self.current)
            self.last_piece = None
        if self.rule is not None and _THE_OTHERS.search(self.text[max(0, clock.start - 10) : clock.start]):
            self.rule = self.last_piece = None
        if clock.joint is Joint.LIST and self.last_piece and self.last_clock and self.last_clock.end <= clock.start:
            own = self._own_role(index, clock)
            if own in {None, self.last_piece.role, Role.PERFORMANCE} and not self._other_rule():
                self.last_piece.clocks.append(clock)
                self.last_clock = clock
                self._widen(clock)
                return
            self._place(clock, own)
        else:
            self._place(clock, self._own_role(index, clock))
        self.last_clock = clock

    def _goes_on(self, index: int, clock: Clock) -> bool:
        """The performance on 5 December is cancelled; the 2pm matinee goes ahead."""
        behind = re.split(r"[。;\n]|\.(?= )", self.text[clock.end : clock.end + 40])[0]
        if any(isinstance(each, list) and each[0].start < clock.end + 40 for each in self.tokens[index + 1 : index + 3]):
            return False
        is_same_day = bool(_SAME_DAY.search(self.text[max(0, clock.start - 12) : clock.start]))
        return (is_same_day or bool(STAYS.search(behind))) and self.current is not None and len(self.current.group) == 1

    def _other_rule(self) -> bool:
        return self.rule is not None and self.last_piece is not None and self.last_piece.weekdays != self.rule

    def _widen(self, clock: Clock) -> None:
        if self.current and self.last_piece in self.current.pieces:
            self.current.widen(clock.start, clock.end)

    def _own_role(self, index: int, clock: Clock) -> Role | None:
        before, behind = self.mark_before(index, clock.start), self.mark_behind(index, clock.end)
        if before and not before.is_head and not BESIDE.fullmatch(self.text, before.end, clock.start):
            before = None
        if before and before.role in {Role.CHANGE, Role.TBA, Role.POSTPONED}:
            before = None
        is_chained = behind is not None and index + 2 < len(self.tokens) and self.is_beside(behind, index + 2)
        if _HOUSE.match(self.text, clock.end) and not (behind and behind.role in {Role.ON_SALE, Role.REHEARSAL}):
            behind_it = re.split(r"[。;\n]", self.text[clock.end : clock.end + 20])[0]
            is_gone = before is not None and before.role in {Role.WAS, Role.CANCELLED} and not STAYS.search(behind_it)
            if before:
                self.used.add(before.start)
            return before.role if before and is_gone else Role.PERFORMANCE
        if before and (before.is_head or behind is None or is_chained):
            self.used.add(before.start)
            return before.role
        if behind and behind.role not in {Role.CANCELLED, Role.POSTPONED, Role.TBA}:
            self.used.add(behind.start)
            return behind.role
        return before.role if before else None

    def _place(self, clock: Clock, role: Role | None) -> None:
        sharing = self._sharing(clock, role)
        if sharing or role is Role.END:  # 21:00结束 is no start
            self._add(sharing, clock, None)
            return
        entry = self.current
        if entry and (entry.is_stretch or entry.weekly) and role is not Role.ON_SALE and self._looks_like_hours(clock):
            entry.has_hours = True
            self.made.hours.append(clock)
            return
        if entry and self._belongs(entry, clock, role):
            self._add([*self._alike(entry, clock, role), entry], clock, role)
            return
        meant = role or self.head_at(clock.start) or Role.PERFORMANCE
        if role is None and self.head and self.head_at(clock.start):
            self.use_head(clock.start)
        if meant is Role.HOURS or (role is None and self._looks_like_hours(clock)):
            self.made.hours.append(clock)
            return
        targets = self._waiting(meant)
        if targets:
            self._add(targets, clock, role if meant is not Role.PERFORMANCE else None)
        else:
            self.made.orphans.append((meant, clock))
            self.last_piece = None

    def _sharing(self, clock: Clock, role: Role | None) -> list[Entry]:
        """均为19:30开演: all days before that have no time yet."""
        is_shared = _EACH.search(self.text[max(0, clock.start - 12) : clock.start])
        return self._waiting(Role.PERFORMANCE) if is_shared and role in {None, Role.PERFORMANCE} else []

    def _alike(self, entry: Entry, clock: Clock, role: Role | None) -> list[Entry]:
        """上海12.24-25，杭州12.31，晚八点见: the days right before in the sentence, where a comma parts the time from all."""
        places = self.places
        if entry.pieces or role not in {None, Role.PERFORMANCE} or not entry.is_timeless or entry.weekly:
            return []
        if places.clause(entry.end - 1) == places.clause(clock.start):
            return []
        found, following = [], entry
        for each in reversed(self.made.entries[-MOST_WAITING:]):
            if each is entry:
                continue
            gap = self.text[each.end : following.start] if each.end <= following.start else "?"
            if not each.is_timeless or not each.group or each.group[-1].is_open or not _NEXT_PLACE.fullmatch(gap):
                break
            found.append(each)
            following = each
        return found[::-1]

    def _belongs(self, entry: Entry, clock: Clock, role: Role | None) -> bool:
        if self.places.line(entry.start) != self.places.line(clock.start) and not self._is_cell(entry, clock):
            return False
        if role is Role.HOURS:
            return False
        is_same_sentence = self.places.sentence(entry.end - 1) == self.places.sentence(clock.start)
        if role is None:
            has_head = self.head is not None and self.head.start > entry.start and self.head.role is not entry.role
            return not has_head and (is_same_sentence or not entry.pieces)
        if role is Role.PERFORMANCE and entry.role is not Role.PERFORMANCE:
            return is_same_sentence and self.places.clause(entry.start) == self.places.clause(clock.start)
        return True

    def _is_cell(self, entry: Entry, clock: Clock) -> bool:
        """Whether only blanks and one line's end lie between the days and the time."""
        gap = self.text[entry.end : clock.start] if clock.start > entry.end else ""
        return 0 < len(gap) <= 6 and not gap.strip() and not entry.pieces

    def _waiting(self, role: Role) -> list[Entry]:
        entries = self.made.entries[-MOST_WAITING:]
        if role is Role.PERFORMANCE:
            return [each for each in entries if each.is_timeless and not each.weekly]
        if role in {Role.DOORS, Role.MEETING, Role.REHEARSAL}:
            return [each for each in entries if each.role is Role.PERFORMANCE and each.group]
        return [each for each in entries if each.role is role and not each.pieces][-1:]

    def _looks_like_hours(self, clock: Clock) -> bool:
        return clock.until is not None and clock.until - clock.options[0] >= 300

    def _add(self, entries: list[Entry], clock: Clock, role: Role | None) -> None:
        if not entries:
            return
        rule = self.rule if entries == [self.current] else None
        same = [each for each in entries[0].pieces if each.role is role and each.weekdays == rule]
        piece = same[-1] if same else Piece(role, rule, is_extra=rule is not None and self.is_extra)
        piece.clocks.append(clock)
        self.last_piece = piece
        for entry in entries:
            if not any(each is piece for each in entry.pieces):
                entry.pieces.append(piece)
            if clock.start - entry.end < 60:
                entry.widen(clock.start, clock.end)

    # --- weekdays ---

    def _weekly(self, index: int, weekly: Weekly) -> None:
        if OFF_BEHIND.match(self.text, weekly.end) or OFF_BEFORE.search(self.text[max(0, weekly.start - 24) : weekly.start]):
            self.made.off_weekdays |= weekly.days
            return
        entry = self.current
        is_here = entry is not None and self.places.line(entry.start) == self.places.line(weekly.start)
        before = self.mark_before(index, weekly.start)
        if before and before.role in LASTING - {Role.PERFORMANCE} and not weekly.is_daily:
            self._rule_entry(index, weekly)  # 导览：每周六14:00 is no rule of what is on
        elif weekly.is_daily:
            if entry and (is_here or entry.is_timeless) and (entry.role is not Role.DEADLINE or self._is_in(entry, weekly)):
                entry.is_every = True
                self.rule = None
            else:
                self._rule_entry(index, weekly)
        elif entry and is_here and (entry.weekly or entry.role is Role.PERFORMANCE):
            self.rule, self.is_extra = weekly.days, self._is_extra(weekly)
            entry.is_every = entry.is_every or weekly.is_every
            if self.is_extra or not _NO_RULE.match(self.text, weekly.end):
                entry.rules.append((weekly, self.is_extra))
            entry.widen(weekly.start, weekly.end)
        else:
            self._rule_entry(index, weekly)

    def _is_in(self, entry: Entry, weekly: Weekly) -> bool:
        """Whether a rule stands in the sentence of the days before it."""
        return self.places.sentence(entry.end - 1) == self.places.sentence(weekly.start)

    def _is_extra(self, weekly: Weekly) -> bool:
        """周六加演14:00 comes beside the usual time, 周六14:00 instead of it."""
        before, behind = self.text[max(0, weekly.start - 14) : weekly.start], self.text[weekly.end : weekly.end + 14]
        return bool(_MORE_BEFORE.search(before) or _MORE_BEHIND.match(behind))

    def _rule_entry(self, index: int, weekly: Weekly) -> None:
        before = self.mark_before(index, weekly.start)
        role = before.role if before and before.role in LASTING else self.head_at(weekly.start) or Role.PERFORMANCE
        self.current = Entry([], role, weekly.start, weekly.end, weekly=weekly, is_every=weekly.is_every)
        self.made.entries.append(self.current)
        self.rule, self.is_extra = None if weekly.is_daily else weekly.days, self._is_extra(weekly)
        self.last_piece = self.last_clock = None
