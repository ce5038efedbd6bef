"""Reminders and alarms by the clock: once, anew where a date moved, and what is still of use after nobody looked for days."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.db import committing, session
from events.models.deed import Deed, DeedKind
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form
from events.services import performances, undoing
from notices.jobs.fanning import fan_out
from notices.jobs.news import look
from notices.news import News, reminder
from notices.services import holding
from tests.factories import accounts, events, following, news, venues
from tests.factories.changing import acting, done

pytestmark = pytest.mark.both_databases

DAY, THREE_DAYS, HOUR = reminder(24 * 60), reminder(3 * 24 * 60), reminder(60)


@pytest.fixture
def show(app: Flask) -> Performance:
    """A date in four days, at noon."""
    row = events.show(starts_at=clock.now() + timedelta(days=4), owner_id=accounts.organisation().id)
    news.told_long_ago()
    news.tick()
    return row


def follow(row: Performance, *wishes: str, mail: str = "reader@example.org", **facts: Any) -> None:
    who = following.follower(mail, language="en", **facts)
    following.subscription(who, f"performance:{row.id}", wishes)


def test_a_reminder_comes_once_so_long_before(show: Performance) -> None:
    follow(show, DAY)
    assert news.ticked(days=2, hours=23, minutes=59) == []
    found = news.ticked(days=3)
    assert [subject for _to, subject, _text in found] == ["Soon: The Long Bridge, Wednesday 25 November 2026, 12:00"]
    assert "Begins: Wednesday 25 November 2026, 12:00" in found[0][2]
    assert "Place: " in found[0][2]
    assert len(news.ticked(days=3, minutes=1)) == 1
    assert len(news.ticked(days=4, minutes=1)) == 1


def test_what_nobody_wants_makes_no_notice(show: Performance) -> None:
    follow(show, DAY)
    news.ticked(days=1, minutes=1)
    assert news.notices("reminder") == [], "three days before: nobody asked for that"


def test_after_three_days_without_power_what_is_of_use_is_told_once(show: Performance) -> None:
    follow(show, DAY, THREE_DAYS)
    follow(show, THREE_DAYS, mail="early@example.org")
    over = events.show("over", starts_at=clock.now() + timedelta(days=2))
    follow(over, DAY, mail="late@example.org")
    news.told_long_ago()
    found = news.ticked(days=3, hours=2)
    assert sorted(to for to, _subject, _text in found) == ["early@example.org", "reader@example.org"]
    assert sorted(news.voids())[-2:] == [("reminder", "merged"), ("reminder", "too_late")]
    assert len(news.ticked(days=3, hours=3)) == 2


def test_a_date_that_moved_is_reminded_of_anew(show: Performance) -> None:
    follow(show, DAY)
    news.ticked(days=3)
    with news.later(days=3, hours=1):
        done(session.merge(show), kind=DeedKind.MOVE, starts={show.id: clock.now() + timedelta(days=7)})
        news.told_long_ago()
    assert len(news.ticked(days=8)) == 1
    found = news.ticked(days=9, hours=1)
    assert [subject for _to, subject, _text in found][1:] == ["Soon: The Long Bridge, Tuesday 1 December 2026, 13:00"]


def test_what_is_cancelled_is_not_reminded_of(show: Performance) -> None:
    follow(show, DAY)
    done(show)
    news.told_long_ago()
    assert news.ticked(days=3) == []


def test_what_moves_between_writing_out_and_sending_is_not_sent(show: Performance) -> None:
    follow(show, DAY)
    with news.later(days=3):
        look()
        fan_out()
        done(session.merge(show), kind=DeedKind.MOVE, starts={show.id: clock.now() + timedelta(days=7)})
        assert news.tick() == []
    assert [each.why for each in news.deliveries(kind="reminder")] == ["moved"]


def undone(deed: Deed) -> None:
    with committing():
        undoing.undo(session.merge(deed), at=clock.now(), actor=acting())
    session.rollback()


def test_a_reminder_whose_moment_fell_into_a_cancellation_undone_in_time_still_comes(show: Performance) -> None:
    follow(show, DAY)
    with news.later(days=3, minutes=-5):
        deed = done(session.merge(show))
    assert news.ticked(days=3, minutes=1) == []
    with news.later(days=3, minutes=4):
        undone(deed)
    assert len(news.ticked(days=3, minutes=5)) == 1
    assert len(news.ticked(days=3, minutes=6)) == 1


@pytest.mark.parametrize("is_written_out", [False, True])
@pytest.mark.parametrize("kind", [DeedKind.CANCEL, DeedKind.MOVE])
def test_a_reminder_that_a_deed_stopped_comes_after_all_once_it_is_undone(
    show: Performance, kind: DeedKind, *, is_written_out: bool
) -> None:
    follow(show, DAY)
    facts: dict[str, Any] = {"starts": {show.id: show.starts_at + timedelta(days=3)}} if kind is DeedKind.MOVE else {}
    with news.later(days=3):
        look()
        if is_written_out:
            fan_out()
        deed = done(session.merge(show), kind=kind, **facts)
        assert news.tick() == []
    with news.later(days=3, minutes=9):
        undone(deed)
    found = news.ticked(days=3, minutes=10)
    assert [subject for _to, subject, _text in found] == ["Soon: The Long Bridge, Wednesday 25 November 2026, 12:00"]
    assert len(news.ticked(days=3, minutes=12)) == 1


def test_an_alarm_that_a_deed_stopped_rings_once_it_is_undone(show: Performance) -> None:
    sale = events.moment(session.merge(show).run, form=Form.ON_SALE, starts_at=clock.now() + timedelta(hours=5))
    who = following.follower("reader@example.org", language="en")
    following.subscription(who, f"event:{show.run.event_id}", [News.ON_SALE.value])
    with news.later(hours=4, minutes=45):
        look()
        with committing():
            later = clock.now() + timedelta(days=1)
            performances.move(session.merge(sale), at=clock.now(), starts_at=later, reason=events.REASON)
        assert news.tick() == []
    with news.later(hours=4, minutes=50), committing():
        as_before = clock.now() + timedelta(minutes=10)
        performances.move(session.merge(sale), at=clock.now(), starts_at=as_before, reason=events.REASON)
    assert len(news.ticked(hours=4, minutes=51)) == 1


def test_while_the_outbox_is_held_nobody_looks(show: Performance) -> None:
    follow(show, DAY)
    with news.later(days=2), committing():
        holding.hold("by hand", at=clock.now())
    assert news.ticked(days=3) == []
    assert news.notices("reminder") == []
    with news.later(days=3, hours=1):
        with committing():
            holding.release()
        assert len(news.tick()) == 1


def test_after_a_restore_what_fell_due_before_is_passed_over(show: Performance) -> None:
    follow(show, DAY, HOUR)
    with news.later(days=3, hours=1):
        with committing():
            holding.hold("restored", at=clock.now())
            holding.set_aside(at=clock.now())
            holding.release()
        assert news.tick() == []
    assert len(news.ticked(days=3, hours=23)) == 1


def test_quiet_hours_hold_a_reminder_back_unless_it_would_come_too_late(show: Performance) -> None:
    follow(show, DAY, quiet_from=11 * 60, quiet_until=15 * 60)
    follow(show, HOUR, mail="soon@example.org", quiet_from=10 * 60, quiet_until=11 * 60 + 30)
    assert news.ticked(days=3) == []
    assert len(news.ticked(days=3, hours=3)) == 1
    assert len(news.ticked(days=3, hours=23)) == 2, "half an hour before the start would be too late"


def test_an_alarm_rings_a_quarter_of_an_hour_before_the_sale_and_moves_with_it(show: Performance) -> None:
    sale = events.moment(session.merge(show).run, form=Form.ON_SALE, starts_at=clock.now() + timedelta(hours=5))
    who = following.follower("reader@example.org", language="en")
    following.subscription(who, f"event:{show.run.event_id}", [News.ON_SALE.value])
    assert news.ticked(hours=4) == []
    with news.later(hours=4, minutes=10), committing():
        starts_at = clock.now() + timedelta(minutes=10)
        performances.move(session.merge(sale), at=clock.now(), starts_at=starts_at, reason=events.REASON)
    found = news.ticked(hours=4, minutes=11)
    assert [subject for _to, subject, _text in found] == ["On sale from 16:20: The Long Bridge"]
    assert len(news.ticked(hours=6)) == 1


def sale_of(run: Run) -> str:
    """The words of the alarm before the sale of a run's tickets."""
    events.moment(session.merge(run), form=Form.ON_SALE, starts_at=clock.now() + timedelta(hours=5))
    who = following.follower("reader@example.org", language="en")
    following.subscription(who, f"event:{run.event_id}", [News.ON_SALE.value])
    return next(text for _to, subject, text in news.ticked(hours=4, minutes=45) if subject.startswith("On sale"))


