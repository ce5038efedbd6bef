"""The pages of what one follows: by session, by sign-in, by link; five hundred things stay quick."""

import time
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.actor import Actor
from accounts.models.person import Person
from accounts.services import people, signins
from core import clock
from core.db import committing, session
from notices import doors_links
from notices.jobs import keeping
from notices.models.browser import Browser
from notices.models.follower import Follower, Subscription
from notices.queries import following
from notices.services import browsers, followers
from tests.conftest import CountQueries
from tests.factories import accounts, calendars, events
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


def test_a_strangers_link_loses_nothing_of_this_browser(app: Flask, client: FlaskClient, reader: Follower) -> None:
    bare = factories.follower(None)
    row, _secret = calendars.calendar(bare, ["event:1"])
    factories.open_in(client, bare)
    path = f"/en{urlsplit(doors_links.manage_link(reader)).path}"
    page = client.get(path)
    assert page.status_code == 200
    assert "l…@example.org" in page.text
    assert post(client, path).status_code == 200, "it has to be said"
    assert client.get(f"/en/following/calendars/{row.id}").status_code == 200
    assert post(client, path, bring="1").status_code == 303
    session.rollback()
    assert [each.id for each in session.query(Follower)] == [reader.id]
    assert client.get(f"/en/following/calendars/{row.id}").status_code == 200
    assert "The Long Bridge" in client.get("/en/following").text


def test_another_mailbox_is_opened_by_a_press_alone(client: FlaskClient, reader: Follower) -> None:
    other = factories.follower("gu@example.org")
    factories.subscription(other, "city:310000")
    factories.open_in(client, other)
    path = f"/en{urlsplit(doors_links.manage_link(reader)).path}"
    page = client.get(path).text
    assert "l…@example.org" in page
    assert "g…@example.org" in page
    assert "We write to g…@example.org" in client.get("/en/following").text
    assert post(client, path).status_code == 303
    assert "We write to l…@example.org" in client.get("/en/following").text
    assert session.query(Follower).count() == 2


def test_a_copy_of_the_cookie_opens_nothing_once_this_browser_forgot(app: Flask, mine: FlaskClient) -> None:
    copy, jar = app.test_client(), mine.get_cookie("session")
    assert jar is not None
    copy.set_cookie("session", jar.value)
    assert "The Long Bridge" in copy.get("/en/following").text
    assert post(mine, "/en/following/leave").status_code == 303
    assert "The Long Bridge" not in copy.get("/en/following").text + mine.get("/en/following").text


def test_browsers_end_and_few_are_kept(app: Flask, reader: Follower) -> None:
    first = app.test_client()
    factories.open_in(first, reader)
    second = app.test_client()
    factories.open_in(second, reader)
    with committing():
        for _scanner in range(browsers.MOST - 1):
            browsers.begin(session.merge(reader), at=clock.now())
    assert "The Long Bridge" not in first.get("/en/following").text
    assert "The Long Bridge" in second.get("/en/following").text
    with clock.standing_still(clock.now() + browsers.OPEN_FOR):
        assert "The Long Bridge" not in second.get("/en/following").text
        keeping.forget()
        assert session.query(Browser).count() == 0


def test_what_opens_an_accounts_pages_ends_with_its_address_its_password_and_everywhere(app: Flask) -> None:
    events.show()
    who = accounts.person("lin@example.org")
    mine = factories.follower(person=who)
    factories.subscription(mine, "event:1")
    at = clock.now()

    def moves() -> None:
        person = session.get_one(Person, who.id)
        person.mail_wanted = "new@example.org"
        people.take_mail(person, at=at, digest=people.digest_of_mail("new@example.org"))

    def sets() -> None:
        people.set_password(session.get_one(Person, who.id), "x", at=at, actor=Actor(person_id=who.id))

    def leaves() -> None:
        signins.end_all(session.get_one(Person, who.id), at=at, actor=Actor(person_id=who.id))

    for deed in (moves, sets, leaves):
        session.rollback()
        path = urlsplit(doors_links.manage_link(session.get_one(Follower, mine.id))).path
        client = app.test_client()
        assert client.get(path).status_code == 303
        assert "The Long Bridge" in client.get("/en/following").text
        with committing():
            deed()
        assert client.get(path).status_code == 410, deed.__name__
        assert "The Long Bridge" not in client.get("/en/following").text, deed.__name__


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


@pytest.mark.parametrize("number", ["0001" + "0" * 5_000, "0", "-1", "x", "99999999999999999999", "١"])
def test_no_number_breaks_the_list(mine: FlaskClient, number: str) -> None:
    for name in ("page", "ended"):
        assert mine.get(f"/en/following?{name}={number}").status_code == 200


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
