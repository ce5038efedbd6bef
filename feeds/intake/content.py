"""The bytes of a foreign calendar as counted lines: every cap holds before anything is parsed (feeds.md 3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.decoding import Undecodable, decode

MOST_BYTES = 2 * 2**20
MOST_COMPONENTS = 5_000
MOST_ZONES = 20
MOST_OBSERVANCES = 200
MOST_DEPTH = 4
MOST_PROPERTIES = 500
MOST_VALUE = 64 * 2**10
MOST_EVENTS = 2_000
# All that is kept of the calendar itself; its VTIMEZONEs are dropped, zones are known by their names alone.
KEPT_OF_CALENDAR = ("VERSION", "PRODID", "X-WR-TIMEZONE", "METHOD")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]{1,80}")


class FileRefused(Exception):
    """A file of which nothing is taken; `code` says why, `line` where."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


@dataclass(frozen=True, slots=True)
class Property:
    """One unfolded line: where it begins, its name in capitals, its parameters, its raw value."""

    line: int
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Block:
    """A component's own properties, and the lines in it that are none."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Content:
    """What is kept of a file."""

    calendar: dict[str, str]
    events: list[Block]
    encoding: str


def unfolded(content: bytes) -> list[tuple[int, bytes]]:
    """Lines with the number they begin at; folds are undone on bytes, since some programs fold inside a character."""
    found: list[tuple[int, list[bytes]]] = []
    for number, raw in enumerate(_LINE_END.split(content), start=1):
        if raw[:1] in (b" ", b"\t") and found:
            found[-1][1].append(raw[1:])
        elif raw.strip():
            found.append((number, [raw]))
    lines = []
    for number, parts in found:
        line = b"".join(parts)
        if len(line) > MOST_VALUE:
            raise FileRefused("value_too_long", number)
        lines.append((number, line))
    return lines


def property_of(number: int, line: str) -> Property | None:
    """A line taken apart; None where it is none."""
    colon = _outside_quotes(line, ":")
    if colon < 0:
        colon = line.find(":")  # a quote that never ends
    if colon < 0:
        return None
    name, *parameters = _split(line[:colon])
    if not _NAME.fullmatch(name):
        return None
    pairs = (each.partition("=") for each in parameters)
    named = {key.strip().upper(): value.strip().strip('"') for key, _equals, value in pairs}
    return Property(number, name.upper(), named, line[colon + 1 :].strip())


def _outside_quotes(line: str, sign: str) -> int:
    at = 0
    while True:
        found, quote = line.find(sign, at), line.find('"', at)
        if quote < 0 or 0 <= found < quote:
            return found
        at = line.find('"', quote + 1) + 1
        if not at:
            return -1


def _split(head: str) -> Iterator[str]:
    while (at := _outside_quotes(head, ";")) >= 0:
        yield head[:at]
        head = head[at + 1 :]
    yield head


class _Counts:
    """What has been counted so far; refuses the file when a cap is passed."""

    def __init__(self) -> None:
        self.all = self.zones = self.observances = self.events = 0

    def begin(self, name: str, depth: int, line: int) -> None:
        """A component begins at a depth."""
        self.all += 1
        self.zones += name == "VTIMEZONE"
        self.observances += name in {"STANDARD", "DAYLIGHT"}
        self.events += name == "VEVENT"
        caps = (
            (self.all, MOST_COMPONENTS, "too_many_components"), (self.zones, MOST_ZONES, "too_many_zones"),
            (self.observances, MOST_OBSERVANCES, "too_many_observances"), (self.events, MOST_EVENTS, "too_many_events"),
            (depth, MOST_DEPTH, "too_deep"),
        )
        for count, most, code in caps:
            if count > most:
                raise FileRefused(code, line)


def read_content(content: bytes) -> Content:
    """A file's events, and what is kept of its calendar; `FileRefused` where it is no calendar or passes a cap."""
    if len(content) > MOST_BYTES:
        raise FileRefused("too_large")
    lines = unfolded(content)
    if not lines:
        raise FileRefused("empty")
    try:
        text, encoding = decode(b"\n".join(line for _number, line in lines))
    except Undecodable as error:
        raise FileRefused(error.code) from error
    numbered = list(zip((number for number, _line in lines), text.split("\n"), strict=True))
    _refuse_other_kinds(numbered)
    return _structured(numbered, encoding)


def _refuse_other_kinds(lines: list[tuple[int, str]]) -> None:
    number, first = lines[0]
    start = first.strip().upper()
    if start == "BEGIN:VCALENDAR":
        return
    if start.startswith("<"):
        raise FileRefused("html", number)
    raise FileRefused("vcard" if start == "BEGIN:VCARD" else "not_a_calendar", number)


def _structured(lines: list[tuple[int, str]], encoding: str) -> Content:
    found = Content({}, [], encoding)
    counts, stack = _Counts(), list[Block]()
    for number, text in lines:
        line = property_of(number, text)
        if line is not None and line.name == "BEGIN":
            if not stack and counts.all:
                raise FileRefused("several_calendars", number)
            stack.append(Block(line.value.upper(), number))
            counts.begin(stack[-1].name, len(stack), number)
        elif line is not None and line.name == "END":
            _end(stack, line, found)
        elif stack:
            _keep(stack, line, number, found)
    if stack:
        raise FileRefused("truncated", lines[-1][0])
    return found


def _end(stack: list[Block], line: Property, found: Content) -> None:
    if not stack or stack[-1].name != line.value.upper():
        raise FileRefused("broken_structure", line.line)
    block = stack.pop()
    if block.name == "VEVENT" and len(stack) == 1:
        found.events.append(block)


def _keep(stack: list[Block], line: Property | None, number: int, found: Content) -> None:
    block = stack[-1]
    if len(block.properties) + len(block.broken) >= MOST_PROPERTIES:
        raise FileRefused("too_many_properties", number)
    if line is None:
        block.broken.append(number)
        return
    block.properties.append(line)
    if len(stack) == 1 and line.name in KEPT_OF_CALENDAR:
        found.calendar.setdefault(line.name, line.value)
