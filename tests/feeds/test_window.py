"""Which entries a feed carries when there are too many."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.window import Candidate, choose

TODAY = date(2026, 11, 21)


def on(offset: int, key: int, **more: object) -> Candidate:
    """A candidate so many days from today."""
    day = TODAY + timedelta(days=offset)
    return Candidate(performance_id=key, day=day, last_day=day, size=1_000, **more)  # type: ignore[arg-type]


def test_everything_is_carried_below_the_cap() -> None:
    chosen = choose([on(-3, 1), on(0, 2), on(5, 3)], TODAY, most_entries=800, most_bytes=900_000)
    assert chosen.carried == (1, 2, 3)
    assert chosen.until is None


def test_past_entries_go_first_the_oldest_before_the_newer() -> None:
    chosen = choose([on(-3, 1), on(-2, 2), on(0, 3), on(5, 4)], TODAY, most_entries=3, most_bytes=900_000)
    assert chosen.carried == (2, 3, 4)
    assert chosen.until is None


def test_then_whole_days_go_from_the_far_end() -> None:
    coming = [on(0, 1), on(1, 2), on(1, 3), on(2, 4), on(2, 5)]
    chosen = choose([on(-1, 9), *coming], TODAY, most_entries=4, most_bytes=900_000)
    assert chosen.carried == (1, 2, 3)
    assert chosen.until == TODAY + timedelta(days=1)


def test_bytes_bound_as_entries_do() -> None:
    chosen = choose([on(0, 1), on(1, 2), on(2, 3)], TODAY, most_entries=800, most_bytes=2_500)
    assert chosen.carried == (1, 2)


def test_what_is_cancelled_or_moved_beyond_the_cut_stays() -> None:
    far = [on(300, 7, is_off=True), on(301, 8, is_moved=True)]
    chosen = choose([on(0, 1), on(1, 2), on(2, 3), *far], TODAY, most_entries=4, most_bytes=900_000)
    assert chosen.carried == (1, 2, 7, 8)
    assert chosen.until == TODAY + timedelta(days=1)


def test_a_span_that_began_earlier_counts_as_todays() -> None:
    span = Candidate(performance_id=5, day=TODAY - timedelta(days=20), last_day=TODAY + timedelta(days=20), size=1_000)
    chosen = choose([span, on(0, 1), on(1, 2)], TODAY, most_entries=2, most_bytes=900_000)
    assert chosen.carried == (5, 1)


def test_a_cancelled_entry_leaves_on_the_ninth_day_after_it() -> None:
    assert not on(-8, 1, is_off=True).has_left(TODAY)
    assert on(-9, 1, is_off=True).has_left(TODAY)
    assert not on(-9, 1, is_moved=True).has_left(TODAY)


@given(st.lists(st.tuples(st.integers(-30, 60), st.booleans()), max_size=60), st.integers(1, 40))
def test_no_day_is_ever_cut_in_two(days: list[tuple[int, bool]], cap: int) -> None:
    candidates = sorted((on(day, key, is_off=off) for key, (day, off) in enumerate(days)), key=lambda each: each.day)
    carried = set(choose(candidates, TODAY, most_entries=cap, most_bytes=900_000).carried)
    for day in {each.day for each in candidates if each.day >= TODAY}:
        of_day = [each.performance_id in carried for each in candidates if each.day == day and not each.must_stay]
        assert all(of_day) or not any(of_day)
    assert {each.performance_id for each in candidates if each.must_stay} <= carried
