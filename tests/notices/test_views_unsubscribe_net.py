"""A letter that comes on behalf of a calendar alone has a link that ends such letters, shows it, and takes it back."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices import doors_links
from notices.jobs.fanning import fan_out
from notices.models.follower import ChannelCode, Follower, Subscription
from notices.news import News
from notices.services import calendars, subscriptions
from tests.factories import accounts, events, following, letters, news
from tests.factories.changing import done
from tests.factories.desk import send as post

pytestmark = pytest.mark.both_databases
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
TOLD = (News.CHANGE.value, News.CANCELLATION.value)


@pytest.fixture
def date(app: Flask) -> Performance:
    """A date in twenty hours, published long ago."""
    with news.later(days=-10):
        row = events.show(starts_at=clock.now() + timedelta(days=10, hours=20), owner_id=accounts.organisation().id)
    news.told_long_ago()
    return row


@pytest.fixture
def kept(date: Performance) -> int:
    """The key of what follows it for somebody who has it in a calendar alone."""
    who = following.follower("reader@example.org", language="en")
    way = following.way(who, ChannelCode.CALENDAR, name="My calendar")
    return following.subscription(who, f"performance:{date.id}", TOLD, by=way).id


def moved(date: Performance, hours: float = 1) -> None:
    mine = session.get_one(Performance, date.id, populate_existing=True)
    done(mine, kind=DeedKind.MOVE, starts={mine.id: mine.starts_at + timedelta(hours=hours)})


def path_of_letter() -> str:
    return urlsplit(doors_links.unsubscribe_link(news.deliveries()[0])).path


def follower_of(key: int) -> Follower:
    return session.get_one(Subscription, key).follower


def heard() -> list[str]:
    return [subject for _to, subject, _text in letters.sent()]


def test_one_click_ends_letters_on_behalf_of_a_calendar(client: FlaskClient, date: Performance, kept: int) -> None:
    moved(date)
    assert len(news.tick()) == 1
    assert client.post(path_of_letter(), data=ONE_CLICK).status_code == 200
    answer = client.post(path_of_letter(), data=ONE_CLICK)
    with news.later(minutes=5):
        moved(date)
        assert len(news.tick()) == 1, "none is even written"
    assert len(news.deliveries()) == 1
    assert session.get_one(Subscription, kept).is_followed, "it stays on the calendar"
    undo = answer.text.partition('action="/en/unsubscribe/undo/')[2].partition('"')[0]
    assert post(client, f"/en/unsubscribe/undo/{undo}").status_code == 200
    with news.later(minutes=9):
        moved(date)
        assert len(news.tick()) == 2


def test_what_is_written_out_already_is_held_back(client: FlaskClient, date: Performance, kept: int) -> None:
    moved(date)
    fan_out()
    client.post(path_of_letter(), data=ONE_CLICK)
    assert heard() == []
    assert [(each.fate, each.why) for each in news.deliveries()] == [("skipped", "unsubscribed")]


def test_the_page_says_so_and_lets_them_come_again(client: FlaskClient, date: Performance, kept: int) -> None:
    moved(date)
    news.tick()
    client.post(path_of_letter(), data=ONE_CLICK)
    client.get(urlsplit(doors_links.manage_link(follower_of(kept))).path)
    page = f"/en/following/{kept}"
    assert "Let such letters come again" in client.get(page).text
    assert post(client, f"{page}/net").status_code == 303
    assert session.get_one(Subscription, kept, populate_existing=True).net_ended_at is None
    assert "Let such letters come again" not in client.get(page).text


def test_whoever_is_told_directly_too_gets_no_letter_in_its_place(
    client: FlaskClient, date: Performance, kept: int
) -> None:
    who = follower_of(kept)
    with committing():
        subscriptions.follow(who, f"performance:{date.id}", following.way(who), subscriptions.Wanted(TOLD), at=clock.now())
    moved(date)
    news.tick()
    client.post(path_of_letter(), data=ONE_CLICK)
    with news.later(minutes=5):
        moved(date)
        assert len(news.tick()) == 1


@pytest.mark.parametrize("by_mail", [True, False])
def test_who_asks_for_it_anew_is_told_again(app: Flask, kept: int, by_mail: bool) -> None:
    with committing():
        row = session.get_one(Subscription, kept)
        row.net_ended_at = row.ended_at = clock.now()
        who, list_ = row.follower, following.way(row.follower, ChannelCode.CALENDAR)
        if by_mail:
            subscriptions.follow(who, row.subject, following.way(who), subscriptions.Wanted(TOLD), at=clock.now())
        else:
            for each in list(row.wishes):
                session.delete(each)
            session.flush()
            calendars.put(list_, [row.subject], at=clock.now())
    assert session.get_one(Subscription, kept, populate_existing=True).net_ended_at is None
