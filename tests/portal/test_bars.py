"""A small picture of a number a day."""

from datetime import date, timedelta

from portal.bars import HEIGHT, bars

FIRST = date(2026, 10, 26)
WEEK = date(2026, 11, 16)


def test_the_highest_is_as_high_as_the_picture_and_anything_is_seen() -> None:
    found = bars({FIRST: 1_000, FIRST + timedelta(days=1): 1}, FIRST, WEEK + timedelta(days=6), week=WEEK)
    assert len(found) == 28
    assert [(bar.y, bar.height) for bar in found[:3]] == [(0, HEIGHT), (HEIGHT - 2, 2), (HEIGHT, 0)]
    assert [bar.is_week for bar in found] == [False] * 21 + [True] * 7


def test_nothing_at_all_is_flat() -> None:
    assert {bar.height for bar in bars({}, FIRST, FIRST, week=WEEK)} == {0}
