"""Followers of a city, a house or a filter hear of a date that leaves it, once, and only they."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import session
from events.facets import BY_NAME
from events.filters import Filters
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.models.words import Status
from events.queries import facets
from events.queries.selection import Selection, joined
from notices.models.follower import Follower, Subscription
from notices.models.notice import Item
from notices.queries import concerning, explaining
from tests.conftest import CountQueries
from tests.factories import accounts, changing, following, news, venues

pytestmark = pytest.mark.both_databases


@pytest.fixture
def date(app: Flask) -> Performance:
    """A show at half past seven in the evening in Shanghai, a week ahead, published long ago."""
    with news.later(days=-10):
        rows = changing.listing(accounts.organisation(), first_in=17, dates=1)
    news.told_long_ago()
    return rows[0]


def follow(*subjects: str) -> None:
    """One follower for each of these."""
    for each in subjects:
        following.subscription(following.follower(language="en"), each)


def told(**ahead: float) -> list[tuple[str, str]]:
    """Of whatever was told: because of which subject, and how the letter was headed."""
    wished = dict(session.execute(select(Follower.mail, Subscription.subject).join(Subscription)).all())
    return [(wished[to], subject) for to, subject, _text in news.ticked(**ahead)]


CANCELLED = "Cancelled: The Long Bridge, Saturday 28 November 2026, 19:30, Shanghai"
MOVED = "New time: The Long Bridge, Saturday 28 November 2026, 14:30, Shanghai"


def test_a_cancellation_is_told_to_who_wants_dates_with_tickets(date: Performance) -> None:
    follow("filter:tickets=available", "filter:city=shanghai&tickets=available", "filter:city=hangzhou&tickets=available")
    changing.done(date)
    assert told(minutes=11) == [("filter:tickets=available", CANCELLED), ("filter:city=shanghai&tickets=available", CANCELLED)]


def test_a_move_to_the_afternoon_is_told_to_who_goes_out_in_the_evening(date: Performance) -> None:
    follow("filter:time=evening", "filter:time=matinee", "filter:time=morning")
    changing.done(date, kind=DeedKind.MOVE, starts={date.id: date.starts_at - timedelta(hours=5)})
    assert told(minutes=31) == [("filter:time=evening", MOVED), ("filter:time=matinee", MOVED)]


def test_a_date_that_goes_to_another_city_is_told_in_both(date: Performance) -> None:
    house = f"venue:{date.venue_id}"
    there = venues.hall(venues.venue("lakeside", name_en="Lakeside", city="330100"))
    here = ("city:310000", "filter:city=shanghai", "filter:province=shanghai", house)
    follow(*here, "city:330100", "filter:city=hangzhou", f"venue:{there.venue_id}", "filter:city=nanjing", "city:320100")
    changing.done(date, kind=DeedKind.HALL, hall=there)
    new_house = f"venue:{there.venue_id}"
    found = told(minutes=31)
    assert [to for to, _subject in found] == [*here, "city:330100", "filter:city=hangzhou", new_house]


def test_who_hears_of_what_left_is_told_why(date: Performance) -> None:
    follow("filter:tickets=available")
    changing.done(date)
    told(minutes=11)
    [notice] = explaining.notices_numbered(news.notices("cancellation")[0].id)
    mine = session.query(Subscription).one()
    assert concerning.concerned(notice, [mine]) == [mine]


def test_what_nobody_follows_is_kept_by_nobody(date: Performance) -> None:
    changing.done(date)
    told(minutes=11)
    assert session.query(Item).order_by(Item.id.desc()).first().facts["refs"] == []  # type: ignore[union-attr]


@pytest.mark.parametrize("was", [
    {"status": "sold_out"}, {"status": "cancelled"}, {"city": "330100"}, {"city": ""}, {"start_minute": 600, "end_minute": 720},
    {"wheelchair_places": 4, "is_signed": True},
])
def test_filters_hold_what_was_by_the_rules_of_what_is(date: Performance, was: Mapping[str, Any]) -> None:
    """The same row, stated once as what it was and once as what it is."""
    several = {
        f"{name}={value}": Filters.of(**{name: value, **({"near": "shanghai"} if name == "within" else {})})
        for name in facets.LEFT for value in BY_NAME[name].choices
    }
    found = facets.held(several, {date.id: was})
    row = session.merge(date)
    for name, value in was.items():
        setattr(row, name, Status(value) if name == "status" else value)
    session.flush()
    query = select(Performance.id)
    now = {ref for ref, each in several.items() if session.scalar(joined(query, Selection.of(each))) is not None}
    session.rollback()
    assert found.get(date.id, set()) == now


def test_many_filters_are_asked_at_the_price_of_one(date: Performance, count_queries: CountQueries) -> None:
    several = {f"{value}": Filters.of(city=value, time="evening") for value in BY_NAME["city"].choices}
    key = date.id
    with count_queries() as counted:
        found = facets.held(several, {key: {"start_minute": 840}})
    assert (found, counted.number) == ({}, 3)
    with count_queries() as counted:
        found = facets.held({"kind": Filters.of(kind="show")}, {key: {"status": "scheduled"}})
        found |= facets.held(several, {key: {"reason_zh": "…"}})
    assert (found, counted.number) == ({}, 0), "nothing that a filter of theirs asks for was otherwise"
