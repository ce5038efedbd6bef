"""Two desks confirm the same first at the same moment: one wins, the other is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import event, select

from core import clock
from core.db import committing, db, session
from core.errors import Refused
from events.models.premiere import PremiereClaim
from events.models.words import PremiereState
from events.services import premieres as deeds
from tests.factories import events, repertoire

PATIENCE = 10


def two_claims() -> list[int]:
    work = repertoire.production()
    for slug in ("here", "there"):
        events.premiere(slug, production_id=work.id)
    session.rollback()
    return list(session.scalars(select(PremiereClaim.id).order_by(PremiereClaim.id)))


def confirm(key: int) -> None:
    deeds.confirm_premiere(session.get_one(PremiereClaim, key), at=clock.now(), by="desk", evidence=events.EVIDENCE)


def states() -> list[PremiereState]:
    session.rollback()
    return list(session.scalars(select(PremiereClaim.state).order_by(PremiereClaim.id)))


@pytest.mark.running_clock
@pytest.mark.parametrize("loser", [0, 1])
def test_the_second_waits_for_the_first_and_is_refused(app: Flask, loser: int) -> None:
    keys = two_claims()
    winner = keys[1 - loser]
    begins = threading.Event()

    def second() -> None:
        with app.app_context(), pytest.raises(Refused, match="premiere_taken") as refused:
            begins.set()
            with committing():
                confirm(keys[loser])
        assert refused.value.facts["claim"] == winner

    waiting = threading.Event()

    def on_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        """The second one's first lock: SQLite's as it begins, PostgreSQL's as it reads the claims."""
        if begins.is_set() and (statement.startswith("BEGIN IMMEDIATE") or "FOR UPDATE" in statement):
            waiting.set()

    with ThreadPoolExecutor(1) as pool:
        with committing():
            confirm(winner)
            session.flush()
            event.listen(db.engine, "before_cursor_execute", on_statement)
            other = pool.submit(second)
            assert waiting.wait(PATIENCE)
        other.result(PATIENCE)
    expected = [PremiereState.CONFIRMED, PremiereState.CONFIRMED]
    expected[loser] = PremiereState.CLAIMED
    assert states() == expected


@pytest.mark.running_clock
def test_of_many_at_once_exactly_one_wins(app: Flask) -> None:
    keys = two_claims()
    gate = threading.Barrier(4)

    def run(key: int) -> str:
        with app.app_context():
            gate.wait(PATIENCE)
            try:
                with committing():
                    confirm(key)
            except Refused as refused:
                return refused.reason
            return "confirmed"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(run, keys * 2))
    assert sorted(set(answers)) == ["confirmed", "premiere_taken"]
    assert sorted(states()) == [PremiereState.CLAIMED, PremiereState.CONFIRMED]
