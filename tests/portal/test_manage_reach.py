"""An organisation's figures: on the page, in the table, by mail on Monday; nobody else's, and nothing where nothing was."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from core import clock, letters
from core.db import committing, session
from notices.models.delivery import Delivery
from portal.jobs import close_weeks, tell_reach
from portal.queries import reach as queries
from portal.reach import Fetched, Happened, Kind, Known, Thing
from portal.services import reach
from tests.conftest import CountQueries
from tests.factories import accounts, events

LAST_WEEK, THIS_WEEK = date(2026, 11, 9), date(2026, 11, 16)
MONDAY_AT_NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def count(of: Known, number: int, kind: Kind = Kind.VIEW, day: date = LAST_WEEK) -> None:
    with committing():
        reach.note({Happened(day, kind, of): number}, {})


def follow(of: Known, service: str, address: str, week: date, today: date) -> None:
    with committing():
        reach.note_followers([Fetched(week, of, service, address)], {}, today=today)


@pytest.fixture
def ours(app: Flask) -> Organisation:
    """An organisation with one listing that was looked at 1,234 times, and somebody else's."""
    one, other = accounts.organisation("ours"), accounts.organisation("theirs", name_en="Their House")
    mine = Known(Thing.EVENT, events.show("mine", title_zh="=长桥", title_en="=The Long Bridge", owner_id=one.id).run.event_id)
    theirs = Known(Thing.EVENT, events.show("theirs", owner_id=other.id).run.event_id)
    count(mine, 1_234)
    count(mine, 7, Kind.SEARCH, date(2026, 11, 15))
    count(mine, 5, day=THIS_WEEK)
    count(Known(Thing.ORGANISER, one.id), 3)
    count(theirs, 99)
    follow(mine, "google", "192.0.2.1", LAST_WEEK, LAST_WEEK)
    follow(mine, "google", "192.0.2.2", LAST_WEEK, LAST_WEEK)
    follow(mine, "apple", "192.0.2.9", LAST_WEEK, LAST_WEEK)
    return one


def test_last_week_is_shown(app: Flask, ours: Organisation) -> None:
    close_weeks()
    viewer = accounts.member_client(app, ours, Role.VIEWER)
    page = viewer.get("/en/desk/ours/reach")
    assert page.headers["Cache-Control"] == "no-store"
    assert "1,237" in page.text, "the total with its own page"
    assert "1,234" in page.text
    assert "Apple, Google · 3 addresses" in " ".join(page.text.split())
    assert "99" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert "This is never a number of people." in page.text
    now = viewer.get("/en/desk/ours/reach?week=2026-11-18").text
    assert "so far" in now
    assert "1,234" not in now


def test_hashes_that_still_stand_show_the_same(app: Flask, ours: Organisation) -> None:
    assert queries.following_of_owner(ours.id, LAST_WEEK) == {}
    before = queries.following_so_far(ours.id, LAST_WEEK)
    close_weeks()
    assert queries.following_of_owner(ours.id, LAST_WEEK) == before
    assert [sorted(each.items()) for each in before.values()] == [[("", 3), ("apple", 1), ("google", 2)]]


@pytest.mark.parametrize(("query", "status"), [
    ("week=nonsense", 400), ("week=2026-11-30", 404), ("week=2020-01-06", 404), ("week=9999-12-31", 404),
    ("week=0001-01-01", 404),
])
def test_weeks_that_are_not_there(app: Flask, ours: Organisation, query: str, status: int) -> None:
    viewer = accounts.member_client(app, ours, Role.VIEWER)
    assert viewer.get(f"/desk/ours/reach?{query}").status_code == status
    assert viewer.get(f"/desk/ours/reach.csv?{query}").status_code == status


def test_the_table_has_it_all_and_no_formula(app: Flask, ours: Organisation) -> None:
    answer = accounts.member_client(app, ours, Role.VIEWER).get("/en/desk/ours/reach.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="deltawindow-reach-ours-2026-11-09.csv"'
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0].startswith("\ufeffWeek from,Listing,")
    assert lines[1].startswith("2026-11-09,'=The Long Bridge,mine,1234,7,")
    assert lines[2].startswith("2026-11-09,House of Shows,,3,")


