"""Hostile and broken calendars: each ends within its limits, says what was wrong and where, and spoils nothing else."""

import time
from datetime import date, datetime, timedelta

import pytest

from core.children import ChildEnded, Limits, run_child
from core.clock import local
from events.intake.stated import Stated
from feeds.intake.content import FileRefused, property_of, read_content, unfolded
from feeds.intake.files import CHILD, read_calendar
from feeds.intake.recurrence import BadRule, expanded
from feeds.intake.zones import zone_of
from tests.feeds.exports import OUTLOOK_DESKTOP, calendar, lines

TODAY = date(2026, 11, 21)
GOOD = "UID:good\nSUMMARY:长桥\nDTSTART:20261205T113000Z\nDTEND:20261205T133000Z"
WHOLE = "BEGIN:VCALENDAR\nVERSION:2.0\n{}END:VCALENDAR\n"


def event(more: str, *, uid: str = "bad", start: str = "DTSTART;TZID=Asia/Shanghai:20261206T193000") -> str:
    return f"UID:{uid}\nSUMMARY:纸灯\n{start}\n{more}"


def whole(body: str) -> bytes:
    return lines(WHOLE.format(body))


def vevents(count: int) -> str:
    return "".join(f"BEGIN:VEVENT\nUID:{each}\nSUMMARY:x\nDTSTART:20261205T113000Z\nEND:VEVENT\n" for each in range(count))


ZONE = "BEGIN:VTIMEZONE\nTZID:{}\n{}END:VTIMEZONE\n"
OBSERVANCE = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:-1200\nEND:STANDARD\n"

# A file of which nothing is taken: its bytes, why, and on which line.
REFUSED: dict[str, tuple[bytes, str, int]] = {
    "empty": (b"", "empty", 0),
    "blank lines": (b"\r\n\r\n  \r\n", "empty", 0),
    "a web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "html", 1),
    "an address book": (lines("BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD"), "vcard", 1),
    "JSON": (b'{"kind": "calendar#events"}', "not_a_calendar", 1),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "encoding", 0),
    "a zip": (b"PK\x03\x04" + b"\0" * 100, "not_a_calendar", 1),
    "a lone event": (lines("BEGIN:VEVENT\nUID:a\nEND:VEVENT"), "not_a_calendar", 1),
    "a name of a file": (b"/etc/passwd", "not_a_calendar", 1),
    "truncated in an event": (lines("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nSUMM"), "truncated", 5),
    "truncated before the end": (lines("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nEND:VEVENT"), "truncated", 5),
    "a stray end": (whole("END:VEVENT\n"), "broken_structure", 3),
    "crossed ends": (whole("BEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\nEND:VALARM\n"), "broken_structure", 5),
    "two calendars": (calendar(GOOD) + calendar(GOOD), "several_calendars", 11),
    "UTF-16": (WHOLE.format("").encode("utf-16"), "utf16", 0),
    "UTF-32": (WHOLE.format("").encode("utf-32"), "utf16", 0),
    "Latin-1": (calendar("UID:a\nSUMMARY:Café, Élégie\nDTSTART:20261205T113000Z").decode().encode("latin-1"), "encoding", 0),
    "vCalendar 1.0": (lines("BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR"), "old_version", 1),
    "a cancellation": (calendar(GOOD, head="METHOD:CANCEL\n"), "method", 1),
    "an invitation": (calendar(GOOD, head="METHOD:REQUEST\n"), "method", 1),
    "a reply": (calendar(GOOD, head="METHOD:REPLY\n"), "method", 1),
    "too large": (b"BEGIN:VCALENDAR\r\n" + b"X" * 2_200_000, "too_large", 0),
    "too many events": (whole(vevents(2_001)), "too_many_events", 10_003),
    "too many parts": (whole("BEGIN:X-A\nEND:X-A\n" * 5_001), "too_many_components", 10_001),
    "too many alarms": (whole("BEGIN:VEVENT\n" + "BEGIN:VALARM\nEND:VALARM\n" * 5_000), "too_many_components", 10_000),
    "too many zones": (whole("".join(ZONE.format(f"Z{each}", "") for each in range(21))), "too_many_zones", 63),
    "too many observances": (whole(ZONE.format("Z", OBSERVANCE * 201)), "too_many_observances", 1_005),
    "too deep": (whole("BEGIN:A\n" * 5 + "END:A\n" * 5), "too_deep", 6),
    "100,000 deep": (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:A\r\n" * 100_000, "too_deep", 5),
    "too many properties": (calendar(event("\n".join(["X-A:y"] * 600))), "too_many_properties", 505),
    "too many broken lines": (calendar(event("\n".join(["no colon"] * 600))), "too_many_properties", 505),
    "200,000 properties": (b"BEGIN:VCALENDAR\r\n" + b"X-A:y\r\n" * 200_000, "too_many_properties", 502),
    "a value too long": (calendar(event("DESCRIPTION:" + "x" * 70_000)), "value_too_long", 8),
    "a fold too long": (b"BEGIN:VCALENDAR\r\nX-A:\r\n" + b" y\r\n" * 70_000, "value_too_long", 2),
}

