"""Hour, zone or rhythm of a digest are changed after today's came: no second one on that local date, nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.db import committing, session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.hours import DAILY, WEEKLY, next_digest
from notices.models.follower import Follower
from notices.services.settings import Hours, set_hours
from tests.factories import accounts, changing, following, news
from tests.factories.changing import done

pytestmark = pytest.mark.both_databases
MORNING, EVENING = 8 * 60, 20 * 60
# From noon on Saturday to the digest of Sunday morning, in hours.
TO_SUNDAY = 20


@pytest.fixture
def dates(app: Flask) -> list[Performance]:
    """Three dates, ten days ahead, published long ago."""
    owner = accounts.organisation()
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=20)
    news.told_long_ago()
    return rows


def reader(row: Performance, *wishes: str) -> Follower:
    who = following.follower("reader@example.org", language="en", digest_minute=MORNING, digest_weekday=6)
    following.subscription(who, f"venue:{row.venue_id}", wishes or (DAILY,))
    with committing():
        mine = session.merge(who)
        mine.digest_due_at = next_digest(mine, clock.now(), set(wishes or (DAILY,)))
    return who


def moved(who: Follower, *, hours: float, **facts: Any) -> None:
    """The settings are changed so many hours from now."""
    with news.later(hours=hours), committing():
        stated = Hours(**{"digest_minute": MORNING, "digest_weekday": 6} | facts)
        set_hours(session.merge(who), stated, language="en", at=clock.now())


def digests(found: list[Any]) -> list[str]:
    return [subject for _to, subject, _text in found if subject.startswith("Your ")]


def keys() -> list[str]:
    session.rollback()
    return [each.key.rpartition(":")[2] for each in news.notices("digest")]


@pytest.mark.parametrize(
    ("facts", "again_in"),
    [
        ({"digest_minute": EVENING}, TO_SUNDAY + 12), ({"digest_minute": MORNING + 30}, TO_SUNDAY + 0.5),
        ({"zone": "America/New_York"}, TO_SUNDAY + 13), ({"zone": "Asia/Tokyo", "digest_minute": EVENING}, TO_SUNDAY + 11),
    ],
)
def test_the_later_hour_of_the_same_day_brings_no_second_one(
    dates: list[Performance], facts: dict[str, Any], again_in: float
) -> None:
    who = reader(dates[0])
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    assert len(digests(news.ticked(hours=TO_SUNDAY))) == 1
    moved(who, hours=TO_SUNDAY + 0.1, **facts)
    with news.later(hours=TO_SUNDAY + 0.2):
        done(session.merge(dates[1]), kind=DeedKind.SELL_OUT)
    with news.later(hours=again_in):
        session.rollback()
        assert session.query(Follower).one().digest_due_at == clock.now(), "it is asked for"
    news.ticked(hours=TO_SUNDAY + 0.4)
    assert len(digests(news.ticked(hours=again_in))) == 1, "but this date had its digest"
    assert keys() == ["2026-11-22"]
    news.ticked(hours=again_in + 1)
    found = news.ticked(hours=again_in + 24)
    assert len(digests(found)) == 2
    assert "Wednesday 2 December 2026" in found[-1][2], "what happened since is in the next"
    assert keys() == ["2026-11-22", "2026-11-23"]


def test_an_earlier_hour_comes_the_next_day(dates: list[Performance]) -> None:
    who = reader(dates[0])
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    assert len(digests(news.ticked(hours=TO_SUNDAY))) == 1
    moved(who, hours=TO_SUNDAY + 0.1, digest_minute=6 * 60)
    news.ticked(hours=TO_SUNDAY + 22)
    assert keys() == ["2026-11-22", "2026-11-23"]


def test_the_weekly_day_moved_after_its_digest_waits_for_the_next_week(dates: list[Performance]) -> None:
    who = reader(dates[0], WEEKLY)
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    assert len(digests(news.ticked(hours=TO_SUNDAY))) == 1
    moved(who, hours=TO_SUNDAY + 0.1, digest_minute=EVENING)
    assert len(digests(news.ticked(hours=TO_SUNDAY + 12))) == 1
    session.rollback()
    with news.later(hours=TO_SUNDAY + 12):
        assert session.query(Follower).one().digest_due_at == clock.now() + timedelta(days=7)


def test_one_that_is_due_is_not_put_off(dates: list[Performance]) -> None:
    who = reader(dates[0])
    done(dates[0], kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    moved(who, hours=TO_SUNDAY + 0.1, digest_minute=EVENING)
    assert len(digests(news.ticked(hours=TO_SUNDAY + 0.2))) == 1
    news.ticked(hours=TO_SUNDAY + 12)
    assert keys() == ["2026-11-22"]