def test_nobody_elses(app: Flask, client: FlaskClient, ours: Organisation) -> None:
    stranger = accounts.member_client(app, accounts.organisation("third"))
    for path in ("/desk/ours/reach", "/desk/ours/reach.csv"):
        assert stranger.get(path).status_code == 404
        assert client.get(path).status_code == 303


def test_a_week_with_nothing_says_so(app: Flask) -> None:
    viewer = accounts.member_client(app, accounts.organisation("quiet"), Role.VIEWER)
    assert "Nothing was counted in this week." in viewer.get("/en/desk/quiet/reach").text


def test_the_page_costs_the_same_for_one_and_three(app: Flask, ours: Organisation, count_queries: CountQueries) -> None:
    viewer = accounts.member_client(app, ours, Role.VIEWER)
    close_weeks()
    viewer.get("/desk/ours/reach")
    with count_queries() as one:
        viewer.get("/desk/ours/reach")
    for slug in ("second", "third"):
        count(Known(Thing.EVENT, events.show(slug, owner_id=ours.id).run.event_id), 4)
    with count_queries() as three:
        viewer.get("/desk/ours/reach")
    # Sign-in, organisation, roles, grants; sums, calendars, titles, days.
    assert one.number == three.number == 8


@pytest.mark.parametrize("now", [MONDAY_AT_NINE], indirect=True)
def test_on_monday_last_weeks_figures_go_out_once(app: Flask, now: datetime) -> None:
    one, quiet = accounts.organisation("ours"), accounts.organisation("quiet")
    owner, viewer = accounts.member(one, of=accounts.person(language="en")), accounts.member(one, Role.VIEWER)
    accounts.member(quiet)
    mine = Known(Thing.EVENT, events.show("mine", owner_id=one.id).run.event_id)
    count(mine, 41, day=date(2026, 11, 22))
    count(mine, 1, day=date(2026, 11, 23))
    follow(mine, "google", "192.0.2.1", THIS_WEEK, THIS_WEEK)
    tell_reach()
    tell_reach()
    session.rollback()
    row = session.scalars(select(Delivery)).one()
    assert (row.mail, row.organisation_id) == (owner.mail, one.id)
    assert viewer.mail != row.mail
    subject, body = letters.texts_of(row.kind, "en", row.facts)
    assert subject == "Your week on Delta Window: 41 page views"
    assert "House of Shows, from 2026-11-16 to 2026-11-22:" in body
    assert "Page views 41" in body
    assert "Calendars that follow: 1 service, 1 address" in body
    assert "https://window.example/en/desk/ours/reach?week=2026-11-16" in body
    assert letters.texts_of(row.kind, "zh", row.facts)[0]


@pytest.mark.parametrize("now", [datetime(2026, 11, 22, 23, 0, tzinfo=UTC)], indirect=True)
def test_nobody_is_woken_before_eight(app: Flask, now: datetime) -> None:
    one = accounts.organisation("ours")
    accounts.member(one)
    count(Known(Thing.ORGANISER, one.id), 3, day=date(2026, 11, 20))
    assert clock.local(now).hour == 7
    tell_reach()
    assert session.scalars(select(Delivery)).all() == []


@pytest.mark.parametrize("now", [MONDAY_AT_NINE], indirect=True)
def test_many_organisations_are_told_in_parts(app: Flask, now: datetime) -> None:
    for number in range(3):
        each = accounts.organisation(f"house-{number}")
        accounts.member(each)
        count(Known(Thing.ORGANISER, each.id), 1, day=date(2026, 11, 20))
    keys = [each.id for each in queries.owners_reached(THIS_WEEK, date(2026, 11, 22), after=0, limit=2)]
    assert len(keys) == 2
    assert len(queries.owners_reached(THIS_WEEK, date(2026, 11, 22), after=keys[-1], limit=2)) == 1
    tell_reach()
    session.rollback()
    assert len(session.scalars(select(Delivery)).all()) == 3
    assert queries.is_receipt_done(THIS_WEEK)
