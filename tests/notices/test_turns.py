"""In which order deliveries leave, and how long one that failed waits."""

from datetime import UTC, datetime, timedelta

from notices.turns import MOST_TRIES, RATE, pause, turn

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_turns_stand_apart_and_after_the_last_open_one() -> None:
    assert turn(NOON, None, 0) == NOON
    assert turn(NOON, None, 7) == NOON + timedelta(seconds=7 / RATE)
    assert turn(NOON, NOON + timedelta(minutes=3), 1) == NOON + timedelta(minutes=3, seconds=1 / RATE)
    assert turn(NOON, NOON - timedelta(minutes=3), 0) == NOON


def test_whoever_comes_with_a_few_stands_before_most_of_the_many() -> None:
    """Seven times the volume, a minute earlier: of the first 200 that are left, the small one has at least half."""
    large = [turn(NOON, None, number) for number in range(70_000)]
    small = [turn(NOON + timedelta(minutes=1), None, number) for number in range(10_000)]
    sent_meanwhile = 6_000  # a hundred a second
    queue = sorted([(each, "large") for each in large[sent_meanwhile:]] + [(each, "small") for each in small])
    assert [whose for _turn, whose in queue[:200]].count("small") == 200


def test_pauses_grow() -> None:
    minutes = [pause(tries).total_seconds() / 60 for tries in range(1, MOST_TRIES)]
    assert minutes == [1, 4, 16, 64, 256]
