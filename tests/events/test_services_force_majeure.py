"""Force majeure: one batch for many events, all or nothing, one letter a person, undone as one."""

import gc
from datetime import datetime, timedelta
from time import perf_counter, process_time

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import clock, revision
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.change import UNDO_FOR, Change
from events.models.deed import Batch, Cause, Deed, DeedKind
from events.models.performance import Performance
from events.models.words import Status
from events.queries import force_majeure as queries
from events.queries.force_majeure import Window
from events.services import force_majeure as services
from events.services import undoing
from notices.models.delivery import Delivery
from tests.factories import accounts, changing, events, venues

STORM = Bilingual("台风红色预警，全市演出取消。", "A typhoon: everything tonight is cancelled.")


def storm(**facts: object) -> Change:
    stated = {"kind": DeedKind.CANCEL, "cause": Cause.FORCE_MAJEURE, "words": STORM, "token": "storm-1"} | facts
    return Change(**stated)  # type: ignore[arg-type]


def window(days: int = 20, **facts: object) -> Window:
    return Window(first=clock.now(), last=clock.now() + timedelta(days=days), **({"city": "310000"} | facts))  # type: ignore[arg-type]


def strike(change: Change | None = None, of: Window | None = None, **more: object) -> Batch:
    with committing():
        batch = services.do_batch(
            of or window(), change or storm(), at=clock.now(), actor=changing.acting(), organisation_id=None, selection={},
            **more,  # type: ignore[arg-type]
        )
    return batch


def statuses() -> dict[Status, int]:
    session.rollback()
    return dict(session.execute(select(Performance.status, func.count()).group_by(Performance.status)).all())


def kinds() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Delivery.kind).order_by(Delivery.id)))


def test_all_that_a_storm_strikes_is_one_batch_with_one_letter_a_person(app: Flask, now: datetime) -> None:
    owner, other = accounts.organisation(), accounts.organisation("other")
    member, neighbour, reviewer = accounts.member(owner), accounts.member(other), accounts.staff()
    changing.listing(owner, "one")
    changing.listing(owner, "two")
    changing.listing(other, "three")
    changing.listing(other, "elsewhere", city="330100", run_facts={"city": "330100"})
    changing.listing(other, "draft", is_public=False)
    before = revision.stored()
    strike()
    assert revision.stored() == before + 1
    assert statuses() == {Status.CANCELLED: 9, Status.SCHEDULED: 6}
    sent = list(session.scalars(select(Delivery).order_by(Delivery.person_id)))
    assert [(each.person_id, each.facts["number"], each.facts["dates_number"]) for each in sent] == [
        (member.id, 2, 6), (neighbour.id, 1, 3), (reviewer.id, 3, 9),
    ]
    assert {each.due_at for each in sent} == {now + UNDO_FOR}


def test_undoing_takes_all_back_and_tells_nobody(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    changing.listing(owner, "one")
    changing.listing(owner, "two")
    key = strike().id
    with committing():
        deeds = queries.deeds_of_batch(key)
        undoing.undo_batch(queries.batch_to_change(key), deeds, at=now + timedelta(minutes=3), actor=changing.acting())
    assert statuses() == {Status.SCHEDULED: 6}
    assert kinds() == []


def test_what_changed_since_keeps_the_whole_batch(app: Flask, now: datetime) -> None:
    rows = changing.listing(accounts.organisation(), "one")
    changing.listing(accounts.organisation("other"), "two")
    key = strike().id
    session.rollback()
    changing.done(rows[0], kind=DeedKind.REOPEN)
    with pytest.raises(Refused, match="changed_meanwhile"), committing():
        undoing.undo_batch(queries.batch_to_change(key), queries.deeds_of_batch(key), at=now, actor=changing.acting())
    assert statuses() == {Status.CANCELLED: 5, Status.SCHEDULED: 1}
    one = session.scalars(select(Deed).order_by(Deed.id)).first()
    assert one is not None
    with pytest.raises(Refused, match="part_of_a_batch"), committing():
        undoing.undo(session.get_one(Deed, one.id), at=now, actor=changing.acting())


def test_the_same_press_twice_is_one_batch(app: Flask, now: datetime) -> None:
    changing.listing(accounts.organisation())
    assert strike().id == strike().id
    session.rollback()
    assert session.scalar(select(func.count(Batch.id))) == 1


def test_nobody_strikes_what_the_preview_did_not_show(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    changing.listing(owner)
    with pytest.raises(Refused, match="selection_moved_on"):
        strike(expected=2)
    assert statuses() == {Status.SCHEDULED: 3}


def test_what_makes_no_batch(app: Flask, now: datetime) -> None:
    with pytest.raises(Refused, match="nothing_struck"):
        strike()
    changing.listing(accounts.organisation())
    with pytest.raises(Refused, match="reason_needed"):
        strike(storm(words=Bilingual("", "")))
    with pytest.raises(Refused, match="not_for_a_batch"):
        strike(storm(kind=DeedKind.SELL_OUT))


def test_a_house_alone(app: Flask, now: datetime) -> None:
    rows = changing.listing(accounts.organisation(), "one")
    changing.listing(accounts.organisation("other"), "two")
    strike(of=window(city="", venue_ids=(rows[0].venue_id,)))
    assert statuses() == {Status.CANCELLED: 3, Status.SCHEDULED: 3}


@pytest.mark.running_clock
def test_five_hundred_at_once_hold_the_write_lock_for_less_than_a_second(app: Flask) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    house = venues.venue("arena")
    for number in range(50):
        stay = events.run(events.event(f"show-{number}", owner_id=owner.id), venue_id=house.id, city=house.city)
        for day in range(10):
            events.performance(stay, starts_at=clock.now() + timedelta(days=2 + day, minutes=number))
    gc.collect()
    gc.freeze()  # what this process keeps of other tests is not looked through again while the clock runs
    began, worked = perf_counter(), process_time()
    key = strike().id
    taken = process_time() - worked
    gc.unfreeze()
    print(f"500 dates of 50 events cancelled in {perf_counter() - began:.2f} s, of which {taken:.2f} s were work")
    assert statuses() == {Status.CANCELLED: 500}
    began = perf_counter()
    with committing():
        undoing.undo_batch(
            queries.batch_to_change(key), queries.deeds_of_batch(key), at=clock.now(), actor=changing.acting()
        )
    print(f"undone in {perf_counter() - began:.2f} s")
    assert statuses() == {Status.SCHEDULED: 500}
    assert taken < 1.5
