"""What subscribers see over time: cancelled, moved and untouched entries, stamps, addresses, failures (feeds.md)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import clock, history, revision
from core.db import committing, session
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import Form, Status
from events.queries.records import public_event
from events.services import events as event_deeds
from events.services import performances as deeds
from tests.conftest import CountQueries, close, make_app
from tests.factories import events, venues
from venues.models import Venue
from venues.signals import venue_changed

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
ILL = Bilingual("主演生病", "The lead is ill")


def fetch(client: FlaskClient, path: str = "/calendar.ics") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True).replace("\r\n ", "")


def entries(body: str) -> dict[str, dict[str, str]]:
    """UID to property lines, read plainly (names without parameters)."""
    found = {}
    for block in body.split("BEGIN:VEVENT\r\n")[1:]:
        lines = block.split("END:VEVENT")[0].strip().split("\r\n")
        values = {line.split(":", 1)[0].split(";", 1)[0]: line.split(":", 1)[1] for line in lines}
        found[values["UID"]] = values
    return found


def again(row: Performance) -> Performance:
    return session.get_one(Performance, row.id)


def test_three_nights_are_three_entries_in_local_time(client: FlaskClient) -> None:
    events.several(3)
    read = vobject.readOne(fetch(client))
    starts = sorted(each.dtstart.value.astimezone(UTC) for each in read.vevent_list)
    assert starts == [TONIGHT + timedelta(days=each) for each in (1, 2, 3)]
    assert all(each.dtstart.value.utcoffset() == timedelta(hours=8) for each in read.vevent_list)


def test_cancelled_moved_and_untouched_across_two_fetches(client: FlaskClient) -> None:
    off, moved, same = events.several(3)
    first = fetch(client)
    before = entries(first)
    later = clock.now() + timedelta(hours=1)
    with clock.standing_still(later):
        with committing():
            deeds.cancel(again(off), at=later, reason=ILL)
        with committing():
            deeds.move(again(moved), at=later, starts_at=again(moved).starts_at + timedelta(days=1), reason=ILL)
        after = entries(fetch(client))
    assert after.keys() == before.keys()
    assert after[same.uid] == before[same.uid]
    cancelled = after[off.uid]
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["SUMMARY"].startswith("【已取消】")
    assert cancelled["SEQUENCE"] == "1"
    assert cancelled["DTSTART"] == before[off.uid]["DTSTART"]
    assert cancelled["DTSTAMP"] == cancelled["LAST-MODIFIED"] == f"{later:%Y%m%dT%H%M%SZ}"
    assert "主演生病" in cancelled["DESCRIPTION"]
    changed = after[moved.uid]
    assert changed["SEQUENCE"] == "1"
    assert changed["STATUS"] == "CONFIRMED"
    assert changed["SUMMARY"].startswith("【改期】")
    assert changed["DTSTART"] != before[moved.uid]["DTSTART"]


def test_an_undo_is_a_new_change_with_a_higher_sequence(client: FlaskClient) -> None:
    row = events.show()
    with committing():
        deeds.cancel(again(row), at=clock.now(), reason=ILL)
    with committing():
        deeds.reinstate(again(row), at=clock.now())
    entry = entries(fetch(client))[row.uid]
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["SEQUENCE"] == "2"


def test_two_changes_within_one_second_still_move_the_stamp(client: FlaskClient) -> None:
    row = events.show()
    first = entries(fetch(client))[row.uid]["LAST-MODIFIED"]
    with committing():
        deeds.cancel(again(row), at=clock.now(), reason=ILL)
    second = entries(fetch(client))[row.uid]["LAST-MODIFIED"]
    assert second > first


def test_bytes_stay_while_nothing_shown_changes(client: FlaskClient) -> None:
    row = events.show()
    answer = client.get("/calendar.ics")
    with clock.standing_still(clock.now() + timedelta(hours=2)):
        with committing():
            deeds.change(again(row), at=clock.now(), deed="counted", approved_audience=700)
        later = client.get("/calendar.ics")
    assert later.data == answer.data
    assert later.headers["ETag"] == answer.headers["ETag"]
    assert later.headers["Last-Modified"] == answer.headers["Last-Modified"]


def test_a_change_elsewhere_leaves_another_feed_as_it_was(client: FlaskClient) -> None:
    events.show("here")
    there = events.show("there", city="340100")
    shanghai, hefei = client.get("/cities/shanghai.ics"), client.get("/cities/hefei.ics")
    with clock.standing_still(clock.now() + timedelta(hours=2)):
        with committing():
            deeds.cancel(again(there), at=clock.now(), reason=ILL)
        assert client.get("/cities/shanghai.ics").headers["ETag"] == shanghai.headers["ETag"]
        assert client.get("/cities/shanghai.ics").headers["Last-Modified"] == shanghai.headers["Last-Modified"]
        changed = client.get("/cities/hefei.ics")
    assert changed.headers["ETag"] != hefei.headers["ETag"]
    assert changed.headers["Last-Modified"] > hefei.headers["Last-Modified"]


def test_a_renamed_venue_reaches_every_entry_but_no_sequence(client: FlaskClient) -> None:
    house = venues.venue()
    row = events.show(run_facts={"venue_id": house.id, "city": house.city})
    fetch(client)
    with clock.standing_still(clock.now() + timedelta(hours=1)):
        with committing():
            venue = session.get_one(Venue, house.id)
            venue.name_zh = "新江畔剧院"
            from_venues(venue)
        entry = entries(fetch(client))[row.uid]
    assert entry["LOCATION"].startswith("新江畔剧院")
    assert entry["SEQUENCE"] == "0"
    assert entry["LAST-MODIFIED"] == "20261121T050000Z"


def from_venues(venue: Venue) -> None:

    venue_changed.send(venue, at=clock.now())


def test_withdrawn_rows_and_drafts_are_gone_at_once(client: FlaskClient) -> None:
    row = events.show()
    draft = events.performance(events.run(events.event("draft", publish=False)))
    assert entries(fetch(client)).keys() == {row.uid}
    with committing():
        deeds.withdraw(again(row), at=clock.now())
    body = fetch(client)
    assert entries(body) == {}
    assert "BEGIN:VTIMEZONE" in body
    assert client.get(f"/performances/{draft.id}.ics").status_code == 404
    assert client.get("/events/draft.ics").status_code == 404


@pytest.mark.parametrize(
    ("days", "is_cancelled", "stays"), [(8, True, True), (9, True, False), (30, False, True), (31, False, False)]
)
def test_cancelled_entries_leave_after_eight_days_and_others_after_thirty(
    client: FlaskClient, days: int, is_cancelled: bool, stays: bool
) -> None:
    row = events.show()
    if is_cancelled:
        with committing():
            deeds.cancel(again(row), at=clock.now(), reason=ILL)
    with clock.standing_still(clock.at_local(again(row).day + timedelta(days=days)) + timedelta(hours=9)):
        assert (row.uid in entries(fetch(client))) is stays


def test_spans_are_whole_days_and_open_ended_ones_stand_on_their_first(client: FlaskClient) -> None:
    until = events.span(events.run(events.event("until", kind="exhibition")), first=date(2026, 11, 1), last=date(2026, 12, 24))
    opened = events.span(events.run(events.event("open", kind="exhibition")), first=date(2026, 11, 20), last=None)
    found = entries(fetch(client))
    assert (found[until.uid]["DTSTART"], found[until.uid]["DTEND"]) == ("20261101", "20261225")
    assert (found[opened.uid]["DTSTART"], found[opened.uid]["DTEND"]) == ("20261120", "20261121")


def test_an_unknown_end_is_two_hours_and_says_so(client: FlaskClient) -> None:
    row = events.show()
    entry = entries(fetch(client, "/en/calendar.ics"))[row.uid]
    assert entry["DTEND"] == "20261121T213000"
    assert "two hours are assumed" in entry["DESCRIPTION"]


def test_moments_have_feeds_of_their_own(client: FlaskClient) -> None:
    stay = events.run()
    sale = events.moment(stay, form=Form.ON_SALE, starts_at=TONIGHT)
    deadline = events.moment(stay, form=Form.DEADLINE, starts_at=TONIGHT)
    assert entries(fetch(client)) == {}
    assert entries(fetch(client, "/on-sale.ics")).keys() == {sale.uid}
    assert entries(fetch(client, "/deadlines.ics")).keys() == {deadline.uid}


def test_the_same_uid_stands_in_every_feed_and_language(client: FlaskClient) -> None:
    row = events.show()
    paths = ["/calendar.ics", "/cities/shanghai.ics", "/venues/the-long-bridge-house.ics", "/events/the-long-bridge.ics",
             f"/performances/{row.id}.ics", "/calendar.ics?city=shanghai&kind=show"]
    for path in paths + [f"/en{path}" for path in paths]:
        assert entries(fetch(client, path)).keys() == {row.uid}, path


def test_filters_narrow_and_have_one_canonical_form(client: FlaskClient) -> None:
    events.show("a")
    events.show("b", kind="forum")
    events.show("c", city="340100")
    assert len(entries(fetch(client, "/calendar.ics?kind=forum"))) == 1
    one = client.get("/calendar.ics?kind=show&city=shanghai")
    other = client.get("/calendar.ics?city=shanghai&kind=show")
    assert one.data == other.data
    assert b"city=shanghai&kind=show" in one.data.replace(b"\r\n ", b"")


def test_an_unknown_parameter_is_named_and_changes_nothing_else(client: FlaskClient) -> None:
    row = events.show()
    plain, odd = client.get("/calendar.ics"), client.get("/calendar.ics?utm_source=x&%3Cb%3E=1")
    assert entries(odd.get_data(as_text=True).replace("\r\n ", "")).keys() == {row.uid}
    assert b"utm_source" in odd.data.replace(b"\r\n ", b"")
    assert b"<b>" not in odd.data
    assert odd.headers["Last-Modified"] == plain.headers["Last-Modified"]


@pytest.mark.parametrize(
    "path",
    ["/calendar.ics?city=atlantis", "/calendar.ics?kind=opera", "/cities/x.ics", "/venues/none.ics", "/events/none.ics",
     "/performances/99.ics", "/performances/99999999999999.ics", "/strands/none.ics"],
)
def test_what_never_meant_anything_is_404_in_plain_text(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.content_type.startswith("text/plain")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_broken_encoding_is_400(client: FlaskClient) -> None:
    assert client.get("/calendar.ics?city=%ff%fe").status_code == 400


def test_a_renamed_slug_redirects_for_ever(client: FlaskClient) -> None:
    events.show("first")
    for old, new in (("first", "second"), ("second", "third")):
        with committing():
            event_deeds.edit_event(events_by(old), at=clock.now(), slug=new)
    answer = client.get("/events/first.ics")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/events/third.ics")
    assert history.slug_now("event", "second") == "third"


def events_by(slug: str) -> Event:
    found = public_event(slug)
    assert found
    return found


def test_headers(client: FlaskClient) -> None:
    events.show()
    answer = client.get("/calendar.ics", headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "public, max-age=900"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="deltawindow-zh.ics"')
    assert "Set-Cookie" not in answer.headers
    head = client.head("/calendar.ics")
    assert head.data == b""
    assert head.headers["ETag"] == answer.headers["ETag"]


def test_conditional_requests(client: FlaskClient) -> None:
    events.show()
    answer = client.get("/calendar.ics")
    tag, since = answer.headers["ETag"], answer.headers["Last-Modified"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        found = client.get("/calendar.ics", headers={"If-None-Match": known})
        assert (found.status_code, found.data, found.headers["ETag"]) == (304, b"", tag), known
    assert client.get("/calendar.ics", headers={"If-Modified-Since": since}).status_code == 304
    assert client.get("/calendar.ics", headers={"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}).status_code == 200
    assert client.get("/calendar.ics", headers={"If-Modified-Since": "rubbish"}).status_code == 200
    both = {"If-None-Match": '"other"', "If-Modified-Since": since}
    assert client.get("/calendar.ics", headers=both).status_code == 200


def test_host_and_language_headers_change_nothing(client: FlaskClient) -> None:
    events.show()
    plain = client.get("/calendar.ics")
    other = client.get("/calendar.ics", headers={"Host": "evil.example", "Accept-Language": "en", "Cookie": "a=b"})
    assert other.data == plain.data
    assert b"evil" not in other.data


def test_two_processes_serve_the_same_bytes(app: Flask, client: FlaskClient) -> None:
    """A second process has nothing on its shelf and an hour has passed: stored stamps make its bytes equal."""
    events.show()
    first = client.get("/calendar.ics")
    app.extensions["feeds"].clear()
    with clock.standing_still(clock.now() + timedelta(hours=1)):
        second = client.get("/calendar.ics")
    assert second.data == first.data
    assert second.headers["Last-Modified"] == first.headers["Last-Modified"]


def test_one_record_that_cannot_be_written_is_left_out(client: FlaskClient) -> None:
    good, bad = events.several(2)
    with committing():
        deeds.change(again(bad), at=clock.now(), deed="spoilt", online_url="javascript:alert(1)", status=Status.MOVED_ONLINE)
    body = fetch(client)
    assert entries(body).keys() == {good.uid}
    with committing():
        deeds.change(again(bad), at=clock.now(), deed="mended", online_url="https://live.example/1")
    assert entries(fetch(client)).keys() == {good.uid, bad.uid}


def test_without_the_database_the_last_good_copy_is_served(app: Flask, client: FlaskClient) -> None:
    events.show()
    good = client.get("/calendar.ics")
    with committing():
        session.execute(text("ALTER TABLE core_revision RENAME TO gone"))

    revision.forget()
    from_memory = client.get("/calendar.ics")
    assert (from_memory.status_code, from_memory.data) == (200, good.data)
    app.extensions["feeds"].clear()
    from_disk = client.get("/calendar.ics")
    assert (from_disk.status_code, from_disk.data) == (200, good.data)
    assert from_disk.headers["ETag"] == good.headers["ETag"]
    assert from_disk.headers["Last-Modified"] == good.headers["Last-Modified"]
    never = client.get("/cities/hefei.ics")
    assert (never.status_code, never.headers["Retry-After"]) == (503, "30")


def test_past_the_cap_the_feed_says_until_when(app: Flask, client: FlaskClient) -> None:
    events.several(6)
    app.extensions["settings"] = replace(app.extensions["settings"], feed_entries=4)
    body = fetch(client, "/en/calendar.ics")
    assert len(entries(body)) == 4
    assert "follow a city for more" in body


def test_a_warm_feed_asks_only_for_the_revision(client: FlaskClient, count_queries: CountQueries) -> None:
    events.several(3)
    client.get("/calendar.ics")
    with count_queries() as counted:
        client.get("/calendar.ics")
    assert counted.number == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_a_cold_feed_has_a_fixed_number_of_statements(
    app: Flask, client: FlaskClient, count_queries: CountQueries, rows: int
) -> None:
    events.several(rows)
    client.get("/calendar.ics")
    app.extensions["feeds"].clear()
    with count_queries() as counted:
        client.get("/calendar.ics")
    assert counted.number == 7


def test_another_public_address_renders_every_entry_again(app: Flask, client: FlaskClient) -> None:
    row = events.show()
    assert entries(fetch(client))[row.uid]["URL"] == "https://window.example/events/the-long-bridge"
    moved = make_app(replace(app.extensions["settings"], public_base_url="https://moved.example"))
    entry = entries(fetch(moved.test_client()))[row.uid]
    close(moved)
    assert entry["URL"] == "https://moved.example/events/the-long-bridge"
    assert entry["SEQUENCE"] == "0"
