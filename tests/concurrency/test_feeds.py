"""Several processes make the same feed at the same moment: every one serves the same bytes, nothing is rendered twice."""

import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from core import clock
from core.config import Settings
from core.db import committing, db, session
from core.types import Bilingual
from events.models.performance import Performance
from events.services import performances as deeds
from feeds import queries, services
from feeds.models import FeedEntry, FeedSnapshot
from tests.conftest import make_app, make_settings
from tests.factories import events

PROCESSES = 4


def fetch(folder: Path, database_url: str, number: int) -> tuple[int, bytes, str, str]:
    """In a process of its own: start the application and ask for the feed."""
    app = make_app(make_settings(folder / str(number), database_url))
    answer = app.test_client().get("/calendar.ics")
    return answer.status_code, answer.data, answer.headers["ETag"], answer.headers["Last-Modified"]


def all_at_once(folder: Path, database_url: str) -> set[tuple[int, bytes, str, str]]:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return set(pool.map(fetch, [folder] * PROCESSES, [database_url] * PROCESSES, range(PROCESSES)))


@pytest.mark.running_clock
def test_cold_processes_serve_the_same_bytes(app: Flask, settings: Settings, tmp_path: Path) -> None:
    rows = events.several(12)
    first = all_at_once(tmp_path, settings.database_url)
    assert len(first) == 1
    assert next(iter(first))[0] == 200
    with committing():
        deeds.cancel(session.get_one(Performance, rows[5].id), at=clock.now(), reason=Bilingual("检修", "Repairs"))
    # In folders of their own: no copy of the earlier feed is at hand while another process writes.
    second = all_at_once(tmp_path / "second", settings.database_url)
    assert len(second) == 1
    assert first.isdisjoint(second)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(FeedSnapshot)) == 1
    waiting = select(func.count()).select_from(FeedEntry).where(FeedEntry.stale_at.is_not(None), FeedEntry.language == "zh")
    assert session.scalar(waiting) == 0


@pytest.mark.running_clock
def test_a_process_that_starts_while_another_notes_the_address_waits_and_agrees(app: Flask) -> None:
    waits = threading.Event()

    def note() -> None:
        with app.app_context(), committing():
            services.note_base("https://window.example", at=clock.now())

    def on_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("BEGIN IMMEDIATE", "INSERT INTO feeds_base")):
            waits.set()

    with ThreadPoolExecutor(1) as pool:
        with committing():
            services.note_base("https://window.example", at=clock.now())
            session.flush()
            event.listen(db.engine, "before_cursor_execute", on_statement)
            second = pool.submit(note)
            assert waits.wait(timeout=5)
        second.result(timeout=5)
    base = queries.base_address()
    assert base is not None
    assert base.address == "https://window.example"
