"""What a browser followed before signing in: kept through it, offered, taken over by a press and never silently."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from notices.doors import COOKIE_KEY
from notices.models.browser import Browser
from notices.models.follower import Endpoint, Follower, Subscription
from notices.queries import calendars as queries
from notices.services import followers
from tests.factories import accounts, calendars, events, following
from tests.factories.accounts import PASSWORD
from tests.factories.browsing import send

LISTS = "/following/calendars"
TAKE_OVER = "/en/following/take-over"
OFFER = "Take over what this browser follows"


@pytest.fixture
def browser(client: FlaskClient, app: Flask) -> FlaskClient:
    """A browser with a list that was made without an account."""
    events.show()
    page = send(client, LISTS, {"name": "Evenings"}, status=200)
    assert "Evenings" in page.text
    return client


def sign_in(client: FlaskClient, mail: str = "lin@example.org") -> None:
    send(client, "/account/sign-in", {"mail": mail, "password": PASSWORD}, status=303)


def owners() -> set[int]:
    session.rollback()
    return {each.follower_id for each in session.query(Endpoint).filter_by(channel="calendar")}


def test_signing_in_keeps_the_list_at_hand_and_takes_nothing_by_itself(browser: FlaskClient) -> None:
    accounts.person("lin@example.org")
    before = owners()
    assert OFFER not in browser.get("/en/following").text, "nobody is signed in"
    sign_in(browser)
    for path in ("/en/following", f"/en{LISTS}"):
        assert OFFER in browser.get(path).text
    assert owners() == before
    assert session.query(Follower).filter(Follower.person_id.is_not(None)).count() == 0


def test_a_press_makes_it_theirs_and_a_second_does_nothing(browser: FlaskClient) -> None:
    who = accounts.person("lin@example.org")
    token = session.query(Endpoint.token_hash).filter_by(channel="calendar").scalar()
    sign_in(browser)
    answer = send(browser, TAKE_OVER, {"back": "my.calendars"}, at=f"/en{LISTS}", status=303)
    assert answer.headers["Location"] == f"/en{LISTS}"
    (mine,) = session.query(Follower).all()
    assert mine.person_id == who.id
    assert owners() == {mine.id}
    assert session.query(Endpoint.token_hash).filter_by(channel="calendar").scalar() == token, "its address stays"
    page = browser.get(f"/en{LISTS}")
    assert "Evenings" in page.text
    assert "It is yours now." in page.text
    assert OFFER not in page.text
    send(browser, TAKE_OVER, at=f"/en{LISTS}", status=303)
    assert session.query(Follower).count() == 1


def test_what_is_followed_twice_stays_on_the_list(app: Flask) -> None:
    events.show()
    person = accounts.person("lin@example.org")
    mine, theirs = following.follower(person=person), following.follower(None)
    following.subscription(mine, "performance:1", ["change"])
    row, _secret = calendars.calendar(theirs, ["performance:1"])
    with committing():
        followers.take_over(session.merge(theirs), session.merge(person), at=clock.now())
    session.rollback()
    (kept,) = session.query(Subscription).all()
    assert queries.subjects_on(row.id) == ["performance:1"]
    assert {each.endpoint.channel for each in kept.wishes} == {"calendar", "mail"}


def test_another_accounts_follower_and_an_empty_one_are_never_offered(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org")
    others = following.follower(person=accounts.person("other@example.org"))
    following.subscription(others, "city:310000")
    empty = following.follower(None)
    own = following.follower("lin@example.org")
    following.subscription(own, "city:310000")
    for each in (others, empty, own):
        following.open_in(client, each)
        sign_in(client)
        assert OFFER not in client.get("/en/following").text
        send(client, TAKE_OVER, at=f"/en{LISTS}", status=303)
    assert session.query(Follower).count() == 3


def test_the_address_it_is_told_to_is_hinted_at(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org")
    theirs = following.follower("friend@example.org")
    following.subscription(theirs, "city:310000")
    following.open_in(client, theirs)
    sign_in(client)
    page = client.get("/en/following").text
    assert "f…@example.org" in page
    assert "friend@example.org" not in page


def test_signing_out_leaves_nothing_behind(browser: FlaskClient) -> None:
    accounts.person("lin@example.org")
    sign_in(browser)
    send(browser, "/account/sign-out", at=LISTS, status=303)
    assert session.query(Browser).count() == 0, "a copy of the cookie opens nothing"
    with browser.session_transaction() as cookie:
        assert COOKIE_KEY not in cookie


def test_nobody_takes_over_without_signing_in(browser: FlaskClient) -> None:
    before = owners()
    answer = send(browser, TAKE_OVER, at=f"/en{LISTS}")
    assert answer.status_code in {303, 401}
    assert owners() == before
