"""The lines of a calendar, checked against feeds.md and read back by parsers that are not icalendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import SHANGHAI
from feeds import ical
from feeds.entries import Entry

STAMP = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
START = datetime(2026, 12, 5, 19, 30, tzinfo=SHANGHAI)
HEAD = ical.Head(
    language="zh", name="长三角之窗", description="说明", url="https://window.example/calendar",
    source="https://window.example/calendar.ics", changed_at=STAMP,
)
ENTRY = Entry(
    uid="7b0f8f0e-7a1c-4b43-9a36-0c6f1e6a2f11", sequence=2, language="zh", summary="潮声 · 上海", description="一行\n又一行",
    location="示例剧场, 上海市人民大道1号", url="https://window.example/events/chaosheng", start=START,
    end=START + timedelta(minutes=120), categories=("SHOW", "MUSICAL"), geo=(31.2306, 121.4681), place_name="示例剧场",
    address="上海市人民大道1号",
)


def lines_of(body: bytes) -> list[str]:
    """Unfolded lines, after checking what every physical line must be."""
    assert body.endswith(b"\r\n")
    physical = body.split(b"\r\n")[:-1]
    assert all(physical), "no empty lines"
    for line in physical:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("utf-8")  # no fold inside a character
    return body.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def whole(*entries: Entry) -> bytes:
    return ical.calendar_bytes(HEAD, [ical.event_bytes(entry, STAMP) for entry in entries])


def test_head_says_what_clients_need() -> None:
    lines = lines_of(whole())
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert "CALSCALE:GREGORIAN" in lines
    assert "NAME;LANGUAGE=zh-CN:长三角之窗" in lines
    assert "X-WR-CALNAME:长三角之窗" in lines
    assert "X-WR-TIMEZONE:Asia/Shanghai" in lines
    assert "SOURCE;VALUE=URI:https://window.example/calendar.ics" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in lines
    assert "X-PUBLISHED-TTL:PT4H" in lines
    assert "LAST-MODIFIED:20261121T040000Z" in lines
    assert not any(line.startswith(("UID", "METHOD")) for line in lines)


def test_an_empty_feed_still_has_its_time_zone() -> None:
    assert lines_of(whole()).count("BEGIN:VTIMEZONE") == 1


def test_entry_lines() -> None:
    lines = lines_of(whole(ENTRY))
    assert "UID:7b0f8f0e-7a1c-4b43-9a36-0c6f1e6a2f11" in lines
    assert "DTSTAMP:20261121T040000Z" in lines
    assert lines.count("LAST-MODIFIED:20261121T040000Z") == 2
    assert "SEQUENCE:2" in lines
    assert "DTSTART;TZID=Asia/Shanghai:20261205T193000" in lines
    assert "DTEND;TZID=Asia/Shanghai:20261205T213000" in lines
    assert "STATUS:CONFIRMED" in lines
    assert "TRANSP:TRANSPARENT" in lines
    assert "CATEGORIES:SHOW,MUSICAL" in lines
    assert "GEO:31.2306;121.4681" in lines
    assert r"DESCRIPTION;LANGUAGE=zh-CN:一行\n又一行" in lines
    assert r"LOCATION;LANGUAGE=zh-CN:示例剧场\, 上海市人民大道1号" in lines
    unwanted = ("RRULE", "RDATE", "RECURRENCE-ID", "BEGIN:VALARM", "ATTENDEE", "ORGANIZER")
    assert not any(line.startswith(unwanted) for line in lines)


def test_apple_gets_no_address_where_only_the_city_is_known() -> None:
    line = next(line for line in lines_of(whole(replace(ENTRY, address=""))) if line.startswith("X-APPLE-STRUCTURED"))
    assert "X-ADDRESS" not in line
    assert line.endswith(":geo:31.2306,121.4681")


def test_whole_days_end_exclusively_and_without_a_zone() -> None:
    lines = lines_of(whole(replace(ENTRY, start=date(2026, 12, 5), end=date(2026, 12, 8))))
    assert "DTSTART;VALUE=DATE:20261205" in lines
    assert "DTEND;VALUE=DATE:20261208" in lines


def test_a_cancelled_entry_says_so() -> None:
    assert "STATUS:CANCELLED" in lines_of(whole(replace(ENTRY, is_off=True)))


def test_a_stream_is_one_conference_line() -> None:
    lines = lines_of(whole(replace(ENTRY, online_url="https://live.example/x")))
    assert "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=线上观看:https://live.example/x" in lines


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "https://a.example/\r\nX-BAD:1", "https://a b"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        ical.event_bytes(replace(ENTRY, online_url=address), STAMP)


def test_tiny_degrees_have_no_exponent() -> None:
    lines = lines_of(whole(replace(ENTRY, geo=(0.00001, 121.4681234567))))
    assert "GEO:0.00001;121.468123" in lines


def test_joined_entries_equal_what_the_library_writes() -> None:
    """feeds.md 0.4: header + zone + stored blobs + end are the library's own bytes."""
    body = whole(ENTRY, replace(ENTRY, uid="a" * 36, sequence=0))
    assert icalendar.Calendar.from_ical(body).to_ical(sorted=False) == body


def test_a_change_of_anything_shown_changes_the_digest() -> None:
    changed = [replace(ENTRY, sequence=3), replace(ENTRY, summary="x"), replace(ENTRY, geo=None), replace(ENTRY, is_off=True)]
    assert len({ical.digest(each) for each in (ENTRY, *changed)}) == 5


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=120))
def test_any_text_gives_a_calendar_that_an_independent_parser_reads(description: str, title: str) -> None:
    place = f"馆{title}"
    body = whole(replace(ENTRY, summary=f"始{title}", description=f"始{description}", location=place, place_name=place))
    lines_of(body)
    read = vobject.readOne(body.decode("utf-8"))
    assert read.vevent.dtstart.value.astimezone(UTC) == START.astimezone(UTC)
    assert read.vevent.summary.value.startswith("始")
    assert len(list(read.vevent.getChildren())) == len(list(vobject.readOne(whole(ENTRY).decode()).vevent.getChildren()))
