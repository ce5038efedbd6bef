"""Writes calendars. Nothing else here or elsewhere writes iCalendar (house.md 8); feeds.md says why each line is so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event, vText, vUri

from core.text import clean_line, clean_text
from feeds.entries import Entry

PRODID = {"zh": "-//DeltaWindow//Feeds//ZH", "en": "-//DeltaWindow//Feeds//EN"}
TAGS = {"zh": "zh-CN", "en": "en-GB"}
LABELS = {"zh": "线上观看", "en": "Watch online"}
REFRESH = timedelta(hours=4)
BEGIN = b"BEGIN:VCALENDAR\r\n"
END = b"END:VCALENDAR\r\n"
END_OF_ENTRY = b"END:VEVENT\r\n"
_STAMPS = re.compile(rb"(\r\n(?:DTSTAMP|LAST-MODIFIED):)(\d{8}T\d{6}Z)")
# Made by hand and constant: the library's own has a COMMENT that libical refuses and summer times of 1986-91.
VTIMEZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19910915T020000\r\n"
    b"TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a calendar says of itself. Addresses are whole; `changed_at` is when its content last changed (UTC).

    A private calendar has no `source` here: its address is a secret, and is put in as it is served (`with_source`).
    """

    language: str
    name: str
    description: str
    url: str
    source: str
    changed_at: datetime


def digest(entry: Entry) -> str:
    """A digest of everything that a client is shown, without the stamps."""
    return sha256(repr(entry).encode("utf-8", "surrogatepass")).hexdigest()


def event_bytes(entry: Entry, changed_at: datetime) -> bytes:
    """One VEVENT. `changed_at` becomes DTSTAMP and LAST-MODIFIED (feeds.md 0.3).

    Raises ValueError, TypeError or AssertionError where the library cannot write a value: the caller leaves the entry out.
    """
    event = Event()
    tongue = {"LANGUAGE": TAGS[entry.language]}
    event.add("UID", entry.uid)
    event.add("DTSTAMP", changed_at)
    event.add("LAST-MODIFIED", changed_at)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTART", entry.start)
    event.add("DTEND", entry.end)
    event.add("STATUS", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "PUBLIC")
    event.add("SUMMARY", vText(clean_line(entry.summary), params=tongue))
    for name, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if cleaned := clean_text(text):
            event.add(name, vText(cleaned, params=tongue))
    if entry.related:
        event.add("RELATED-TO", entry.related)
    if entry.categories:
        event.add("CATEGORIES", list(entry.categories))
    event.add("URL", _address(entry.url))
    if entry.online_url:
        params = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": LABELS[entry.language]}
        event.add("CONFERENCE", vUri(_address(entry.online_url), params=params))
    if entry.image_url:
        event.add("IMAGE", vUri(_address(entry.image_url), params={"VALUE": "URI", "DISPLAY": "BADGE"}))
    _add_place(event, entry)
    written: bytes = event.to_ical(sorted=False)
    return written


def _add_place(event: Event, entry: Entry) -> None:
    """GEO and Apple's own form of it, the same point; without an address Apple shows the map."""
    if entry.geo is None:
        return
    lat, lng = (_degrees(part) for part in entry.geo)
    event["GEO"] = _Raw(f"{lat};{lng}")
    params = {"VALUE": "URI", "X-APPLE-RADIUS": "72", "X-TITLE": clean_line(entry.place_name)}
    if entry.address:
        params["X-ADDRESS"] = clean_line(entry.address)
    event.add("X-APPLE-STRUCTURED-LOCATION", vUri(f"geo:{lat},{lng}", params=params))


class _Raw(vText):
    """A value of digits that the library would otherwise round or write with an exponent."""

    def to_ical(self) -> bytes:
        return str(self).encode("ascii")


def _degrees(value: float) -> str:
    """At most six plain decimals, never an exponent."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _address(url: str) -> str:
    """An http or https address on one line; ValueError else."""
    if not url.startswith(("https://", "http://")) or clean_line(url) != url or " " in url:
        raise ValueError("not an address")
    return url


def head_bytes(head: Head) -> bytes:
    """The calendar's own lines and its time zone, up to the first entry."""
    calendar = Calendar()
    tongue = {"LANGUAGE": TAGS[head.language]}
    name, description = clean_line(head.name), clean_line(head.description)
    calendar.add("PRODID", PRODID[head.language])
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("NAME", vText(name, params=tongue))
    calendar.add("X-WR-CALNAME", vText(name))
    if description:
        calendar.add("DESCRIPTION", vText(description, params=tongue))
        calendar.add("X-WR-CALDESC", vText(description))
    calendar.add("X-WR-TIMEZONE", vText("Asia/Shanghai"))
    calendar.add("URL", _address(head.url))
    if head.source:
        calendar.add("SOURCE", vUri(_address(head.source), params={"VALUE": "URI"}))
    calendar.add("LAST-MODIFIED", head.changed_at)
    calendar.add("COLOR", "crimson")
    calendar.add("X-APPLE-CALENDAR-COLOR", vText("#C8102E"))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vText("PT4H"))
    written: bytes = calendar.to_ical(sorted=False)
    return written.removesuffix(END) + VTIMEZONE


def calendar_bytes(head: Head, blobs: Iterable[bytes]) -> bytes:
    """A whole calendar from stored entries: the same bytes that the library would write."""
    return head_bytes(head) + b"".join(blobs) + END


@dataclass(frozen=True, slots=True)
class Reminder:
    """An alarm that a reader asked for in their own calendar: so many minutes before the start, and what it says."""

    minutes: int
    words: str


def alarm_bytes(reminders: Iterable[Reminder]) -> bytes:
    """The lines of these alarms; only private calendars have any (feeds.md 1.5)."""
    written = b""
    for each in reminders:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", timedelta(minutes=-each.minutes))
        alarm.add("DESCRIPTION", vText(clean_line(each.words)))
        written += alarm.to_ical(sorted=False)
    return written


def with_alarms(blob: bytes, alarms: bytes, since: datetime | None) -> bytes:
    """A stored entry with its alarms; none for whole days, nor for what does not take place.

    Its stamps are `since` where that is later: the alarms were chosen then, and clients look at nothing else.
    """
    if since is not None:
        stamp = since.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").encode()
        blob = _STAMPS.sub(lambda found: found[1] + max(found[2], stamp), blob)
    if b"\r\nDTSTART;VALUE=DATE:" in blob or b"\r\nSTATUS:CANCELLED\r\n" in blob:
        return blob
    return blob.removesuffix(END_OF_ENTRY) + alarms + END_OF_ENTRY


def with_source(body: bytes, address: str) -> bytes:
    """A private calendar as it leaves us: it names its own address, which is stored nowhere."""
    line = Calendar()
    line.add("SOURCE", vUri(_address(address), params={"VALUE": "URI"}))
    written: bytes = line.to_ical(sorted=False)
    before, mark, after = body.partition(b"\r\nLAST-MODIFIED:")
    return before + b"\r\n" + written.removeprefix(BEGIN).removesuffix(END).removesuffix(b"\r\n") + mark + after
