"""Several notices of one date meet in somebody's quiet hours: the last one tells all, from what its reader knew."""

from typing import Any

import pytest
from flask import Flask

from core import clock
from core.db import session
from core.types import Bilingual
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.models.follower import Follower
from tests.factories import accounts, changing, following, news
from tests.factories.changing import done

pytestmark = pytest.mark.both_databases
# It is noon; the dates begin at 19:30, in a week.
QUIET: dict[str, Any] = {"quiet_from": 11 * 60, "quiet_until": 20 * 60}
NOTHING = Bilingual("", "")
CANCELLED = "Cancelled: The Long Bridge, Saturday 28 November 2026, 19:30, Shanghai"


@pytest.fixture
def dates(app: Flask) -> list[int]:
    """Three dates, a week ahead, published long ago."""
    with news.later(days=-10):
        rows = changing.listing(accounts.organisation(), first_in=17)
    news.told_long_ago()
    return [each.id for each in rows]


def reader(dates: list[int], mail: str = "reader@example.org", **facts: Any) -> Follower:
    who = following.follower(mail, language="en", **facts)
    following.subscription(who, f"event:{session.get_one(Performance, dates[0]).run.event_id}")
    return who


def date(key: int) -> Performance:
    return session.get_one(Performance, key, populate_existing=True)


def to(hour: int, key: int, minute: int = 30, **later: float) -> None:
    with news.later(**later):
        row = date(key)
        done(row, kind=DeedKind.MOVE, starts={key: clock.local(row.starts_at).replace(hour=hour, minute=minute)})


def cancelled(key: int, **later: float) -> None:
    with news.later(**later):
        done(date(key))


def reopened(key: int, **later: float) -> None:
    with news.later(**later):
        done(date(key), kind=DeedKind.REOPEN, cause=None, words=NOTHING)


def told(mail: str = "reader@example.org", **later: float) -> list[str]:
    """What came so far, the subject and the line of the time."""
    found = [(subject, text) for to_, subject, text in news.ticked(**later) if to_ == mail]
    lines = [next((line for line in text.splitlines() if "New time" in line), "") for _subject, text in found]
    return [line or subject for (subject, _text), line in zip(found, lines, strict=True)]


def skipped() -> list[tuple[str, str]]:
    session.rollback()
    return [(each.kind, each.why) for each in news.deliveries(fate="skipped")]


def moved(hour: int, was: str = "19:30") -> str:
    return f"New time: Saturday 28 November 2026, {hour}:30 (was: Saturday 28 November 2026, {was})"


def test_the_last_word_is_the_latest_with_what_the_reader_knew(dates: list[int]) -> None:
    reader(dates, **QUIET)
    reader(dates, "awake@example.org")
    to(20, dates[0])
    assert told(minutes=31) == []
    to(21, dates[0], minutes=60)
    assert told(minutes=95) == []
    assert told(hours=8, minutes=1) == [moved(21)]
    assert told("awake@example.org", hours=9) == [moved(20), moved(21, "20:30")]
    assert skipped() == [("change", "merged")]
    assert len(told(days=1)) == 1


def test_there_and_back_is_nothing_to_who_heard_of_neither(dates: list[int]) -> None:
    reader(dates, **QUIET)
    to(20, dates[0])
    told(minutes=31)
    to(19, dates[0], minutes=60)
    told(minutes=95)
    assert told(hours=8, minutes=1) == []
    assert sorted(skipped()) == [("change", "merged"), ("change", "nothing")]


def test_what_waits_to_be_told_is_waited_for(dates: list[int]) -> None:
    reader(dates, **QUIET)
    to(20, dates[0])
    told(minutes=31)
    to(21, dates[0], hours=7, minutes=50)
    assert told(hours=8, minutes=1) == []
    assert told(hours=8, minutes=21) == [moved(21)]
    assert len(told(hours=9)) == 1


def test_what_waited_and_came_to_nothing_takes_nothing_along(dates: list[int]) -> None:
    reader(dates, **QUIET)
    to(20, dates[0])
    told(minutes=31)
    to(21, dates[0], hours=7, minutes=50)
    assert told(hours=8, minutes=1) == []
    to(20, dates[0], hours=8, minutes=5)
    assert told(hours=8, minutes=21) == [moved(20)] or told(hours=8, minutes=27) == [moved(20)]


def test_one_cancellation_is_told_once(dates: list[int]) -> None:
    reader(dates, **QUIET)
    cancelled(dates[0])
    told(minutes=11)
    reopened(dates[0], minutes=20)
    told(minutes=51)
    cancelled(dates[0], minutes=60)
    told(minutes=71)
    assert told(hours=8, minutes=1) == [CANCELLED]
    assert sorted(skipped()) == [("cancellation", "merged"), ("change", "cancelled")]
    assert len(told(days=1)) == 1


def test_who_heard_of_the_cancellation_hears_nothing_of_a_change_of_mind_in_the_night(dates: list[int]) -> None:
    reader(dates, quiet_from=13 * 60, quiet_until=20 * 60)
    cancelled(dates[0])
    assert told(minutes=11) == [CANCELLED]
    reopened(dates[0], minutes=70)
    told(minutes=101)
    cancelled(dates[0], minutes=110)
    told(minutes=121)
    assert len(told(hours=9)) == 1
    assert sorted(skipped()) == [("cancellation", "nothing"), ("change", "cancelled")]


def test_who_heard_of_no_cancellation_hears_of_no_reopening(dates: list[int]) -> None:
    reader(dates, **QUIET)
    cancelled(dates[0])
    told(minutes=11)
    reopened(dates[0], minutes=20)
    told(minutes=51)
    assert told(hours=9) == []


def test_a_cancellation_names_the_time_that_its_reader_knew(dates: list[int]) -> None:
    reader(dates, **QUIET)
    to(21, dates[0])
    told(minutes=31)
    cancelled(dates[0], minutes=60)
    told(minutes=71)
    with news.later(hours=9):
        ((_to, subject, text),) = news.tick()
    assert subject == CANCELLED
    assert "28 November 2026, 19:30" in text


def test_other_dates_of_the_same_letter_are_told(dates: list[int]) -> None:
    reader(dates, **QUIET)
    to(20, dates[0])
    to(20, dates[1])
    told(minutes=31)
    to(21, dates[0], minutes=60)
    told(minutes=95)
    found = told(hours=9)
    assert len(found) == 2
    assert any("29 November 2026, 20:30" in each for each in found)
    assert moved(21) in found


def test_several_ways_each_know_what_came_by_them(dates: list[int]) -> None:
    who = reader(dates, **QUIET)
    inbox = following.way(who, "inbox")
    following.subscription(who, f"performance:{dates[0]}", by=inbox)
    to(20, dates[0])
    told(minutes=31)
    to(21, dates[0], minutes=60)
    told(minutes=95)
    assert [each.fate for each in news.deliveries(channel="inbox")] == ["sent", "sent"]
    assert told(hours=9) == [moved(21)]
