"""A private calendar as clients fetch it: its lines, its addresses, what is kept and told of it (feeds.md 1)."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import clock
from core.config import Settings
from core.db import committing, session
from core.logs import told_path
from core.types import Bilingual
from events.models.performance import Performance
from events.services import performances as performing
from feeds.private import Pace
from feeds.store import private_copies, shelf
from notices.models.follower import Endpoint
from notices.services import calendars as deeds
from tests.conftest import CountQueries
from tests.factories import calendars, events, following
from tests.feeds.test_ical import lines_of

ILL = Bilingual("主演生病", "The lead is ill")


def entries_of(body: bytes) -> dict[str, Any]:
    """UID to entry, as icalendar reads them."""
    return {str(each["UID"]): each for each in icalendar.Calendar.from_ical(body).walk("VEVENT")}


def uids(body: bytes) -> set[str]:
    return set(entries_of(body))


def ref(row: Performance) -> str:
    return f"performance:{row.id}"


def again(row: Endpoint) -> Endpoint:
    session.expire_all()
    return session.get_one(Endpoint, row.id)


def test_it_holds_what_was_put_on_it_and_nothing_else(client: FlaskClient) -> None:
    first, second, third = events.several(3)
    _row, secret = calendars.calendar(subjects=[ref(first), ref(third)])
    answer = calendars.fetch(client, secret)
    assert answer.status_code == 200
    assert uids(answer.data) == {first.uid, third.uid}
    assert second.uid not in answer.text


def test_its_lines_are_those_of_a_good_feed(client: FlaskClient) -> None:
    row = events.show()
    _row, secret = calendars.calendar(subjects=[ref(row)])
    body = calendars.fetch(client, secret).data
    lines = lines_of(body)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "NAME;LANGUAGE=zh-CN:想看的 · 长三角之窗" in lines
    assert "X-WR-CALNAME:想看的 · 长三角之窗" in lines
    assert f"SOURCE;VALUE=URI:https://window.example/my/{secret}.ics" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in lines
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert not any(line.startswith(("METHOD", "BEGIN:VALARM", "ATTENDEE", "ORGANIZER", "RRULE")) for line in lines)
    assert lines.index("BEGIN:VTIMEZONE") > lines.index(f"SOURCE;VALUE=URI:https://window.example/my/{secret}.ics")
    assert [each.dtstart.value for each in vobject.readOne(body.decode()).vevent_list] == [row.starts_at]


def test_an_entry_is_the_public_one_to_the_byte(client: FlaskClient) -> None:
    row = events.show()
    _row, secret = calendars.calendar(subjects=[ref(row)])
    public, own = client.get("/calendar.ics").data, calendars.fetch(client, secret).data
    entry = public[public.index(b"BEGIN:VEVENT") : public.index(b"END:VCALENDAR")]
    assert entry in own


def test_in_english_it_is_in_english(client: FlaskClient) -> None:
    row = events.show()
    _row, secret = calendars.calendar(subjects=[ref(row)], name="Evenings")
    lines = lines_of(calendars.fetch(client, secret, prefix="/en").data)
    assert "NAME;LANGUAGE=en-GB:Evenings · Delta Window" in lines
    assert f"SOURCE;VALUE=URI:https://window.example/en/my/{secret}.ics" in lines


def test_an_empty_list_is_a_calendar_without_entries(client: FlaskClient) -> None:
    _row, secret = calendars.calendar()
    answer = calendars.fetch(client, secret)
    assert answer.status_code == 200
    assert b"BEGIN:VTIMEZONE" in answer.data
    assert uids(answer.data) == set()


def test_whole_things_bring_all_their_dates_and_new_ones(client: FlaskClient) -> None:
    row = events.show(run_facts=None)
    lone = events.show("other-night")
    _row, secret = calendars.calendar(subjects=[f"event:{row.run.event_id}", ref(lone)])
    assert uids(calendars.fetch(client, secret).data) == {row.uid, lone.uid}
    new = events.performance(row.run, starts_at=row.starts_at + timedelta(days=2))
    assert uids(calendars.fetch(client, secret).data) == {row.uid, lone.uid, new.uid}


def test_cancelled_and_moved_dates_stay_and_say_so(client: FlaskClient) -> None:
    off, moved = events.several(2)
    _row, secret = calendars.calendar(subjects=[ref(off), ref(moved)])
    before = calendars.fetch(client, secret)
    events.cancelled(off, reason=ILL)
    with committing():
        found = session.get_one(Performance, moved.id)
        performing.move(found, at=clock.now(), starts_at=moved.starts_at + timedelta(days=1), reason=ILL)
    after = calendars.fetch(client, secret)
    entries = entries_of(after.data)
    assert entries[off.uid]["STATUS"] == "CANCELLED"
    assert entries[off.uid]["SEQUENCE"] == 1
    assert entries[moved.uid]["SEQUENCE"] == 1
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.last_modified is not None
    assert before.last_modified is not None
    assert after.last_modified > before.last_modified


def test_what_was_taken_off_leaves_and_last_modified_only_grows(client: FlaskClient) -> None:
    first, second = events.several(2)
    row, secret = calendars.calendar(subjects=[ref(first), ref(second)])
    before = calendars.fetch(client, secret)
    with committing():
        deeds.take_off(again(row), [ref(first)], at=clock.now())
    after = calendars.fetch(client, secret)
    assert uids(after.data) == {second.uid}
    assert after.last_modified is not None
    assert before.last_modified is not None
    assert after.last_modified > before.last_modified


def test_alarms_ring_in_this_calendar_alone_and_move_the_stamps(client: FlaskClient, now: datetime) -> None:
    night, off = events.several(2)
    span = events.span(first=clock.today(), last=clock.today() + timedelta(days=3))
    events.cancelled(off)
    row, secret = calendars.calendar(subjects=[ref(night), ref(off), ref(span)])
    later = now + timedelta(minutes=5)
    with clock.standing_still(later):
        with committing():
            deeds.edit(again(row), "想看的", [120, 24 * 60], at=clock.now())
        body = calendars.fetch(client, secret).data
    entries = entries_of(body)
    alarms = entries[night.uid].walk("VALARM")
    assert [each["TRIGGER"].dt for each in alarms] == [-timedelta(hours=2), -timedelta(days=1)]
    assert {str(each["ACTION"]) for each in alarms} == {"DISPLAY"}
    assert [str(each["DESCRIPTION"]) for each in alarms] == ["2 小时后开始", "1 天后开始"]
    assert entries[off.uid].walk("VALARM") == []
    assert entries[span.uid].walk("VALARM") == []
    assert entries[night.uid]["LAST-MODIFIED"].dt == later.astimezone(UTC)
    assert entries[night.uid]["DTSTAMP"].dt == later.astimezone(UTC)
    lines_of(body)
    assert b"VALARM" not in client.get("/calendar.ics").data


def test_headers_keep_it_private(client: FlaskClient) -> None:
    _row, secret = calendars.calendar()
    answer = calendars.fetch(client, secret)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=0"
    assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers


def test_conditional_requests(client: FlaskClient) -> None:
    row = events.show()
    _row, secret = calendars.calendar(subjects=[ref(row)])
    whole = calendars.fetch(client, secret)
    etag, modified = whole.headers["ETag"], whole.headers["Last-Modified"]
    for headers in (
        {"If_None_Match": etag}, {"If_None_Match": etag.removeprefix("W/")}, {"If_None_Match": f'"x", {etag}'},
        {"If_None_Match": "*"}, {"If_Modified_Since": modified},
    ):
        answer = calendars.fetch(client, secret, **headers)
        assert answer.status_code == 304, headers
        assert answer.data == b""
        assert answer.headers["ETag"] == etag
    for headers in (
        {"If_None_Match": '"another"'}, {"If_Modified_Since": "Sat, 01 Jan 2022 00:00:00 GMT"}, {"If_Modified_Since": "x"},
        {"If_None_Match": '"another"', "If_Modified_Since": modified},
    ):
        assert calendars.fetch(client, secret, **headers).status_code == 200, headers
    head = client.head(f"/my/{secret}.ics", buffered=True)
    assert head.data == b""
    assert head.headers["ETag"] == etag


def test_compressed_bytes_are_the_same(client: FlaskClient) -> None:
    row = events.show()
    _row, secret = calendars.calendar(subjects=[ref(row)])
    plain, packed = calendars.fetch(client, secret), calendars.fetch(client, secret, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert len(packed.data) < len(plain.data)


def test_an_address_that_was_taken_back_is_gone_for_everybody(client: FlaskClient, app: Flask) -> None:
    row, secret = calendars.calendar()
    assert calendars.fetch(client, secret).status_code == 200
    with committing():
        deeds.revoke(again(row), at=clock.now())
    assert calendars.fetch(client, secret).status_code == 410
    assert app.test_client().get(f"/en/my/{secret}.ics").status_code == 410
    with committing():
        deeds.drop(again(row), at=clock.now())
    gone = calendars.fetch(client, secret)
    assert gone.status_code == 410
    assert gone.headers["Content-Type"].startswith("text/plain")
    assert "Set-Cookie" not in gone.headers


@pytest.mark.parametrize("stated", ["a", "A" * 28, "A" * 500, "_" * 28, "%00", "é" * 28])
def test_an_address_that_never_was_is_not_found(client: FlaskClient, stated: str) -> None:
    assert client.get(f"/my/{stated}.ics").status_code == 404


def test_a_fetch_is_noted_once_a_minute(client: FlaskClient, now: datetime) -> None:
    row, secret = calendars.calendar()
    etag = calendars.fetch(client, secret).headers["ETag"]
    assert (again(row).fetched_at, again(row).fetched_by) == (now.astimezone(UTC), "apple")
    version = again(row).version
    with clock.standing_still(now + timedelta(seconds=50)):
        calendars.fetch(client, secret, agent=calendars.GOOGLE)
    assert again(row).fetched_by == "apple"
    with clock.standing_still(now + timedelta(seconds=70)):
        assert calendars.fetch(client, secret, agent=calendars.GOOGLE, If_None_Match=etag).status_code == 304
    assert (again(row).fetched_at, again(row).fetched_by) == ((now + timedelta(seconds=70)).astimezone(UTC), "google")
    assert again(row).version == version


def test_headers_alone_and_search_engines_fetch_nothing(client: FlaskClient) -> None:
    row, secret = calendars.calendar()
    client.head(f"/my/{secret}.ics", headers={"User-Agent": calendars.APPLE}, buffered=True)
    calendars.fetch(client, secret, agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
    assert again(row).fetched_at is None


def test_whoever_asks_too_often_waits(client: FlaskClient, app: Flask) -> None:
    app.extensions["private_pace"] = Pace(now=lambda: 0.0)
    _row, secret = calendars.calendar()
    answers = [calendars.fetch(client, secret).status_code for _ in range(302)]
    assert answers[:300] == [200] * 300
    assert answers[300:] == [429, 429]


@pytest.mark.parametrize("number", [1, 40])
def test_the_number_of_statements_stays(client: FlaskClient, count_queries: CountQueries, number: int) -> None:
    rows = events.several(number)
    _row, secret = calendars.calendar(subjects=[ref(each) for each in rows])
    etag = calendars.fetch(client, secret).headers["ETag"]
    with count_queries() as unchanged:
        assert calendars.fetch(client, secret, If_None_Match=etag).status_code == 304
    assert unchanged.number == 3, "\n".join(unchanged.statements)
    shelf().clear()
    with count_queries() as made:
        calendars.fetch(client, secret)
    assert made.number == 9, "\n".join(made.statements)


def test_without_a_database_the_last_good_copy_is_served(client: FlaskClient, settings: Settings) -> None:
    row = events.show()
    _row, secret = calendars.calendar(subjects=[ref(row)])
    good = calendars.fetch(client, secret)
    with committing():
        session.execute(text("ALTER TABLE notices_endpoint RENAME TO elsewhere"))
    answer = calendars.fetch(client, secret)
    assert answer.status_code == 200
    assert answer.data == good.data
    assert answer.headers["ETag"] == good.headers["ETag"]


def test_without_a_database_and_a_copy_it_is_unavailable_never_empty(client: FlaskClient) -> None:
    _row, secret = calendars.calendar()
    with committing():
        session.execute(text("ALTER TABLE notices_endpoint RENAME TO elsewhere"))
    answer = calendars.fetch(client, secret)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_copy_is_the_services_own_and_knows_no_secret(client: FlaskClient, settings: Settings) -> None:
    row, secret = calendars.calendar(subjects=[ref(events.show())])
    calendars.fetch(client, secret)
    folder = Path(settings.data_folder) / "feeds-private"
    files = list(folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(each.stat().st_mode) for each in files] == [0o600]
    assert secret.encode() not in files[0].read_bytes()
    with committing():
        deeds.revoke(again(row), at=clock.now())
    assert calendars.fetch(client, secret).status_code == 410
    assert list(folder.iterdir()) == []
    assert private_copies().last("whatever") is None


@pytest.mark.parametrize("path", ["/my/{}.ics", "/en/my/{}.ics", "/my/{}", "/my/{}.ICS", "/my/{}.ics/", "/en/my/{}/more"])
def test_the_secret_stands_in_no_line_of_the_log(app: Flask, path: str) -> None:
    secret = "Joo3AjH8Oh0VID4pwc1V8R7KK5Jv"
    with app.test_request_context(path.format(secret)):
        assert secret not in told_path()


def test_pausing_takes_nothing_off(client: FlaskClient) -> None:
    row = events.show()
    owner = following.follower(None)
    _calendar, secret = calendars.calendar(owner, [ref(row)])
    with committing():
        session.merge(owner).paused_at = clock.now()
    assert uids(calendars.fetch(client, secret).data) == {row.uid}
