"""Makes moments of what was put together: each day of an entry with each of its times, and the open ones with their choices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from events.intake.changes import Assembly, part_of_day
from events.intake.clues import PLAYED, either_time, flat, order_in, replace_clocks
from events.intake.entries import Entry, Piece
from events.intake.findings import Ambiguity, Findings, Moment, OtherTime, Performance, Span, moment_of
from events.intake.joining import Joining
from events.intake.lines import Page
from events.intake.tokens import Clock, Day, Joint, Role
from events.intake.years import Context, Resolved, resolve

MOST_STARTS = 1_000
MOST_CANDIDATES = 40
MOST_PLAIN_DAYS = 31
NEAR_RUNS = 4
LONGEST_WAIT = timedelta(hours=4)
NEAR_ROLES = frozenset({Role.WAS, Role.ON_SALE, Role.PRESS, Role.CANCELLED, Role.DEADLINE, Role.HISTORY, Role.REFUND})
_BESIDES = re.compile(r"加|另|增|补|双场|两场|追|新|还有|同时|日场|早场|下午场|夜场|晚场|午场|extra|matin|plus|also"
    r"|additional", re.I)
LONG_AGO = timedelta(days=60)
LONG_PAST = timedelta(days=300)


@dataclass
class _Read:
    """An entry with its days."""

    entry: Entry
    found: Resolved


class Runs(Joining):
    """Turns entries into findings."""

    def __init__(self, page: Page, text: str, made: Assembly, on: date) -> None:
        super().__init__(page, text, made, on)
        self.context = Context(on, is_day_first=order_in(made.entries))
        self.findings = Findings()
        self.off: set[date] = set()
        self.off_parts: set[tuple[date, str]] = set()
        self.instead: set[date] = set()
        self.doubtful: set[date] = set()

    def run(self) -> Findings:
        """All moments, in the order of the text."""
        self._join_rules()
        self._join_orphans()
        for entry in self.made.entries:
            self._keep_to_rules(entry)
        reads = [_Read(entry, self._resolved(entry)) for entry in self.made.entries]
        self._take_off(reads)
        for read in sorted(reads, key=lambda each: not each.entry.group):  # rules last: a run may be what they mean
            self._tell(read)
        for mark in self.made.announced:
            self._flag(self._clause_of(mark.start, mark.end), "to_be_announced", ())
        found = self.findings
        told = {each.start.hour * 60 + each.start.minute for each in found.performances}
        for role, clock in self.made.orphans:
            if role in {Role.ON_SALE, Role.DEADLINE}:
                self._flag(self._clause_of(clock.start, clock.end), "no_day", ())
            if role is Role.PERFORMANCE and clock.options[-1] % (24 * 60) not in told:
                self._flag(self._clause_of(clock.start, clock.end), "which_day" if told or found.other_times else "no_day", ())
        self._match_doors()
        once = {(each.kind, each.start, each.day, each.last): each for each in reversed(self.findings.other_times)}
        timed = {(each.kind, each.start.date()) for each in once.values() if each.start}
        self.findings.other_times = [each for each in reversed(once.values()) if (each.kind, each.day) not in timed]
        return self.findings

    def _match_doors(self) -> None:
        """18:45入场 goes with the show at 19:30, not with the one at 14:00."""
        starts: dict[date, list[datetime]] = {}
        for show in dict.fromkeys(each.start for each in self.findings.performances):
            starts.setdefault(show.date(), []).append(show)
        self.findings.other_times = [
            each
            for each in dict.fromkeys(self.findings.other_times)
            if each.kind != Role.DOORS.value
            or not each.start
            or each.start.date() not in starts
            or any(timedelta(0) < start - each.start <= LONGEST_WAIT for start in starts[each.start.date()])
        ]

    # --- what belongs together ---

    def _keep_to_rules(self, entry: Entry) -> None:
        """12月5日19:30首演，至12月27日，每周五至周日: the one time holds for the weekdays that were named without one."""
        timed = {piece.weekdays for piece in entry.pieces}
        bare = [(rule, is_extra) for rule, is_extra in entry.rules if rule.days not in timed and not rule.is_daily]
        if not entry.is_stretch or entry.role is not Role.PERFORMANCE or not entry.pieces:
            return
        for rule, is_extra in bare:
            if is_extra:
                self._flag(self._clause_of(rule.start, rule.end), "no_time", ())
        meant = [rule.days for rule, is_extra in bare if rule.is_every and not is_extra]
        for piece in entry.pieces:
            if meant and piece.weekdays is None and entry.role_of(piece) is Role.PERFORMANCE:
                piece.weekdays = frozenset().union(*meant)

    def _resolved(self, entry: Entry) -> Resolved:
        group = entry.group
        if not group:
            return Resolved(())
        if all(day.day is None and not day.fixed for day in group):
            return self._month(entry)
        if group[-1].is_until and len(group) == 1 and not group[0].is_open:
            opening = Day(group[0].start, group[0].start, fixed=(self.on,), is_open=True)
            ending = resolve(group, self.context)
            group = [opening, replace(group[0], joint=Joint.RANGE)] if ending.days and ending.days[0] >= self.on else group
        found = resolve(group, self.context, is_near=entry.role in NEAR_ROLES)
        lasting = group[0].lasting or self._weeks(entry) or self._nights(entry) or self._counted(entry, found.days)
        if lasting and len(found.days) == 1:
            entry.group = [replace(group[0], is_open=False)]
            days = tuple(found.days[0] + timedelta(days=step) for step in range(lasting))
            found = replace(found, days=days, is_stretch=True)
        self._remember(entry, found)
        return found

    def _month(self, entry: Entry) -> Resolved:
        head = entry.group[0]
        if head.month is None or not 1 <= head.month <= 12:
            return Resolved((), "no_such_day")
        year = (self.on.year + (head.year or 0)) if head.is_relative else head.year
        if year is None:
            year = self.context.anchor.year if self.context.is_year_said and self.context.anchor else self.on.year
            year += head.month < (self.context.anchor or self.on).month
        if entry.role is not Role.HISTORY:
            self.context.anchor, self.context.month = date(year, head.month, 1), head.month
            self.context.is_year_said = self.context.is_year_said or head.year is not None
        if not entry.is_month:
            return Resolved((), "no_day")
        first = date(year, head.month, 1)
        days = (first + timedelta(days=step) for step in range(31))
        return Resolved(tuple(day for day in days if day.month == head.month and day >= self.on), is_stretch=True)

    def _remember(self, entry: Entry, found: Resolved) -> None:
        days = found.days or (found.choices[0] if found.choices else ())
        is_old = bool(days) and days[-1] < self.on - LONG_PAST and not entry.pieces
        if not days or entry.role is Role.HISTORY or is_old:
            return
        self.context.anchor, self.context.month = days[0], days[0].month
        if found.is_stretch and not entry.group[-1].is_until:
            self.context.anchor, self.context.month = days[-1], days[-1].month
        self.context.is_year_said = self.context.is_year_said or any(day.year is not None for day in entry.group)

    def _take_off(self, reads: list[_Read]) -> None:
        """Days that fall out of a stretch; outside of one, what is stopped is cancelled."""
        stretch = {
            day for read in reads if read.found.is_stretch and read.entry.role is Role.PERFORMANCE for day in read.found.days
        }
        runs: list[_Read] = []
        for read in reads:
            if read.found.is_stretch and read.entry.role is Role.PERFORMANCE and read.entry.pieces:
                runs.append(read)
            if (read.entry.is_instead or self._is_only(read.entry)) and stretch & set(read.found.days):
                self.instead |= set(read.found.days)
            elif self._is_other_time(read, runs[-NEAR_RUNS:]):
                self.doubtful |= set(read.found.days)
            if read.entry.role is Role.OFF:
                if read.entry.off_part:
                    self.off_parts |= {(day, read.entry.off_part) for day in read.found.days}
                elif stretch & set(read.found.days) or read.found.why:
                    self.off |= set(read.found.days)
                else:
                    read.entry.role = Role.CANCELLED

    def _is_other_time(self, read: _Read, runs: list[_Read]) -> bool:
        """12月5日至8日19:30，8日14:00: whether the second time comes beside the first or instead of it is not said."""
        entry = read.entry
        if read.found.is_stretch or entry.role is not Role.PERFORMANCE or not entry.pieces or not entry.group:
            return False
        around = self.text[max(0, entry.start - 12) : entry.end + 14]
        if _BESIDES.search(around) or "\n" in self.text[max(0, entry.start - 2) : entry.start]:
            return False
        return any(
            set(read.found.days) <= set(each.found.days)
            and each.entry.start < entry.start
            and "\n" not in self.text[each.entry.start : entry.start]
            and {clock.options for piece in each.entry.pieces for clock in piece.clocks}.isdisjoint(
                clock.options for piece in entry.pieces for clock in piece.clocks
            )
            for each in runs
        )

    # --- telling ---

    def _tell(self, read: _Read) -> None:
        entry, found = read.entry, read.found
        if entry.role is Role.OFF:
            return
        for piece in entry.pieces:
            if entry.role_of(piece) not in {Role.PERFORMANCE, Role.HOURS}:
                self._tell_other(read, piece)
        shows = [piece for piece in entry.pieces if entry.role_of(piece) is Role.PERFORMANCE]
        if entry.role is not Role.PERFORMANCE and not entry.pieces:
            self._tell_days(read)
        elif shows:
            self._tell_shows(read, shows)
        elif entry.is_timeless:
            self._tell_timeless(read)
        if found.why and entry.role not in {Role.PERFORMANCE, Role.HISTORY, Role.PRESS} and found.why != "no_day":
            self._flag(self._words(entry), found.why, flat(found.choices))

    def _flag(self, words: str, why: str, candidates: Iterable[Moment], city: str = "") -> None:
        self.findings.ambiguous.append(Ambiguity(words, why, tuple(dict.fromkeys(candidates))[:MOST_CANDIDATES], city))

    def _tell_other(self, read: _Read, piece: Piece) -> None:
        role = read.entry.role_of(piece)
        days = read.found.days
        if role is Role.DEADLINE:
            days = days[-1:]
        for day in days[:MOST_CANDIDATES]:
            for clock in piece.clocks:
                is_near = read.entry.start <= clock.start < read.entry.end
                words = self._words(read.entry) if is_near else self.page.words(clock.start, clock.end)
                if clock.why:
                    self._flag(words, clock.why, [moment_of(day, option) for option in clock.options])
                else:
                    self.findings.other_times.append(OtherTime(role.value, words, start=moment_of(day, clock.options[0])))

    def _tell_days(self, read: _Read) -> None:
        role, words = read.entry.role, self._words(read.entry)
        is_end = role is Role.DEADLINE or (len(read.entry.group) == 1 and read.entry.group[0].is_until)
        days = read.found.days[-1:] if is_end else read.found.days
        if len(days) > 1 and read.found.is_stretch and role not in {Role.WAS, Role.CANCELLED}:
            self.findings.other_times.append(OtherTime(role.value, words, day=days[0], last=days[-1]))
            return
        for day in days[:MOST_CANDIDATES]:
            self.findings.other_times.append(OtherTime(role.value, words, day=day))

    def _tell_shows(self, read: _Read, pieces: list[Piece]) -> None:
        entry, found = read.entry, read.found
        words = self._words(entry)
        open_clocks = [clock for piece in pieces for clock in piece.clocks if clock.why]
        if self._is_signed(entry, found.days):
            at = moment_of(found.days[0], pieces[0].clocks[0].options[0])
            self.findings.other_times.append(OtherTime(Role.PRESS.value, words, start=at))
            return
        why = self._doubt(read, pieces)
        if why:
            choices = found.choices or (found.days,) if entry.group else (self._next(entry),)
            candidates = [moment for days in choices for moment in self._moments(days, pieces, read, with_open=True)]
            self._flag(words, why, candidates or flat(choices), entry.city)
            return
        if self.doubtful & set(found.days):
            self._flag_doubtful(found, pieces, words, entry.city)
            found = replace(found, days=tuple(day for day in found.days if day not in self.doubtful))
        sure = [replace_clocks(piece, [clock for clock in piece.clocks if not clock.why]) for piece in pieces]
        for day, clock in self._pairs(found.days, sure, read):
            if len(self.findings.performances) < MOST_STARTS:
                end = moment_of(day, clock.until) if clock.until is not None else None
                start = moment_of(day, clock.options[0])
                self.findings.performances.append(Performance(start, words, end, entry.city, str(entry.start)))
        if open_clocks:
            unsure = [replace_clocks(piece, [clock for clock in piece.clocks if clock.why]) for piece in pieces]
            self._flag(words, open_clocks[0].why, self._moments(found.days, unsure, read, with_open=True), entry.city)

    def _flag_doubtful(self, found: Resolved, pieces: list[Piece], words: str, city: str) -> None:
        clocks = [clock for piece in pieces for clock in piece.clocks]
        days = [day for day in found.days if day in self.doubtful]
        self._flag(words, "which_time", [moment_of(day, clock.options[0]) for day in days for clock in clocks], city)

    def _doubt(self, read: _Read, pieces: list[Piece]) -> str:
        entry, found = read.entry, read.found
        if not entry.group:
            return "no_dates" if entry.is_every else "weekday_only"
        if found.why or entry.is_tba or entry.group[-1].is_open:
            return found.why or ("to_be_announced" if entry.is_tba else "no_end")
        if entry.is_every and len(found.days) == 1 and not found.is_stretch:
            return "no_end"  # every evening, and one day only
        return self._doubt_of_days(read, pieces) or either_time(pieces, self.text)

    def _doubt_of_days(self, read: _Read, pieces: list[Piece]) -> str:
        """Whether the weekdays that were said fit the days, and whether a long stretch says on which of its days."""
        entry, found = read.entry, read.found
        ruled = [piece.weekdays for piece in pieces if piece.weekdays is not None]
        if ruled and not found.is_stretch and not all(any(day.weekday() in rule for rule in ruled) for day in found.days):
            return "" if any(piece.weekdays is None for piece in pieces) else "weekday"
        if ruled and not any(day.weekday() in rule for rule in ruled for day in found.days):
            return "weekday"
        is_plain = found.is_stretch and not entry.is_every and not ruled and not self.made.off_weekdays
        if is_plain and len(found.days) > MOST_PLAIN_DAYS:
            return "which_days"
        return ""

    def _pairs(self, days: Iterable[date], pieces: list[Piece], read: _Read) -> list[tuple[date, Clock]]:
        found = []
        for day in days:
            if read.found.is_stretch and (day in self.off or day in self.instead or day.weekday() in self.made.off_weekdays):
                continue
            fitting = [piece for piece in pieces if piece.weekdays is not None and day.weekday() in piece.weekdays]
            is_later = read.entry.is_opened and read.found.days[:1] != (day,) and any(p.weekdays for p in pieces)
            plain = [piece for piece in pieces if piece.weekdays is None and not is_later]
            ruled = [piece for piece in fitting if not piece.is_extra] or plain
            for piece in [*ruled, *(piece for piece in fitting if piece.is_extra)]:
                found += [(day, clock) for clock in piece.clocks if not self._falls_out(day, clock)]
            if len(found) > MOST_STARTS:
                break
        return found

    def _falls_out(self, day: date, clock: Clock) -> bool:
        """12月19日下午场停演: of that day only what begins then."""
        parts = {part for each, part in self.off_parts if each == day}
        return any(low <= clock.options[-1] < high for part in parts for low, high in (part_of_day(part),))

    def _moments(self, days: Iterable[date], pieces: list[Piece], read: _Read, *, with_open: bool) -> list[Moment]:
        ruled = [
            piece if read.found.is_stretch or not read.entry.group else Piece(piece.role, None, piece.clocks)
            for piece in pieces
        ]
        pairs = self._pairs(days, ruled, read)[:MOST_CANDIDATES]
        return [
            moment_of(day, option) for day, clock in pairs for option in (clock.options if with_open else clock.options[:1])
        ]

    def _tell_timeless(self, read: _Read) -> None:
        entry, found = read.entry, read.found
        words = self._words(entry)
        if not entry.group:
            self._tell_rule(entry)
            return
        if self._ends_sale(entry) and found.days:
            self.findings.other_times.append(OtherTime(Role.DEADLINE.value, words, day=found.days[-1]))
        elif found.is_stretch and not found.why and self._is_of_sale(entry):
            self.findings.other_times.append(OtherTime(Role.ON_SALE.value, words, day=found.days[0], last=found.days[-1]))
        elif entry.is_stretch and not entry.is_tba and self._is_span(entry):
            self._tell_span(read, words)
        elif found.why == "year" and found.choices and self._is_told(entry, found.choices[0][0]):
            self.findings.other_times.append(OtherTime(Role.PRESS.value, words, day=found.choices[0][0]))
        elif entry.is_tba or found.why:
            why = "to_be_announced" if entry.is_tba else found.why
            self._flag(words, why, found.days or flat(found.choices), entry.city)
        else:
            self._tell_bare(read, words)

    def _tell_bare(self, read: _Read, words: str) -> None:
        """Days of which nothing is said but that they are."""
        entry, found = read.entry, read.found
        if found.days[-1] <= self.on and self._is_signature(entry):
            self.findings.other_times.append(OtherTime(Role.PRESS.value, words, day=found.days[0]))
        elif found.days[-1] < self.on - LONG_AGO:
            self.findings.other_times += [OtherTime(Role.HISTORY.value, words, day=day) for day in found.days[:1]]
        else:
            days = [day for day in found.days if day not in self.off and day.weekday() not in self.made.off_weekdays]
            self._flag(words, "no_time", days, entry.city)

    def _tell_rule(self, entry: Entry) -> None:
        """每周五常驻演出: a rule without a time and without dates, which no run has taken."""
        rule = entry.weekly
        if not rule or not rule.is_every or entry.has_hours or entry.pieces or self._is_taken(rule):
            return
        played = {each.start.weekday() for each in self.findings.performances}
        if PLAYED.search(self._clause_of(rule.start, min(rule.end + 12, len(self.text)))) and not rule.days <= played:
            self._flag(self._words(entry), "no_dates", ())

    def _tell_span(self, read: _Read, words: str) -> None:
        group, found = read.entry.group, read.found
        if found.why or not found.days:
            self._flag(words, found.why or "no_day", flat(found.choices))
            return
        last = None if group[-1].is_open and len(group) == 1 else found.days[-1]
        first = None if group[0].is_until and len(group) == 1 else found.days[0]
        self.findings.spans.append(Span(first, last, words))
