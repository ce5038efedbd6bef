"""The change desk: what a deed does to dates, approvals, calendars and letters, and that it can be undone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.membership import Role
from accounts.models.trail import TrailEntry
from core import revision
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.change import UNDO_FOR
from events.models.deed import Cause, Deed, DeedKind
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import ApprovalState, Status
from events.queries import deeds as queries
from events.services import deeds, undoing
from notices.models.delivery import Delivery
from tests.conftest import CountQueries
from tests.factories import accounts, changing, events, venues
from venues.models import Venue

HOUR = timedelta(hours=1)


def fresh(row: Performance) -> Performance:
    session.rollback()
    return session.get_one(Performance, row.id, populate_existing=True)


def letters() -> list[Delivery]:
    session.rollback()
    return list(session.scalars(select(Delivery).order_by(Delivery.id)))


def take_back(deed: Deed, at: datetime) -> None:
    key = deed.id
    with committing():
        undoing.undo(queries.deed_to_change(key), at=at, actor=changing.acting())


def test_a_cancelled_date_says_why_and_is_one_revision(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    rows = changing.listing(owner)
    before = revision.stored()
    changing.done(*rows, refund=Bilingual("全额退票。", "Refunded in full."))
    assert revision.stored() == before + 1
    for row in map(fresh, rows):
        assert (row.status, row.sequence) == (Status.CANCELLED, 1)
        assert row.reason == Bilingual("主演受伤。全额退票。", "The leading actor is hurt. Refunded in full.")


@pytest.mark.parametrize("kind", [DeedKind.CANCEL, DeedKind.POSTPONE, DeedKind.MOVE, DeedKind.HALL, DeedKind.CAST])
def test_what_the_audience_must_be_told_needs_a_reason(app: Flask, kind: DeedKind, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    more: dict[str, Any] = {"starts": {row.id: row.starts_at + HOUR}, "cast": Bilingual("甲", "")}
    if kind is DeedKind.HALL:
        more["hall"] = venues.hall(venues.venue("other-house"))
    nothing = Bilingual("", "")
    for cause in (None, Cause.OTHER):
        with pytest.raises(Refused, match="reason_needed"):
            changing.done(row, kind=kind, cause=cause, words=nothing, **more)
    assert fresh(row).sequence == 0


def test_a_cause_alone_has_ready_words(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    changing.done(row, words=Bilingual("", ""))
    assert fresh(row).reason == Bilingual("演职人员身体原因。", "Illness in the company.")


def test_a_move_makes_the_approval_stale_and_hides_the_ticket_link(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    begins = row.starts_at
    changing.approved(row)
    assert fresh(row).sells_at(now)
    session.rollback()
    deed = changing.done(row, kind=DeedKind.MOVE, starts={row.id: begins + HOUR})
    moved = fresh(row)
    assert moved.starts_at == begins + HOUR
    assert moved.ends_at - moved.starts_at == row.ends_at - row.starts_at
    assert moved.approvals[-1].state is ApprovalState.STALE
    assert not moved.sells_at(now)
    take_back(deed, now + UNDO_FOR / 2)
    back = fresh(row)
    assert (back.starts_at, back.status, back.sequence) == (begins, Status.SCHEDULED, 2)
    assert back.sells_at(now), "what was approved stands again as it was approved"


def test_nobody_moves_a_date_into_a_taken_hall(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    first, second, _ = changing.listing(owner)
    with pytest.raises(Refused, match="hall_taken") as refused:
        changing.done(first, kind=DeedKind.MOVE, starts={first.id: second.starts_at + HOUR})
    assert refused.value.facts["starts_at"] == second.starts_at
    with pytest.raises(Refused, match="dates_overlap"):
        changing.done(first, second, kind=DeedKind.MOVE, starts={first.id: second.starts_at})


@pytest.mark.parametrize(
    ("delta", "reason"), [(timedelta(days=-30), "in_the_past"), (timedelta(0), "nothing_changes")]
)
def test_times_that_do_not_fit(app: Flask, delta: timedelta, reason: str, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    with pytest.raises(Refused, match=reason):
        changing.done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at + delta})


def test_an_end_before_the_start_is_refused(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    with pytest.raises(Refused, match="ends_before_it_starts"):
        changing.done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at}, ends={row.id: row.starts_at - HOUR})


def test_another_cast_is_told_with_the_reason_and_raises_every_sequence(app: Flask, now: datetime) -> None:
    rows = changing.listing(accounts.organisation())
    changing.approved(*rows)
    deed = changing.done(rows[0], kind=DeedKind.CAST, cast=Bilingual("林舟", "Lin Zhou"))
    run = session.get_one(Run, rows[0].run_id)
    assert run.main_performers == Bilingual("林舟", "Lin Zhou")
    assert [fresh(row).sequence for row in rows] == [1, 1, 1]
    assert {fresh(row).approvals[-1].state for row in rows} == {ApprovalState.STALE}
    take_back(deed, now + UNDO_FOR / 2)
    assert session.get_one(Run, rows[0].run_id, populate_existing=True).main_performers == Bilingual("", "")
    assert [fresh(row).sequence for row in rows] == [2, 2, 2]
    assert {fresh(row).approvals[-1].state for row in rows} == {ApprovalState.APPROVED}


def test_another_cast_beside_tonights_show_is_told_at_once(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    tonight, _, last = changing.listing(owner, first_in=0)
    deed = changing.done(last, kind=DeedKind.CAST, cast=Bilingual("林舟", "Lin Zhou"))
    assert deed.told_at == now
    assert [each.due_at for each in letters()] == [now]
    assert fresh(tonight).sequence == 1


def test_another_cast_counts_every_date_that_it_changes(app: Flask, now: datetime) -> None:
    rows = changing.listing(accounts.organisation())
    seen = {row.id: row.version for row in rows}
    changing.done(rows[0], kind=DeedKind.SELL_OUT)
    with pytest.raises(Refused, match="changed_meanwhile"):
        changing.done(rows[2], kind=DeedKind.CAST, cast=Bilingual("林舟", "Lin Zhou"), seen=seen)


def test_another_cast_says_nothing_of_a_night_that_is_cancelled(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    rows = changing.listing(owner)
    changing.approved(*rows)
    changing.done(rows[0])
    deed = changing.done(rows[1], kind=DeedKind.CAST, cast=Bilingual("林舟", "Lin Zhou"))
    assert [len(each.facts["dates"]) for each in letters()] == [1, 2]
    take_back(deed, now)
    assert {fresh(row).approvals[-1].state for row in rows} == {ApprovalState.APPROVED}, "of the cancelled one, too"


def test_another_hall(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    hall = venues.hall(venues.venue("other-house", city="330100"), code="small")
    deed = changing.done(row, kind=DeedKind.HALL, hall=queries.hall_with_venue(hall.id))
    assert (fresh(row).hall_id, fresh(row).city) == (hall.id, "330100")
    take_back(deed, now)
    assert (fresh(row).hall_id, fresh(row).city) == (row.hall_id, "310000")


def test_sold_out_and_open_again(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    changing.done(row, kind=DeedKind.SELL_OUT, cause=None, words=Bilingual("", ""))
    assert fresh(row).status is Status.SOLD_OUT
    session.rollback()
    changing.done(row, kind=DeedKind.REOPEN, cause=None, words=Bilingual("", ""))
    assert fresh(row).status is Status.SCHEDULED


@pytest.mark.parametrize("kind", [each for each in DeedKind if each not in {DeedKind.REOPEN, DeedKind.CAST}])
def test_nothing_brings_a_cancelled_date_back_by_the_way(app: Flask, kind: DeedKind, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    hall = venues.hall(venues.venue("other-house"))
    changing.done(row)
    more: dict[str, Any] = {"starts": {row.id: row.starts_at + HOUR}, "hall": hall}
    with pytest.raises(Refused, match="nothing_changes" if kind is DeedKind.CANCEL else "is_cancelled"):
        changing.done(row, kind=kind, **more)
    assert (fresh(row).status, fresh(row).reason) == (Status.CANCELLED, changing.WORDS)


def test_a_sold_out_date_that_is_moved_stays_sold_out(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    begins = row.starts_at
    changing.approved(row)
    changing.done(row, kind=DeedKind.SELL_OUT)
    deed = changing.done(row, kind=DeedKind.MOVE, starts={row.id: begins + HOUR})
    changing.approved(row)
    moved = fresh(row)
    assert (moved.status, moved.moved_from, moved.announced_before) == (Status.SOLD_OUT, begins, begins)
    assert not moved.sells_at(now), "a renewed approval makes no empty seat"
    session.rollback()
    changing.done(row, kind=DeedKind.REOPEN, cause=None, words=Bilingual("", ""))
    open_again = fresh(row)
    assert (open_again.status, open_again.reason) == (Status.RESCHEDULED, changing.WORDS), "why it was moved still holds"
    assert open_again.sells_at(now)
    assert deed.rows[0].before.keys() >= {"starts_at", "moved_from"}


def test_a_sold_out_date_that_is_moved_back(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    begins = row.starts_at
    changing.done(row, kind=DeedKind.SELL_OUT)
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: begins + HOUR})
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: begins})
    assert (fresh(row).status, fresh(row).moved_from) == (Status.SOLD_OUT, None)


def test_what_is_moved_and_then_sold_out_keeps_why_it_was_moved(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    begins = row.starts_at
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: begins + HOUR})
    changing.done(row, kind=DeedKind.SELL_OUT, cause=None, words=Bilingual("", ""))
    assert (fresh(row).status, fresh(row).announced_before, fresh(row).reason) == (Status.SOLD_OUT, begins, changing.WORDS)


def test_a_postponed_date_finds_another_hall_before_its_new_time(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    row, other, _ = changing.listing(owner)
    begins, next_night = row.starts_at, other.starts_at
    small = venues.hall(session.get_one(Venue, row.venue_id), code="small")
    changing.done(row, kind=DeedKind.POSTPONE)
    theirs = events.run(events.event("another-show"), venue_id=small.venue_id, hall_id=small.id, city="310000")
    events.performance(theirs, starts_at=begins)
    changing.done(row, kind=DeedKind.HALL, hall=queries.hall_with_venue(small.id))
    assert fresh(row).status is Status.POSTPONED, "it takes no hall while it does not take place"
    session.rollback()
    with pytest.raises(Refused, match="hall_taken"):
        changing.done(row, kind=DeedKind.REOPEN)
    changing.done(row, kind=DeedKind.MOVE, starts={row.id: next_night})
    assert fresh(row).status is Status.RESCHEDULED


def test_dates_are_locked_by_key_and_shown_by_time(app: Flask, count_queries: CountQueries, now: datetime) -> None:
    late, early = changing.listing(accounts.organisation(), dates=2)
    keys, event, run, swapped = [late.id, early.id], late.run.event_id, late.run_id, early.starts_at + timedelta(days=7)
    changing.done(late, kind=DeedKind.MOVE, starts={late.id: swapped})
    with count_queries() as counted:
        chosen = queries.dates_of(event, keys, to_change=True)
        coming = queries.coming_dates_of_runs([run], now, to_change=True)
    assert [row.id for row in chosen] == [row.id for row in coming] == keys[::-1]
    locking = [each for each in counted.statements if "FROM events_performance" in each and "events_run" in each]
    assert len(locking) == 2
    assert all("ORDER BY events_performance.id" in each for each in locking)


def test_letters_wait_ten_minutes_and_an_undo_before_then_is_told_to_nobody(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    member, reviewer = accounts.member(owner, Role.EDITOR), accounts.staff()
    accounts.member(owner, Role.VIEWER)
    row = changing.listing(owner)[0]
    deed = changing.done(row)
    assert [(each.person_id, each.due_at) for each in letters()] == [
        (member.id, now + UNDO_FOR), (reviewer.id, now + UNDO_FOR),
    ]
    take_back(deed, now + timedelta(minutes=9))
    assert letters() == []
    assert fresh(row).status is Status.SCHEDULED
    assert fresh(row).sequence == 2, "an undo is a new change, never a return"
    with pytest.raises(Refused, match="already_undone"):
        take_back(deed, now + timedelta(minutes=9))


def test_the_house_is_told_too(app: Flask, now: datetime) -> None:
    keeper = accounts.organisation("keeper")
    caretaker = accounts.member(keeper)
    row = changing.listing(accounts.organisation())[0]
    with committing():
        session.get_one(Performance, row.id).venue.keeper_id = keeper.id  # type: ignore[union-attr]
    changing.done(row)
    assert [each.person_id for each in letters()] == [caretaker.id]


def test_after_ten_minutes_it_is_too_late(app: Flask, now: datetime) -> None:
    deed = changing.done(changing.listing(accounts.organisation())[0])
    with pytest.raises(Refused, match="too_late_to_undo"):
        take_back(deed, now + UNDO_FOR)


def test_less_than_a_day_ahead_everybody_is_told_at_once_and_an_undo_is_a_new_notice(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    member = accounts.member(owner)
    row = changing.listing(owner, first_in=0)[0]
    deed = changing.done(row)
    assert [each.due_at for each in letters()] == [now]
    take_back(deed, now + timedelta(minutes=1))
    assert [(each.kind, each.person_id) for each in letters()] == [("deed", member.id), ("deed_undone", member.id)]


def test_telling_now_ends_the_waiting(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    deed = changing.done(changing.listing(owner)[0])
    key, later = deed.id, now + timedelta(minutes=2)
    with committing():
        deeds.tell_now(queries.deed_to_change(key), at=later, actor=changing.acting())
    assert [each.due_at for each in letters()] == [later]
    take_back(deed, now + timedelta(minutes=3))
    assert [each.kind for each in letters()] == ["deed", "deed_undone"]


def test_what_moved_on_since_cannot_be_undone(app: Flask, now: datetime) -> None:
    rows = changing.listing(accounts.organisation())
    deed = changing.done(*rows)
    changing.done(rows[1], kind=DeedKind.REOPEN)
    with pytest.raises(Refused, match="changed_meanwhile") as refused:
        take_back(deed, now)
    assert refused.value.facts["keys"] == [rows[1].id]
    assert [fresh(row).status for row in rows] == [Status.CANCELLED, Status.SCHEDULED, Status.CANCELLED]


def test_a_button_pressed_twice_is_one_deed(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    row = changing.listing(owner)[0]
    assert changing.done(row, token="once").id == changing.done(row, token="once").id
    assert fresh(row).sequence == 1
    assert len(letters()) == 1


def test_who_saw_an_older_version_is_told_so(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    version = row.version
    changing.done(row, kind=DeedKind.SELL_OUT)
    with pytest.raises(Refused, match="changed_meanwhile"):
        changing.done(row, seen={row.id: version})
    assert fresh(row).status is Status.SOLD_OUT


def test_the_trail_names_deed_and_undo(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    who = accounts.member(owner)
    deed = changing.done(changing.listing(owner)[0], actor=changing.acting(who.id))
    take_back(deed, now)
    session.rollback()
    kept = session.scalars(select(TrailEntry).where(TrailEntry.organisation_id == owner.id).order_by(TrailEntry.id)).all()
    assert [(each.deed, each.person_id) for each in kept] == [("date_cancel", who.id), ("deed_undone", None)]
    assert kept[0].reason == "主演受伤。"


def test_what_is_over_stays(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation(), first_in=-3, dates=1)[0]
    with pytest.raises(Refused, match="already_over"):
        changing.done(row)


def test_force_majeure_is_always_named(app: Flask, now: datetime) -> None:
    row = changing.listing(accounts.organisation())[0]
    changing.done(row, cause=Cause.FORCE_MAJEURE, words=Bilingual("台风红色预警。", ""))
    assert fresh(row).reason == Bilingual("因不可抗力。台风红色预警。", "Force majeure.")
