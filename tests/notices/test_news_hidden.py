"""A listing goes out of sight and comes back: what was to be told of it then, and what changed meanwhile, is told once."""

from datetime import timedelta

import pytest
from flask import Flask

from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Performance
from events.services import performances, publishing
from events.services.events import edit_run
from notices.models.notice import Item
from tests.factories import accounts, changing, following, news
from tests.factories.changing import done
from venues.models import Hall

pytestmark = pytest.mark.both_databases


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def dates(owner: Organisation) -> list[int]:
    """Three dates, a week ahead, published long ago, and who follows them."""
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=17)
    news.told_long_ago()
    following.subscription(following.follower("reader@example.org", language="en"), f"event:{rows[0].run.event_id}")
    return [each.id for each in rows]


def date(key: int) -> Performance:
    return session.get_one(Performance, key, populate_existing=True)


def hide(key: int, **later: float) -> None:
    with news.later(**later), committing():
        publishing.hide_listing(date(key).run.event, at=clock.now())


def show(key: int, owner: Organisation, **later: float) -> None:
    with news.later(**later), committing():
        whose = session.merge(owner)
        publishing.publish_listing(date(key).run.event, whose, at=clock.now(), actor=changing.acting())


def move(key: int, hours: int = 1, **later: float) -> None:
    """By the change desk, or out of sight by an edit."""
    with news.later(**later), committing():
        row = date(key)
        starts = row.starts_at + timedelta(hours=hours)
        performances.move(row, at=clock.now(), starts_at=starts, reason=Bilingual("设备故障。", "A fault."))


def told(**ahead: float) -> list[tuple[str, str]]:
    return [(subject, text) for to, subject, text in news.ticked(**ahead) if to == "reader@example.org"]


def test_what_was_moved_and_then_hidden_is_told_when_it_is_back(owner: Organisation, dates: list[int]) -> None:
    move(dates[0])
    hide(dates[0], minutes=5)
    assert told(minutes=40) == []
    assert ("change", "withdrawn") in news.voids()
    show(dates[0], owner, minutes=60)
    assert told(minutes=89) == []
    (subject, text), = told(minutes=91)
    assert subject == "New time: The Long Bridge, Saturday 28 November 2026, 20:30, Shanghai"
    assert "Saturday 28 November 2026, 20:30 (was: Saturday 28 November 2026, 19:30)" in text
    hide(dates[0], minutes=100)
    show(dates[0], owner, minutes=110)
    assert len(told(minutes=200)) == 1, "told once"


def test_what_was_moved_out_of_sight_is_told_when_it_is_back(owner: Organisation, dates: list[int]) -> None:
    hide(dates[0])
    move(dates[0], minutes=5)
    with news.later(minutes=6), committing():
        run = date(dates[1]).run
        edit_run(run, at=clock.now(), main_performers_zh="周云", main_performers_en="Zhou Yun")
    assert told(minutes=40) == []
    show(dates[0], owner, minutes=60)
    (subject, text), = told(minutes=91)
    assert subject == "Several changes: The Long Bridge, 3 dates from Saturday 28 November 2026, 20:30, Shanghai"
    assert "Saturday 28 November 2026, 20:30 (was: Saturday 28 November 2026, 19:30)" in text
    assert "Zhou Yun" in text
    assert len(told(days=2)) == 1


def test_moved_hidden_and_moved_again_is_one_before_and_after(owner: Organisation, dates: list[int]) -> None:
    move(dates[0])
    hide(dates[0], minutes=5)
    move(dates[0], minutes=10)
    told(minutes=40)
    show(dates[0], owner, minutes=60)
    (_subject, text), = told(minutes=91)
    assert "21:30 (was: Saturday 28 November 2026, 19:30)" in text


def test_moved_hidden_and_moved_back_is_no_news(owner: Organisation, dates: list[int]) -> None:
    move(dates[0])
    hide(dates[0], minutes=5)
    move(dates[0], -1, minutes=10)
    told(minutes=40)
    show(dates[0], owner, minutes=60)
    assert told(days=2) == []


