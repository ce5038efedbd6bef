"""A show of which nothing stands says so wherever it is found: cancelled, or postponed to a day not known yet."""

import json
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.models.words import Status
from events.queries import deeds as stored
from events.services import performances
from portal.queries.search import search
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import accounts, changing, events, venues

TODAY = date(2026, 11, 21)
WHY = Bilingual("主演受伤。", "The leading actor is hurt.")
YESTERDAY = datetime(2026, 11, 20, 19, 30, tzinfo=clock.SHANGHAI)


@pytest.fixture
def rows(app: Flask) -> list[Performance]:
    return changing.listing(accounts.organisation(), dates=1)


def fate() -> Status | None:
    session.rollback()
    return search("The Long Bridge", today=TODAY).results[0].fate


def played(*statuses: Status, first: datetime = YESTERDAY) -> None:
    """A run of one date a day; it was decided a week before what becomes of each."""
    house = venues.venue()
    stay = events.run(events.event(), venue_id=house.id, city=house.city)
    for number, status in enumerate(statuses):
        row = events.performance(stay, starts_at=first + timedelta(days=number))
        if status is not Status.SCHEDULED:
            with committing():
                mine = session.get_one(Performance, row.id)
                performances.set_status(mine, status, at=first - timedelta(days=7), reason=WHY)


ON, OFF, LATER = Status.SCHEDULED, Status.CANCELLED, Status.POSTPONED


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ((OFF,), OFF), ((LATER,), LATER), ((ON, OFF, OFF), OFF), ((ON, LATER), LATER), ((OFF, OFF, ON), None), ((ON,), None),
        ((LATER, OFF, ON), None),
    ],
)
def test_what_has_become_of_it(app: Flask, statuses: tuple[Status, ...], said: Status | None, now: datetime) -> None:
    played(*statuses)
    assert fate() is said


def test_of_a_run_that_was_played_a_lost_date_is_past(app: Flask, now: datetime) -> None:
    played(ON, OFF, first=YESTERDAY - timedelta(days=5))
    assert fate() is None


def test_search_suggestions_and_interface_say_cancelled(client: FlaskClient, rows: list[Performance]) -> None:
    changing.done(rows[0])
    page = html(client, "/en/search?q=The+Long+Bridge")
    assert "badge--cancelled" in page
    assert "Cancelled" in page
    assert "已取消" in html(client, "/search?q=长桥")
    assert json.loads(client.get("/en/search/suggest?q=The+Long+Bridge").text)["results"][0]["note"].startswith("Cancelled · ")
    found = json.loads(client.get("/api/v1/search?q=The+Long+Bridge").text)["results"][0]
    assert (found["state"], found["next_day"]) == ("cancelled", None)


def test_postponed_is_not_ended(client: FlaskClient, rows: list[Performance]) -> None:
    changing.done(rows[0], kind=DeedKind.POSTPONE)
    page = html(client, "/en/search?q=The+Long+Bridge")
    assert "Postponed, new date to come" in page
    assert "Ended" not in page
    assert "延期，新日期待定" in html(client, "/search?q=长桥")
    assert json.loads(client.get("/api/v1/search?q=The+Long+Bridge").text)["results"][0]["state"] == "postponed"


@pytest.mark.parametrize(("statuses", "says", "never"), [
    ((ON, LATER), "Postponed, new date to come", "Ran until"), ((ON, OFF, OFF), "Cancelled</span>", "Ran until"),
    ((OFF,), "Cancelled</span>", "Ended"), ((LATER,), "Postponed, new date to come", "Ended"),
])
def test_the_head_of_the_page_says_it(
    client: FlaskClient, statuses: tuple[Status, ...], says: str, never: str, now: datetime
) -> None:
    played(*statuses)
    page = html(client, "/en/events/the-long-bridge")
    head = page.partition('class="bill__body"')[2].partition('class="badges"')[0].partition("banner")[0]
    assert says in head
    assert never not in head
    assert "This has ended." not in page


def test_what_stands_costs_nothing_more(app: Flask, count_queries: CountQueries, rows: list[Performance]) -> None:
    with count_queries() as standing:
        fate()
    changing.done(rows[0])
    with count_queries() as cancelled:
        fate()
    assert cancelled.number == standing.number


def test_a_show_that_moved_house_is_found_at_its_new_one(app: Flask, rows: list[Performance]) -> None:
    hall = venues.hall(venues.venue("moon-house", name_zh="月亮剧场", name_en="Moon House"))
    changing.done(*rows, kind=DeedKind.HALL, hall=stored.hall_with_venue(hall.id))
    session.rollback()
    found = search("The Long Bridge", today=TODAY).results[0]
    assert found.place == Bilingual("月亮剧场", "Moon House")
