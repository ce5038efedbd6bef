"""The signed link of the letters: opening it changes nothing, pressing does; for one listing, for who still acts for it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from accounts.models.membership import Membership, Role
from accounts.models.person import Person
from core import clock, tokens
from core.db import committing, session
from events.models.event import Event
from events.models.run import Run
from portal.models import Report
from tests.factories import accounts, events

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def owner(app: Flask) -> Person:
    """Who may answer for the run with key 1, which plays in two days."""
    ours = accounts.organisation("ours")
    who = accounts.member(ours, Role.EDITOR)
    events.show(starts_at=clock.now() + timedelta(days=2), owner_id=ours.id, contact="021-1")
    return who


def path_of(app: Flask, who: Person, run: int = 1, purpose: str = "confirm_run") -> str:
    secret = app.extensions["settings"].secret_key
    return f"/en/confirm/{tokens.signed(secret, purpose, {'run': run, 'person': who.id})}"


def press(client: FlaskClient, path: str, answer: str = "unchanged", **more: str):
    token = client.get(path).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return client.post(path, data={"csrf_token": token, "answer": answer} | more, headers=FROM_HERE)


def run() -> Run:
    session.rollback()
    return session.get_one(Run, 1)


def test_opening_changes_nothing(app: Flask, client: FlaskClient, owner: Person) -> None:
    path = path_of(app, owner)
    client.head(path)
    client.get(path)
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "The Long Bridge" in page.text
    assert "Something has changed" in page.text
    assert (run().confirmed_at, run().doubted_at) == (None, None)


def test_one_tap_confirms_and_twice_is_harmless(app: Flask, client: FlaskClient, owner: Person) -> None:
    path = path_of(app, owner)
    for _ in range(2):
        assert "The page now says that you confirmed it today." in press(client, path).text
    assert run().confirmed_at == clock.now()
    assert "Confirmed by the organiser on" in client.get("/en/events/the-long-bridge").text


def test_changed_says_so_and_leads_on(app: Flask, client: FlaskClient, owner: Person) -> None:
    path = path_of(app, owner)
    page = press(client, path, "changed").text
    assert "Change it at your desk" in page
    assert "/account/sign-in" in page
    assert run().doubted_at == clock.now()
    assert "Not yet confirmed by the organiser" in client.get("/en/events/the-long-bridge").text


def test_a_few_words_reach_the_desk(app: Flask, client: FlaskClient, owner: Person) -> None:
    path = f"{path_of(app, owner)}/message"
    assert "Please say in a few words what has changed." in press(client, path, message=" ").text
    assert "Your desk and ours have it." in press(client, path, message="It begins at 20:00").text
    session.rollback()
    report = session.scalars(select(Report)).one()
    assert (report.said, report.event_id, report.path) == ("It begins at 20:00", 1, "/en/events/the-long-bridge")
    assert report.owner_id is not None


@pytest.mark.parametrize("answer", ["", "nonsense"])
def test_any_other_answer_is_none(app: Flask, client: FlaskClient, owner: Person, answer: str) -> None:
    assert press(client, path_of(app, owner), answer).status_code == 200
    assert (run().confirmed_at, run().doubted_at) == (None, None)


def test_a_press_from_elsewhere_or_without_a_token_does_nothing(app: Flask, client: FlaskClient, owner: Person) -> None:
    path = path_of(app, owner)
    assert client.post(path, data={"answer": "unchanged"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(path, data={"answer": "unchanged"}, headers=FROM_HERE).status_code == 200
    assert run().confirmed_at is None


def test_links_that_are_not_ours(app: Flask, client: FlaskClient, owner: Person) -> None:
    assert client.get("/confirm/nonsense").status_code == 404
    assert client.get(path_of(app, owner, purpose="report")).status_code == 404
    assert client.get(path_of(app, owner, run=999)).status_code == 404
    stranger = accounts.member(accounts.organisation("theirs"))
    assert client.get(path_of(app, stranger)).status_code == 404
    viewer = accounts.member(accounts.organisation("third"), Role.VIEWER)
    assert client.get(path_of(app, viewer)).status_code == 404


def test_a_link_ends(app: Flask, client: FlaskClient, owner: Person) -> None:
    path = path_of(app, owner)
    with committing():
        session.execute(update(Membership).values(until=clock.now()))
    assert client.get(path).status_code == 404, "with the membership"
    with committing():
        session.execute(update(Membership).values(until=None))
        session.execute(update(Event).values(published_at=None))
    assert client.get(path).status_code == 404, "when the listing is withdrawn"


def test_what_is_over_has_nothing_to_confirm(app: Flask, client: FlaskClient, owner: Person) -> None:
    path = path_of(app, owner)
    with clock.standing_still(clock.now() + timedelta(days=9)):
        assert "there is nothing to confirm" in press(client, path).text
    assert run().confirmed_at is None