# A file of which the good event is taken: the other event, its code, and how many dates it gives.
TAKEN: dict[str, tuple[str, str, int]] = {
    "no start": ("UID:bad\nSUMMARY:x", "bad_start", 0),
    "a nonsense start": (event("", start="DTSTART:2026120X"), "bad_start", 0),
    "31 November": (event("", start="DTSTART;VALUE=DATE:20261131"), "bad_start", 0),
    "24:00": (event("", start="DTSTART:20261206T240000"), "bad_start", 0),
    "the year 9999": (event("", start="DTSTART;VALUE=DATE:99991231"), "beyond_the_calendar", 0),
    "the year 1": (event("RRULE:FREQ=DAILY", start="DTSTART:00010101T000000Z"), "beyond_the_calendar", 0),
    "no title": ("UID:bad\nDTSTART:20261206T113000Z", "no_title", 0),
    "a title of markup alone": ("UID:bad\nSUMMARY:<script>alert(1)</script>\nDTSTART:20261206T113000Z", "no_title", 0),
    "private": (event("CLASS:PRIVATE"), "private", 0),
    "confidential": (event("CLASS:confidential"), "private", 0),
    "cancelled": (event("STATUS:CANCELLED"), "cancelled", 0),
    "no UID": ("SUMMARY:x\nDTSTART:20261206T113000Z", "no_uid", 1),
    "ends before it starts": (event("DTEND;TZID=Asia/Shanghai:20261206T180000"), "bad_end", 1),
    "an end of another kind": (event("DTEND;VALUE=DATE:20261207"), "bad_end", 1),
    "a negative length": (event("DURATION:-PT1H"), "bad_end", 1),
    "a length of a million years": (event("DURATION:P365000000D"), "bad_end", 1),
    "a nonsense length": (event("DURATION:P1H"), "bad_end", 1),
    "three days and a bit": (event("DTEND;TZID=Asia/Shanghai:20261208T230000"), "long_as_days", 1),
    "by the second": (event("RRULE:FREQ=SECONDLY"), "rule_refused", 0),
    "by the minute": (event("RRULE:FREQ=MINUTELY;COUNT=3"), "rule_refused", 0),
    "interval 0": (event("RRULE:FREQ=DAILY;INTERVAL=0"), "rule_refused", 0),
    "every second of every hour": (event("RRULE:FREQ=DAILY;BYHOUR=0,1;BYMINUTE=0,1;BYSECOND=0,1"), "rule_refused", 0),
    "an unknown rule": (event("RRULE:FREQ=LUNAR"), "rule_refused", 0),
    "a rule of nothing": (event("RRULE:"), "", 1),
    "a rule of garbage": (event("RRULE:;;;===;"), "rule_refused", 0),
    "two rules": (event("RRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2"), "rule_refused", 0),
    "an exception rule": (event("RRULE:FREQ=DAILY;COUNT=2\nEXRULE:FREQ=WEEKLY"), "rule_refused", 0),
    "until and count": (event("RRULE:FREQ=DAILY;COUNT=2;UNTIL=20261231"), "rule_refused", 0),
    "a count of millions": (event("RRULE:FREQ=DAILY;COUNT=99999999"), "rule_refused", 0),
    "a monthday of millions": (event("RRULE:FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["31"] * 5_000)), "rule_refused", 0),
    "weekday 99": (event("RRULE:FREQ=MONTHLY;BYDAY=99XX"), "rule_refused", 0),
    "30 February each day": (event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "rule_costly", 0),
    "daily for ever": (event("RRULE:FREQ=DAILY"), "rule_cut", 366),
    "all later dates": (event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261213T113000Z"), "range_refused", 0),
    "a nonsense recurrence": (event("RECURRENCE-ID:tomorrow"), "bad_recurrence_id", 0),
    "a nonsense additional date": (event("RDATE;VALUE=DATE:20261212"), "bad_rdate", 1),
    "javascript": (event("URL:javascript:alert(1)"), "bad_url", 1),
    "a file": (event("URL:file:///etc/passwd"), "bad_url", 1),
    "data": (event("URL:data:text/html,<script>"), "bad_url", 1),
    "sign-in in a link": (event("URL:http://a:b@window.example/"), "bad_url", 1),
    "a line without a colon": (event("this is no line"), "bad_line", 1),
    "a title of 5,000 signs": ("UID:bad\nSUMMARY:" + "长" * 5_000 + "\nDTSTART:20261206T113000Z", "shortened", 1),
    "the same UID twice": (event("SEQUENCE:1") + "\nEND:VEVENT\nBEGIN:VEVENT\n" + event("SEQUENCE:0"), "duplicate_uid", 1),
}

# Nothing to report: taken as it is meant.
QUIET: dict[str, str] = {
    "a zone name of 5,000 signs": event("", start=f"DTSTART;TZID={'x' * 5_000}:20261206T193000"),
    "a zone that is a path": event("", start="DTSTART;TZID=../../../../etc/passwd:20261206T193000"),
    "a zone with NUL": event("", start="DTSTART;TZID=Asia\0Shanghai:20261206T193000"),
    "control characters": event("DESCRIPTION:a\x07b\x1b[31m\x00c\u202e"),
    "U+2028 and NEL": event("LOCATION:a\u2028BEGIN:VEVENT\x85b"),
    "a UID that is a path": event("", uid="../../etc/passwd"),
    "an address of this machine": event("URL:http://169.254.169.254/latest"),
    "a quote that never ends": event('ATTENDEE;CN="Somebody:mailto:a@b.example'),
    "an attachment": event("ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 1_000),
    "many alarms": event("BEGIN:VALARM\nTRIGGER:-PT1M\nEND:VALARM\n" * 50),
}


def read(content: bytes) -> Stated:
    return read_calendar(content, today=TODAY)


def test_there_are_many() -> None:
    assert len(REFUSED) + len(TAKEN) + len(QUIET) >= 80


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused(name: str) -> None:
    content, code, line = REFUSED[name]
    stated = read(content)
    assert (stated.refused, stated.listings) == (code, ())
    assert [(each.code, each.line) for each in stated.problems] == [(code, line)]


@pytest.mark.parametrize("name", TAKEN)
def test_a_broken_event_spoils_no_other(name: str) -> None:
    body, code, count = TAKEN[name]
    stated = read(calendar(GOOD, body))
    good = [each for listing in stated.listings for each in listing.showings if each.uid == "good"]
    assert [local(each.starts_at).isoformat() for each in good if each.starts_at] == ["2026-12-05T19:30:00+08:00"]
    assert stated.showings == 1 + count
    assert [each.code for each in stated.problems] == ([code] if code else [])
    assert all(each.line > 8 for each in stated.problems)


@pytest.mark.parametrize("name", QUIET)
def test_what_is_only_odd_is_taken(name: str) -> None:
    stated = read(calendar(GOOD, QUIET[name]))
    odd = next(each for each in stated.listings if each.title.zh == "纸灯")
    assert [local(each.starts_at).isoformat() for each in odd.showings if each.starts_at] == ["2026-12-06T19:30:00+08:00"]
    assert stated.problems == ()
    for text in (odd.place, *odd.event.values()):
        assert not any(ord(sign) < 32 and sign != "\n" for sign in text)
        assert "\u202e" not in text
        assert "\u2028" not in text


def test_a_poisoned_zone_poisons_nothing() -> None:
    """A file that says China lies at −12:00 changes neither its own times nor those of a later file."""
    own = event("", start="DTSTART;TZID=China Standard Time:20261206T193000")
    zones = ZONE.format("China Standard Time", OBSERVANCE) + ZONE.format("Asia/Shanghai", OBSERVANCE)
    poison = calendar(own, head=zones)
    for content in (poison, lines(OUTLOOK_DESKTOP)):
        stated = read(content)
        starts = {each.starts_at for one in stated.listings for each in one.showings}
        assert {f"{local(start):%H:%M}" for start in starts if start} == {"19:30"}
        assert "zone_assumed" in {each.code for each in stated.warnings}


def test_gb18030_is_read() -> None:
    content = calendar("UID:a\nSUMMARY:长桥，夜场\nDTSTART:20261205T113000Z").decode().encode("gb18030")
    assert [each.title.zh for each in read(content).listings] == ["长桥，夜场"]


@pytest.mark.parametrize("change", [
    lambda content: b"\xef\xbb\xbf" + content, lambda content: content.replace(b"\r\n", b"\n"),
    lambda content: content.replace(b"\r\n", b"\r"), lambda content: content + b"\r\n\r\n", lambda content: content.rstrip(),
])
def test_other_line_ends_are_read(change) -> None:
    assert read(change(calendar(GOOD))).showings == 1


def test_many_rules_that_lead_nowhere_end_in_time() -> None:
    bombs = [event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=f"bomb{each}") for each in range(500)]
    started = time.perf_counter()
    stated = read(calendar(GOOD, *bombs))
    assert time.perf_counter() - started < 15
    assert stated.showings == 1
    assert {each.code for each in stated.problems} == {"rule_costly"}
    assert len(stated.problems) == 500


def test_no_more_dates_than_we_can_show() -> None:
    stated = read(calendar(*(event("RRULE:FREQ=DAILY", uid=f"daily{each}") for each in range(20))))
    assert stated.showings == 5_000
    assert "too_many_showings" in {each.code for each in stated.problems}


def test_the_largest_file_is_read_in_time() -> None:
    started = time.perf_counter()
    more = f"SUMMARY:长桥\nDTSTART:20261205T113000Z\nDESCRIPTION:{'x' * 700}"
    stated = read(calendar(*(f"UID:{each}\n{more}" for each in range(2_000))))
    assert stated.showings == 2_000
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(("limits", "code"), [
    (Limits(wall_s=0), "slow"), (Limits(memory=20 * 2**20), "memory"), (Limits(answer=100), "too_much"),
])
def test_a_child_that_ends_is_reported(limits: Limits, code: str) -> None:
    with pytest.raises(ChildEnded) as ended:
        run_child(CHILD, whole(vevents(2_000)), {"today": "2026-11-21"}, limits)
    assert ended.value.code == code


def test_a_cancelled_date_of_a_series_is_not_imported() -> None:
    series = event("RRULE:FREQ=DAILY;COUNT=3", uid="series")
    gone = event("RECURRENCE-ID;TZID=Asia/Shanghai:20261207T193000\nSTATUS:CANCELLED", uid="series")
    stated = read(calendar(series, gone))
    assert [f"{each.day:%d}" for each in stated.listings[0].showings] == ["06", "08"]


def test_a_rule_follows_the_clock_of_its_zone() -> None:
    """New York changes its clock on 14 March 2027: the show stays at 20:00 there, and so moves by an hour here."""
    start = "DTSTART;TZID=America/New_York:20270306T200000"
    stated = read(calendar(event("RRULE:FREQ=WEEKLY;COUNT=3", start=start)))
    assert [f"{local(each.starts_at):%d %H:%M}" for each in stated.listings[0].showings if each.starts_at] == [
        "07 09:00", "14 09:00", "21 08:00",
    ]


def test_a_rule_in_utc_follows_the_calendars_own_clock() -> None:
    stated = read(calendar(event("RRULE:FREQ=WEEKLY;BYDAY=SU;COUNT=2", start="DTSTART:20261205T163000Z"),
                           head="X-WR-TIMEZONE:Asia/Shanghai\n"))
    assert [f"{local(each.starts_at):%m-%d %H:%M}" for each in stated.listings[0].showings if each.starts_at] == [
        "12-06 00:30", "12-13 00:30",
    ]


@pytest.mark.parametrize(("name", "code"), [
    ("Asia/Shanghai", ""), ("asia/shanghai", ""), ("/mozilla.org/20050126_1/Asia/Shanghai", ""), ("Tokyo Standard Time", ""),
    ("PRC", "zone_assumed"), ("China Standard Time", "zone_assumed"), ("GMT+0800", "zone_assumed"), ("UTC+8", "zone_assumed"),
    ("GMT+08:00", "zone_assumed"), ("(UTC+08:00) Beijing, Chongqing", "zone_assumed"), ("(GMT+08:00) 北京", "zone_assumed"),
    ("GMT+0900", "zone_offset"), ("UTC+25", "zone_unknown"), ("Middle Earth", "zone_unknown"), ("", "zone_absent"),
    ("x" * 5_000, "zone_unknown"), ("Asia/../Asia/Shanghai", ""), ("localtime", "zone_unknown"),
])
def test_names_of_zones(name: str, code: str) -> None:
    assert zone_of(name).code == code


def test_a_line_is_taken_apart_where_quotes_allow() -> None:
    found = property_of(1, 'ATTENDEE;CN="A: B; C";X=y:mailto:a@b.example')
    assert found is not None
    assert (found.parameters, found.value) == ({"CN": "A: B; C", "X": "y"}, "mailto:a@b.example")
    assert property_of(1, "no colon") is None
    assert property_of(1, "bad name:x") is None
    assert unfolded(b"A:b\r\n c\r\n\td\r\n\r\nE:f") == [(1, b"A:bcd"), (5, b"E:f")]


def test_a_refused_file_names_its_line() -> None:
    with pytest.raises(FileRefused) as refused:
        read_content(whole("END:VEVENT\n"))
    assert (refused.value.code, refused.value.line) == ("broken_structure", 3)


def test_a_rule_that_began_long_ago_starts_today() -> None:
    from_then, goes_on = expanded("FREQ=WEEKLY", datetime(2015, 1, 3, 19, 30), until=None, today=TODAY)
    assert from_then[0].date() == date(2026, 11, 21)
    assert goes_on
    with pytest.raises(BadRule):
        expanded("FREQ=HOURLY", from_then[0], until=None, today=TODAY)


def test_additional_dates_are_as_many_as_those_of_a_rule() -> None:
    """At most 366 dates of one event within two years, whether a rule gives them or a list (feeds.md 3)."""
    days = [date(2026, 12, 1) + timedelta(days=each) for each in range(1_440)]
    listed = ",".join(f"{each:%Y%m%d}T113000Z" for each in days)
    found = read_calendar(calendar(GOOD, event(f"RDATE:{listed}")), today=TODAY)
    (one,) = [each for each in found.listings if each.title.zh == "纸灯"]
    assert len(one.showings) == 366
    assert one.showings[-1].day == date(2027, 12, 1)
    assert [(each.code, each.facts) for each in found.problems] == [("rdates_cut", {"count": 366})]
    far = read_calendar(calendar(event("RDATE:20290101T113000Z,20270101T113000Z")), today=TODAY)
    assert [each.day for each in far.listings[0].showings] == [date(2026, 12, 6), date(2027, 1, 1)]
    assert [(each.code, each.facts) for each in far.problems] == [("rdates_cut", {"count": 2})]
    both = read_calendar(calendar(event(f"RRULE:FREQ=DAILY;COUNT=300\nRDATE:{listed}")), today=TODAY)
    assert both.showings == 366
