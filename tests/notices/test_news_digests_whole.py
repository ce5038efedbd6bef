"""Digests whole: the latest word on each date, nothing twice that a notice told, nothing lost whatever waited meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from core import clock
from core.db import committing, session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.hours import DAILY, next_digest
from notices.jobs.fanning import fan_out
from notices.jobs.news import write_digests
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower
from notices.models.notice import Item, Notice
from notices.news import News
from notices.queries.fanning import next_due
from notices.services import fanning, holding, settings, standing, ways
from tests.factories import accounts, changing, following, news
from tests.factories.changing import done

pytestmark = pytest.mark.both_databases

MORNING = 8 * 60
# From noon on Saturday to the digests of Sunday and Monday morning, in hours.
SUNDAY, MONDAY, TUESDAY = 20, 44, 68


@pytest.fixture
def dates(app: Flask) -> list[Performance]:
    """Three dates, ten days ahead, published long ago."""
    owner = accounts.organisation()
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=20)
    news.told_long_ago()
    return rows


def reader(row: Performance, mail: str = "reader@example.org") -> Follower:
    """Somebody with a daily digest of the house."""
    who = following.follower(mail, language="en", digest_minute=MORNING)
    following.subscription(who, f"venue:{row.venue_id}", [DAILY])
    with committing():
        session.merge(who).digest_due_at = next_digest(session.merge(who), clock.now(), {DAILY})
    return who


def digests(found: Sequence[news.Letter]) -> list[str]:
    return [text for _to, subject, text in found if subject.startswith("Your ")]


def moved(row: Performance, hours: int = 1) -> None:
    done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at + timedelta(hours=hours)})


# --- the latest word on a date -----------------------------------------------------------------------------------------


def test_a_cancellation_that_was_heard_leaves_no_earlier_change_standing(dates: list[Performance]) -> None:
    who = reader(dates[0])
    following.subscription(who, f"performance:{dates[0].id}", [News.CANCELLATION.value])
    moved(dates[0])
    news.ticked(minutes=31)
    with news.later(hours=2):
        done(session.merge(dates[0]))
    assert len(news.ticked(hours=3)) == 1, "the cancellation, directly"
    assert digests(news.ticked(hours=SUNDAY)) == []


def test_what_does_not_take_place_any_more_is_not_said_to_be_moved_or_new(dates: list[Performance]) -> None:
    reader(dates[0])
    moved(dates[0])
    news.ticked(minutes=31)
    with news.later(hours=SUNDAY, minutes=-5):
        done(session.merge(dates[0]))
    assert digests(news.ticked(hours=SUNDAY)) == [], "its cancellation waits for its ten minutes"
    news.ticked(hours=SUNDAY, minutes=6)
    (found,) = digests(news.ticked(hours=MONDAY))
    assert "[Cancelled]" in found


def test_what_takes_place_again_is_not_said_to_be_cancelled(dates: list[Performance]) -> None:
    reader(dates[0])
    done(dates[0])
    news.ticked(minutes=31)
    with news.later(hours=SUNDAY, minutes=-5):
        done(session.merge(dates[0]), kind=DeedKind.REOPEN)
    assert digests(news.ticked(hours=SUNDAY)) == []


def test_it_is_looked_at_once_more_before_it_is_sent(dates: list[Performance]) -> None:
    reader(dates[0])
    moved(dates[0])
    news.ticked(minutes=31)
    with news.later(hours=SUNDAY):
        write_digests()
        fan_out()
        done(session.merge(dates[0]))
        assert digests(news.tick()) == []
    assert [each.why for each in news.deliveries(kind="digest")] == ["cancelled"]


# --- nothing twice -----------------------------------------------------------------------------------------------------


def test_what_is_released_and_not_written_out_waits_for_the_next_digest(dates: list[Performance]) -> None:
    who = reader(dates[0])
    following.subscription(who, f"performance:{dates[0].id}", [News.CHANGE.value])
    reader(dates[0], "house@example.org")
    moved(dates[0])
    with news.later(hours=SUNDAY, seconds=-1):
        key = next_due(clock.now())
        assert key is not None
        with committing():
            assert fanning.take(key, "one", at=clock.now())
        with committing():
            assert fanning.release(key, "one", at=clock.now())
    with news.later(hours=SUNDAY):
        write_digests()
    found = news.ticked(hours=SUNDAY, minutes=1)
    assert [to for to, _subject, _text in found] == ["reader@example.org"]
    assert digests(found) == []
    found = news.ticked(hours=MONDAY)
    assert [to for to, subject, _text in found if subject.startswith("Your ")] == ["house@example.org"]


def test_what_a_digest_told_is_not_told_by_the_next(dates: list[Performance]) -> None:
    reader(dates[0])
    with news.later(hours=SUNDAY - 1):
        moved(session.merge(dates[0]))
        done(session.merge(dates[1]))
    news.ticked(hours=SUNDAY - 1, minutes=31)
    assert len(digests(news.ticked(hours=SUNDAY))) == 1
    assert len(digests(news.ticked(hours=MONDAY))) == 1


# --- nothing lost ------------------------------------------------------------------------------------------------------


def test_what_was_committed_a_moment_after_a_digest_stands_in_the_next(dates: list[Performance]) -> None:
    reader(dates[0])
    done(dates[1])
    news.ticked(minutes=31)
    with news.later(hours=19):
        moved(session.merge(dates[0]))
    news.ticked(hours=19, minutes=31)
    assert len(digests(news.ticked(hours=SUNDAY))) == 1
    with news.later(hours=SUNDAY):
        before = clock.now() - timedelta(seconds=3)
    with news.later(hours=SUNDAY, minutes=5):
        done(session.merge(dates[2]), kind=DeedKind.SELL_OUT)
        (waiting,) = [each for each in news.notices("change") if each.fanned_at is None]
    news.ticked(hours=SUNDAY, minutes=36)
    with committing():  # the moment was taken before the lock was had
        session.execute(update(Notice).where(Notice.id == waiting.id).values(released_at=before, fanned_at=before))
    found = digests(news.ticked(hours=MONDAY))
    assert len(found) == 2
    assert "Thursday 3 December 2026" in found[-1]
    assert "Tuesday 1 December 2026" not in found[-1]


def test_what_happened_while_the_outbox_was_held_stands_in_the_next(dates: list[Performance], now: datetime) -> None:
    reader(dates[0])
    with committing():
        holding.hold("by hand", at=now)
    moved(dates[0])
    assert digests(news.ticked(hours=SUNDAY)) == []
    assert news.notices("digest") == [], "none is written while nothing leaves"
    with news.later(hours=SUNDAY + 5):
        with committing():
            holding.release()
        fan_out()
    assert len(digests(news.ticked(hours=SUNDAY + 5, minutes=1))) + len(digests(news.ticked(hours=MONDAY))) >= 1
    assert len(digests(news.ticked(hours=MONDAY))) == 1


@pytest.mark.parametrize("is_written_out", [False, True])
def test_a_digest_that_came_too_late_takes_nothing_with_it(
    dates: list[Performance], now: datetime, *, is_written_out: bool
) -> None:
    reader(dates[0])
    moved(dates[0])
    news.ticked(minutes=31)
    with news.later(hours=SUNDAY):
        write_digests()
        if is_written_out:
            fan_out()
        with committing():
            holding.hold("by hand", at=clock.now())
    with news.later(hours=MONDAY, minutes=5):
        with committing():
            holding.release()
        assert digests(news.tick()) != [] or digests(news.tick()) != []
    assert len(digests(news.ticked(hours=MONDAY, minutes=10))) == 1
    assert len(digests(news.ticked(hours=TUESDAY))) == 1


def test_after_a_restore_nothing_goes_out_again(dates: list[Performance], now: datetime) -> None:
    reader(dates[0])
    following.subscription(following.follower("soon@example.org"), f"performance:{dates[0].id}", ["reminder:10080"])
    moved(dates[0])
    news.ticked(minutes=31)
    with news.later(hours=SUNDAY + 3 * 24):
        with committing():
            holding.hold("restored", at=clock.now())
        assert news.tick() == []
        with committing():
            holding.set_aside(at=clock.now())
            holding.release()
        assert news.tick() == []
        done(session.merge(dates[1]), kind=DeedKind.SELL_OUT)
    news.ticked(hours=SUNDAY + 3 * 24 + 1)
    (found,) = digests(news.ticked(hours=SUNDAY + 4 * 24))
    assert "Wednesday 2 December 2026" in found
    assert "Tuesday 1 December 2026" not in found


# --- still wanted ------------------------------------------------------------------------------------------------------


def pressed(who: Follower) -> None:
    """Something else on the follower's pages is changed."""
    with committing():
        settings.set_hours(session.merge(who), settings.Hours(digest_minute=MORNING), language="en", at=clock.now())


