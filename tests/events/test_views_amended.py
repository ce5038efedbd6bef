"""A changed hall, house or cast, and a move that is then sold out: every public face says what is, what was, and why (R9)."""

import json
import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import session
from core.types import Bilingual
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.queries import deeds as stored
from tests.conftest import CountQueries
from tests.events.test_letters import written
from tests.events.test_views_lists import html
from tests.factories import accounts, changing, venues

REPAIRS = Bilingual("剧场维修。", "Repairs in the house.")
REFUND = Bilingual("可全额退票。", "Refunded in full.")
HOUR = timedelta(hours=1)
EVENT = "/en/events/the-long-bridge"


@pytest.fixture
def rows(app: Flask) -> list[Performance]:
    """A run of three dates in the Main Hall of the River Theatre; somebody is told of it."""
    owner = accounts.organisation()
    accounts.member(owner)
    return changing.listing(owner, run_facts={"main_performers_zh": "甲", "main_performers_en": "Jia"})


def to_another_hall(*rows: Performance) -> None:
    session.rollback()
    house = rows[0].venue
    assert house
    key = venues.hall(house, "concert", name_zh="音乐厅", name_en="Concert Hall").id
    changing.done(*rows, kind=DeedKind.HALL, hall=stored.hall_with_venue(key), words=REPAIRS, refund=REFUND)


def to_another_house(*rows: Performance) -> None:
    house = venues.venue("moon-house", name_zh="月亮剧场", name_en="Moon House", address_en="7 Moon Road")
    key = venues.hall(house, "blue", name_zh="蓝厅", name_en="Blue Hall").id
    changing.done(*rows, kind=DeedKind.HALL, hall=stored.hall_with_venue(key), words=REPAIRS, refund=REFUND)


def recast(row: Performance) -> None:
    changing.done(row, kind=DeedKind.CAST, cast=Bilingual("乙", "Yi"), refund=REFUND)


def head_of(page: str) -> str:
    return page.partition('class="bill__lines"')[2].partition("</ul>")[0]


def test_the_event_page_names_the_new_hall_and_the_old(client: FlaskClient, rows: list[Performance]) -> None:
    to_another_hall(rows[0])
    page = html(client, EVENT)
    assert "In another hall: Concert Hall (was: Main Hall)" in head_of(page)
    places = head_of(re.sub(r"</?a[^>]*>", "", page))
    assert "Main Hall · 1 Riverside Road · Shanghai · Sun 29 Nov, Mon 30 Nov" in places
    assert "Concert Hall · 1 Riverside Road · Shanghai · Sat 28 Nov" in places
    table = page.partition("<tbody>")[2]
    assert "In another hall: Concert Hall (was: Main Hall)" in table
    assert "Repairs in the house. Refunded in full." in table
    assert "1 date is in another place" in page
    assert "Sat 28 Nov 19:30: in another place, Concert Hall (was: Main Hall)." in page
    assert "更换演出厅：音乐厅（原定：大剧场）" in html(client, "/events/the-long-bridge")


def test_moved_to_another_house_the_head_names_it_alone(client: FlaskClient, rows: list[Performance]) -> None:
    to_another_house(*rows)
    head = head_of(html(client, EVENT))
    assert "Moon House</a> Blue Hall · 7 Moon Road" in head
    assert "In another house: Moon House Blue Hall (was: River Theatre Main Hall)" in head
    assert head.count("River Theatre") == 1
    assert "更换演出场馆：月亮剧场 蓝厅（原定：江畔剧院 大剧场）" in html(client, "/events/the-long-bridge")


@pytest.mark.parametrize("deed", [to_another_hall, recast])
def test_the_page_of_a_date_says_why_and_what_of_tickets(
    client: FlaskClient, rows: list[Performance], deed: object
) -> None:
    deed(rows[0])  # type: ignore[operator]
    page = html(client, f"/en/performances/{rows[0].id}")
    changed, why = {
        to_another_hall: ("In another hall: Concert Hall (was: Main Hall)", "Repairs in the house. Refunded in full."),
        recast: ("With another cast: Yi (was: Jia)", "The leading actor is hurt. Refunded in full."),
    }[deed]  # type: ignore[index]
    assert changed in head_of(page)
    assert why in head_of(page)


