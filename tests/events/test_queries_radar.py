"""What the radar and the duplicates check see: public things and one's own drafts, in few statements, along indexes."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import SHANGHAI
from core.types import Bilingual
from events.duplicates import Listed
from events.models.words import EventKind, PremiereScope, Status
from events.queries.duplicates import duplicates_of
from events.queries.radar import surroundings
from events.radar import Surroundings, Wanted
from repertoire.models import Genre
from tests.conftest import CountQueries
from tests.factories import accounts, events, venues

DAY = date(2026, 12, 12)
NO_TURNAROUND = timedelta(0)


def start(day: date = DAY, hour: int = 19) -> datetime:
    return datetime.combine(day, time(hour, 30), SHANGHAI)


def wanted(**facts: Any) -> Wanted:
    stated: dict[str, Any] = {"starts": time(19, 30), "minutes": 120, "city": "310000", "genre": Genre.SPOKEN_DRAMA} | facts
    return Wanted(**stated)


def seen(for_: Wanted, *days: date, owner_id: int | None = None, event_id: int | None = None) -> Surroundings:
    return surroundings(for_, days or (DAY,), owner_id=owner_id, event_id=event_id, turnaround=NO_TURNAROUND)


def test_the_house_within_its_window(app: Flask) -> None:
    hall = venues.hall()
    stay = events.run(venue_id=hall.venue_id, hall_id=hall.id)
    for step in (0, 15, 16):
        events.performance(stay, starts_at=start(DAY + timedelta(days=step)), venue_id=hall.venue_id, hall_id=hall.id)
    found = seen(wanted(venue_id=hall.venue_id, hall_id=hall.id))
    assert [row.day for row in found.in_house] == [DAY, DAY + timedelta(days=15)]
    assert found.in_house[0].hall_id == hall.id
    assert seen(wanted(venue_id=None)).in_house == ()


def test_what_does_not_take_place_and_the_asking_event_are_left_out(app: Flask) -> None:
    row = events.show(starts_at=start())
    for_ = wanted(venue_id=row.venue_id)
    assert len(seen(for_).in_house) == 1
    assert seen(for_, event_id=row.run.event_id).in_house == ()
    events.cancelled(row)
    assert seen(for_).in_house == ()


def test_a_foreign_draft_is_never_told_of_and_an_own_one_is(app: Flask) -> None:
    ours, theirs = accounts.organisation("ours"), accounts.organisation("theirs")
    house = venues.venue()
    for owner in (ours, theirs):
        whole = events.event(f"draft-{owner.slug}", publish=False, owner_id=owner.id, genre=Genre.SPOKEN_DRAMA)
        stay = events.run(whole, venue_id=house.id)
        events.performance(stay, starts_at=start(), publish=False, venue_id=house.id)
    public = events.event("public", owner_id=theirs.id, genre=Genre.SPOKEN_DRAMA)
    events.performance(events.run(public, venue_id=house.id), starts_at=start(), publish=False, venue_id=house.id)
    for_ = wanted(venue_id=house.id)
    assert seen(for_) == Surroundings(marks={}, turnaround=NO_TURNAROUND)
    found = seen(for_, owner_id=ours.id)
    assert [row.slug for row in found.in_house] == ["draft-ours"]
    assert [(row.is_own, row.is_public) for row in found.alike] == [(True, False)]
    listed = Listed(
        event_id=None, slug="", title=Bilingual("长桥", ""), days=frozenset({DAY}), city="310000", venue_id=house.id
    )
    assert duplicates_of(listed, owner_id=None) == ()
    assert [(each.other.slug, each.other.is_own) for each in duplicates_of(listed, owner_id=ours.id)] == [("draft-ours", True)]


@pytest.mark.parametrize(
    ("facts", "is_seen"),
    [
        ({"genre": Genre.SPOKEN_DRAMA}, True), ({"genre": Genre.CHILDREN}, True), ({"genre": Genre.POP}, False),
        ({"genre": Genre.SPOKEN_DRAMA, "city": "320500"}, True), ({"genre": Genre.SPOKEN_DRAMA, "city": "340100"}, False),
    ],
)
def test_what_is_alike_and_near(app: Flask, facts: dict[str, Any], is_seen: bool) -> None:
    events.show(starts_at=start(), **facts)
    assert len(seen(wanted()).alike) == int(is_seen)


def test_only_the_night_of_a_first_is_a_premiere(app: Flask) -> None:
    row = events.premiere(scope=PremiereScope.CHINA, starts_at=start(), genre=Genre.POP)
    events.performance(row.run, starts_at=start(DAY + timedelta(days=1)))
    assert [(each.day, each.is_premiere) for each in seen(wanted()).alike] == [(DAY, True)]


def test_festivals_that_last_and_holidays(app: Flask) -> None:
    festival = events.run(events.event("festival", kind=EventKind.FESTIVAL))
    events.span(festival, first=DAY - timedelta(days=30), last=DAY + timedelta(days=2))
    over = events.run(events.event("over", kind=EventKind.FESTIVAL))
    events.span(over, first=DAY - timedelta(days=60), last=DAY - timedelta(days=40))
    events.span(events.run(events.event("show-room", kind=EventKind.EXHIBITION)), first=DAY, last=None)
    assert [row.slug for row in seen(wanted()).festivals] == ["festival"]
    marks = seen(wanted(), date(2026, 10, 5)).marks
    assert marks is not None
    assert marks[date(2026, 10, 1)].name.en == "National Day"
    assert marks[date(2026, 10, 10)].is_workday


def test_the_number_of_statements_does_not_follow_the_rows(app: Flask, count_queries: CountQueries) -> None:
    house = venues.venue().id
    for number in (1, 3):
        for each in range(number):
            stay = events.run(events.event(f"s{number}-{each}", genre=Genre.SPOKEN_DRAMA), venue_id=house)
            events.performance(stay, starts_at=start(), venue_id=house)
        with count_queries() as counted:
            found = seen(wanted(venue_id=house), *(DAY + timedelta(days=step) for step in range(12)))
        assert len(found.in_house) in {1, 4}
        assert counted.number == 3


def test_duplicates_by_house_or_by_city(app: Flask) -> None:
    row = events.show(starts_at=start())
    elsewhere = events.run(events.event("unsaid"), venue_id=None)
    events.performance(elsewhere, starts_at=start())

    def found(**facts: Any) -> list[str]:
        stated = {"event_id": None, "slug": "", "title": Bilingual("《长桥》", ""), "days": frozenset({DAY}), "city": "310000"}
        return [each.other.slug for each in duplicates_of(Listed(**(stated | facts)), owner_id=None)]

    assert found(venue_id=row.venue_id) == ["the-long-bridge", "unsaid"]
    assert found(venue_id=None) == ["the-long-bridge", "unsaid"]
    assert found(venue_id=venues.venue("another").id) == ["unsaid"]
    assert found(venue_id=None, city="") == []
    assert found(days=frozenset()) == []
    assert found(event_id=row.run.event_id) == ["unsaid"]


def test_what_was_cancelled_may_still_be_a_duplicate(app: Flask) -> None:
    row = events.show(starts_at=start())
    events.cancelled(row)
    assert row.status is Status.CANCELLED
    listed = Listed(
        event_id=None, slug="", title=Bilingual("长桥", ""), days=frozenset({DAY}), city="310000", venue_id=row.venue_id
    )
    assert [each.other.slug for each in duplicates_of(listed, owner_id=None)] == ["the-long-bridge"]
