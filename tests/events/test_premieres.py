"""The rules of the register, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from events.models.words import EventKind, PremiereKind, PremiereScope, PremiereState
from events.premieres import Claim, Showing, contrary, doubts, place_of, rivals, shown_before

NANJING, SHANGHAI, HOUSE = "320100", "310000", 7
WORLD = Claim(
    key=1, run_id=1, work="production:1", kind=PremiereKind.PERFORMANCE, scope=PremiereScope.WORLD, place="",
    state=PremiereState.CONFIRMED, day=date(2025, 5, 1), city=NANJING, venue_id=3,
)
AT_NANJING = Showing(
    run_id=1, work="production:1", event_kind=EventKind.SHOW, day=date(2025, 5, 1), city=NANJING, venue_id=3
)


def claim(scope: PremiereScope, day: date | None, city: str = SHANGHAI, *, key: int = 2) -> Claim:
    """Another run's claim to the same work, not yet decided."""
    return replace(
        WORLD, key=key, run_id=key, scope=scope, place=place_of(scope, city, HOUSE), state=PremiereState.CLAIMED, day=day,
        city=city, venue_id=HOUSE,
    )


@pytest.mark.parametrize(
    ("scope", "place"),
    [
        (PremiereScope.WORLD, ""), (PremiereScope.CHINA, ""), (PremiereScope.DELTA, ""), (None, ""),
        (PremiereScope.CITY, SHANGHAI), (PremiereScope.VENUE, "venue:7"),
    ],
)
def test_a_place_is_what_the_scope_is_relative_to(scope: PremiereScope | None, place: str) -> None:
    assert place_of(scope, SHANGHAI, HOUSE) == place


def test_the_same_first_has_rivals_only_while_they_stand() -> None:
    later = claim(PremiereScope.WORLD, date(2025, 9, 1))
    assert rivals(later, [WORLD, later]) == (WORLD,)
    for state in (PremiereState.REFUSED, PremiereState.WITHDRAWN):
        assert rivals(later, [replace(WORLD, state=state)]) == ()
    assert rivals(replace(later, work="production:9"), [WORLD]) == ()
    assert rivals(replace(later, kind=PremiereKind.SHOW), [WORLD]) == ()


def test_two_cities_may_each_have_their_first() -> None:
    here, there = claim(PremiereScope.CITY, date(2025, 6, 1)), claim(PremiereScope.CITY, date(2025, 7, 1), NANJING, key=3)
    assert rivals(here, [there]) == ()
    assert contrary(here, [there]) == ()


def test_nothing_is_compared_where_nobody_says_where() -> None:
    nowhere = claim(PremiereScope.CITY, date(2025, 6, 1), "")
    assert rivals(nowhere, [replace(nowhere, key=3)]) == ()
    assert rivals(replace(nowhere, scope=None), [replace(nowhere, scope=None, key=3)]) == ()


@pytest.mark.parametrize(
    ("scope", "city", "is_against"),
    [
        (PremiereScope.WORLD, SHANGHAI, True), (PremiereScope.CHINA, SHANGHAI, True), (PremiereScope.DELTA, SHANGHAI, True),
        (PremiereScope.CITY, SHANGHAI, False), (PremiereScope.CITY, NANJING, True), (PremiereScope.VENUE, NANJING, False),
    ],
)
def test_an_earlier_showing_within_the_scope_speaks_against(scope: PremiereScope, city: str, is_against: bool) -> None:
    found = shown_before(claim(scope, date(2025, 6, 1), city), [AT_NANJING])
    assert (found == AT_NANJING) is is_against


def test_its_own_nights_the_same_day_and_other_kinds_do_not_speak_against() -> None:
    later = claim(PremiereScope.DELTA, date(2025, 6, 1))
    assert shown_before(later, [replace(AT_NANJING, run_id=2)]) is None
    assert shown_before(later, [replace(AT_NANJING, day=date(2025, 6, 1))]) is None
    assert shown_before(later, [replace(AT_NANJING, event_kind=EventKind.SCREENING)]) is None
    assert shown_before(replace(later, kind=PremiereKind.SCREENING), [AT_NANJING]) is None
    assert shown_before(replace(later, day=None), [AT_NANJING]) is None


def test_a_narrower_first_cannot_be_earlier_than_a_wider_one() -> None:
    china_before = claim(PremiereScope.CHINA, date(2025, 3, 1))
    assert contrary(china_before, [WORLD]) == (WORLD,)
    assert contrary(WORLD, [china_before]) == (china_before,)
    assert contrary(claim(PremiereScope.CHINA, date(2025, 5, 1)), [WORLD]) == ()
    assert contrary(claim(PremiereScope.CHINA, date(2025, 6, 1)), [WORLD]) == ()


def test_a_house_elsewhere_contradicts_no_city() -> None:
    in_house = claim(PremiereScope.VENUE, date(2025, 3, 1))
    city = claim(PremiereScope.CITY, date(2025, 5, 1), NANJING, key=3)
    assert contrary(in_house, [city]) == ()
    assert contrary(in_house, [replace(city, place=SHANGHAI)]) != ()


def test_doubts_tell_each_run_once() -> None:
    later = claim(PremiereScope.WORLD, date(2025, 9, 1))
    found = doubts(later, [WORLD, later], [AT_NANJING])
    assert (found.rivals, found.before, found.contrary) == ((WORLD,), AT_NANJING, ())
    assert not doubts(WORLD, [WORLD], [AT_NANJING])


def test_a_first_of_a_city_that_opens_in_another_one_is_doubted() -> None:
    here = claim(PremiereScope.CITY, date(2025, 6, 1))
    assert not doubts(here, [], []).has_moved
    assert doubts(replace(here, city="330100"), [], []).has_moved
    assert not doubts(claim(PremiereScope.WORLD, date(2025, 6, 1)), [], []).has_moved