def test_an_alarm_says_what_the_tickets_are_for(show: Performance) -> None:
    run = session.merge(show).run
    second = events.performance(run, starts_at=show.starts_at + timedelta(days=1))
    events.cancelled(events.performance(run, starts_at=show.starts_at + timedelta(days=2)))
    elsewhere = venues.venue("other-house", name_en="Other House")
    with committing():
        session.merge(second).venue_id, session.merge(second).hall_id = elsewhere.id, None
    text = sale_of(run)
    assert "When: Wednesday 25 November 2026, 12:00\nWhen: Thursday 26 November 2026, 12:00\nPlace: " in text
    assert "Place: Other House\n" in text
    assert "27 November" not in text, "it does not take place"
    assert "Sold by" not in text, "nobody said by whom"


@pytest.mark.parametrize(("last", "words"), [
    (date(2027, 1, 3), "When: Saturday 28 November 2026 to Sunday 3 January 2027"),
    (None, "When: from Saturday 28 November 2026"),
])
def test_an_alarm_before_an_exhibition_says_until_when_it_runs(app: Flask, last: date | None, words: str) -> None:
    with news.later(days=-10):
        run = events.span(first=date(2026, 11, 28), last=last).run
    news.told_long_ago()
    news.tick()
    assert f"{words}\n" in sale_of(run)


def test_an_alarm_of_a_run_without_dates_says_when_the_sale_is(show: Performance) -> None:
    run = session.merge(show).run
    events.cancelled(session.merge(show))
    text = sale_of(run)
    assert "Tickets go on sale: Saturday 21 November 2026, 17:00" in text
    assert "When:" not in text
