"""A run's rule from the fields of a form, and back."""

from datetime import date, datetime, time

import pytest

from events.generator import BadPattern, Pattern
from events.rule_box import UnreadableRule
from events.run_rule import Typed, pattern_of, times_words, typed_from, weekly_of
from events.standing import Next, Standing, next_of

FIRST, LAST = date(2026, 12, 4), date(2026, 12, 27)
EVENING, MATINEE = time(19, 30), time(14, 0)


def typed(**facts: object) -> Typed:
    stated = {"first": FIRST, "last": LAST, "weekly": {}} | facts
    return Typed(**stated)  # type: ignore[arg-type]


def test_fields_make_a_rule_and_a_rule_fills_the_fields() -> None:
    rule = pattern_of(typed(weekly={5: (MATINEE, EVENING)}, without="12月5日，12月12日 14:00", extra="12月24日 19:30"))
    assert rule == Pattern(
        FIRST, LAST, {5: (MATINEE, EVENING)}, frozenset({date(2026, 12, 5), datetime(2026, 12, 12, 14, 0)}),
        (datetime(2026, 12, 24, 19, 30),),
    )
    assert pattern_of(typed_from(rule)) == rule
    assert times_words((MATINEE, EVENING)) == "14:00 19:30"


def test_the_line_in_words_comes_first() -> None:
    assert pattern_of(typed(weekly={0: (EVENING,)}, rule="周六 14:00")).weekly == {5: (MATINEE,)}


def test_no_weekday_means_every_day() -> None:
    assert weekly_of([], (EVENING,)) == dict.fromkeys(range(7), (EVENING,))
    assert weekly_of([4], (EVENING,)) == {4: (EVENING,)}
    assert weekly_of([4], ()) == {}


@pytest.mark.parametrize(
    ("facts", "error", "why"),
    [
        ({"weekly": {}}, UnreadableRule, "empty"),
        ({"weekly": {5: (EVENING,)}, "extra": "12月24日"}, UnreadableRule, "no_time"),
        ({"weekly": {5: (EVENING,)}, "without": "平安夜"}, UnreadableRule, "unknown_words"),
        ({"weekly": {5: (EVENING,)}, "last": date(2026, 12, 1)}, BadPattern, "ends before"),
        ({"weekly": {0: (EVENING,)}, "last": FIRST}, BadPattern, "names no day"),
    ],
)
def test_what_names_no_run(facts: dict[str, object], error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        pattern_of(typed(**facts))


@pytest.mark.parametrize(
    ("standing", "facts", "step"),
    [
        (Standing.DRAFT, {"dates": 0}, Next.ADD_DATES), (Standing.DRAFT, {"blocked": True}, Next.REPAIR),
        (Standing.DRAFT, {}, Next.SUBMIT), (Standing.SUBMITTED, {}, Next.WAIT), (Standing.REFUSED, {}, Next.ANSWER),
        (Standing.CHANGES_ASKED, {}, Next.ANSWER), (Standing.PUBLISHED, {"coming": 0}, Next.REPEAT),
        (Standing.PUBLISHED, {"score": 79}, Next.COMPLETE), (Standing.PUBLISHED, {}, Next.NOTHING),
    ],
)
def test_what_is_next(standing: Standing, facts: dict[str, int | bool], step: Next) -> None:
    stated = {"dates": 3, "coming": 2, "blocked": False, "score": 90} | facts
    assert next_of(standing, **stated) is step  # type: ignore[arg-type]
