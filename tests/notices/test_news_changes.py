"""Changes and cancellations of dates, by the clock: merged, netted, told once."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.deed import Deed, DeedKind
from events.models.performance import Performance
from events.services import deeds, undoing
from events.services.publishing import hide_listing
from notices.jobs.fanning import fan_out
from notices.models.follower import Follower
from tests.factories import accounts, changing, following, news
from tests.factories.changing import done

pytestmark = pytest.mark.both_databases

REFUND = Bilingual("可全额退票。", "Refunded in full.")


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def dates(owner: Organisation) -> list[Performance]:
    """Three dates, a week ahead, published long ago."""
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=17)
    news.told_long_ago()
    return rows


@pytest.fixture
def reader(dates: list[Performance]) -> Follower:
    who = following.follower("reader@example.org", language="en")
    following.subscription(who, f"event:{dates[0].run.event_id}")
    return who


def moved(row: Performance, hours: float) -> Deed:
    return done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at + timedelta(hours=hours)})


def subjects(found: list[news.Letter]) -> list[str]:
    """Without date and city."""
    return [subject.partition(",")[0] for to, subject, _text in found if to == "reader@example.org"]


def test_thirty_edits_then_a_cancellation_are_one_letter(reader: Follower, dates: list[Performance]) -> None:
    for number in range(30):
        with news.later(seconds=number * 10):
            moved(session.merge(dates[0]), 0.05 if number % 5 else -0.1)
    assert subjects(news.ticked(minutes=5)) == []
    with news.later(minutes=5):
        done(session.merge(dates[0]), refund=REFUND)
    assert subjects(news.ticked(minutes=14)) == []
    found = news.ticked(minutes=16)
    assert subjects(found) == ["Cancelled: The Long Bridge"]
    assert "Saturday 28 November 2026, 19:30" in found[-1][2], "as it was known before the edits"
    assert "The leading actor is hurt. Refunded in full." in found[-1][2]
    assert len(subjects(news.ticked(days=2))) == 1


def test_several_edits_are_one_before_and_after(reader: Follower, dates: list[Performance]) -> None:
    moved(dates[0], 1)
    with news.later(minutes=20):
        moved(session.merge(dates[0]), 1)
    assert subjects(news.ticked(minutes=29)) == []
    found = news.ticked(minutes=31)
    assert subjects(found) == ["New time: The Long Bridge"]
    assert "New time: Saturday 28 November 2026, 21:30 (was: Saturday 28 November 2026, 19:30)" in found[-1][2]
    assert "https://window.example/en/events/the-long-bridge" in found[-1][2]


def test_there_and_back_is_no_news(reader: Follower, dates: list[Performance]) -> None:
    moved(dates[0], 1)
    with news.later(minutes=20):
        moved(session.merge(dates[0]), -1)
    assert subjects(news.ticked(minutes=40)) == []
    assert ("change", "nothing") in news.voids()


def test_an_undo_within_ten_minutes_is_told_to_nobody(reader: Follower, dates: list[Performance]) -> None:
    deed = done(dates[0])
    with news.later(minutes=9):
        news.tick()
        with committing():
            undoing.undo(session.merge(deed), at=clock.now(), actor=changing.acting())
    assert subjects(news.ticked(days=1)) == []
    assert ("cancellation", "reopened") in news.voids()
    assert ("change", "nothing") in news.voids()


def test_a_move_that_was_cancelled_by_mistake_is_still_told(reader: Follower, dates: list[Performance]) -> None:
    moved(dates[0], 1)
    with news.later(minutes=25):
        deed = done(session.merge(dates[0]))
    with news.later(minutes=31):
        assert subjects(news.tick()) == []
        with committing():
            undoing.undo(session.merge(deed), at=clock.now(), actor=changing.acting())
    assert subjects(news.ticked(minutes=62)) == ["New time: The Long Bridge"]


def test_what_takes_place_after_all_is_told_to_who_heard_otherwise(reader: Follower, dates: list[Performance]) -> None:
    done(dates[0])
    news.ticked(minutes=11)
    with news.later(minutes=20):
        done(session.merge(dates[0]), kind=DeedKind.REOPEN, cause=None, words=Bilingual("", ""))
    assert subjects(news.ticked(minutes=51)) == ["Cancelled: The Long Bridge", "Takes place after all: The Long Bridge"]


def test_nothing_of_a_change_comes_after_the_cancellation(reader: Follower, dates: list[Performance]) -> None:
    reader = session.merge(reader)
    with committing():
        reader.quiet_from, reader.quiet_until = 11 * 60, 20 * 60
    moved(dates[0], 1)
    assert subjects(news.ticked(minutes=31)) == [], "their quiet hours"
    with news.later(minutes=40):
        done(session.merge(dates[0]), is_urgent=True)
    assert subjects(news.ticked(hours=9)) == ["Cancelled: The Long Bridge"]
    assert [(each.kind, each.why) for each in news.deliveries(fate="skipped")] == [("change", "cancelled")]


def test_a_deed_that_is_told_now_waits_no_longer(reader: Follower, dates: list[Performance]) -> None:
    deed = done(dates[0])
    with news.later(minutes=2):
        done(session.merge(dates[1]))
    with news.later(minutes=3):
        with committing():
            deeds.tell_now(session.merge(deed), at=clock.now(), actor=changing.acting())
        found = news.tick()
    assert subjects(found) == ["Cancelled: The Long Bridge"]
    assert "29 November" not in found[-1][2], "the other can be undone still"
    assert len(subjects(news.ticked(minutes=13))) == 2


@pytest.mark.parametrize("hours", [3, 23])
def test_within_a_day_nobody_waits(owner: Organisation, hours: int, now: datetime) -> None:
    rows = changing.listing(owner, dates=1)
    with committing():
        row = session.merge(rows[0])
        row.starts_at, row.ends_at = now + timedelta(hours=hours), now + timedelta(hours=hours + 2)
    news.ticked(minutes=31)
    who = following.follower("reader@example.org", language="en")
    following.subscription(who, f"performance:{rows[0].id}")
    with news.later(minutes=32):
        moved(session.merge(rows[0]), 1)
        assert subjects(news.tick()) == ["New time: The Long Bridge"]
    with news.later(minutes=34):
        done(session.merge(rows[0]))
        assert subjects(news.tick()) == ["New time: The Long Bridge", "Cancelled: The Long Bridge"]


def test_what_is_taken_back_after_it_was_told_says_so(owner: Organisation, now: datetime) -> None:
    rows = changing.listing(owner, dates=1)
    with committing():
        row = session.merge(rows[0])
        row.starts_at, row.ends_at = now + timedelta(hours=20), now + timedelta(hours=22)
    news.ticked(minutes=31)
    for language in ("en", "zh"):
        who = following.follower("reader@example.org" if language == "en" else "zh@example.org", language=language)
        following.subscription(who, f"event:{rows[0].run.event_id}")
    with news.later(minutes=32):
        deed = moved(session.merge(rows[0]), 0.5)
        assert subjects(news.tick()) == ["New time: The Long Bridge"]
    with news.later(minutes=35):
        with committing():
            undoing.undo(session.merge(deed), at=clock.now(), actor=changing.acting())
        found = news.tick()
    assert subjects(found) == ["New time: The Long Bridge", "As announced at first: The Long Bridge"]
    texts = {to: text for to, _subject, text in found}
    day = "Sunday 22 November 2026"
    back = f"The earlier notice is taken back: it is on {day}, 08:00 after all (not: {day}, 08:30)"
    assert back in texts["reader@example.org"]
    assert "此前的通知作废：时间仍为2026年11月22日（周日）08:00（不是2026年11月22日（周日）08:30）" in texts["zh@example.org"]


def test_what_is_withdrawn_is_told_to_nobody(reader: Follower, dates: list[Performance]) -> None:
    moved(dates[0], 1)
    with committing():
        hide_listing(session.merge(dates[0]).run.event, at=clock.now())
    assert subjects(news.ticked(minutes=31)) == []
    assert ("change", "withdrawn") in news.voids()


def test_what_is_withdrawn_between_writing_out_and_sending_is_not_sent(reader: Follower, dates: list[Performance]) -> None:
    moved(dates[0], 1)
    with news.later(minutes=31):
        fan_out()
        with committing():
            hide_listing(session.merge(dates[0]).run.event, at=clock.now())
        assert subjects(news.tick()) == []
    assert [each.why for each in news.deliveries(fate="skipped")] == ["withdrawn"]


def test_another_cast_and_another_hall_are_told_in_both_languages(dates: list[Performance]) -> None:
    for language in ("zh", "en"):
        who = following.follower(f"{language}@example.org", language=language)
        following.subscription(who, f"venue:{dates[0].venue_id}")
    done(dates[0], kind=DeedKind.CAST, cast=Bilingual("周云", "Zhou Yun"))
    found = {to: (subject, text) for to, subject, text in news.ticked(minutes=31)}
    when = "3 dates from Saturday 28 November 2026, 19:30"
    assert found["en@example.org"][0] == f"With another cast: The Long Bridge, {when}, Shanghai"
    assert "Now playing: Zhou Yun" in found["en@example.org"][1]
    assert found["zh@example.org"][0] == "更换演员：长桥，3 场，首场2026年11月28日（周六）19:30，上海"
    assert "周云" in found["zh@example.org"][1]
