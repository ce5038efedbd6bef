"""The clock: stored in UTC, shown in Shanghai, still in tests."""

from datetime import UTC, date, datetime, time

import pytest

from core import clock


def test_time_stands_still_in_tests(now: datetime) -> None:
    assert clock.now() == now == datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.today() == date(2026, 11, 21)


@pytest.mark.parametrize("now", [datetime(2026, 11, 21, 16, 30, tzinfo=UTC)], indirect=True)
def test_the_day_changes_at_midnight_in_shanghai(now: datetime) -> None:
    assert clock.today() == date(2026, 11, 22)
    assert clock.local(now).isoformat() == "2026-11-22T00:30:00+08:00"


def test_moments_of_wall_times_and_days() -> None:
    assert clock.at_local(date(2026, 8, 1), time(19, 30)) == datetime(2026, 8, 1, 11, 30, tzinfo=UTC)
    first, end = clock.day_bounds(date(2026, 8, 1), date(2026, 8, 2))
    assert first == datetime(2026, 7, 31, 16, tzinfo=UTC)
    assert end == datetime(2026, 8, 2, 16, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"), clock.standing_still(datetime(2026, 1, 1)):
        pass


@pytest.mark.running_clock
def test_real_time_moves() -> None:
    earlier = clock.now()
    assert clock.now() >= earlier > datetime(2020, 1, 1, tzinfo=UTC)
