"""A wish that is taken back after something was written out, and before it is sent, counts: by whatever way."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from core import clock
from core.db import committing, session
from events.models.performance import Performance
from notices import doors_links
from notices.jobs.fanning import fan_out
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.services import subscriptions
from tests.factories import accounts, changing, following, letters, news
from tests.factories.changing import done
from tests.factories.desk import send as post

pytestmark = pytest.mark.both_databases
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def dates(app: Flask) -> list[Performance]:
    """Three dates, a week ahead, published long ago."""
    with news.later(days=-10):
        rows = changing.listing(accounts.organisation(), first_in=17)
    news.told_long_ago()
    return rows


@pytest.fixture
def reader(dates: list[Performance]) -> Follower:
    return following.follower("reader@example.org", language="en")


def wish(of: Subscription, by: Endpoint, word: str = "cancellation") -> None:
    with committing():
        session.add(
            Wish(subscription_id=of.id, follower_id=of.follower_id, endpoint_id=by.id, subject=of.subject, news=word)
        )


def written_out(*rows: Performance) -> None:
    """These dates are cancelled, and what tells it is written out."""
    done(*rows, is_urgent=True)
    fan_out()


def became() -> list[tuple[str, str, str]]:
    letters.sent()
    session.rollback()
    return [(each.channel, each.fate.value, each.why) for each in news.deliveries()]


def test_one_click_holds_back_what_is_written_out_already(
    client: FlaskClient, reader: Follower, dates: list[Performance]
) -> None:
    row = following.subscription(reader, f"event:{dates[0].run.event_id}")
    wish(row, following.way(reader, "inbox"))
    written_out(dates[0])
    earlier = news.deliveries(channel="mail")[0]
    assert client.post(doors_links.unsubscribe_link(earlier), data=ONE_CLICK).status_code == 200
    assert sorted(became()) == [("inbox", "sent", ""), ("mail", "skipped", "unsubscribed")]
    assert letters.sent() == []


def test_a_box_that_is_unticked_holds_it_back(client: FlaskClient, reader: Follower, dates: list[Performance]) -> None:
    row = following.subscription(reader, f"event:{dates[0].run.event_id}", ["cancellation", "change"])
    written_out(dates[0])
    client.get(urlsplit(doors_links.manage_link(reader)).path)
    mail = following.way(reader).id
    assert post(client, f"/en/following/{row.id}", wish=[f"{mail}:change"], language="").status_code == 303
    assert became() == [("mail", "skipped", "unsubscribed")]


def test_the_same_holds_for_robots(app: Flask, reader: Follower, dates: list[Performance]) -> None:
    robot = following.way(reader, "wecom", name="Group", address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x")
    row = following.subscription(reader, f"event:{dates[0].run.event_id}", ["change", "cancellation"], by=robot)
    written_out(dates[0])
    with committing():
        subscriptions.choose(session.merge(row), {robot.id: ["change"]}, "", at=clock.now())
    assert became() == [("wecom", "skipped", "unsubscribed")]


def test_what_only_an_ended_wish_brought_is_left_out(app: Flask, reader: Follower, dates: list[Performance]) -> None:
    rows = [following.subscription(reader, f"performance:{each.id}") for each in dates[:2]]
    written_out(*dates[:2])
    with committing():
        session.execute(delete(Wish).where(Wish.subscription_id == rows[0].id))
    ((_to, subject, text),) = letters.sent()
    assert subject == "Cancelled: The Long Bridge, Sunday 29 November 2026, 19:30, Shanghai"
    assert "29 November" in text
    assert "28 November" not in text


@pytest.mark.parametrize(("facts", "why"), [({"ended_at": 0}, "unsubscribed"), ({"paused_at": 0}, "paused")])
def test_a_subscription_that_rests_or_ended(
    app: Flask, reader: Follower, dates: list[Performance], facts: dict[str, Any], why: str
) -> None:
    row = following.subscription(reader, f"performance:{dates[0].id}")
    written_out(dates[0])
    with committing():
        for name in facts:
            setattr(session.get_one(Subscription, row.id), name, clock.now())
    assert became() == [("mail", "skipped", why)]
