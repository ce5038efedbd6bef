"""How SQLite finds the figures of the outbox desk; its planner as it stands, without statistics."""

from flask import Flask
from sqlalchemy import text

from core import clock
from core.db import session
from notices.choosing import Choice, State
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
