"""Ending letters twice, after something else, and taking it back: what is said is what is so."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import committing, session
from notices import doors_links
from notices.models.delivery import Delivery
from notices.models.follower import Follower, Wish
from tests.factories import events
from tests.factories import following as factories
from tests.factories.desk import send as post
from tests.notices.test_views_unsubscribe import ONE_CLICK, in_force, letter, path_of

UNDO = 'action="/en/unsubscribe/undo/'


@pytest.fixture
def reader(app: Flask) -> Follower:
    events.show()
    return factories.follower("lin@example.org")


def undone(client: FlaskClient, page: str) -> None:
    assert UNDO in page
    assert post(client, "/en/unsubscribe/undo/" + page.partition(UNDO)[2].partition('"')[0]).status_code == 200


def open_pages(client: FlaskClient, of: Follower) -> None:
    client.get(urlsplit(doors_links.manage_link(of)).path)


def shared(of: Follower, robot_hears: str = "change") -> Delivery:
    """A letter about something that a robot hears of, too."""
    row, robot = factories.subscription(of, "event:1", ["change", "reminder:60"]), factories.way(of, "wecom", name="Group")
    with committing():
        session.add(
            Wish(subscription_id=row.id, follower_id=of.id, endpoint_id=robot.id, subject="event:1", news=robot_hears)
        )
    return letter(of, subscriptions=[row.id])


def test_what_was_followed_after_the_end_of_all_does_not_hide_the_rest(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1", ["change"])
    path = path_of(letter(reader, subscriptions=[row.id]))
    done = client.post(path, data={"all": "1"}).text
    open_pages(client, reader)
    answer = post(client, "/en/follow?to=city:shanghai", news=["cancellation"], rhythm="none", language="en")
    begun = client.get(answer.headers["Location"]).text
    assert "Only this is told by e-mail" in begun
    assert "Have letters again, about everything" in begun
    assert in_force(reader) == {"event:1": set(), "city:310000": {("mail", "cancellation")}}
    undone(client, done)
    assert in_force(reader) == {"event:1": {("mail", "change")}, "city:310000": {("mail", "cancellation")}}
    assert "not told by e-mail" not in client.get("/en/following").text


def test_the_page_says_that_all_letters_are_stopped_and_lets_them_come_again(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1", ["change"])
    client.post(path_of(letter(reader, subscriptions=[row.id])), data={"all": "1"})
    open_pages(client, reader)
    page = client.get("/en/following").text
    assert "You stopped all letters to l…@example.org" in page
    assert "We write to" not in page
    assert post(client, "/en/following/letters").status_code == 303
    assert in_force(reader) == {"event:1": {("mail", "change")}}
    page = client.get("/en/following").text
    assert "You stopped" not in page
    assert "We write to l…@example.org." in page


@pytest.mark.parametrize("data", [ONE_CLICK, {"all": "1"}])
def test_opened_again_the_page_knows_and_takes_it_back(
    client: FlaskClient, reader: Follower, data: dict[str, str]
) -> None:
    path = path_of(shared(reader))
    before = in_force(reader)
    assert "This has ended already" not in client.get(path).text
    client.post(path, data=data)
    client.post(path, data=data)
    again = client.get(path).text
    assert "This has ended already" in again
    undone(client, again)
    assert in_force(reader) == before
    assert "This has ended already" not in client.get(path).text


def test_the_page_names_what_the_press_ends(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1", ["change", "digest:daily", "organiser"])
    for kind, words in (
        ("digest", "No more summaries of this"), ("announcement", "No more of what organisers write about this"),
        ("change", "No more letters about this"),
    ):
        page = client.get(path_of(letter(reader, kind, subscriptions=[row.id]))).text
        assert (words in page, "The Long Bridge" in page) == (True, True)


def test_what_was_unfollowed_on_the_page_is_over_without_a_way_back(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1", ["change"])
    path = path_of(letter(reader, subscriptions=[row.id]))
    open_pages(client, reader)
    post(client, f"/en/following/{row.id}/end")
    page = client.get(path).text
    assert "This has ended already" in page
    assert UNDO not in page
