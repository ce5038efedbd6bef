"""One message where many dates change at once; what is gathered, and at what price."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.change import Change
from events.models.deed import Batch, Cause, Deed, DeedKind
from events.models.event import Event
from events.models.performance import Performance
from events.queries.force_majeure import Window
from events.services import force_majeure, undoing
from events.signals import listings_shown
from notices.models.notice import Item
from tests.conftest import CountQueries
from tests.factories import accounts, changing, events, following, news

pytestmark = pytest.mark.both_databases

STORM = Bilingual("台风红色预警。", "A typhoon.")


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def forty(owner: Organisation) -> list[Performance]:
    """Forty shows of one house in the coming month."""
    with news.later(days=-10):
        rows = events.several(40, first=clock.now() + timedelta(days=12))
    news.told_long_ago()
    who = following.follower("reader@example.org", language="en")
    following.subscription(who, f"venue:{rows[0].venue_id}")
    return rows


def strike(kind: DeedKind = DeedKind.CANCEL, days: int = 60) -> Batch:
    window = Window(first=clock.now(), last=clock.now() + timedelta(days=days), city="310000")
    wanted = Change(kind=kind, cause=Cause.FORCE_MAJEURE, words=STORM, token=f"storm {clock.now()}")
    with committing():
        return force_majeure.do_batch(
            window, wanted, at=clock.now(), actor=changing.acting(), organisation_id=None, selection={"at": str(clock.now())}
        )


def test_forty_dates_cancelled_in_one_deed_are_one_letter(forty: list[Performance]) -> None:
    strike()
    assert news.ticked(minutes=9) == []
    found = news.ticked(minutes=11)
    assert [subject for _to, subject, _text in found] == ["Cancelled: 40 dates"]
    assert found[0][2].count("https://window.example/en/events/show-") == 40
    assert [each.kind for each in news.notices("cancellation")] == ["cancellation"]


def test_forty_dates_taken_back_in_time_are_told_to_nobody(forty: list[Performance]) -> None:
    batch = strike()
    with news.later(minutes=5), committing():
        batch = session.merge(batch)
        deeds = session.scalars(select(Deed).where(Deed.batch_id == batch.id)).all()
        undoing.undo_batch(batch, deeds, at=clock.now(), actor=changing.acting())
    assert news.ticked(days=1) == []


def test_forty_dates_postponed_with_one_tonight_are_one_letter_at_once(forty: list[Performance]) -> None:
    with news.later(days=2, hours=10):
        strike(DeedKind.POSTPONE)
        found = news.tick()
        assert [subject for _to, subject, _text in found] == ["Postponed: 40 dates"]


def test_what_waited_of_one_date_is_told_with_the_others(forty: list[Performance]) -> None:
    changing.done(forty[0], kind=DeedKind.SELL_OUT)
    with news.later(minutes=5):
        strike(DeedKind.POSTPONE)
    assert [subject for _to, subject, _text in news.ticked(minutes=31)] == ["Postponed: 40 dates"]
    assert ("change", "merged") in news.voids()


def test_new_dates_of_one_listing_are_one_letter_and_none_twice(owner: Organisation) -> None:
    who = following.follower("reader@example.org", language="en")
    house = changing.listing(owner, dates=2)[0]
    following.subscription(who, f"venue:{house.venue_id}")
    assert news.ticked(minutes=29) == []
    found = news.ticked(minutes=31)
    when = "2 dates from Saturday 28 November 2026, 19:30"
    assert [subject for _to, subject, _text in found] == [f"New: The Long Bridge, {when}, Shanghai"]
    assert "Saturday 28 November 2026, 19:30" in found[0][2]
    assert len(news.ticked(days=1)) == 1


def test_the_move_of_a_date_that_nobody_heard_of_is_no_news(owner: Organisation) -> None:
    who = following.follower("reader@example.org", language="en")
    rows = changing.listing(owner, dates=1)
    following.subscription(who, f"venue:{rows[0].venue_id}")
    changing.done(rows[0], kind=DeedKind.MOVE, starts={rows[0].id: rows[0].starts_at + timedelta(hours=1)})
    found = news.ticked(minutes=31)
    told = ["New: The Long Bridge, Saturday 28 November 2026, 20:30, Shanghai"]
    assert [subject for _to, subject, _text in found] == told, "who never heard of it was not misled"
    assert "20:30" in found[0][2]


@pytest.mark.parametrize("number", [3, 60])
def test_an_import_that_is_shown_costs_the_same_statements(
    owner: Organisation, number: int, count_queries: CountQueries
) -> None:
    rows = events.several(number, first=clock.now() + timedelta(days=3))
    keys = list(session.scalars(select(Event.id)))
    with count_queries() as counted, news.later(hours=1), committing():
        for row in rows:
            session.merge(row).published_at = clock.now()
        session.flush()
        before = counted.number
        listings_shown.send(keys, at=clock.now())
        assert counted.number - before == 5, "four of these; one of the search"
    latest = news.notices("new_dates")[-1]
    assert session.scalar(select(func.count()).select_from(Item).where(Item.notice_id == latest.id)) == number
