"""Deeds on dated rows: what raises SEQUENCE, what writes history, what is refused."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from core import clock, history, revision
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.generator import Pattern
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.words import ApprovalState, Status
from events.queries import records
from events.services import dates
from events.services import events as event_deeds
from events.services import performances as deeds
from tests.factories import events, venues
from venues.models import Hall, Venue

ILL = Bilingual("主演生病", "The lead is ill")
EVENING = time(19, 30)


def again(row: Performance) -> Performance:
    return session.get_one(Performance, row.id)


def rows_of(run: Run) -> dict[date, Status]:
    return {row.day: row.status for row in records.timed_rows_of(run.id)}


@pytest.mark.parametrize(
    ("values", "rise"),
    [
        ({"wheelchair_places": 4}, 0),
        ({"title_zh": "开幕"}, 0),
        ({"status": Status.SOLD_OUT}, 1),
        ({"online_url": "https://live.example/1"}, 0),
        ({"city": "340100"}, 1),
    ],
)
def test_sequence_rises_for_time_place_and_status_only(app: Flask, values: dict[str, Any], rise: int) -> None:
    row = events.show()
    with committing():
        assert deeds.change(again(row), at=clock.now(), deed="edited", **values)
    assert again(row).sequence == rise


def test_setting_what_already_stands_changes_nothing(app: Flask) -> None:
    row = events.show()
    number = revision.current()
    with committing():
        assert not deeds.change(again(row), at=clock.now(), deed="edited", status=Status.SCHEDULED)
    revision.forget()
    assert revision.current() == number
    assert again(row).sequence == 0


def test_a_change_is_written_down_with_before_after_and_reason(app: Flask) -> None:
    row = events.show()
    with committing():
        deeds.cancel(again(row), at=clock.now(), reason=ILL, actor="desk")
    latest = history.changes_of(again(row).run.event.topic)[0]
    assert (latest.deed, latest.actor, latest.reason_en) == ("cancelled", "desk", "The lead is ill")
    assert latest.before["status"] == "scheduled"
    assert latest.after["status"] == "cancelled"
    assert latest.after["sequence"] == 1


def test_a_move_keeps_the_length_and_remembers_the_announced_start(app: Flask) -> None:
    row = events.show()
    start, end = again(row).starts_at, again(row).ends_at
    with committing():
        deeds.move(again(row), at=clock.now(), starts_at=start + timedelta(days=2), reason=ILL)
    moved = again(row)
    assert (moved.starts_at, moved.ends_at) == (start + timedelta(days=2), end + timedelta(days=2))
    assert (moved.moved_from, moved.status, moved.sequence) == (start, Status.RESCHEDULED, 1)
    assert moved.day == date(2026, 11, 23)


def test_cancelling_needs_a_reason_and_something_to_come(app: Flask) -> None:
    row = events.show()
    with pytest.raises(Refused, match="reason_needed"), committing():
        deeds.cancel(again(row), at=clock.now(), reason=Bilingual("", ""))
    with pytest.raises(Refused, match="already_over"), committing():
        deeds.cancel(again(row), at=clock.now() + timedelta(days=2), reason=ILL)
    assert again(row).status is Status.SCHEDULED


def test_it_cannot_end_before_it_starts(app: Flask) -> None:
    stay = events.run()
    with pytest.raises(Refused, match="ends_before_it_starts"), committing():
        deeds.add_performance(stay, at=clock.now(), starts_at=clock.now(), ends_at=clock.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="ends_before_it_starts"), committing():
        deeds.add_span(stay, at=clock.now(), first=date(2026, 12, 2), last=date(2026, 12, 1))
    assert records.timed_rows_of(stay.id) == []


def test_a_hall_must_stand_in_its_house(app: Flask) -> None:
    row, hall = events.show(), venues.hall()
    other = venues.venue("other-house")
    with pytest.raises(Refused, match="hall_of_another_venue"), committing():
        deeds.change_place(
            again(row), session.get_one(Venue, other.id), session.get_one(Hall, hall.id), at=clock.now(), reason=ILL
        )


def weekend(last: date, **more: object) -> Pattern:
    return Pattern(date(2026, 11, 27), last, {4: (EVENING,), 5: (EVENING,)}, **more)  # type: ignore[arg-type]


def write(run: Run, rule: Pattern) -> None:
    with committing():
        dates.change_dates(session.get_one(Run, run.id), rule, at=clock.now())


def apply(run: Run, rule: Pattern) -> None:
    write(run, rule)
    with committing():
        for row in records.timed_rows_of(run.id):
            deeds.publish(row, at=clock.now())


def test_a_rule_run_again_names_the_difference(app: Flask) -> None:
    run = events.run()
    apply(run, weekend(date(2026, 12, 5)))
    assert list(rows_of(run)) == [date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 4), date(2026, 12, 5)]
    found = deeds.preview_pattern(session.get_one(Run, run.id), weekend(date(2026, 12, 4)), at=clock.now())
    assert [clock.local(each).date() for each in found.drop] == [date(2026, 12, 5)]
    assert len(found.keep) == 3


def test_no_rule_promises_to_bring_a_cancelled_date_back(app: Flask) -> None:
    run = events.run()
    apply(run, weekend(date(2026, 12, 5)))
    write(run, weekend(date(2026, 12, 4)))
    with committing():
        deeds.cancel(records.timed_rows_of(run.id)[3], at=clock.now(), reason=ILL)
    assert dates.plan_dates(session.get_one(Run, run.id), weekend(date(2026, 12, 5)), at=clock.now()).is_empty
    apply(run, weekend(date(2026, 12, 5)))
    assert rows_of(run)[date(2026, 12, 5)] is Status.CANCELLED


def test_running_the_same_rule_twice_changes_nothing(app: Flask) -> None:
    run = events.run()
    apply(run, weekend(date(2026, 12, 5)))
    found = deeds.preview_pattern(session.get_one(Run, run.id), weekend(date(2026, 12, 5)), at=clock.now())
    assert (found.add, found.drop) == ((), ())


def test_what_was_moved_or_cancelled_by_hand_stays_so(app: Flask) -> None:
    run = events.run()
    apply(run, weekend(date(2026, 12, 5)))
    first, second = records.timed_rows_of(run.id)[:2]
    with committing():
        deeds.cancel(again(first), at=clock.now(), reason=ILL)
    with committing():
        deeds.move(again(second), at=clock.now(), starts_at=again(second).starts_at + timedelta(days=1), reason=ILL)
    apply(run, weekend(date(2026, 12, 12)))
    after = rows_of(run)
    assert after[date(2026, 11, 27)] is Status.CANCELLED
    assert after[date(2026, 11, 29)] is Status.RESCHEDULED
    assert date(2026, 11, 28) not in after
    assert len(after) == 6


def test_drafts_that_fall_out_of_a_rule_are_deleted(app: Flask) -> None:
    run = events.run()
    write(run, weekend(date(2026, 12, 5)))
    write(run, weekend(date(2026, 11, 28)))
    assert len(rows_of(run)) == 2


def test_texts_are_cleaned_at_the_door(app: Flask) -> None:
    row = events.show(title_zh="长\u2028桥\x00\u202e ", title_en="a\r\nb")
    event = again(row).run.event
    assert (event.title_zh, event.title_en) == ("长桥", "a b")


def test_a_translation_knows_when_its_source_moved_on(app: Flask) -> None:
    row = events.show()
    event = again(row).run.event
    assert not event.is_outdated("title")
    event.title_zh = "长桥（新版）"
    assert event.is_outdated("title")


def test_days_are_those_of_the_venues_calendar(app: Flask) -> None:
    late = datetime(2026, 11, 22, 0, 30, tzinfo=clock.SHANGHAI)
    row = events.show(starts_at=late)
    assert again(row).day == date(2026, 11, 22)
    assert again(row).starts_at.utcoffset() == timedelta(0)


def approved(row: Performance) -> None:
    with committing():
        again(row).approvals.append(Approval(state=ApprovalState.APPROVED, number="示例-1", recorded_at=clock.now()))


def test_an_approval_goes_stale_when_time_or_place_change_and_tickets_are_hidden(app: Flask) -> None:
    row = events.show()
    approved(row)
    assert again(row).sells_at(clock.now())
    with committing():
        deeds.move(again(row), at=clock.now(), starts_at=again(row).starts_at + timedelta(days=1), reason=ILL)
    assert [each.state for each in again(row).approvals] == [ApprovalState.APPROVED, ApprovalState.STALE]
    assert not again(row).sells_at(clock.now())


def test_an_approval_outlives_what_it_does_not_name(app: Flask) -> None:
    row = events.show()
    approved(row)
    with committing():
        deeds.set_status(again(row), Status.SOLD_OUT, at=clock.now())
    assert [each.state for each in again(row).approvals] == [ApprovalState.APPROVED]


def test_whatever_happened_to_a_moved_row_the_rule_leaves_it(app: Flask) -> None:
    run = events.run()
    rule = weekend(date(2026, 12, 5))
    apply(run, rule)
    sold, twice, off, _ = records.timed_rows_of(run.id)
    for row in (sold, twice, twice, off):
        with committing():
            deeds.move(again(row), at=clock.now(), starts_at=again(row).starts_at + timedelta(days=30), reason=ILL)
    with committing():
        deeds.set_status(again(sold), Status.SOLD_OUT, at=clock.now())
    with committing():
        deeds.cancel(again(off), at=clock.now(), reason=ILL)
    found = deeds.preview_pattern(session.get_one(Run, run.id), rule, at=clock.now())
    assert (found.add, found.drop, len(found.keep)) == ((), (), 4)


def test_a_rule_never_writes_into_the_past_nor_touches_what_was_added_by_hand(app: Flask) -> None:
    run = events.run()
    extra = events.performance(run, starts_at=datetime(2026, 12, 24, 19, 30, tzinfo=clock.SHANGHAI))
    apply(run, Pattern(date(2026, 11, 1), date(2026, 11, 28), {4: (EVENING,), 5: (EVENING,)}))
    assert rows_of(run) == {
        date(2026, 11, 21): Status.SCHEDULED, date(2026, 11, 27): Status.SCHEDULED, date(2026, 11, 28): Status.SCHEDULED,
        date(2026, 12, 24): Status.SCHEDULED,
    }
    assert again(extra).rule_start is None


def test_a_span_moves_by_days(app: Flask) -> None:
    row = events.span(events.run(), first=date(2026, 12, 2), last=date(2026, 12, 22))
    with pytest.raises(Refused, match="span_has_days"), committing():
        deeds.move(again(row), at=clock.now(), starts_at=clock.at_local(date(2026, 12, 9)), reason=ILL)
    with committing():
        deeds.move_span(again(row), at=clock.now(), first=date(2026, 12, 9), last=date(2026, 12, 29), reason=ILL)
    moved = again(row)
    assert (moved.day, moved.last_day, moved.sequence) == (date(2026, 12, 9), date(2026, 12, 29), 1)
    assert moved.ends_at == clock.at_local(date(2026, 12, 30))


def test_an_approval_goes_stale_when_title_or_performers_change(app: Flask) -> None:
    row = events.show()
    approved(row)
    with committing():
        event_deeds.edit_event(again(row).run.event, at=clock.now(), title_zh="新名")
    assert again(row).approvals[-1].state is ApprovalState.STALE


def test_going_back_to_the_hall_takes_the_address_away(app: Flask) -> None:
    row = events.show()
    with committing():
        online = {"status": Status.MOVED_ONLINE, "online_url": "https://live.example/1"}
        deeds.change(again(row), at=clock.now(), deed="moved_online", reason=ILL, **online)
    with committing():
        deeds.reinstate(again(row), at=clock.now())
    assert (again(row).online_url, again(row).status, again(row).sequence) == ("", Status.SCHEDULED, 2)


def test_strands_and_wholes_are_public_changes(app: Flask) -> None:
    row = events.show()
    number = revision.current()
    with committing():
        assert event_deeds.set_strands(again(row).run.event, ("red",), at=clock.now())
    revision.forget()
    assert revision.current() == number + 1
    first, second = events.event("first"), events.event("second")
    with committing():
        event_deeds.include(first, second, at=clock.now())
    with committing():
        event_deeds.include(second, again(row).run.event, at=clock.now())
    with pytest.raises(Refused, match="circle"), committing():
        event_deeds.include(again(row).run.event, first, at=clock.now())
