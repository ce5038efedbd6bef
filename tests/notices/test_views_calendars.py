"""A reader's own lists: begun without an account, the address told once, given anew, taken back; wanting to see something."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient

from core import clock, tokens
from core.counting import tally_of
from core.db import session
from notices.models.follower import Endpoint, Follower, Subscription
from notices.queries import calendars as queries
from portal.reach import Happened, Kind, Named, Thing
from tests.conftest import CountQueries
from tests.factories import accounts, calendars, events, following, venues
from tests.factories.browsing import post, send, token_in

ADDRESS = re.compile(r'value="https://window\.example(/(?:en/)?my/([A-Za-z0-9_-]{28})\.ics)"')
LISTS = "/following/calendars"


def begun(client: FlaskClient, name: str = "想看的") -> tuple[Endpoint, str, str]:
    """A list made in a browser: its row, its path, its secret."""
    page = send(client, LISTS, {"name": name}, status=200)
    found = ADDRESS.search(page.text)
    assert found, page.text[-3000:]
    row = queries.calendar_of_hash(tokens.hash_of(found[2]))
    assert row
    return row, found[1], found[2]


def subjects(row: Endpoint) -> list[str]:
    session.expire_all()
    return queries.subjects_on(row.id)


def test_a_list_needs_no_account_and_its_address_is_told_once(client: FlaskClient, app: Flask) -> None:
    row, path, secret = begun(client)
    assert client.get(path, buffered=True).status_code == 200
    page = client.get(f"{LISTS}/{row.id}")
    assert page.status_code == 200
    assert secret not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert session.get_one(Follower, row.follower_id).mail is None
    assert secret not in str([getattr(row, each.key) for each in Endpoint.__table__.columns])
    assert app.test_client().get(f"{LISTS}/{row.id}").status_code == 404


def test_the_ways_to_follow_it(client: FlaskClient) -> None:
    page = send(client, f"/en{LISTS}", {"name": "Evenings"}, status=200)
    found = ADDRESS.search(page.text)
    assert found
    assert f'href="webcal://window.example{found[1]}"' in page.text
    assert "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Fwindow.example%2Fen%2Fmy%2F" in page.text
    assert "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fwindow.example%2Fen%2Fmy%2F" in page.text
    assert 'src="data:image/svg+xml' in page.text


def test_whoever_is_signed_in_has_their_lists_everywhere(app: Flask) -> None:
    who = accounts.person()
    browser = accounts.signed_in(app, who)
    row, _path, _secret = begun(browser)
    assert session.get_one(Follower, row.follower_id).person_id == who.id
    assert accounts.signed_in(app, who).get(f"{LISTS}/{row.id}").status_code == 200


def test_who_keeps_a_first_list_is_said_as_it_is(app: Flask, client: FlaskClient) -> None:
    address = f"/my/add?date={events.show().id}"
    browser, account = "此浏览器会记住这份清单", "这份清单保存在您的账号中"
    asked = [each.get(address).text for each in (client, accounts.signed_in(app, accounts.person()))]
    assert [(browser in text, account in text) for text in asked] == [(True, False), (False, True)]
    asked = [each.get(f"/en{address}").text for each in (client, accounts.signed_in(app, accounts.person("b@example.org")))]
    assert ["this browser remembers the list" in text for text in asked] == [True, False]
    assert ["Your account keeps the list" in text for text in asked] == [False, True]


@pytest.mark.parametrize("name", ["", "   ", "长" * 61])
def test_a_name_that_does_not_fit_is_said_and_kept(client: FlaskClient, name: str) -> None:
    page = send(client, LISTS, {"name": name}, status=200)
    assert 'id="errors"' in page.text
    assert f'value="{name}"' in page.text
    assert session.query(Endpoint).count() == 0


def test_an_expired_form_makes_nothing(client: FlaskClient) -> None:
    page = post(client, LISTS, {"name": "想看的", "csrf_token": "old"}, status=200)
    assert 'id="errors"' in page.text
    assert session.query(Endpoint).count() == 0


def test_markup_in_a_name_is_a_name(client: FlaskClient) -> None:
    row, path, _secret = begun(client, "<b>x</b>\r\nATTENDEE:y")
    assert "<b>x</b>" not in client.get(f"{LISTS}/{row.id}").text
    body = client.get(path, buffered=True).text
    assert "\r\nATTENDEE" not in body
    assert "X-WR-CALNAME:<b>x</b> ATTENDEE:y · 长三角之窗" in body


def test_another_address_makes_the_old_one_void(client: FlaskClient) -> None:
    row, path, secret = begun(client)
    page = send(client, f"{LISTS}/{row.id}/address", at=f"{LISTS}/{row.id}", status=200)
    found = ADDRESS.search(page.text)
    assert found
    assert found[2] != secret
    assert client.get(path, buffered=True).status_code == 410
    assert client.get(found[1], buffered=True).status_code == 200


def test_taken_back_and_given_again_with_what_was_on_it(client: FlaskClient) -> None:
    night = events.show()
    row, path, _secret = begun(client)
    send(client, f"/my/add?date={night.id}", {"ref": f"performance:{night.id}", "list": row.id}, status=303)
    send(client, f"{LISTS}/{row.id}/revoke", at=f"{LISTS}/{row.id}", status=303)
    assert client.get(path, buffered=True).status_code == 410
    page = send(client, f"{LISTS}/{row.id}/address", at=f"{LISTS}/{row.id}", status=200)
    found = ADDRESS.search(page.text)
    assert found
    assert night.uid in client.get(found[1], buffered=True).text


def test_a_deleted_list_is_gone_and_nothing_follows_for_it(client: FlaskClient) -> None:
    night = events.show()
    row, path, _secret = begun(client)
    page = f"{LISTS}/{row.id}"
    send(client, f"/my/add?date={night.id}", {"ref": f"performance:{night.id}", "list": row.id}, status=303)
    send(client, f"{page}/delete", at=page, status=303)
    assert client.get(path, buffered=True).status_code == 410
    assert client.get(page).status_code == 404
    assert session.query(Subscription).one().ended_at is not None


@pytest.mark.parametrize("deed", ["", "/address", "/revoke", "/delete", "/off", "/back"])
def test_the_lists_of_others_are_not_there(client: FlaskClient, deed: str) -> None:
    begun(client)
    theirs, _secret = calendars.calendar(subjects=[f"performance:{events.show().id}"])
    token = token_in(client.get(LISTS).text)
    answer = post(client, f"{LISTS}/{theirs.id}{deed}", {"csrf_token": token, "name": "x", "ref": "performance:1"})
    assert answer.status_code == 404
    assert subjects(theirs) == ["performance:1"]


def test_reading_changes_nothing(client: FlaskClient) -> None:
    row, _path, _secret = begun(client)
    for deed in ("address", "revoke", "delete", "off", "back"):
        assert client.get(f"{LISTS}/{row.id}/{deed}").status_code == 405


def test_alarms_are_off_until_they_are_chosen(client: FlaskClient) -> None:
    night = events.show()
    row, path, _secret = begun(client)
    send(client, f"/my/add?date={night.id}", {"ref": f"performance:{night.id}", "list": row.id}, status=303)
    assert "VALARM" not in client.get(path, buffered=True).text
    send(client, f"{LISTS}/{row.id}", {"name": "晚上", "alarm": ["120"]}, status=303)
    body = client.get(path, buffered=True).text
    assert body.count("BEGIN:VALARM") == 1
    assert "X-WR-CALNAME:晚上 · 长三角之窗" in body


def test_an_alarm_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    row, _path, _secret = begun(client)
    assert 'id="errors"' in send(client, f"{LISTS}/{row.id}", {"name": "晚上", "alarm": "7"}, status=200).text
    assert session.get_one(Endpoint, row.id).name == "想看的"


# --- wanting to see -----------------------------------------------------------------------------------------------------------


def test_the_pages_of_shows_lead_to_it(client: FlaskClient) -> None:
    night = events.show()
    assert f'href="/my/add?date={night.id}"' in client.get(f"/performances/{night.id}").text
    assert 'href="/my/add?event=the-long-bridge"' in client.get("/events/the-long-bridge").text


def test_a_first_press_begins_a_list(client: FlaskClient) -> None:
    night = events.show()
    page = send(client, f"/my/add?date={night.id}", {"ref": f"performance:{night.id}", "name": "我想看的"}, status=200)
    found = ADDRESS.search(page.text)
    assert found
    assert night.uid in client.get(found[1], buffered=True).text
    saved = Happened(clock.today(), Kind.SAVE, Named(Thing.PERFORMANCE, str(night.id)))
    assert tally_of(current_app).take()[saved] == 1


def test_a_known_browser_presses_once_and_can_undo(client: FlaskClient) -> None:
    night = events.show()
    row, _path, _secret = begun(client)
    page = client.get(f"/my/add?date={night.id}").text
    assert f'value="performance:{night.id}" checked' in page
    assert f'value="{row.id}" checked' in page
    answer = send(client, f"/my/add?date={night.id}", {"ref": f"performance:{night.id}", "list": row.id}, status=303)
    assert subjects(row) == [f"performance:{night.id}"]
    send(client, f"{LISTS}/{row.id}/off", {"ref": f"performance:{night.id}"}, at=answer.headers["Location"], status=303)
    assert subjects(row) == []


def test_what_was_taken_off_can_be_put_back(client: FlaskClient) -> None:
    night = events.show()
    row, _path, _secret = begun(client)
    ref = {"ref": f"performance:{night.id}"}
    send(client, f"/my/add?date={night.id}", ref | {"list": row.id}, status=303)
    answer = send(client, f"{LISTS}/{row.id}/off", ref, at=f"{LISTS}/{row.id}", status=303)
    assert f'action="{LISTS}/{row.id}/back"' in client.get(answer.headers["Location"]).text
    send(client, f"{LISTS}/{row.id}/back", ref, at=answer.headers["Location"], status=303)
    assert subjects(row) == [f"performance:{night.id}"]


def test_dates_of_an_event_are_chosen_and_the_whole_of_it(client: FlaskClient) -> None:
    night = events.show()
    second = events.performance(night.run, starts_at=night.starts_at + timedelta(days=1))
    row, _path, _secret = begun(client)
    refs = [f"performance:{second.id}", f"event:{night.run.event_id}"]
    send(client, "/my/add?event=the-long-bridge", {"ref": refs, "list": row.id}, status=303)
    assert subjects(row) == sorted(refs)
    page = client.get(f"{LISTS}/{row.id}").text
    assert 'href="/events/the-long-bridge"' in page


def test_a_house_can_be_put_on_a_list(client: FlaskClient) -> None:
    house = venues.venue("river-house")
    row, path, _secret = begun(client)
    assert client.get("/my/add?thing=venue:river-house").status_code == 200
    send(client, f"/my/add?ref=venue:{house.id}", {"ref": f"venue:{house.id}", "list": row.id}, status=303)
    night = events.show(run_facts={"venue_id": house.id, "city": house.city})
    assert night.uid in client.get(path, buffered=True).text


NOTHING = (
    "", "ref=x", "ref=venue:99", "ref=performance:0", "ref=performance:x", "ref=nothing:1", "ref=venue:%00", "date=0",
    "date=99999999999", "date=x", "date=١", "date=1'", "event=nothing", "event=%00", "thing=venue:nothing", "thing=nothing:1",
    "thing=performance",
)


@pytest.mark.parametrize("query", NOTHING)
def test_what_is_not_there_cannot_be_wanted(client: FlaskClient, query: str) -> None:
    events.show()
    assert client.get(f"/my/add?{query}").status_code == 404


@pytest.mark.parametrize("ref", [None, "performance:999", "venue:1", "x"])
def test_nothing_chosen_is_said(client: FlaskClient, ref: str | None) -> None:
    night = events.show()
    data = {"name": "x"} | ({"ref": ref} if ref else {})
    assert 'id="errors"' in send(client, f"/my/add?date={night.id}", data, status=200).text
    assert session.query(Endpoint).count() == 0


def test_the_list_of_another_takes_nothing(client: FlaskClient) -> None:
    night = events.show()
    begun(client)
    theirs, _secret = calendars.calendar()
    send(client, f"/my/add?date={night.id}", {"ref": f"performance:{night.id}", "list": theirs.id}, status=404)
    assert subjects(theirs) == []


def test_a_date_that_is_over_is_not_offered(client: FlaskClient, now: datetime) -> None:
    night = events.show()
    with clock.standing_still(now + timedelta(days=2)):
        page = client.get(f"/my/add?date={night.id}")
    assert page.status_code == 200
    assert "暂无即将到来的场次" in page.text


def test_what_cannot_both_be_seen_is_said_when_adding_and_on_the_list(client: FlaskClient, app: Flask) -> None:
    one = events.show("one-evening")
    other = events.show("other-evening", starts_at=one.starts_at + timedelta(minutes=30))
    row, path, _secret = begun(client)
    send(client, f"/my/add?date={one.id}", {"ref": f"performance:{one.id}", "list": row.id}, status=303)
    assert "这些场次难以兼顾" in client.get(f"/my/add?date={other.id}").text
    send(client, f"/my/add?date={other.id}", {"ref": f"performance:{other.id}", "list": row.id}, status=303)
    assert "时间重叠" in client.get(f"{LISTS}/{row.id}").text
    assert "overlap" in client.get(f"/en{LISTS}/{row.id}").text
    assert "重叠" not in client.get(path, buffered=True).text


def test_one_network_makes_not_too_many(client: FlaskClient, app: Flask) -> None:
    for _ in range(30):
        begun(app.test_client())
    page = send(client, LISTS, {"name": "x"}, status=200)
    assert 'id="errors"' in page.text
    assert session.query(Follower).count() == 30


def test_lists_are_shown_by_a_fixed_number_of_statements(client: FlaskClient, count_queries: CountQueries) -> None:
    row, _path, _secret = begun(client)
    counted_at = []
    for number in (1, 3):
        for each in events.several(number, slug=f"show{number}"):
            send(client, f"/my/add?date={each.id}", {"ref": f"performance:{each.id}", "list": row.id}, status=303)
        with count_queries() as counted:
            assert client.get(f"{LISTS}/{row.id}").status_code == 200
        counted_at.append(counted.number)
        with count_queries() as all_lists:
            assert client.get(LISTS).status_code == 200
        assert all_lists.number == 3
    assert counted_at == [8, 8]


def test_a_long_list_is_paged_and_what_is_over_stands_apart(client: FlaskClient, app: Flask, now: datetime) -> None:
    owner = following.follower(None)
    rows = events.several(53)
    row, _secret = calendars.calendar(owner, [f"performance:{each.id}" for each in rows])
    following.open_in(client, owner)
    page = f"{LISTS}/{row.id}"
    assert client.get(page).text.count('name="ref"') == 50
    assert client.get(f"{page}?page=2").text.count('name="ref"') == 3
    assert client.get(f"{page}?past=1").text.count('name="ref"') == 0
    for strange in ("page=0", "page=-1", "page=999999999", "page=x"):
        assert client.get(f"{page}?{strange}").status_code == 200
    with clock.standing_still(now + timedelta(days=10)):
        assert client.get(f"{page}?past=1").text.count('name="ref"') == 9


def test_last_fetched_is_shown_with_the_service(client: FlaskClient) -> None:
    row, _path, secret = begun(client)
    calendars.fetch(client, secret)
    assert "Apple" in client.get(f"{LISTS}/{row.id}").text
    assert "last fetched on Saturday 21 November 2026, 12:00 by Apple" in client.get(f"/en{LISTS}").text


def test_a_follower_by_address_adds_to_their_lists(client: FlaskClient) -> None:
    owner = following.follower()
    row, _secret = calendars.calendar(owner)
    assert client.get(f"{LISTS}/{row.id}").status_code == 404
