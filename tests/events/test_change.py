"""Which deed may be done to a date as it stands, and what a deed would change: without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.errors import Refused
from core.types import Bilingual
from events.change import FITS, Change, fitting, is_told_at_once, plan, refuse_unfit
from events.models.deed import Cause, DeedKind
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form, Status
from venues.models import Hall

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
STARTS = datetime(2026, 12, 1, 11, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHY: dict[str, Any] = {"cause": Cause.ILLNESS}
# One line a deed, one sign a standing: x it may be done, . it stands like this already, else what must come first.
STANDINGS = (
    Status.SCHEDULED, Status.RESCHEDULED, Status.SOLD_OUT, Status.MOVED_ONLINE, Status.POSTPONED, Status.CANCELLED,
)
ALLOWED = {
    DeedKind.MOVE: "xxxxxc",
    DeedKind.POSTPONE: "xxxx.c",
    DeedKind.CANCEL: "xxxxx.",
    DeedKind.SELL_OUT: "xx.opc",
    DeedKind.REOPEN: "..xxxx",
    DeedKind.HALL: "xxxxxc",
    DeedKind.CAST: "xxxxxc",
}
SIGNS = {"nothing_changes": ".", "is_cancelled": "c", "is_postponed": "p", "is_online": "o"}


def row(status: Status = Status.SCHEDULED, key: int = 1, starts: datetime = STARTS) -> Performance:
    run = Run(main_performers_zh="", main_performers_en="")
    return Performance(
        id=key, run=run, form=Form.PERFORMANCE, status=status, starts_at=starts, ends_at=starts + 2 * HOUR, hall_id=1, version=1
    )


def wanted(kind: DeedKind) -> Change:
    hall = Hall(id=2) if kind is DeedKind.HALL else None
    return Change(kind=kind, starts={1: STARTS + HOUR}, hall=hall, cast=Bilingual("林舟", ""), **WHY)


def answer(status: Status, kind: DeedKind) -> str:
    try:
        refuse_unfit([row(status)], wanted(kind), at=NOW)
    except Refused as refused:
        return SIGNS[refused.reason]
    return "x"


@pytest.mark.parametrize("kind", DeedKind)
def test_every_deed_on_every_standing(kind: DeedKind) -> None:
    assert "".join(answer(status, kind) for status in STANDINGS) == ALLOWED[kind]


def test_what_is_offered_is_what_may_be_done() -> None:
    assert set(FITS) == set(DeedKind)
    assert fitting(row(Status.CANCELLED)) == [DeedKind.REOPEN]
    assert DeedKind.REOPEN not in fitting(row())


def test_among_several_what_is_cancelled_stays_so() -> None:
    rows = [row(), row(Status.CANCELLED, 2), row(Status.SOLD_OUT, 3)]
    sell_out = Change(kind=DeedKind.SELL_OUT)
    refuse_unfit(rows, sell_out, at=NOW)
    assert [(each.is_changed, each.stays_off) for each in plan(rows, sell_out)] == [
        (True, False), (False, True), (False, False),
    ]
    later = Change(kind=DeedKind.MOVE, starts=dict.fromkeys((1, 2, 3), STARTS + HOUR), **WHY)
    refuse_unfit(rows, later, at=NOW)
    assert [each.is_changed for each in plan(rows, later)] == [True, False, True]


def test_a_cancelled_date_tonight_hurries_nobody() -> None:
    rows = [row(), row(Status.CANCELLED, 2, NOW + HOUR)]
    assert not is_told_at_once(rows, Change(kind=DeedKind.SELL_OUT), at=NOW)
    assert is_told_at_once(rows, Change(kind=DeedKind.REOPEN), at=NOW)
