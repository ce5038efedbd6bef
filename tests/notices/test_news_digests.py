"""Digests: at somebody's own hour, nothing that was told directly, none when empty, one for each local date."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from core import clock
from core.db import committing, session
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.services.publishing import hide_listing
from notices.hours import DAILY, WEEKLY, next_digest
from notices.jobs.fanning import fan_out
from notices.jobs.news import write_digests
from notices.models.follower import Follower
from notices.news import News
from tests.factories import accounts, changing, following, news
from tests.factories.changing import done

pytestmark = pytest.mark.both_databases

MORNING = 8 * 60


@pytest.fixture
def dates(app: Flask) -> list[Performance]:
    """Three dates, ten days ahead, published long ago."""
    owner = accounts.organisation()
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=20)
    news.told_long_ago()
    return rows


def reader(row: Performance, wishes: Sequence[str] = (DAILY,), mail: str = "reader@example.org", **facts: Any) -> Follower:
    """Somebody with a digest of the house, due next at their hour."""
    who = following.follower(mail, **{"language": "en", "digest_minute": MORNING, **facts})
    following.subscription(who, f"venue:{row.venue_id}", wishes)
    with committing():
        mine = session.merge(who)
        mine.digest_due_at = next_digest(mine, clock.now(), set(wishes))
    return who


def digests(found: Sequence[news.Letter]) -> list[str]:
    return [subject for _to, subject, _text in found if subject.startswith("Your ")]


def test_a_digest_tells_the_last_day_at_its_hour(dates: list[Performance]) -> None:
    reader(dates[0])
    done(dates[0], kind=DeedKind.MOVE, starts={dates[0].id: dates[0].starts_at + timedelta(hours=1)})
    done(dates[1])
    news.ticked(minutes=31)
    assert digests(news.ticked(hours=19, minutes=59)) == []
    found = news.ticked(hours=20)
    assert digests(found) == ["Your day at Delta Window: 2 dates"]
    text = found[-1][2]
    assert text.index("[Cancelled]") < text.index("[Changed]")
    assert "New time: Tuesday 1 December 2026, 20:30 (was: Tuesday 1 December 2026, 19:30)" in text
    assert len(digests(news.ticked(hours=44))) == 1, "nothing happened since"
    assert news.voids()[-1] == ("digest", "empty")


def test_what_was_told_directly_is_not_told_again(dates: list[Performance]) -> None:
    who = reader(dates[0])
    following.subscription(who, f"performance:{dates[0].id}", [News.CHANGE.value])
    for each in dates[:2]:
        done(each, kind=DeedKind.SELL_OUT)
    assert len(news.ticked(minutes=31)) == 1
    found = news.ticked(hours=20)
    assert digests(found) == ["Your day at Delta Window: 1 date"]
    assert "Wednesday 2 December 2026, 19:30" in found[-1][2]


def test_the_weekly_one_comes_on_its_day_with_the_whole_week(dates: list[Performance]) -> None:
    reader(dates[0], [WEEKLY], digest_weekday=3)
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    assert digests(news.ticked(days=4, hours=19)) == []
    assert digests(news.ticked(days=4, hours=20)) == ["Your week at Delta Window: 1 date"], "a Thursday"
    who = session.query(Follower).one()
    assert who.digest_due_at == clock.now() + timedelta(days=11, hours=20)


def test_what_nobody_can_see_any_more_is_left_out(dates: list[Performance]) -> None:
    reader(dates[0])
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    with news.later(hours=19), committing():
        hide_listing(session.merge(dates[0]).run.event, at=clock.now())
    assert digests(news.ticked(hours=20)) == []


def test_after_days_without_power_there_is_one(dates: list[Performance]) -> None:
    reader(dates[0])
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    with news.later(days=2):
        done(session.merge(dates[1]), kind=DeedKind.SELL_OUT)
        fan_out()
    with news.later(days=2, minutes=31):
        fan_out()
    assert digests(news.ticked(days=3)) == ["Your day at Delta Window: 2 dates"]
    assert len(digests(news.ticked(days=3, minutes=5))) == 1


@pytest.mark.parametrize(
    ("zone", "night"),
    [
        ("Europe/Berlin", (2026, 10, 25)), ("Europe/Berlin", (2026, 3, 29)), ("America/New_York", (2026, 11, 1)),
        ("America/New_York", (2026, 3, 8)), ("Australia/Lord_Howe", (2026, 4, 5)), ("Australia/Lord_Howe", (2026, 10, 4)),
        ("Asia/Shanghai", (1987, 4, 12)), ("Asia/Shanghai", (1987, 9, 13)),
    ],
)
def test_one_for_each_local_date_on_the_nights_when_clocks_change(app: Flask, zone: str, night: tuple[int, int, int]) -> None:
    who = following.follower(language="en", zone=zone, digest_minute=2 * 60 + 15)
    following.subscription(who, "city:310000", [DAILY])
    begins = datetime(*night, tzinfo=ZoneInfo(zone)) - timedelta(days=1)
    with clock.standing_still(begins), committing():
        mine = session.merge(who)
        mine.digest_due_at = next_digest(mine, begins, {DAILY})
    for quarter in range(3 * 24 * 4):
        with clock.standing_still(begins.astimezone(UTC) + timedelta(minutes=15 * quarter)):
            write_digests()
    keys = [each.key.rpartition(":")[2] for each in news.notices("digest")]
    days = [(begins + timedelta(days=each)).date().isoformat() for each in range(4)]
    assert keys in (days[:3], days[:4]), "one each, whatever the clocks do"


def test_a_paused_follower_gets_none_and_goes_on_later(dates: list[Performance], now: datetime) -> None:
    who = reader(dates[0])
    with committing():
        session.merge(who).paused_at = now
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    assert digests(news.ticked(hours=20)) == []
    with committing():
        session.merge(who).paused_at = None
    with news.later(hours=30):
        done(session.merge(dates[1]), kind=DeedKind.SELL_OUT)
    news.ticked(hours=31)
    assert digests(news.ticked(hours=44)) == ["Your day at Delta Window: 1 date"]
