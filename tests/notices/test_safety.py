"""The net below private calendars, as a rule of moments."""

from datetime import UTC, datetime, timedelta

import pytest

from notices.safety import Late, Net, has_it, net_for, still_needs

CHANGED = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def late(hours: float, **facts: bool) -> Net:
    starts = (CHANGED + timedelta(hours=hours), CHANGED + timedelta(days=30))
    return net_for(Late(CHANGED, starts, **facts))


@pytest.mark.parametrize(
    ("hours", "facts", "net"),
    [
        (73, {"is_cancelled": True}, Net.NONE), (72, {}, Net.UNLESS_FETCHED), (48, {"is_cancelled": True}, Net.UNLESS_FETCHED),
        (24, {}, Net.UNLESS_FETCHED), (24, {"is_cancelled": True}, Net.ALWAYS), (23, {"is_another_start": True}, Net.ALWAYS),
    ],
)
def test_the_nearer_the_more(hours: float, facts: dict[str, bool], net: Net) -> None:
    assert late(hours, **facts) is net


def test_a_calendar_has_it_only_when_it_was_fetched_after_the_change() -> None:
    before, after = CHANGED - timedelta(minutes=1), CHANGED + timedelta(minutes=1)
    assert not has_it([None, before, CHANGED], CHANGED)
    assert has_it([before, after], CHANGED)
    assert still_needs(Net.ALWAYS, [after], CHANGED)
    assert not still_needs(Net.UNLESS_FETCHED, [after], CHANGED)
    assert not still_needs(Net.NONE, [None], CHANGED)
