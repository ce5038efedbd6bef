"""Who relies on a private calendar: told directly exactly where the calendar may come too late."""

from datetime import timedelta

import pytest
from flask import Flask

from core import clock
from core.db import committing, session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.jobs.fanning import fan_out
from notices.models.follower import ChannelCode, Endpoint, Follower
from notices.news import News
from tests.factories import accounts, events, following, news
from tests.factories.changing import done

pytestmark = pytest.mark.both_databases

TOLD = (News.CHANGE.value, News.CANCELLATION.value)


def date_in(hours: float) -> Performance:
    """A date so far ahead, published long ago."""
    with news.later(days=-10):
        row = events.show(
            starts_at=clock.now() + timedelta(days=10, hours=hours), owner_id=accounts.organisation().id
        )
    news.told_long_ago()
    return row


def calendar(row: Performance, mail: str | None = "reader@example.org", *, fetched: float | None = None) -> Endpoint:
    """Somebody who has a date in a calendar alone, fetched so many minutes from now."""
    who = following.follower(mail, language="en")
    at = None if fetched is None else clock.now() + timedelta(minutes=fetched)
    way = following.way(who, ChannelCode.CALENDAR, name="My calendar", fetched_at=at)
    following.subscription(who, f"performance:{row.id}", TOLD, by=way)
    return way


def fetch(way: Endpoint) -> None:
    with committing():
        session.merge(way).fetched_at = clock.now()


def subjects(found: list[news.Letter]) -> list[str]:
    """Without date and city."""
    return [subject.partition(",")[0] for _to, subject, _text in found]


@pytest.mark.parametrize(("hours", "told"), [(71, ["Cancelled: The Long Bridge"]), (73, [])])
def test_within_three_days_it_is_told_where_the_calendar_was_not_fetched(app: Flask, hours: int, told: list[str]) -> None:
    row = date_in(hours)
    calendar(row, fetched=-1)
    done(row)
    assert subjects(news.ticked(minutes=11)) == told
    assert news.deliveries()[:1] == [] or news.deliveries()[0].facts["net"][0][0] == "unless_fetched"


def test_where_the_calendar_was_fetched_since_nothing_is_told(app: Flask) -> None:
    row = date_in(60)
    way = calendar(row)
    done(row)
    with news.later(minutes=5):
        fetch(way)
    assert subjects(news.ticked(minutes=11)) == []
    assert news.deliveries() == []


def test_it_is_asked_once_more_just_before_it_is_sent(app: Flask) -> None:
    row = date_in(60)
    way = calendar(row)
    done(row)
    with news.later(minutes=11):
        fan_out()
    assert [each.fate for each in news.deliveries()] == ["open"]
    with news.later(minutes=12):
        fetch(way)
        assert subjects(news.tick()) == []
    assert [(each.fate, each.why) for each in news.deliveries()] == [("skipped", "calendar_has_it")]


@pytest.mark.parametrize("kind", [DeedKind.CANCEL, DeedKind.MOVE])
def test_within_a_day_it_is_told_in_any_case(app: Flask, kind: DeedKind) -> None:
    row = date_in(20)
    calendar(row, fetched=1)
    done(row, kind=kind, starts={row.id: row.starts_at + timedelta(hours=1)})
    with news.later(minutes=2):
        assert len(subjects(news.tick())) == 1


def test_another_hall_within_a_day_waits_for_the_calendar(app: Flask) -> None:
    row = date_in(20)
    way = calendar(row)
    done(row, kind=DeedKind.SELL_OUT)
    fetched = calendar(row, "other@example.org")
    with news.later(minutes=1):
        fetch(fetched)
        found = news.tick()
    assert ([to for to, _subject, _text in found], subjects(found)) == (["reader@example.org"], ["Sold out: The Long Bridge"])
    assert way.id


def test_who_has_a_direct_way_is_told_by_that_alone(app: Flask) -> None:
    row = date_in(20)
    way = calendar(row)
    mail = following.way(session.get_one(Follower, way.follower_id))
    following.subscription(session.get_one(Follower, way.follower_id), f"venue:{row.venue_id}", by=mail)
    done(row)
    assert subjects(news.tick()) == ["Cancelled: The Long Bridge"]
    assert [each.endpoint_id for each in news.deliveries()] == [mail.id]


def test_without_an_address_it_stands_on_the_page_of_everybody(app: Flask) -> None:
    row = date_in(20)
    bare = calendar(row, None)
    second = calendar(row, None)
    inbox = following.way(session.get_one(Follower, second.follower_id), ChannelCode.INBOX)
    done(row)
    assert news.tick() == []
    found = {each.follower_id: (each.channel, each.endpoint_id, each.fate) for each in news.deliveries()}
    assert found == {bare.follower_id: ("inbox", None, "sent"), second.follower_id: ("inbox", inbox.id, "sent")}


def test_new_dates_need_no_net(app: Flask) -> None:
    with news.later(hours=1):
        row = events.show(starts_at=clock.now() + timedelta(hours=20))
        calendar(row)
        assert news.ticked(minutes=31) == []
