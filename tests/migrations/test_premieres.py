"""What stood before the register becomes claims, and goes back as it was."""

from datetime import UTC, date, datetime
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import MetaData, Table, insert, text

from core.db import committing, db, session
from tests.migrations.test_migrations import history, new_machine

__all__ = ["new_machine"]
AT = datetime(2026, 11, 1, 4, tzinfo=UTC)
RUNS: list[dict[str, Any]] = [
    {"id": 1, "event_id": 1, "premiere_kind": "performance", "premiere_scope": "city", "city": "310000"},
    {"id": 2, "event_id": 1, "premiere_kind": "show", "premiere_scope": "venue", "city": "310000", "venue_id": 5},
    {"id": 3, "event_id": 2, "premiere_kind": "exhibition", "premiere_scope": None, "city": "310000"},
    {"id": 4, "event_id": 2, "premiere_kind": None, "premiere_scope": None, "city": "310000"},
]


def table(name: str) -> Table:
    return Table(name, MetaData(), autoload_with=db.engine)


def write(name: str, rows: list[dict[str, Any]], **always: Any) -> None:
    """Rows as an older version of the code wrote them."""
    into = table(name)
    with committing():
        for row in rows:
            session.execute(insert(into).values(always | row))


def revisions() -> tuple[str, str]:
    """The revision that makes the register, and the one before it."""
    script = next(each for each in history().walk_revisions() if each.doc == "the register of premieres")
    return script.revision, str(script.down_revision)


@pytest.fixture
def catalogue(new_machine: Flask) -> None:
    """Runs with and without a first, from before the register."""
    _, before = revisions()
    flask_migrate.upgrade(revision=before)
    shared = {"translated_from": {}, "source_language": "zh", "version": 1}
    house = {"id": 5, "slug": "house", "name_zh": "剧场", "city": "310000", "is_in_show_life_zone": False}
    write("venues_venue", [house], **shared)
    write(
        "events_event",
        [
            {"id": 1, "slug": "quoted", "quote": "实施“首演”“首映”", "quote_source": "paper.txt"},
            {"id": 2, "slug": "plain", "quote": "优秀剧目"},
        ],
        kind="show", title_zh="戏", city="310000", phase="dated", is_in_scope=True, extra={}, published_at=AT, **shared,
    )
    write("events_run", RUNS, is_free=False, prices=[], **shared)
    write(
        "events_performance",
        [{"id": row["id"], "run_id": row["id"], "uid": str(row["id"])} for row in RUNS], form="performance", starts_at=AT,
        ends_at=AT.replace(hour=6), end_is_stated=True, day=date(2026, 11, 1), last_day=date(2026, 11, 1), city="310000",
        status="scheduled", sequence=3, changed_at=AT, published_at=AT, **shared,
    )
    write(
        "feeds_entry", [{"performance_id": row["id"]} for row in RUNS], language="zh", blob=b"", digest="", changed_at=AT,
        is_broken=False,
    )


def rows(statement: str) -> list[tuple[Any, ...]]:
    session.rollback()
    found = [tuple(row) for row in session.execute(text(statement))]
    session.rollback()
    return found


def test_what_was_stated_becomes_claims_and_goes_back(catalogue: None) -> None:
    register, before = revisions()
    flask_migrate.upgrade(revision=register)
    said = (
        "SELECT run_id, event_id, kind, scope, place, state, evidence_zh, evidence_source "
        "FROM events_premiere_claim ORDER BY id"
    )
    quote = ("实施“首演”“首映”", "paper.txt")
    assert rows(said) == [
        (1, 1, "performance", "city", "310000", "claimed", *quote),
        (2, 1, "show", "venue", "venue:5", "claimed", *quote),
        (3, 2, "exhibition", None, "", "claimed", "", ""),
    ]
    assert rows("SELECT id, premiere_state FROM events_run ORDER BY id") == [
        (1, "claimed"), (2, "claimed"), (3, "claimed"), (4, None),
    ]
    assert rows("SELECT performance_id FROM feeds_entry WHERE stale_at IS NOT NULL ORDER BY 1") == [(1,), (2,), (3,)]
    assert rows("SELECT DISTINCT sequence FROM events_performance") == [(3,)], "neither time nor place changed"

    flask_migrate.downgrade(revision=before)
    kept = rows("SELECT id, event_id, premiere_kind, premiere_scope, city, venue_id FROM events_run ORDER BY id")
    assert kept == [
        (each["id"], each["event_id"], each["premiere_kind"], each["premiere_scope"], each["city"], each.get("venue_id"))
        for each in RUNS
    ]
    assert rows("SELECT count(*) FROM events_performance") == [(4,)]

    flask_migrate.upgrade(revision=register)
    assert len(rows(said)) == 3
