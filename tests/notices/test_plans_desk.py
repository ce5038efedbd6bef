"""How SQLite finds the figures of the outbox desk, and what is due; its planner as it stands, without statistics. And
a row that only SQLite can hold."""

from flask import Flask
from sqlalchemy import text

from accounts.services import telling
from core import clock
from core.db import committing, session
from notices.choosing import Choice, State
from notices.jobs import sending
from notices.queries import chosen


def test_every_figure_asks_an_index(app: Flask) -> None:
    """SQLite's planner as it stands without statistics: sent rows are never walked through."""
    plans = {
        "SELECT due_at FROM notices_delivery WHERE over_at IS NULL ORDER BY due_at LIMIT 9": "ix_notices_delivery_due_at",
        "SELECT id FROM notices_delivery WHERE over_at IS NOT NULL AND fate = 'parked' ORDER BY over_at DESC LIMIT 9":
            "ix_notices_delivery_fate",
        "SELECT over_at FROM notices_delivery WHERE fate = 'sent' AND over_at > '2026'": "COVERING INDEX ix_notices_delivery_f",
        "SELECT fate, count(*) FROM notices_delivery WHERE notice_id = 1 GROUP BY fate": "COVERING INDEX ix_notices_delivery_n",
    }
    for statement, index in plans.items():
        plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
        assert index in plan, (statement, plan)


def test_rows_of_an_organisation_are_found_by_their_state(app: Flask) -> None:
    for state, index in ((State.PARKED, "ix_notices_delivery_fate"), (State.DUE, "ix_notices_delivery_due_at")):
        condition = chosen.chosen(Choice(state=state, organisation_id=3, kind="trial"), clock.now())
        order = "due_at" if state is State.DUE else "over_at DESC"
        words = condition.compile(compile_kwargs={"literal_binds": False})
        statement = text(f"EXPLAIN QUERY PLAN SELECT id FROM notices_delivery WHERE {words} ORDER BY {order}")
        plan = " ".join(row[3] for row in session.execute(statement, words.params))
        assert index in plan


def test_claims_and_turns_ask_their_index(app: Flask) -> None:
    """Neither what is over nor what waits for its hour is walked through, and nothing is sorted."""
    plans = {
        "SELECT id FROM notices_delivery WHERE over_at IS NULL AND due_at <= '2026' AND coalesce(channel, '') = 'mail' "
        "ORDER BY due_at LIMIT 100": "ix_notices_delivery_due_at (due_at<?)",
        "SELECT id FROM notices_delivery WHERE over_at IS NULL AND channel = 'mail' AND coalesce(due_at, turn_at) <= '2026' "
        "ORDER BY turn_at, id LIMIT 10": "ix_notices_delivery_turn_at (channel=?)",
        "SELECT turn_at FROM notices_delivery WHERE organisation_id = 1 AND over_at IS NULL AND due_at <= '2026' "
        "ORDER BY due_at DESC, turn_at DESC LIMIT 200": "ix_notices_delivery_last_turn (organisation_id=? AND due_at<?)",
    }
    for statement, index in plans.items():
        plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
        assert index in plan, (statement, plan)
        assert "TEMP B-TREE" not in plan


def test_a_row_that_cannot_even_be_read_holds_up_nobody(app: Flask) -> None:
    for key in ("bad", "good"):
        with committing():
            telling.tell("trial", at=clock.now(), to="lin@example.org", key=key, facts={"name": "林舟"})
    with committing():
        session.execute(text("UPDATE notices_delivery SET facts = '{' WHERE key = 'bad'"))
    sending.send_due()
    found = session.execute(text("SELECT key, fate, tries FROM notices_delivery ORDER BY key")).all()
    assert found == [("bad", "open", 1), ("good", "sent", 1)]
