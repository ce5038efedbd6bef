"""The pages of what one follows: by session, by sign-in, by link; five hundred things stay quick."""

import time
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from notices import doors_links
from notices.models.follower import Follower, Subscription
from notices.queries import following
from notices.services import followers
from tests.conftest import CountQueries
from tests.factories import accounts, events
from tests.factories import following as factories
from tests.factories.desk import send as post
from tests.factories.letters import link_in, sent


@pytest.fixture
def reader(app: Flask) -> Follower:
    events.show()
    who = factories.follower("lin@example.org")
    factories.subscription(who, "event:1", ["change"])
    return who


@pytest.fixture
def mine(client: FlaskClient, reader: Follower) -> FlaskClient:
    """A browser in which the link of a letter was opened."""
    assert client.get(urlsplit(doors_links.manage_link(reader)).path).headers["Location"] == "/following"
    return client


def row_of(key: int = 1) -> Subscription:
    session.rollback()
    row = session.get(Subscription, key)
    assert row
    return row


def test_a_link_opens_the_pages_and_a_void_one_does_not(mine: FlaskClient, reader: Follower, app: Flask) -> None:
    page = mine.get("/en/following").text
    assert "The Long Bridge" in page
    assert "E-mail: changes" in page
    assert "lin@example.org" not in page
    path = urlsplit(doors_links.manage_link(reader)).path
    with committing():
        followers.renew_key(session.merge(reader))
    other = app.test_client()
    assert other.get(path).status_code == 410
    assert "The Long Bridge" not in mine.get("/en/following").text, "browsers that had it are out, too"


def test_nobody_else_sees_or_moves_anything(app: Flask, reader: Follower) -> None:
    strangers = [app.test_client(), accounts.signed_in(app, accounts.person("other@example.org"))]
    for stranger in strangers:
        assert "The Long Bridge" not in stranger.get("/en/following").text
        for path in ("/en/following/1", "/en/following/hours", "/en/following/last-month", "/en/following/forget"):
            assert stranger.get(path).status_code == 404
        for path in ("/following/1/end", "/following/new-links", "/following/forget", "/following/pause", "/following/go-on"):
            assert post(stranger, path).status_code == 404
    assert row_of().ended_at is None


def test_each_deed_can_be_taken_back(mine: FlaskClient) -> None:
    for deed, column in (("pause", "paused_at"), ("end", "ended_at")):
        for _twice in range(2):
            assert post(mine, f"/en/following/1/{deed}").status_code == 303
        assert getattr(row_of(), column) is not None
        page = mine.get("/en/following?ended=1").text
        assert ("Undo" if deed == "end" else "Go on") in page
        post(mine, f"/en/following/1/{'resume' if deed == 'pause' else 'again'}")
        assert getattr(row_of(), column) is None


def test_what_is_heard_by_which_way_is_chosen_on_one_page(mine: FlaskClient, reader: Follower) -> None:
    robot = factories.way(reader, "wecom", name="Group")
    mail = factories.way(reader)
    assert "WeCom group: Group" in mine.get("/en/following/1").text
    wishes = [f"{mail.id}:change", f"{mail.id}:reminder:60", f"{robot.id}:digest:daily", "999:change", "x"]
    assert post(mine, "/en/following/1", wish=wishes, language="en").status_code == 303
    found = {(wish.endpoint.channel, wish.news) for wish in row_of().wishes}
    assert found == {("mail", "change"), ("mail", "reminder:60"), ("wecom", "digest:daily")}
    assert session.query(Follower).one().digest_due_at is not None
    refused = post(mine, "/en/following/1", wish=[], language="fr")
    assert "Nothing is ticked" in refused.text
    assert len(row_of().wishes) == 3


def test_hours_quiet_and_a_pause(mine: FlaskClient) -> None:
    typed = {
        "language": "en", "zone": "Europe/Berlin", "is_quiet": "y", "quiet_from": "22:00", "quiet_until": "07:30",
        "digest_at": "18:00", "weekday": "0",
    }
    assert post(mine, "/en/following/hours", **typed).status_code == 303
    session.rollback()
    who = session.query(Follower).one()
    assert (who.zone, who.quiet_from, who.quiet_until, who.digest_minute) == ("Europe/Berlin", 1320, 450, 1080)
    wrongs = (({"zone": "Nowhere"}, "not known"), ({"digest_at": "25:00"}, "valid time"), ({"digest_at": ""}, "needed"))
    for wrong, words in wrongs:
        assert words in post(mine, "/en/following/hours", **typed | wrong).text
    assert "That day is over" in post(mine, "/en/following/pause", until="2020-01-01").text
    assert post(mine, "/en/following/pause", until="2026-12-24").status_code == 303
    assert "Everything is paused until" in mine.get("/en/following").text
    post(mine, "/en/following/go-on")
    assert "Everything is paused" not in mine.get("/en/following").text
    assert post(mine, "/en/following/pause").status_code == 303
    assert "until you go on" in mine.get("/en/following").text


def test_a_new_link_comes_by_mail_and_the_answer_is_the_same(app: Flask, reader: Follower) -> None:
    answers = [post(app.test_client(), "/en/following", mail=mail) for mail in ("lin@example.org", "nobody@example.org")]
    assert {each.headers["Location"] for each in answers} == {"/en/following/sent"}
    assert [to for to, _subject, _text in sent()] == ["lin@example.org"]
    client = app.test_client()
    client.get(link_in(sent()[0][2], "/following/by/"))
    assert "The Long Bridge" in client.get("/en/following").text
    post(client, "/en/following/leave")
    assert "The Long Bridge" not in client.get("/en/following").text


def test_making_links_void_keeps_this_browser_alone(mine: FlaskClient, reader: Follower, app: Flask) -> None:
    old = urlsplit(doors_links.manage_link(reader)).path
    post(mine, "/en/following/new-links")
    assert "The Long Bridge" in mine.get("/en/following").text
    assert app.test_client().get(old).status_code == 410


def test_forgetting_leaves_nothing(mine: FlaskClient) -> None:
    assert "cannot be taken back" in mine.get("/en/following/forget").text
    assert session.query(Follower).count() == 1
    assert post(mine, "/en/following/forget").headers["Location"] == "/en/following/forgotten"
    session.rollback()
    assert session.query(Follower).count() == session.query(Subscription).count() == 0
    assert mine.get("/en/following/forgotten").status_code == 200


def many(who: Follower, number: int) -> None:
    way = factories.way(who)
    for each in range(number):
        factories.subscription(who, f"venue:{each + 100}", ["change", "cancellation"], by=way)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same(mine: FlaskClient, reader: Follower, number: int, count_queries: CountQueries) -> None:
    many(reader, number)
    with count_queries() as counted:
        assert mine.get("/en/following").status_code == 200
    assert counted.number == 11


def test_five_hundred_things_stay_quick_and_are_paged(mine: FlaskClient, reader: Follower) -> None:
    at = clock.now()
    with committing():
        session.add_all(
            Subscription(follower_id=reader.id, subject=f"city:3{each:05d}", made_at=at, confirmed_at=at) for each in range(499)
        )
    page = mine.get("/en/following?page=2").text
    assert "Page 2 of 10" in page
    assert page.count("follows__item") == 50
    began = time.perf_counter()
    assert mine.get("/en/following").status_code == 200
    assert time.perf_counter() - began < 0.5
    assert following.number_of(reader.id) == 500
    for odd in ("page=0", "page=x", "page=99999", "kind=nothing", "ended=x", "ended=99999999999999"):
        assert mine.get(f"/en/following?{odd}").status_code == 200