def test_the_embed_says_it(client: FlaskClient, rows: list[Performance]) -> None:
    to_another_hall(rows[0])
    recast(rows[1])
    page = html(client, "/en/embed/events/the-long-bridge")
    assert "River Theatre Concert Hall · Shanghai" in page
    assert "In another hall: Concert Hall (was: Main Hall)" in page
    assert page.count("With another cast: Yi (was: Jia)") == 3
    assert "Repairs in the house. Refunded in full." in page
    assert "The leading actor is hurt. Refunded in full." in page


def test_calendars_say_it(client: FlaskClient, rows: list[Performance]) -> None:
    to_another_hall(rows[0])
    recast(rows[1])
    lines = client.get(f"/en/performances/{rows[0].id}.ics").text.replace("\r\n ", "")
    assert "LOCATION;LANGUAGE=en-GB:River Theatre Concert Hall\\, 1 Riverside Road" in lines
    for words in (
        "In another hall: Concert Hall (was: Main Hall)", "With another cast: Yi (was: Jia)",
        "Reason: Repairs in the house. Refunded in full.", "Reason: The leading actor is hurt. Refunded in full.",
    ):
        assert words in lines, words
    chinese = client.get(f"/performances/{rows[0].id}.ics").text.replace("\r\n ", "")
    assert "更换演出厅：音乐厅（原定：大剧场）" in chinese
    assert "更换演员：乙（原定：甲）" in chinese


def test_the_interface_says_it(client: FlaskClient, rows: list[Performance]) -> None:
    to_another_house(rows[0])
    recast(rows[1])
    facts = json.loads(client.get(f"/api/v1/performances/{rows[0].id}").text)
    assert facts["place"]["hall"]["name"] == {"zh": "蓝厅", "en": "Blue Hall"}
    assert facts["changed"]["place"]["venue"]["name"]["en"] == "River Theatre"
    assert facts["changed"]["place"]["hall"]["name"]["en"] == "Main Hall"
    assert facts["changed"]["place"]["reason"]["en"] == "Repairs in the house. Refunded in full."
    assert facts["main_performers"] == {"zh": "乙", "en": "Yi"}
    assert facts["changed"]["cast"]["main_performers"] == {"zh": "甲", "en": "Jia"}
    assert facts["changed"]["time"] is None


def test_the_letters_name_both_places_and_both_casts(app: Flask, rows: list[Performance]) -> None:
    to_another_house(rows[0])
    body = written(app, "en")["deed"][1]
    assert "Saturday 28 November 2026, 19:30\nNow at: Moon House Blue Hall\nWas: River Theatre Main Hall" in body
    assert "原定：江畔剧院 大剧场" in written(app, "zh")["deed"][1]


def test_the_letter_of_another_hall_names_the_house_once(app: Flask, rows: list[Performance]) -> None:
    to_another_hall(rows[0])
    assert "Now at: River Theatre Concert Hall\nWas: Main Hall" in written(app, "en")["deed"][1]


def test_the_letter_of_another_cast_names_who_plays(app: Flask, rows: list[Performance]) -> None:
    recast(rows[0])
    body = written(app, "en")["deed"][1]
    assert "Now playing: Yi\nWas: Jia" in body
    assert "The leading actor is hurt." in body


def test_moved_and_then_sold_out_it_says_both(client: FlaskClient, rows: list[Performance]) -> None:
    row = rows[0]
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at + HOUR}, refund=REFUND)
    changing.done(row, kind=DeedKind.SELL_OUT, cause=None, words=Bilingual("", ""))
    for path in (EVENT, f"/en/performances/{row.id}", "/en/embed/events/the-long-bridge"):
        page = html(client, path)
        for words in ("Sold out", "New time", "Was Sat 28 Nov 19:30", "The leading actor is hurt. Refunded in full."):
            assert words in page, (path, words)
    lines = client.get(f"/en/performances/{row.id}.ics").text.replace("\r\n ", "")
    assert "the earlier time was Saturday 28 November 2026\\, 19:30" in lines
    assert "Reason: The leading actor is hurt. Refunded in full." in lines


def test_the_page_costs_no_more_for_many_changed_dates(
    client: FlaskClient, app: Flask, count_queries: CountQueries, now: datetime
) -> None:
    owner = accounts.organisation()
    few, many = changing.listing(owner, "few", dates=2), changing.listing(owner, "many", dates=20)
    for several in (few, many):
        to_another_hall(*several)
    numbers = []
    for slug in ("few", "many"):
        html(client, f"/en/events/{slug}")
        with count_queries() as counted:
            html(client, f"/events/{slug}")
        numbers.append(counted.number)
    assert numbers[0] == numbers[1]