def test_what_comes_back_as_it_went_is_no_news(owner: Organisation, dates: list[int]) -> None:
    hide(dates[0])
    show(dates[0], owner, minutes=10)
    assert told(days=2) == []
    assert session.query(Item).filter(Item.told).count() == 0


def test_hidden_and_back_before_it_was_due_is_told_in_time(owner: Organisation, dates: list[int]) -> None:
    move(dates[0])
    hide(dates[0], minutes=5)
    show(dates[0], owner, minutes=10)
    subjects = [subject for subject, _text in told(minutes=31)]
    assert subjects == ["New time: The Long Bridge, Saturday 28 November 2026, 20:30, Shanghai"]


def test_new_dates_that_were_hidden_at_once_are_told_when_they_are_back(owner: Organisation) -> None:
    rows = changing.listing(owner, dates=2)
    house, key = f"venue:{rows[0].venue_id}", rows[0].id
    following.subscription(following.follower("reader@example.org", language="en"), house)
    hide(key, minutes=20)
    assert told(minutes=40) == []
    assert ("new_dates", "withdrawn") in news.voids()
    move(key, minutes=50)
    show(key, owner, minutes=60)
    found = told(minutes=91)
    subjects = [subject for subject, _text in found]
    assert subjects == ["New: The Long Bridge, 2 dates from Saturday 28 November 2026, 20:30, Shanghai"]
    assert "Saturday 28 November 2026, 20:30" in found[0][1]
    assert len(told(days=2)) == 1


def test_a_cancellation_that_was_hidden_is_told_when_it_is_back(owner: Organisation, dates: list[int]) -> None:
    done(date(dates[0]))
    hide(dates[0], minutes=5)
    assert told(minutes=15) == []
    show(dates[0], owner, minutes=60)
    subjects = [subject for subject, _text in told(minutes=71)]
    assert subjects == ["Cancelled: The Long Bridge, Saturday 28 November 2026, 19:30, Shanghai"]


def test_what_was_cancelled_out_of_sight_is_told_when_it_is_back(owner: Organisation, dates: list[int]) -> None:
    hide(dates[0])
    with news.later(minutes=5), committing():
        performances.cancel(date(dates[1]), at=clock.now(), reason=changing.WORDS)
    show(dates[0], owner, minutes=60)
    (subject, text), = told(minutes=71)
    assert subject == "Cancelled: The Long Bridge, Sunday 29 November 2026, 19:30, Shanghai"
    assert "The leading actor is hurt." in text


def test_a_cancellation_that_was_told_and_taken_back_out_of_sight(owner: Organisation, dates: list[int]) -> None:
    done(date(dates[0]))
    assert len(told(minutes=11)) == 1
    hide(dates[0], minutes=20)
    with news.later(minutes=25), committing():
        performances.reinstate(date(dates[0]), at=clock.now())
    show(dates[0], owner, minutes=60)
    subjects = [subject for subject, _text in told(minutes=91)]
    assert subjects[1:] == ["Takes place after all: The Long Bridge, Saturday 28 November 2026, 19:30, Shanghai"]


def test_another_house_out_of_sight_is_told_to_who_follows_the_old_one(owner: Organisation, dates: list[int]) -> None:
    house = date(dates[0]).venue_id
    following.subscription(following.follower("house@example.org", language="en"), f"venue:{house}")
    hide(dates[0])
    hall = changing.listing(owner, "other")[0].hall_id
    with news.later(minutes=5), committing():
        there = session.get_one(Hall, hall)
        performances.change_place(date(dates[0]), there.venue, there, at=clock.now(), reason=Bilingual("", ""))
    show(dates[0], owner, minutes=60)
    found = [(to, subject) for to, subject, _text in news.ticked(minutes=91)]
    subject = "In another house: The Long Bridge, Saturday 28 November 2026, 19:30, Shanghai"
    assert sorted(found) == [(f"{who}@example.org", subject) for who in ("house", "reader")]
