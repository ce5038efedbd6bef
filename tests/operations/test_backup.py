"""Backup while others write, and the way back, on both databases (quality.md D14)."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core import clock, revision
from core.backup import back_up
from core.db import committing, db, session
from core.errors import Refused
from core.models import Heartbeat
from core.revision import touch
from events.models.performance import Performance
from portal.models import Follower, ReachCount, ReachSalt
from portal.reach import Kind, Thing
from tests import databases
from tests.conftest import is_postgresql
from tests.factories import events

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the version that the tests' server has."""
    if is_postgresql():
        monkeypatch.setenv("PG_BIN", str(databases.postgres_binaries()))


def run(app: Flask, *arguments: str) -> str:
    session.remove()
    answer = app.test_cli_runner().invoke(args=["data", *arguments])
    assert answer.exit_code == 0, answer.output
    return answer.output


def feed(client: FlaskClient) -> tuple[str, bytes]:
    revision.forget()
    answer = client.get("/calendar.ics")
    assert answer.status_code == 200
    return answer.headers["ETag"], answer.data


def test_a_copy_brings_everything_back_as_it_was(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    kept = events.cancelled(events.show())
    key, uid, sequence = kept.id, kept.uid, kept.sequence
    before = feed(client)
    number = revision.current()
    assert "checked" in run(app, "backup", str(tmp_path / "copy"))

    events.show("after-the-copy")
    assert feed(client) != before
    assert "restored" in run(app, "restore", "--yes", str(tmp_path / "copy"))

    row = session.get(Performance, key)
    assert row is not None
    assert (row.uid, row.sequence) == (uid, sequence)
    assert session.scalar(select(func.count()).select_from(Performance)) == 1
    session.rollback()
    assert feed(client) == before
    revision.forget()
    assert revision.current() > number + 1, "no page made for a revision after the copy is taken for a present one"
    events.show("after-the-way-back")


@pytest.fixture
def writer(app: Flask) -> Iterator[list[int]]:
    """Another thread that writes pairs of rows, always both, until the test ends."""
    ended, done = threading.Event(), [0]

    def write() -> None:
        with app.app_context():
            while not ended.is_set():
                with committing():
                    for half in ("a", "b"):
                        session.add(Heartbeat(process=f"{half}{done[0]}", at=clock.now()))
                    touch()
                done[0] += 1

    thread = threading.Thread(target=write)
    thread.start()
    yield done
    ended.set()
    thread.join()


def test_copies_made_while_others_write_are_whole(app: Flask, writer: list[int], tmp_path: Path, database_url: str) -> None:
    for number in range(3):
        while writer[0] < (number + 1) * 5:
            threading.Event().wait(0.01)
        run(app, "backup", str(tmp_path / f"copy-{number}"))
    if is_postgresql():
        return
    for number in range(3):
        copy = sqlite3.connect(tmp_path / f"copy-{number}")
        count = "SELECT count(*) FROM core_heartbeat WHERE process LIKE ?"
        halves = [copy.execute(count, (f"{half}%",)).fetchone()[0] for half in "ab"]
        copy.close()
        assert halves[0] == halves[1] > 0


def test_nothing_is_overwritten_and_nothing_half_is_left(app: Flask, database_url: str, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "there"
    target.parent.mkdir()
    target.write_text("mine", encoding="ascii")
    with pytest.raises(Refused) as refused:
        back_up(app.extensions["settings"].database_url, target)
    assert refused.value.reason == "exists"
    assert target.read_text(encoding="ascii") == "mine"
    assert [path.name for path in target.parent.iterdir()] == ["there"]


@pytest.mark.parametrize("content", [b"", b"rubbish", b"SQLite format 3\0rubbish" * 100, b"PGDMPrubbish"])
def test_a_broken_copy_is_refused_and_the_database_stays(app: Flask, tmp_path: Path, content: bytes) -> None:
    events.show()
    session.remove()
    (tmp_path / "broken").write_bytes(content)
    answer = app.test_cli_runner().invoke(args=["data", "restore", "--yes", str(tmp_path / "broken")])
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    assert session.scalar(select(func.count()).select_from(Performance)) == 1


@pytest.mark.skipif(is_postgresql(), reason="PostgreSQL replaces within a transaction of its own")
def test_a_database_in_use_is_not_replaced(app: Flask, database_url: str, tmp_path: Path) -> None:
    run(app, "backup", str(tmp_path / "copy"))
    other = sqlite3.connect(db.engine.url.database or "")
    other.execute("BEGIN IMMEDIATE")
    answer = app.test_cli_runner().invoke(args=["data", "restore", "--yes", str(tmp_path / "copy")])
    other.close()
    assert answer.exit_code == 1
    assert "in use" in answer.output


def test_a_week_of_hashed_addresses_and_its_key_stay_out_of_copies(app: Flask, tmp_path: Path) -> None:
    day = clock.today()
    with committing():
        session.add(ReachSalt(week=day, salt=b"the key of the week, 32 bytes..."))
        session.add(Follower(week=day, thing=Thing.EVENT, key=1, service="google", digest="d" * 24))
        session.add(ReachCount(day=day, thing=Thing.EVENT, key=1, kind=Kind.VIEW, number=7))
    run(app, "backup", str(tmp_path / "copy"))
    assert b"the key of the week" not in (tmp_path / "copy").read_bytes()
    assert session.scalar(select(func.count()).select_from(Follower)) == 1, "the living database keeps them for the week"
    session.rollback()
    run(app, "restore", "--yes", str(tmp_path / "copy"))
    assert [session.scalar(select(func.count()).select_from(model)) for model in (ReachSalt, Follower, ReachCount)] == [0, 0, 1]
