"""Banners: the staff's lines on every public page, the same bytes for everybody, without one statement more."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role, StaffRole
from core import clock, revision
from core.db import session
from notices.jobs.announcing import show_banners
from notices.models.notice import Banner
from tests.conftest import CountQueries
from tests.factories import accounts, announcing, desk

DESK = "/en/staff/announcements/banners"
TYPED = {
    "line_zh": "台风红色预警：出门前请先看场次。", "line_en": "Red typhoon warning: look at the dates before you go.",
    "look": "warning",
    "href": "/calendar", "from_day": "2026-11-21", "from_clock": "12:00", "until_day": "2026-11-22", "until_clock": "08:00",
}
PUBLIC = ("/", "/en/", "/calendar", "/en/calendar/day", "/venues", "/about", "/search", "/terms")


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    return accounts.staff_client(app, StaffRole.CONSOLE)


def put_up(staff: FlaskClient, **more: str) -> None:
    answer = desk.send(staff, DESK, **TYPED | more)
    assert answer.status_code == 303, answer.text


def test_every_public_page_shows_it_at_once(app: Flask, staff: FlaskClient) -> None:
    stranger = app.test_client()
    before = {path: stranger.get(path).text for path in PUBLIC}
    put_up(staff)
    for path in PUBLIC:
        page = stranger.get(path).text
        assert 'class="site-lines"' in page, path
        assert 'class="site-lines"' not in before[path]
        assert staff.get(path).data == stranger.get(path).data
    assert '<a href="/en/calendar">Red typhoon warning' in stranger.get("/en/").text
    assert '<a href="/calendar">台风红色预警' in stranger.get("/").text
    assert 'class="site-lines"' not in staff.get("/en/staff/announcements").text


def test_it_ends_by_itself(app: Flask, staff: FlaskClient, now: datetime) -> None:
    put_up(staff)
    stranger = app.test_client()
    with clock.standing_still(now + timedelta(hours=20)):
        show_banners()
        assert 'class="site-lines"' not in stranger.get("/en/").text
        assert "Over" in accounts.staff_client(app, StaffRole.CONSOLE).get(DESK).text


def test_it_begins_by_itself(app: Flask, staff: FlaskClient, now: datetime) -> None:
    put_up(staff, from_clock="12:30")
    stranger = app.test_client()
    assert 'class="site-lines"' not in stranger.get("/en/").text
    with clock.standing_still(now + timedelta(minutes=30)):
        number = revision.stored()
        show_banners()
        assert revision.stored() == number + 1
        show_banners()
        assert revision.stored() == number + 1, "nothing begins, nothing ends: no page is made anew"
        assert "Red typhoon" in stranger.get("/en/").text


def test_a_page_asks_nothing_more_for_it(app: Flask, staff: FlaskClient, count_queries: CountQueries) -> None:
    stranger = app.test_client()
    numbers = []
    for _ in range(2):
        with count_queries() as counted:
            stranger.get("/en/venues")
        numbers.append(counted.number)
        put_up(staff, line_en=f"Another {len(numbers)}")
    assert numbers[0] == numbers[1]
    with count_queries() as counted:
        stranger.get("/en/venues")
        stranger.get("/en/venues")
    assert counted.number <= numbers[0] + 1


def test_a_tick_that_has_nothing_to_do_costs_two_statements(app: Flask, count_queries: CountQueries) -> None:
    with count_queries() as counted:
        show_banners()
    assert counted.number == 2


def test_a_language_that_is_missing_falls_back_marked(app: Flask, staff: FlaskClient) -> None:
    put_up(staff, line_en="", href="")
    assert '<span lang="zh-CN" class="untranslated">台风红色预警' in app.test_client().get("/en/").text


def test_edit_and_take_down(app: Flask, staff: FlaskClient) -> None:
    put_up(staff)
    put_up(staff)
    session.rollback()
    assert session.query(Banner).count() == 1, "pressed twice"
    one = f"{DESK}/{session.query(Banner).one().id}"
    session.rollback()
    seen = announcing.hidden(staff.get(one).text, "seen")
    assert desk.send(staff, one, **TYPED | {"line_en": "The storm has passed.", "seen": seen}).status_code == 303
    assert "The storm has passed." in app.test_client().get("/en/").text
    stale = desk.send(staff, one, **TYPED | {"line_en": "Mine.", "seen": seen})
    assert "Somebody else changed this meanwhile." in stale.text
    assert "Mine." in stale.text
    assert desk.send(staff, f"{one}/take-down").status_code == 303
    assert desk.send(staff, f"{one}/take-down").status_code == 303
    assert 'class="site-lines"' not in app.test_client().get("/en/").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"line_zh": "", "line_en": " "}, "A line is needed, in Chinese or in English."),
        ({"href": "javascript:alert(1)"}, "A page of this site (/about), or a whole address that begins with https://."),
        ({"href": "//evil.example"}, "A page of this site"),
        ({"href": "/\\evil.example"}, "A page of this site"),
        ({"href": "http://plain.example"}, "A page of this site"),
        ({"until_day": "2026-11-20"}, "It ends before it begins."),
        ({"from_day": "2026-11-01", "until_day": "2026-11-02"}, "That day is over."),
        ({"from_clock": "noon"}, "Write the time as 19:30."),
        ({"until_day": " "}, "The day is needed."),
        ({"look": "loud"}, "Not a valid choice"),
    ],
)
def test_bad_input(app: Flask, staff: FlaskClient, typed: dict[str, str], says: str) -> None:
    answer = desk.send(staff, DESK, **TYPED | typed)
    assert answer.status_code == 200
    assert says in answer.text
    session.rollback()
    assert session.query(Banner).count() == 0


def test_markup_is_plain_words(app: Flask, staff: FlaskClient) -> None:
    put_up(staff, line_en="<script>alert(1)</script>", href="https://window.example/?a=1&b=2")
    page = app.test_client().get("/en/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</a>" in page
    assert 'href="https://window.example/?a=1&amp;b=2"' in page


def test_nobody_else(app: Flask) -> None:
    owner = accounts.organisation()
    for client in (accounts.member_client(app, owner, Role.OWNER), accounts.staff_client(app, StaffRole.REVIEWER)):
        assert client.get(DESK).status_code == 404
        assert desk.send(client, DESK, **TYPED).status_code == 404
