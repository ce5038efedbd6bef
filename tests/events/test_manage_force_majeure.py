"""The force-majeure desk's pages: the staff's for every city, a house's for itself alone."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role
from core.db import committing, session
from events.models.deed import Batch
from events.models.performance import Performance
from events.models.words import Status
from notices.models.delivery import Delivery
from tests.conftest import CountQueries
from tests.events.test_services_force_majeure import statuses
from tests.factories import accounts, changing
from venues.models import Venue

DESK = "/en/staff/force-majeure"
STORM = {
    "city": "shanghai", "first_day": "2026-11-28", "first_clock": "00:00", "last_day": "2026-11-29", "last_clock": "23:59",
    "kind": "cancel", "words_zh": "台风红色预警。", "words_en": "A typhoon.", "refund": "full",
}


@pytest.fixture
def reviewer(app: Flask) -> FlaskClient:
    return accounts.staff_client(app)


def keep(row: Performance, slug: str) -> FlaskClient | None:
    keeper = accounts.organisation(slug)
    with committing():
        session.get_one(Venue, row.venue_id).keeper_id = keeper.id
    return None


def test_preview_then_one_batch_then_undo(app: Flask, reviewer: FlaskClient, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    changing.listing(owner, "one")
    changing.listing(owner, "two", title_en="Another Bridge")
    form = reviewer.get(DESK).text
    preview = changing.send(reviewer, DESK, form, step="check", **STORM).text
    assert "Cancel: 4 dates · 2 events" in preview
    assert "Force majeure. A typhoon. Tickets are refunded in full" in preview
    assert "Everybody gets one letter" in preview
    assert statuses() == {Status.SCHEDULED: 6}
    session.rollback()
    answer = changing.send(reviewer, DESK, preview, step="do")
    assert answer.status_code == 303
    assert statuses() == {Status.CANCELLED: 4, Status.SCHEDULED: 2}
    assert session.query(Delivery).count() == 2, "one letter for the organiser, one for the desk"
    session.rollback()
    where = answer.headers["Location"]
    page = reviewer.get(where).text
    assert "4 dates · 2 events" in page
    assert "Until 12:10" in page
    assert "Can be undone until 12:10" in reviewer.get(DESK).text
    assert changing.send(reviewer, f"{where}/undo").status_code == 303
    assert statuses() == {Status.SCHEDULED: 6}
    assert session.query(Delivery).count() == 0
    session.rollback()
    assert "This was undone already." in changing.send(reviewer, f"{where}/undo").text


def test_telling_now(app: Flask, reviewer: FlaskClient, now: datetime) -> None:
    changing.listing(accounts.organisation())
    form = reviewer.get(DESK).text
    preview = changing.send(reviewer, DESK, form, step="check", **STORM).text
    where = changing.send(reviewer, DESK, preview, step="do").headers["Location"]
    assert changing.send(reviewer, f"{where}/tell").status_code == 303
    session.rollback()
    assert {each.due_at for each in session.query(Delivery)} == {now}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"city": ""}, "Choose a city or a house."),
        ({"words_zh": "", "words_en": ""}, "must be told why"),
        ({"kind": ""}, "Choose one."),
        ({"last_day": "2026-11-27"}, "It would end before it starts."),
        ({"first_day": "soon"}, "Write the day as 2026-12-31."),
        ({"last_clock": "24:30"}, "Write the time as 19:30."),
        ({"city": "hangzhou"}, "Nothing takes place there in that time."),
        ({"venue": "999999"}, "Not a valid choice"),
        ({"city": "atlantis"}, "Not a valid choice"),
        ({"first_day": ""}, "The day is needed."),
    ],
)
def test_what_cannot_be_done_is_said(reviewer: FlaskClient, changed: dict[str, str], says: str, now: datetime) -> None:
    changing.listing(accounts.organisation())
    answer = changing.send(reviewer, DESK, reviewer.get(DESK).text, step="do", **(STORM | changed))
    assert answer.status_code == 200
    assert says in answer.text
    assert session.query(Batch).count() == 0


@pytest.mark.parametrize("digits", [19, 5_000])
def test_a_number_that_nobody_can_read_is_no_error(reviewer: FlaskClient, digits: int, now: datetime) -> None:
    changing.listing(accounts.organisation())
    preview = changing.send(reviewer, DESK, reviewer.get(DESK).text, step="check", **STORM).text
    assert changing.send(reviewer, DESK, preview, step="do", expected="9" * digits).status_code in {200, 303}


def test_a_house_acts_for_itself_alone(app: Flask, now: datetime) -> None:
    ours = changing.listing(accounts.organisation(), "one")[0]
    theirs = changing.listing(accounts.organisation("other"), "two")[0]
    keep(ours, "keeper")
    keeper = session.get_one(Venue, ours.venue_id).keeper
    assert keeper is not None
    other_house, slug = theirs.venue_id, keeper.slug
    client = accounts.member_client(app, keeper, Role.EDITOR)
    at = f"/en/desk/{slug}/force-majeure"
    form = client.get(at).text
    stated = {name: value for name, value in STORM.items() if name != "city"}
    assert "Not a valid choice" in changing.send(client, at, form, step="do", **stated, venue=str(other_house)).text
    preview = changing.send(client, at, form, step="check", **stated).text
    assert "Cancel: 2 dates · 1 event" in preview
    answer = changing.send(client, at, preview, step="do")
    assert answer.status_code == 303
    assert statuses() == {Status.CANCELLED: 2, Status.SCHEDULED: 4}
    session.rollback()
    assert "Force majeure" in client.get(f"/en/desk/{slug}/changes").text
    key = session.query(Batch.id).scalar()
    session.rollback()
    stranger = accounts.member_client(app, accounts.organisation("stranger"))
    assert stranger.get("/desk/stranger/force-majeure").status_code == 404, "it runs no house"
    keep(theirs, "second-keeper")
    second = session.get_one(Venue, other_house).keeper
    assert second is not None
    rival = accounts.member_client(app, second)
    for rest in ("", "/undo", "/tell"):
        assert changing.send(rival, f"/desk/second-keeper/force-majeure/{key}{rest}").status_code in {404, 405}
    assert rival.get(f"/desk/second-keeper/force-majeure/{key}").status_code == 404
    assert client.get(DESK).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow(
    reviewer: FlaskClient, number: int, count_queries: CountQueries, now: datetime
) -> None:
    owner = accounts.organisation()
    for each in range(number):
        changing.listing(owner, f"show-{each}")
    form = reviewer.get(DESK).text
    with count_queries() as counted:
        assert "Cancel:" in changing.send(reviewer, DESK, form, step="check", **STORM).text
    assert counted.number == 30


def test_cities_of_one_name_are_told_apart(app: Flask, reviewer: FlaskClient) -> None:
    for path in (DESK, "/en/staff/review"):
        page = reviewer.get(path).text
        for name in ("Suzhou (Anhui)", "Suzhou (Jiangsu)", "Taizhou (Jiangsu)", "Taizhou (Zhejiang)"):
            assert f">{name}</option>" in page, (path, name)
