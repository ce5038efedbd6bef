"""How many, by city and by house: of the days shown and of the selection alone."""

from datetime import date, datetime, timedelta

from flask import Flask

from core import clock
from events.filters import Dates
from events.models.words import EventKind, PremiereKind, PremiereScope
from events.queries import counts
from events.queries.selection import Selection
from tests.conftest import CountQueries
from tests.factories import events, venues

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
WEEK = Dates(date(2026, 11, 21), date(2026, 11, 27))


def test_rows_are_counted_by_city_and_house(app: Flask, count_queries: CountQueries) -> None:
    house = venues.venue("bund", city="310000")
    other = venues.venue("lakeside", city="330100")
    stay = events.run(events.event("one"), venue_id=house.id, city="310000")
    for days in range(3):
        events.performance(stay, starts_at=TONIGHT + timedelta(days=days))
    there = {"venue_id": other.id, "city": "330100"}
    events.show("two", starts_at=TONIGHT, run_facts=there, city="330100", kind=EventKind.FORUM)
    events.show("late", starts_at=TONIGHT + timedelta(days=7), run_facts=there, city="330100")
    events.cancelled(events.show("off", starts_at=TONIGHT, run_facts={"venue_id": house.id, "city": "310000"}))
    house_id, other_id = house.id, other.id
    with count_queries() as counted:
        assert counts.by_city(WEEK) == {"310000": 3, "330100": 1}
        assert counts.by_venue(WEEK, Selection()) == {house_id: 3, other_id: 1}
    assert counted.number == 2
    assert counts.by_city(WEEK, Selection(kind=EventKind.FORUM)) == {"330100": 1}
    assert counts.by_venue(WEEK, Selection(city="310000")) == {house_id: 3}


def test_premieres_are_counted_alone(app: Flask) -> None:
    facts = {"premiere_kind": PremiereKind.PERFORMANCE, "premiere_scope": PremiereScope.DELTA}
    first = events.show("first", starts_at=TONIGHT, run_facts=facts)
    events.show("again", starts_at=TONIGHT)
    chosen = Selection(only_premieres=True)
    assert counts.by_city(WEEK, chosen) == {"310000": 1}
    assert counts.by_venue(WEEK, chosen) == {first.venue_id: 1}


def test_rows_without_a_house_count_in_no_house(app: Flask) -> None:
    events.performance(events.run(events.event("outside"), city="310000"), starts_at=TONIGHT)
    assert counts.by_city(WEEK) == {"310000": 1}
    assert counts.by_venue(WEEK, Selection()) == {}
