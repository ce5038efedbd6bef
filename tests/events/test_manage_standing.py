"""The desk's page of a listing: whether its organiser stands by it, and links that lead nowhere."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from core.db import committing, session
from events.models.performance import Performance
from events.models.run import Run
from tests.conftest import CountQueries
from tests.events.test_services_links import TICKETS, gather, kill
from tests.factories import accounts, changing


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def editor(app: Flask, owner: Organisation) -> FlaskClient:
    return accounts.member_client(app, owner, Role.EDITOR)


def desk(row: Performance, rest: str = "") -> str:
    session.rollback()
    return f"/en/desk/house-of-shows/listings/{row.run.event_id}{rest}"


def test_each_public_run_is_confirmed_at_the_desk(owner: Organisation, editor: FlaskClient, client: FlaskClient) -> None:
    row = changing.listing(owner)[0]
    page = editor.get(desk(row)).text
    assert "Not yet confirmed" in page
    at = desk(row, f"/runs/{row.run_id}/confirm")
    assert f'action="{at}"' in page
    answer = changing.send(editor, at, page)
    assert (answer.status_code, answer.headers["Location"]) == (303, desk(row))
    assert "Confirmed on Saturday 21 November 2026" in editor.get(desk(row)).text
    assert "Confirmed by the organiser on Saturday 21 November 2026" in client.get("/en/events/the-long-bridge").text


def test_only_its_own_editors_confirm(app: Flask, owner: Organisation, editor: FlaskClient) -> None:
    row, other = changing.listing(owner)[0], changing.listing(accounts.organisation("other"), "other")[0]
    session.rollback()
    foreign = [
        (editor, desk(row, f"/runs/{other.run_id}/confirm")), (editor, desk(other, f"/runs/{other.run_id}/confirm")),
        (editor, desk(row, "/runs/99999999999/confirm")),
        (accounts.member_client(app, owner, Role.VIEWER), desk(row, f"/runs/{row.run_id}/confirm")),
    ]
    for who, path in foreign:
        assert changing.send(who, path).status_code in {403, 404}, path
    session.rollback()
    assert [session.get_one(Run, each.run_id).confirmed_at for each in (row, other)] == [None, None]


def test_drafts_and_what_is_over_have_nothing_to_confirm(owner: Organisation, editor: FlaskClient) -> None:
    draft = changing.listing(owner, "draft", is_public=False)[0]
    over = changing.listing(owner, "over", first_in=-9, dates=1)[0]
    for row in (draft, over):
        assert "Does it stand as listed?" not in editor.get(desk(row)).text
    answer = changing.send(editor, desk(over, f"/runs/{over.run_id}/confirm"))
    assert answer.status_code == 303
    assert "there is nothing to confirm" in editor.get(desk(over)).text
    assert changing.send(editor, desk(draft, f"/runs/{draft.run_id}/confirm")).status_code == 404


@pytest.mark.parametrize(("contact", "words"), [
    ("021-1234 5678", "The ticket link does not answer since Sat 21 Nov; your contact stands in its place: 021-1234 5678"),
    ("", "The ticket link does not answer since Sat 21 Nov; visitors are sent to the house. State a phone number."),
])
def test_a_dead_ticket_link_is_seen_at_the_desk(
    owner: Organisation, editor: FlaskClient, contact: str, words: str, now: datetime
) -> None:
    row = changing.listing(owner, contact=contact)[0]
    changing.approved(row)
    gather()
    pages = [desk(row), desk(row, "/seller"), "/en/desk/house-of-shows/listings"]
    for path in pages:
        assert "does not answer since" not in editor.get(path).text
    kill(TICKETS_OF_LISTING)
    for path in pages:
        assert words in editor.get(path).text, path
    page = editor.get(desk(row)).text
    assert TICKETS_OF_LISTING in page
    assert "It answers that there is no such page (404)." in page
    assert desk(row, "/seller") in page


TICKETS_OF_LISTING = "https://tickets.example/1"


def test_the_list_asks_once_for_all_dead_links(
    owner: Organisation, editor: FlaskClient, count_queries: CountQueries
) -> None:
    numbers = []
    for number in range(3):
        row = changing.listing(owner, f"show-{number}", run_facts={"seller_url": TICKETS})[0]
        gather()
        if number:
            with committing():
                session.get_one(Run, row.run_id).dead_seller_url = TICKETS
        else:
            kill(TICKETS)
        with count_queries() as counted:
            assert editor.get("/en/desk/house-of-shows/listings").text.count("does not answer since") == number + 1
        numbers.append(counted.number)
    assert len(set(numbers)) == 1
