"""The door through which every change is committed."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from core.db import committing, db, session
from core.errors import Refused
from core.models import Heartbeat, Revision
from core.revision import touch
from repertoire.models import Company
from tests.conftest import close, is_postgresql, make_app, make_settings
from tests.factories import repertoire

pytestmark = pytest.mark.both_databases
WRITERS, INCREMENTS = 4, 50


def beats() -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(Heartbeat.process)))


def test_what_is_done_inside_is_committed_once(app: Flask, now: datetime) -> None:
    with committing():
        session.add(Heartbeat(process="one", at=now))
    assert beats() == ["one"]


def test_an_error_leaves_nothing(app: Flask, now: datetime) -> None:
    with pytest.raises(RuntimeError), committing():
        session.add(Heartbeat(process="one", at=now))
        session.flush()
        touch()
        raise RuntimeError
    assert beats() == []
    assert session.scalar(select(Revision.number)) is None
    with committing():
        session.add(Heartbeat(process="two", at=now))
    assert session.scalar(select(Revision.number)) is None, "the mark of the failed deed is gone"


def test_what_was_read_before_is_read_anew(app: Flask) -> None:
    row = repertoire.company(name_en="Old")
    assert row.name_en == "Old"
    with db.engine.begin() as elsewhere:
        elsewhere.execute(update(Company).values(name_en="New"))
    with committing():
        assert row.name_en == "New"


def test_a_stale_row_is_refused(app: Flask) -> None:
    row = repertoire.company()
    with pytest.raises(Refused) as refused, committing():
        assert row.version == 1
        row.name_en = "Mine"
        # As another process would between our reading and our writing.
        with session.no_autoflush:
            session.execute(text("UPDATE repertoire_company SET version = version + 1, name_en = 'Theirs'"))
    assert refused.value.reason == "stale"
    session.rollback()
    assert session.scalar(select(Company.name_en)) == row.name_en != "Mine"


def _increment(url: str, folder: Path, key: int) -> None:
    app = make_app(make_settings(folder, url))
    with app.app_context():
        for _ in range(INCREMENTS):
            with committing():
                chosen = select(Heartbeat).where(Heartbeat.id == key).with_for_update()
                row = session.scalars(chosen).one()
                row.process = str(int(row.process) + 1)
    close(app)


def in_processes(body: Callable[..., None], *arguments: object) -> None:
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=body, args=arguments) for _ in range(WRITERS)]
    for process in running:
        process.start()
    for process in running:
        process.join(timeout=120)
    assert [process.exitcode for process in running] == [0] * WRITERS


def test_no_update_is_lost_between_processes(app: Flask, database_url: str, tmp_path: Path, now: datetime) -> None:
    with committing():
        session.add(Heartbeat(process="0", at=now))
    key = session.scalars(select(Heartbeat.id)).one()
    session.rollback()
    in_processes(_increment, database_url, tmp_path, key)
    assert session.scalar(select(Heartbeat.process)) == str(WRITERS * INCREMENTS)


def _touch(url: str, folder: Path) -> None:
    app = make_app(make_settings(folder, url))
    with app.app_context():
        for _ in range(INCREMENTS):
            with committing():
                touch()
    close(app)


def test_every_public_change_raises_the_revision_once(app: Flask, database_url: str, tmp_path: Path) -> None:
    with committing():
        touch()
    session.rollback()
    in_processes(_touch, database_url, tmp_path)
    assert session.scalar(select(Revision.number)) == 1 + WRITERS * INCREMENTS


@pytest.mark.skipif(is_postgresql(), reason="SQLite's own settings")
def test_sqlite_is_set_as_the_house_wants_it(app: Flask) -> None:
    def pragma(name: str) -> object:
        return session.scalar(text(f"PRAGMA {name}"))

    assert pragma("journal_mode") == "wal"
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 5000


def test_foreign_keys_hold(app: Flask) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), committing():
        session.add(Company(slug="x", name_zh="甲"))
        session.flush()
        session.execute(text("INSERT INTO repertoire_credit (production_id, artist_id, role_zh, role_en, position)"
                             " VALUES (999, 999, '', '', 0)"))


@pytest.mark.skipif(is_postgresql(), reason="SQLite's own settings")
def test_a_writer_that_was_passed_over_asks_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.db.USUAL_PATIENCE_MS", 20)
    asked_twice = threading.Event()
    asked: list[str] = []

    def on_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)
        if asked.count("BEGIN IMMEDIATE") == 2:
            asked_twice.set()

    def write() -> None:
        with app.app_context(), committing(patience_ms=20):
            touch()

    with ThreadPoolExecutor(1) as pool:
        with committing():
            touch()
            session.execute(select(Heartbeat.process))  # the lock is held from here
            event.listen(db.engine, "before_cursor_execute", on_statement)
            second = pool.submit(write)
            assert asked_twice.wait(timeout=5)
        second.result(timeout=5)
    session.rollback()
    assert session.scalar(select(Revision.number)) == 2
