"""By which ways one thing is told: each offers what it can carry, and nobody stands before nothing to choose."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from notices import doors_links
from notices.models.follower import Endpoint, Follower, Subscription
from notices.news import USUAL
from notices.services import calendars as deeds
from tests.factories import calendars, events
from tests.factories import following as factories
from tests.factories.desk import send as post
from tests.factories.letters import link_in, sent

PAGE = "/en/following/1"


@pytest.fixture
def listed(app: Flask, client: FlaskClient) -> Endpoint:
    """Somebody without an address, with one date on a list."""
    events.show()
    who = factories.follower(None)
    row, _secret = calendars.calendar(who, ["performance:1"])
    client.get(urlsplit(doors_links.manage_link(who)).path)
    return row


def heard() -> set[tuple[str, str]]:
    session.rollback()
    return {(each.endpoint.channel, each.news) for each in session.get_one(Subscription, 1).wishes}


def test_a_list_offers_nothing_that_it_cannot_carry(client: FlaskClient, listed: Endpoint) -> None:
    page = client.get(PAGE).text
    assert f'value="{listed.id}:' not in page
    assert f'href="/en/following/calendars/{listed.id}"' in page
    robot = factories.way(session.query(Follower).one(), "wecom", name="Group")
    post(client, PAGE, wish=[f"{listed.id}:digest:daily", f"{listed.id}:reminder:60", f"{robot.id}:change"], language="")
    assert heard() == {("calendar", "change"), ("calendar", "cancellation"), ("wecom", "change")}


def test_nothing_new_is_offered_of_one_date(client: FlaskClient, listed: Endpoint) -> None:
    factories.way(session.query(Follower).one(), "inbox")
    for path in (PAGE, "/en/follow?to=performance:1"):
        assert "New dates are announced" not in client.get(path).text
    assert "New dates are announced" in client.get("/en/follow?to=event:the-long-bridge").text


def test_whose_only_list_is_taken_back_is_offered_ways(client: FlaskClient, listed: Endpoint) -> None:
    with committing():
        deeds.revoke(session.merge(listed), at=clock.now())
    page = client.get(PAGE).text
    assert "Nothing tells you of it now" in page
    assert f"{PAGE}/by/inbox" in page
    assert "/en/my/add?ref=performance:1" in page.replace("%3A", ":")
    assert "e-mail address" in post(client, f"{PAGE}/by/mail", mail="lin@example").text
    assert post(client, f"{PAGE}/by/inbox").status_code == 303
    usual = {("inbox", each) for each in USUAL if each != "new_dates"}
    assert heard() == {("calendar", "change"), ("calendar", "cancellation"), *usual}
    assert "Nothing tells you of it now" not in client.get(PAGE).text


def test_an_address_is_asked_by_a_letter(client: FlaskClient, listed: Endpoint) -> None:
    answer = post(client, f"{PAGE}/by/mail", mail="lin@example.org")
    assert answer.headers["Location"] == "/en/follow/sent"
    assert {channel for channel, _news in heard()} == {"calendar"}, "nothing before they say yes"
    (to, _subject, text) = sent()[0]
    assert (to, post(client, link_in(text, "/follow/confirm/"), bring="1").status_code) == ("lin@example.org", 303)
    session.rollback()
    row = session.query(Subscription).filter_by(subject="performance:1").filter(Subscription.confirmed_at.is_not(None)).one()
    assert "mail" in {each.endpoint.channel for each in row.wishes}


def test_a_date_can_be_followed_alone_or_with_all_of_its_show(client: FlaskClient, listed: Endpoint) -> None:
    page = client.get("/en/performances/1").text.replace("%3A", ":")
    assert 'href="/en/follow?to=performance:1"' in page
    assert 'href="/en/follow?to=event:the-long-bridge"' in page


def test_everybody_has_a_page_of_what_they_are_told(app: Flask, client: FlaskClient) -> None:
    events.show()
    post(client, "/en/my/add?date=1", ref="performance:1", name="Mine")
    session.rollback()
    assert {each.channel for each in session.query(Endpoint)} == {"inbox", "calendar"}


def test_hours_say_what_comes_all_the_same(client: FlaskClient, listed: Endpoint) -> None:
    who = session.query(Follower).one()
    factories.subscription(who, "event:1", ["digest:daily"], by=factories.way(who, "inbox"))
    typed = {
        "language": "en", "zone": "Asia/Shanghai", "is_quiet": "y", "quiet_from": "22:00", "quiet_until": "08:00",
        "digest_at": "07:30", "weekday": "0",
    }
    post(client, "/en/following/hours", **typed)
    page = client.get("/en/following/hours").text
    assert "lies within your quiet hours" in page
    assert "a change within a day of the start" in page
    assert "Atom feeds change with them" in page
    post(client, "/en/following/hours", **typed | {"digest_at": "08:00"})
    assert "lies within your quiet hours" not in client.get("/en/following/hours").text
