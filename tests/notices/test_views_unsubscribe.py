"""Hearing no more of something, by the link of a letter: a scanner changes nothing, a provider's press works twice."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.letter_kinds import LetterKind
from application import NOTICE_KINDS
from core import clock
from core.db import committing, session
from notices import doors_links, registry
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower, Stop, Subscription, Wish
from notices.queries import following
from tests.factories import accounts, events
from tests.factories import following as factories
from tests.factories.desk import FROM_HERE
from tests.factories.desk import send as post
from tests.factories.letters import sent

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader(app: Flask) -> Follower:
    events.show()
    return factories.follower("lin@example.org")


def letter(to: Follower | None, kind: str = "change", **facts: Any) -> Delivery:
    at = clock.now()
    row = Delivery(
        key=f"{kind}:{len(facts)}", kind=kind, follower_id=to.id if to else None, mail="lin@example.org", language="en",
        facts=facts, made_at=at, due_at=at, turn_at=at, over_at=at, fate=Fate.SENT,
    )
    with committing():
        session.add(row)
    return row


def path_of(row: Delivery) -> str:
    return urlsplit(doors_links.unsubscribe_link(row)).path


def in_force(of: Follower) -> dict[str, set[tuple[str, str]]]:
    session.rollback()
    rows = following.page_of(of.id, "", first=0, limit=50)
    return {row.subject: {(wish.endpoint.channel, wish.news) for wish in row.wishes if wish.endpoint.is_open} for row in rows}


def test_one_click_ends_what_brought_the_letter_and_works_twice(client: FlaskClient, reader: Follower) -> None:
    row, other = (factories.subscription(reader, ref, ["change"]) for ref in ("event:1", "city:310000"))
    path = path_of(letter(reader, subscriptions=[row.id]))
    assert path.startswith("/en/unsubscribe/")
    for _scanner in range(2):
        assert "The Long Bridge" in client.get(path).text
        assert client.head(path).status_code == 200
    assert set(in_force(reader)) == {"event:1", "city:310000"}, "opening changes nothing"
    for _press in range(2):
        answer = client.post(path, data=ONE_CLICK)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers or "follower" not in answer.headers["Set-Cookie"]
        assert set(in_force(reader)) == {other.subject}


def test_an_old_letter_gives_no_more_than_its_end(app: Flask, client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1")
    path = path_of(letter(reader, subscriptions=[row.id]))
    done = client.post(path, data=ONE_CLICK)
    undo = f'/en/unsubscribe/undo/{done.text.partition("/en/unsubscribe/undo/")[2].partition(chr(34))[0]}'
    for page in (client.get(path), done, post(client, undo)):
        assert "/following/by/" not in page.text
    assert client.get(undo).headers["Location"] == "/en/following", "reloading leads on"
    asked = post(client, path.replace("/unsubscribe/", "/unsubscribe/link/"))
    assert asked.headers["Location"] == "/en/following/sent"
    assert "/following/by/" not in asked.text
    assert [to for to, _subject, text in sent() if "/following/by/" in text] == ["lin@example.org"]
    factories.open_in(client, reader)
    assert 'href="/en/following"' in client.get(path).text
    assert post(client, "/en/unsubscribe/link/x").status_code == 410


def test_a_letter_in_a_mailbox_of_before_ends_nothing_of_the_new_one(client: FlaskClient, app: Flask) -> None:
    events.show()
    person = accounts.person("lin@example.org")
    mine = factories.follower(person=person)
    row = factories.subscription(mine, "event:1")
    path = path_of(letter(mine, subscriptions=[row.id]))
    with committing():
        session.merge(person).mail = "new@example.org"
    for typed in (ONE_CLICK, {"all": "1"}):
        done = client.post(path, data=typed)
        assert set(in_force(mine)) == {"event:1"}
        assert in_force(mine)["event:1"]
        post(client, "/en/unsubscribe/undo/" + done.text.partition('action="/en/unsubscribe/undo/')[2].partition('"')[0])
    assert in_force(mine)["event:1"]


def test_other_ways_stay_and_everything_comes_back(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1", ["change", "reminder:60"])
    robot = factories.way(reader, "wecom", name="Group")
    with committing():
        session.add(Wish(subscription_id=row.id, follower_id=reader.id, endpoint_id=robot.id, subject="event:1", news="change"))
    path = path_of(letter(reader, subscriptions=[row.id]))
    done = client.post(path, data=ONE_CLICK)
    assert in_force(reader) == {"event:1": {("wecom", "change")}}
    undo = done.text.partition('action="/en/unsubscribe/undo/')[2].partition('"')[0]
    assert post(client, f"/en/unsubscribe/undo/{undo}").status_code == 200
    assert in_force(reader) == {"event:1": {("wecom", "change"), ("mail", "change"), ("mail", "reminder:60")}}
    assert post(client, f"/en/unsubscribe/undo/{undo[:-2]}").status_code == 410


def test_an_ended_subscription_comes_back_as_it_was(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1", ["change", "new_dates"])
    path = path_of(letter(reader, subscriptions=[row.id]))
    client.post(path, data=ONE_CLICK)
    done = client.post(path, data=ONE_CLICK)
    assert in_force(reader) == {}
    post(client, "/en/unsubscribe/undo/" + done.text.partition('action="/en/unsubscribe/undo/')[2].partition('"')[0])
    assert in_force(reader) == {"event:1": {("mail", "change"), ("mail", "new_dates")}}


def test_a_digest_is_ended_as_a_digest_alone(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1", ["cancellation", "digest:daily"])
    client.post(path_of(letter(reader, "digest", subscriptions=[row.id])), data=ONE_CLICK)
    assert in_force(reader) == {"event:1": {("mail", "cancellation")}}


def test_everything_ends_every_letter_and_comes_back(client: FlaskClient, reader: Follower) -> None:
    row, other = factories.subscription(reader, "event:1"), factories.subscription(reader, "city:310000")
    path = path_of(letter(reader, subscriptions=[row.id]))
    done = client.post(path, data={"all": "1"}, headers=FROM_HERE)
    assert [(each.mail, each.kind) for each in session.query(Stop)] == [("lin@example.org", "*")]
    assert all(ways == set() for ways in in_force(reader).values())
    post(client, "/en/unsubscribe/undo/" + done.text.partition('action="/en/unsubscribe/undo/')[2].partition('"')[0])
    assert session.query(Stop).all() == []
    assert set(in_force(reader)) == {row.subject, other.subject}
    assert all(ways for ways in in_force(reader).values())


@pytest.fixture
def _kinds(app: Flask) -> Iterator[None]:
    earlier = registry.letter_kinds()
    kinds = [
        LetterKind(code="reach", words=lambda: "Weekly figures", may_be_stopped=True),
        LetterKind(code="reset", words=lambda: "New password", is_essential=True),
    ]
    registry.fill(followables=registry.followables(), notice_kinds=NOTICE_KINDS, letter_kinds=kinds)
    yield
    registry.fill(followables=registry.followables(), notice_kinds=NOTICE_KINDS, letter_kinds=earlier)


@pytest.mark.usefixtures("_kinds")
def test_a_single_letter_that_can_be_stopped_is_stopped(client: FlaskClient) -> None:
    path = path_of(letter(None, "reach"))
    assert "Weekly figures" in client.get(path).text
    for _press in range(2):
        assert client.post(path, data=ONE_CLICK).status_code == 200
    assert [(each.mail, each.kind) for each in session.query(Stop)] == [("lin@example.org", "reach")]
    essential = path_of(letter(None, "reset"))
    assert 'class="btn btn--main btn--wide"' not in client.get(essential).text
    client.post(essential, data=ONE_CLICK)
    assert session.query(Stop).count() == 1


def test_a_link_that_is_not_ours_ends_nothing(client: FlaskClient, reader: Follower) -> None:
    row = letter(reader, subscriptions=[factories.subscription(reader, "event:1").id])
    path = path_of(row)
    for wrong in ("/unsubscribe/x", path[:-1], path + "x"):
        assert client.post(wrong, data=ONE_CLICK).status_code == 410
    with committing():
        row.mail = ""
    assert client.post(path, data=ONE_CLICK).status_code == 410
    assert set(in_force(reader)) == {"event:1"}


def test_whoever_asks_for_letters_again_gets_them(client: FlaskClient, reader: Follower) -> None:
    row = factories.subscription(reader, "event:1")
    client.post(path_of(letter(reader, subscriptions=[row.id])), data={"all": "1"})
    manage = urlsplit(doors_links.manage_link(reader)).path
    client.get(manage)
    post(client, "/en/follow?to=city:shanghai", news=["change"], rhythm="none", language="en")
    session.rollback()
    assert session.query(Stop).all() == []
    assert session.query(Endpoint).filter_by(ended_at=None).count() == 1
    assert session.query(Subscription).count() == 2
