"""Two hands at once: two reviewers, a deed and its undo, two editors on one date, one button pressed twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.actor import Actor
from core import clock
from core.db import committing, session
from core.errors import Refused
from events.models.deed import Deed, DeedKind
from events.models.performance import Performance
from events.models.submission import Decision, Submission
from events.models.words import Status
from events.queries import deeds as stored
from events.queries import review as queries
from events.services import deeds, review, undoing
from notices.models.delivery import Delivery
from tests.factories import accounts, changing

PATIENCE = 20


def at_once(app: Flask, *acts: Callable[[], None]) -> list[str]:
    """Each in a thread of its own, begun together: "done", or why it was refused."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> str:
        with app.app_context():
            gate.wait(PATIENCE)
            try:
                with committing():
                    act()
            except Refused as refused:
                return refused.reason
            return "done"

    session.rollback()
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result(PATIENCE) for each in [pool.submit(run, act) for act in acts]]


@pytest.mark.running_clock
@pytest.mark.parametrize("others", [Decision.PUBLISHED, Decision.REFUSED])
def test_two_reviewers_decide_at_once_and_the_second_is_told(app: Flask, others: Decision) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    rows = changing.listing(owner, is_public=False)
    changing.ready(*rows)
    event_id = rows[0].run.event_id
    with committing():
        event = queries.listing_to_change(owner.id, event_id)
        assert event is not None
        key = review.submit(event, owner, at=clock.now(), actor=changing.acting()).id

    def decide(decision: Decision) -> Callable[[], None]:
        def act() -> None:
            row = queries.submission_to_decide(key)
            assert row is not None
            review.decide(row, decision, at=clock.now(), actor=Actor(person_id=None), reason=changing.WORDS)

        return act

    answers = at_once(app, decide(Decision.PUBLISHED), decide(others))
    assert sorted(answers) == ["already_decided", "done"]
    winner = Decision.PUBLISHED if answers[0] == "done" else others
    assert session.get_one(Submission, key).decision is winner
    is_public = session.get_one(Submission, key).event.is_public
    assert is_public is (winner is Decision.PUBLISHED)
    assert session.scalar(select(func.count()).where(Delivery.kind == "review_decided")) == 1


@pytest.mark.running_clock
def test_two_editors_move_one_date_at_once_and_one_sees_both_versions(app: Flask) -> None:
    row = changing.listing(accounts.organisation())[0]
    key, event_id, version, start = row.id, row.run.event_id, row.version, row.starts_at

    def move(days: int) -> Callable[[], None]:
        wanted = changing.change(DeedKind.MOVE, starts={key: start + timedelta(days=days, minutes=5)}, seen={key: version})

        def act() -> None:
            rows = stored.dates_of(event_id, [key], to_change=True)
            deeds.do(rows[0].run.event, rows, wanted, at=clock.now(), actor=changing.acting())

        return act

    assert sorted(at_once(app, move(20), move(40))) == ["changed_meanwhile", "done"]
    assert session.get_one(Performance, key).sequence == 1
    assert session.scalar(select(func.count(Deed.id))) == 1


@pytest.mark.running_clock
def test_a_deed_and_an_undo_at_once_leave_one_of_two_whole_worlds(app: Flask) -> None:
    rows = changing.listing(accounts.organisation())
    keys, event_id = [row.id for row in rows], rows[0].run.event_id
    first = changing.done(*rows).id

    def undo() -> None:
        undoing.undo(stored.deed_to_change(first), at=clock.now(), actor=changing.acting())

    def reopen() -> None:
        chosen = stored.dates_of(event_id, keys, to_change=True)
        deeds.do(chosen[0].run.event, chosen, changing.change(DeedKind.REOPEN), at=clock.now(), actor=changing.acting())

    answers = at_once(app, undo, reopen)
    assert answers in (["done", "nothing_changes"], ["changed_meanwhile", "done"])
    assert {each.status for each in session.scalars(select(Performance))} == {Status.SCHEDULED}
    assert {each.sequence for each in session.scalars(select(Performance))} == {2}


@pytest.mark.running_clock
def test_two_undos_at_once_undo_once(app: Flask) -> None:
    deed = changing.done(changing.listing(accounts.organisation())[0]).id

    def undo() -> None:
        undoing.undo(stored.deed_to_change(deed), at=clock.now(), actor=changing.acting())

    assert sorted(at_once(app, undo, undo)) == ["already_undone", "done"]


@pytest.mark.running_clock
def test_one_button_pressed_twice_is_one_deed(app: Flask) -> None:
    row = changing.listing(accounts.organisation())[0]
    key, event_id, wanted = row.id, row.run.event_id, changing.change()

    def press() -> None:
        rows = stored.dates_of(event_id, [key], to_change=True)
        deeds.do(rows[0].run.event, rows, wanted, at=clock.now(), actor=changing.acting())

    assert at_once(app, press, press) == ["done", "done"]
    assert session.scalar(select(func.count(Deed.id))) == 1


@pytest.mark.running_clock
def test_handing_in_twice_at_once_is_one_submission(app: Flask) -> None:
    owner = accounts.organisation()
    rows = changing.listing(owner, is_public=False)
    changing.ready(*rows)
    event_id, owner_id = rows[0].run.event_id, owner.id

    def hand_in() -> None:
        event = queries.listing_to_change(owner_id, event_id)
        assert event is not None
        assert event.owner is not None
        review.submit(event, event.owner, at=clock.now(), actor=changing.acting())

    assert sorted(at_once(app, hand_in, hand_in)) == ["already_submitted", "done"]
    assert session.scalar(select(func.count(Submission.id))) == 1
