"""One file's events as plain facts: what the child process answers. Each event is read alone, so that none spoils another."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Event

from core.addresses import is_web_address
from core.markup import plain_text
from core.text import clean_line, shortened
from feeds.intake.content import Block, Content, FileRefused, Property, read_content
from feeds.intake.moments import Clock, When, value_of, values_of, when_of
from feeds.intake.recurrence import MOST_INSTANCES, BadRule, bounds, expanded, parts_of, until_of

MOST_SHOWINGS = 5_000
MOST_TITLE, MOST_PLACE, MOST_DESCRIPTION, MOST_UID = 300, 300, 4_000, 255
SECONDS_OF_RULES = 4.0
_TEXTS = ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "CLASS", "SEQUENCE", "CATEGORIES")
_TIMES = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "EXDATE", "RDATE")
_VALUES = {"DATE", "DATE-TIME", "PERIOD", "DURATION"}
_PRIVATE = {"PRIVATE", "CONFIDENTIAL"}
# What only asks or answers, and so would change what stands: never imported.
_TAKEN_METHODS = {"", "PUBLISH"}


@dataclass(slots=True)
class Found:
    """What a file gives: showings, and what went wrong with single events.

    `gone` are single dates of series that the file changes into something that is not imported: (UID, which date).
    """

    showings: list[dict[str, Any]] = field(default_factory=list)
    gone: set[tuple[str, str]] = field(default_factory=set)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def note(self, code: str, line: int, uid: str = "", **facts: Any) -> None:
        """Something went wrong at a line."""
        self.problems.append({"line": line, "uid": uid, "code": code, **facts})


@dataclass(slots=True)
class Entry:
    """One VEVENT, read."""

    line: int
    uid: str
    title: str
    when: When
    facts: dict[str, Any]
    stated: dict[str, Property]
    component: Any
    recurrence: str = ""
    sequence: int = 0
    rule: str = ""


def read_file(content: bytes, today: date) -> dict[str, Any]:
    """Everything a file tells, as JSON; a refused file gives no showings and says why."""
    found = Found()
    try:
        kept = read_content(content)
        _refuse_calendar(kept)
    except FileRefused as refused:
        found.note(refused.code, refused.line)
        return {"refused": refused.code, "showings": [], "problems": found.problems, "warnings": [], "encoding": ""}
    clock = Clock(kept.calendar.get("X-WR-TIMEZONE", ""))
    entries = [entry for block in kept.events if (entry := _guarded(block, clock, found))]
    if not kept.events:
        found.note("no_events", 1)
    _write_showings(_chosen(entries, found), _Reader(clock, today, found))
    found.problems.sort(key=lambda each: each["line"])
    return {
        "refused": "", "showings": found.showings, "problems": found.problems, "warnings": _warnings(clock),
        "encoding": kept.encoding,
    }


def _refuse_calendar(kept: Content) -> None:
    if kept.calendar.get("VERSION", "2.0") != "2.0":
        raise FileRefused("old_version", 1)
    if kept.calendar.get("METHOD", "").upper() not in _TAKEN_METHODS:
        raise FileRefused("method", 1)


def _warnings(clock: Clock) -> list[dict[str, Any]]:
    return [
        {"code": code, "zone": shortened(clean_line(name), 120), "line": lines[0], "count": len(lines)}
        for (code, name), lines in clock.doubts.items()
    ]


def _guarded(block: Block, clock: Clock, found: Found) -> Entry | None:
    """One event; whatever the library raises about it, the others are read."""
    for line in block.broken:
        found.note("bad_line", line)
    try:
        return _entry(block, clock, found)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - 121 hostile files raised seven kinds of errors (feeds.md 3)
        found.note("unreadable", block.line)
        return None


def _entry(block: Block, clock: Clock, found: Found) -> Entry | None:
    stated: dict[str, Property] = {}
    for each in block.properties:
        # A second rule is followed as little as an exception rule is.
        stated.setdefault("EXRULE" if each.name == "RRULE" and "RRULE" in stated else each.name, each)
    component: Any = Event.from_ical(_plain_bytes(block))
    text = {name: _text(component, name) for name in _TEXTS}
    uid = clean_line(text["UID"])[:MOST_UID]
    which, code = _which(component, stated, clock)
    when, doubt = (None, "") if code else when_of(component, stated, clock)
    code = code or _why_not(text, stated) or _why_no_date(when, doubt)
    if code or when is None:
        found.gone.add((uid, which))
        found.note(code, block.line, uid)
        return None
    if doubt:
        found.note(doubt, stated["DTEND"].line if "DTEND" in stated else block.line, uid)
    if not uid:
        found.note("no_uid", block.line)
    return Entry(
        block.line, uid, _title(text), when, _facts(text, stated, (found, uid)), stated, component, which,
        sequence=_whole(text["SEQUENCE"]), rule=stated["RRULE"].value if "RRULE" in stated else "",
    )


def _which(component: Any, stated: dict[str, Property], clock: Clock) -> tuple[str, str]:
    """Which date of a series an event changes (empty: it stands for itself), and a code where that cannot be followed."""
    if "RECURRENCE-ID" not in stated:
        return "", ""
    line = stated["RECURRENCE-ID"]
    value = value_of(component, "RECURRENCE-ID")
    if not isinstance(value, date):
        return "", "bad_recurrence_id"
    which = When(_as_moment(value, line, clock), None).key
    return which, "range_refused" if "RANGE" in line.parameters else ""


def _why_no_date(when: When | None, doubt: str) -> str:
    if when is None:
        return doubt
    return "beyond_the_calendar" if when.is_beyond() else ""


def _title(text: dict[str, str]) -> str:
    return clean_line(plain_text(text["SUMMARY"]))


def _why_not(text: dict[str, str], stated: dict[str, Property]) -> str:
    """Why an event is left out, whatever else it says."""
    if text["CLASS"].strip().upper() in _PRIVATE:
        return "private"
    if text["STATUS"].strip().upper() == "CANCELLED":
        return "cancelled"
    if "EXRULE" in stated:
        return "rule_refused"
    return "" if _title(text) else "no_title"


def _as_moment(value: date, stated: Property, clock: Clock) -> date:
    return clock.moment(value, stated) if isinstance(value, datetime) else value


def _plain_bytes(block: Block) -> bytes:
    """The event for the library: only what we read, without parameters but the kind of value. Zones are ours to know."""
    lines = ["BEGIN:VEVENT"]
    for each in block.properties:
        if each.name in _TEXTS and each.value:
            # Cleaned before: the library would take U+2028 and its like for the end of the line.
            lines.append(f"{each.name}:{clean_line(each.value)}")
        elif each.name in _TIMES:
            kind = each.parameters.get("VALUE", "").upper()
            head = f"{each.name};VALUE={kind}" if kind in _VALUES else each.name
            lines.append(f"{head}:{clean_line(each.value)}")
    return "\r\n".join([*lines, "END:VEVENT", ""]).encode("utf-8", "replace")


def _text(component: Any, name: str) -> str:
    found = component.get(name, "")
    first = found[0] if isinstance(found, list) else found
    if name == "CATEGORIES":
        return ", ".join(str(each) for each in getattr(first, "cats", ()))
    return str(first)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _facts(text: dict[str, str], stated: dict[str, Property], told: tuple[Found, str]) -> dict[str, Any]:
    """The texts beside the title: words only, and an address only where it is one of the web."""
    found, uid = told
    url = text["URL"].strip()
    if url and not is_web_address(url):
        found.note("bad_url", stated["URL"].line, uid)
        url = ""
    place = plain_text(text["LOCATION"])
    title, description = _title(text), plain_text(text["DESCRIPTION"])
    for name, value, most in (("SUMMARY", title, MOST_TITLE), ("LOCATION", place, MOST_PLACE)):
        if len(value) > most:
            found.note("shortened", stated[name].line, uid)
    return {
        "title": shortened(title, MOST_TITLE), "place": shortened(place, MOST_PLACE), "url": url,
        "description": shortened(description, MOST_DESCRIPTION), "categories": shortened(clean_line(text["CATEGORIES"]), 300),
    }


def _chosen(entries: Iterable[Entry], found: Found) -> list[Entry]:
    """Of several with one name, the one of the highest SEQUENCE, the last of equals."""
    chosen: dict[tuple[str, str], Entry] = {}
    nameless = []
    for entry in entries:
        name = (entry.uid, entry.recurrence)
        if not entry.uid:
            nameless.append(entry)
        elif name not in chosen or entry.sequence >= chosen[name].sequence:
            if name in chosen:
                found.note("duplicate_uid", chosen[name].line, entry.uid)
            chosen[name] = entry
        else:
            found.note("duplicate_uid", entry.line, entry.uid)
    return sorted([*chosen.values(), *nameless], key=lambda each: each.line)


@dataclass(slots=True)
class _Reader:
    """What expanding needs to know."""

    clock: Clock
    today: date
    found: Found

    def instances(self, entry: Entry) -> dict[str, When]:
        """Every date of an entry by its key; more than one where a rule or RDATE says so."""
        stands = {entry.when.key: entry.when}
        if entry.rule:
            stands = self._by_rule(entry)
        for value in values_of(entry.component, "RDATE"):
            extra = self._extra(entry, value)
            if extra:
                stands.setdefault(extra.key, extra)
        if "RDATE" in entry.stated:
            stands = self._bounded(entry, stands)
        without = set(self._without(entry))
        return {key: when for key, when in stands.items() if key not in without and self._day(when) not in without}

    def _bounded(self, entry: Entry, stands: dict[str, When]) -> dict[str, When]:
        """As many dates as a rule may give, in order; what is beyond is said."""
        start = _midnight(entry.when.start)
        floor, last = (each.date() for each in bounds(start, self.today))
        days = {key: _midnight(when.start).date() for key, when in sorted(stands.items())}
        kept = [key for key, day in days.items() if day <= last and (floor == start.date() or day >= floor)][:MOST_INSTANCES]
        if len(kept) < len(stands):
            self.found.note("rdates_cut", entry.stated["RDATE"].line, entry.uid, count=len(kept))
        return {key: stands[key] for key in kept}

    def _day(self, when: When) -> str:
        return f"{when.start:%Y%m%d}"

    def _by_rule(self, entry: Entry) -> dict[str, When]:
        start = entry.when.start
        until = None
        parts = parts_of(entry.rule)
        zone = self.clock.rule_zone(start) if isinstance(start, datetime) else None
        wall = start.astimezone(zone).replace(tzinfo=None) if isinstance(start, datetime) else _midnight(start)
        if "UNTIL" in parts:
            until, is_utc = until_of(parts["UNTIL"])
            if is_utc and zone is not None:
                until = until.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        moments, goes_on = expanded(entry.rule, wall, until=until, today=self.today)
        if goes_on:
            self.found.note("rule_cut", entry.stated["RRULE"].line, entry.uid, count=len(moments))
        starts: Iterable[date] = (each.replace(tzinfo=zone) if zone else each.date() for each in moments)
        found = (entry.when.moved_to(each) for each in starts)
        return {each.key: each for each in found}

    def _extra(self, entry: Entry, value: Any) -> When | None:
        begin, end = value if isinstance(value, tuple) else (value, None)
        if isinstance(begin, datetime) == entry.when.is_all_day or not isinstance(begin, date):
            self.found.note("bad_rdate", entry.stated["RDATE"].line, entry.uid)
            return None
        start = _as_moment(begin, entry.stated["RDATE"], self.clock)
        moved = entry.when.moved_to(start)
        if isinstance(end, timedelta) and end > timedelta(0):
            return When(start, start + end)
        return moved

    def _without(self, entry: Entry) -> Iterable[str]:
        for value in values_of(entry.component, "EXDATE"):
            if isinstance(value, date):
                yield When(_as_moment(value, entry.stated["EXDATE"], self.clock), None).key


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day on a wall calendar


def _write_showings(entries: list[Entry], reader: _Reader) -> None:
    """Every date of every entry; a changed date stands in the place of the one that its series gave."""
    found = reader.found
    changed = {(entry.uid, entry.recurrence) for entry in entries if entry.recurrence} | found.gone
    refused: Counter[str] = Counter()
    for entry in entries:
        if refused["rule_costly"] * 0.5 > SECONDS_OF_RULES and entry.rule:
            found.note("rule_costly", entry.line, entry.uid)
            continue
        try:
            stands = {entry.recurrence: entry.when} if entry.recurrence else reader.instances(entry)
        except BadRule as error:
            refused[error.code] += 1
            found.note(error.code, entry.stated["RRULE"].line, entry.uid)
            continue
        _write(entry, {key: when for key, when in stands.items() if entry.recurrence or (entry.uid, key) not in changed}, found)


def _write(entry: Entry, stands: dict[str, When], found: Found) -> None:
    is_series = bool(entry.rule or "RDATE" in entry.stated or entry.recurrence)
    for key, when in stands.items():
        if len(found.showings) >= MOST_SHOWINGS:
            found.note("too_many_showings", entry.line, entry.uid, most=MOST_SHOWINGS)
            return
        if when.is_beyond():
            found.note("beyond_the_calendar", entry.line, entry.uid)
            continue
        found.showings.append({
            **entry.facts, "uid": entry.uid, "recurrence": key if is_series else "", "line": entry.line,
            "all_day": when.is_all_day, "start": _iso(when.start), "end": _iso(when.end),
        })


def _iso(value: date | None) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if value else None