def test_digests_come_again_after_a_mailbox_was_stopped(dates: list[Performance], now: datetime) -> None:
    who = reader(dates[0])
    with committing():
        standing.note_complaint("reader@example.org", at=now)
    pressed(who)
    with committing():
        session.merge(who).digest_due_at = None  # as it was left by a release before this one
    with committing():
        standing.start_anew("reader@example.org", at=now)
    moved(dates[0])
    news.ticked(minutes=31)
    assert len(digests(news.ticked(hours=SUNDAY))) == 1


def test_digests_come_again_after_a_way_was_paused(dates: list[Performance], now: datetime) -> None:
    who = reader(dates[0])
    with committing():
        session.execute(update(Endpoint).values(channel="webhook", address="https://hook.example/"))
    with committing():
        ways.pause(session.scalars(select(Endpoint)).one(), at=now)
    pressed(who)
    with committing():
        session.merge(who).digest_due_at = None
    with committing():
        ways.go_on(session.scalars(select(Endpoint)).one(), at=now)
    session.rollback()
    assert session.query(Follower).one().digest_due_at == clock.now() + timedelta(hours=SUNDAY)


def test_a_pause_takes_no_rhythm_away(dates: list[Performance], now: datetime) -> None:
    who = reader(dates[0])
    with committing():
        standing.note_complaint("reader@example.org", at=now)
    pressed(who)
    session.rollback()
    assert session.query(Follower).one().digest_due_at == clock.now() + timedelta(hours=SUNDAY)


def test_a_digest_is_found_under_no_date(dates: list[Performance]) -> None:
    reader(dates[0])
    moved(dates[0])
    news.ticked(minutes=31)
    assert len(digests(news.ticked(hours=SUNDAY))) == 1
    kinds = select(Notice.kind).join(Item, Item.notice_id == Notice.id).where(Item.performance_id == dates[0].id)
    assert set(session.scalars(kinds)) == {"change", "new_dates"}
    assert session.scalars(select(Delivery.fate).where(Delivery.kind == "digest")).all() == [Fate.SENT]
