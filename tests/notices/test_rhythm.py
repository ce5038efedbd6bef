"""Digests and quiet hours by the clock on the wall, on the nights when it changes too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notices import rhythm

NIGHTS = [
    ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC)), ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, tzinfo=UTC)), ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 5, tzinfo=UTC)), ("Australia/Lord_Howe", datetime(2026, 10, 4, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 11, 21, tzinfo=UTC)),
]


def moment(text: str, zone: str = "Asia/Shanghai", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
@pytest.mark.parametrize("minute", [0, 30, 1 * 60 + 45, 2 * 60, 2 * 60 + 15, 2 * 60 + 30, 3 * 60, 8 * 60, 23 * 60 + 59])
def test_there_is_exactly_one_digest_a_date(zone: str, night: datetime, minute: int) -> None:
    at, dates = night - timedelta(days=3), []
    for _ in range(6):
        at = rhythm.next_digest(at, zone=zone, minute=minute)
        dates.append(at.astimezone(ZoneInfo(zone)).date())
    assert dates == [dates[0] + timedelta(days=each) for each in range(6)]


def test_a_time_that_is_left_out_comes_as_much_later_and_one_that_comes_twice_comes_once() -> None:
    assert rhythm.next_digest(moment("2026-03-29T00:30", "Europe/Berlin"), zone="Europe/Berlin", minute=150) == moment(
        "2026-03-29T03:30", "Europe/Berlin"
    )
    first = rhythm.next_digest(moment("2026-10-25T00:30", "Europe/Berlin"), zone="Europe/Berlin", minute=150)
    assert first == moment("2026-10-25T02:30", "Europe/Berlin")
    assert rhythm.next_digest(first, zone="Europe/Berlin", minute=150) == moment("2026-10-26T02:30", "Europe/Berlin")


def test_a_weekly_digest_comes_on_its_day() -> None:
    noon = moment("2026-11-21T12:00")
    assert rhythm.next_digest(noon, zone="Asia/Shanghai", minute=480, weekday=3) == moment("2026-11-26T08:00")
    assert rhythm.next_digest(noon, zone="Asia/Shanghai", minute=780, weekday=5) == moment("2026-11-21T13:00")
    assert rhythm.is_weekly(moment("2026-11-26T08:00"), zone="Asia/Shanghai", weekday=3)
    assert not rhythm.is_weekly(moment("2026-11-26T08:00"), zone="America/Los_Angeles", weekday=3)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-11-21T21:59", None), ("2026-11-21T22:00", "2026-11-22T07:30"), ("2026-11-22T00:00", "2026-11-22T07:30"),
        ("2026-11-22T07:29", "2026-11-22T07:30"), ("2026-11-22T07:30", None),
    ],
)
def test_quiet_hours_over_midnight(at: str, end: str | None) -> None:
    found = rhythm.quiet_until(moment(at), zone="Asia/Shanghai", first=22 * 60, last=7 * 60 + 30)
    assert found == (moment(end) if end else None)


def test_quiet_hours_within_a_day_and_none() -> None:
    noon = moment("2026-11-21T13:00")
    assert rhythm.quiet_until(noon, zone="Asia/Shanghai", first=720, last=840) == moment("2026-11-21T14:00")
    for first, last in ((None, None), (720, None), (None, 720), (780, 780)):
        assert rhythm.quiet_until(moment("2026-11-21T13:00"), zone="Asia/Shanghai", first=first, last=last) is None


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_quiet_hours_end_within_a_day_and_later_than_now(zone: str, night: datetime) -> None:
    for step in range(0, 36 * 60, 10):
        at = night - timedelta(hours=12) + timedelta(minutes=step)
        end = rhythm.quiet_until(at, zone=zone, first=22 * 60, last=2 * 60 + 30)
        if end is not None:
            assert timedelta(0) < end - at <= timedelta(hours=6)
            assert rhythm.quiet_until(end, zone=zone, first=22 * 60, last=2 * 60 + 30) is None


def test_a_zone_that_is_not_known_is_the_usual_one() -> None:
    for name in ("", "Nowhere/Land", "../../etc/passwd", "\0"):
        assert rhythm.zone_of(name) == ZoneInfo("Asia/Shanghai")
    assert rhythm.zones()[0] == "Asia/Shanghai"
    assert "Australia/Lord_Howe" in rhythm.zones()
