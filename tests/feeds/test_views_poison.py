"""What one bad row, one odd header or a stranger's addresses may do to others: nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from core import clock
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.models.performance import Performance
from events.models.words import Status
from events.services import performances as deeds
from feeds.models import FeedSnapshot
from tests.factories import events

ILL = Bilingual("主演生病", "The lead is ill")
POISON = [
    "UPDATE events_performance SET status = 'banana' WHERE id = :key",
    "UPDATE events_performance SET ends_at = '9999-12-31 23:00:00.000000' WHERE id = :key",
    "UPDATE events_performance SET moved_from = '9999-12-31 23:00:00.000000', status = 'rescheduled' WHERE id = :key",
    "UPDATE events_performance SET city = '999999' WHERE id = :key",
    "UPDATE events_performance SET online_url = 'javascript:alert(1)' WHERE id = :key",
]


@pytest.mark.parametrize("statement", POISON)
def test_a_row_spoilt_behind_our_back_is_left_out_of_calendar_and_atom(client: FlaskClient, statement: str) -> None:
    good, bad = (row.uid for row in events.several(2))
    with committing():
        session.execute(text(statement.replace("id = :key", "uid = :key")), {"key": bad})
    for path in ("/calendar.ics", "/cities/shanghai.ics", "/en/calendar.ics"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert good in answer.get_data(as_text=True)
        assert bad not in answer.get_data(as_text=True)
    atom = client.get("/calendar.atom")
    assert atom.status_code == 200
    assert good in atom.get_data(as_text=True)


def test_moments_beyond_the_calendar_are_refused(app: Flask) -> None:
    row = events.show()
    far = datetime(9999, 12, 31, 12, tzinfo=UTC)
    with pytest.raises(Refused, match="beyond_the_calendar"), committing():
        deeds.move(session.get_one(Performance, row.id), at=clock.now(), starts_at=far, reason=ILL)
    with pytest.raises(Refused, match="beyond_the_calendar"), committing():
        deeds.add_span(row.run, at=clock.now(), first=clock.today(), last=far.date())


def test_texts_of_new_rows_are_cleaned_and_bounded(app: Flask) -> None:
    run = events.run()
    row = events.performance(run, title_zh="开\u2028幕\x00\u202e\ud800")
    assert session.get_one(Performance, row.id).title_zh == "开幕"
    with pytest.raises(Refused, match="too_long"), committing():
        deeds.add_performance(run, at=clock.now(), starts_at=clock.now(), title_zh="长" * 301)
    with pytest.raises(Refused, match="unknown_city"), committing():
        deeds.add_performance(run, at=clock.now(), starts_at=clock.now(), city="310100")


def test_moving_back_is_an_undo_with_a_higher_sequence(app: Flask) -> None:
    row = events.show()
    start = session.get_one(Performance, row.id).starts_at
    for moment in (start + timedelta(hours=1), start):
        with committing():
            deeds.move(session.get_one(Performance, row.id), at=clock.now(), starts_at=moment, reason=ILL)
    back = session.get_one(Performance, row.id)
    assert (back.status, back.moved_from, back.starts_at, back.sequence) == (Status.SCHEDULED, None, start, 2)


def test_other_ways_to_write_a_key_are_no_addresses(client: FlaskClient) -> None:
    row = events.show()
    for key in (f"0{row.id}", f"00{row.id}", "%D9%A1", f"+{row.id}", "-1"):
        assert client.get(f"/performances/{key}.ics").status_code == 404
        assert client.get(f"/performances/{key}").status_code == 404
    assert session.scalar(select(func.count()).select_from(FeedSnapshot)) == 0


@pytest.mark.parametrize("since", ["Mon, 01 Jan 2029 00:00:00 +99999999999999999999999", "rubbish", "99"])
def test_a_date_that_cannot_be_read_counts_as_absent(client: FlaskClient, since: str) -> None:
    events.show()
    assert client.get("/calendar.ics", headers={"If-Modified-Since": since}).status_code == 200


NOT_OURS = [
    "/%09/evil.example/calendar.ics", "/%0a/evil.example/calendar.ics", "/%09/[x/calendar.ics", "//evil.example/calendar.ics",
    "/calendar", "/events/none.ics", "/%5c%5cevil.example/calendar.ics",
]


@pytest.mark.parametrize("feed", NOT_OURS)
def test_only_our_own_feeds_have_a_page(client: FlaskClient, feed: str) -> None:
    assert client.get(f"/subscribe?feed={feed}").status_code == 404


@pytest.mark.parametrize("path", ["/en", "/en//calendar"])
def test_redirects_name_no_host(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 308
    assert "evil" not in answer.headers["Location"]
    assert answer.headers["Location"].startswith("/en/")


def test_static_bytes_are_kept_for_ever_only_under_their_own_digest(client: FlaskClient) -> None:
    assert client.get("/static/site.css?v=0123456789").headers["Cache-Control"] == "public, no-cache"


def test_figures_are_not_told_through_a_proxy(client: FlaskClient) -> None:
    here = {"REMOTE_ADDR": "127.0.0.1"}
    assert client.get("/metrics", environ_base=here, headers={"Host": "127.0.0.1:8000"}).status_code == 200
    for headers in ({"X-Forwarded-Proto": "https"}, {"CF-Connecting-IP": "8.8.8.8"}, {"Host": "window.example"}):
        stated = {"Host": "127.0.0.1:8000"} | headers
        assert client.get("/metrics", environ_base=here, headers=stated).status_code == 404
