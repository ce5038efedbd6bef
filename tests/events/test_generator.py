"""The generator of runs."""

from datetime import date, datetime, time

import pytest

from core.clock import SHANGHAI
from events.generator import BadPattern, Pattern, difference, pattern_from_json, starts

EVENING, MATINEE = time(19, 30), time(14, 0)


def shanghai(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=SHANGHAI)


def test_weekdays_times_exceptions_and_extra_shows() -> None:
    rule = Pattern(
        first=date(2026, 5, 1), last=date(2026, 5, 10),
        weekly={4: (EVENING,), 5: (MATINEE, EVENING), 6: (EVENING,)},
        without=frozenset({date(2026, 5, 3), datetime(2026, 5, 9, 14, 0)}),
        extra=(datetime(2026, 5, 6, 19, 30),),
    )
    assert starts(rule) == (
        shanghai(1, 19, 30), shanghai(2, 14, 0), shanghai(2, 19, 30), shanghai(6, 19, 30), shanghai(8, 19, 30),
        shanghai(9, 19, 30), shanghai(10, 19, 30),
    )


def test_a_rule_survives_being_stored() -> None:
    rule = Pattern(
        date(2026, 5, 1), date(2026, 5, 3), {4: (EVENING,)}, frozenset({date(2026, 5, 2)}), (datetime(2026, 5, 3, 10, 0),)
    )
    assert pattern_from_json(rule.as_json()) == rule


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (Pattern(date(2026, 5, 2), date(2026, 5, 1), {4: (EVENING,)}), "ends before"),
        (Pattern(date(2026, 5, 1), date(2026, 5, 1), {}), "names no day"),
        (Pattern(date(2020, 1, 1), date(2026, 1, 1), {4: (EVENING,)}), "800 days"),
        (Pattern(date(2026, 1, 1), date(2027, 6, 1), {day: (EVENING, MATINEE, time(10)) for day in range(7)}), "1,000"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused(rule: Pattern, why: str) -> None:
    with pytest.raises(BadPattern, match=why):
        starts(rule)


def test_unreadable_stored_rules_are_refused() -> None:
    with pytest.raises(BadPattern):
        pattern_from_json({"first": "x"})


def test_running_again_is_a_difference() -> None:
    found = difference([shanghai(1, 19, 30), shanghai(2, 19, 30)], [shanghai(2, 19, 30), shanghai(3, 19, 30)])
    assert found.add == (shanghai(1, 19, 30),)
    assert found.keep == (shanghai(2, 19, 30),)
    assert found.drop == (shanghai(3, 19, 30),)
