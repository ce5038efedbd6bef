"""Nothing leaves an outbox that was put back, until somebody says so (quality.md D14)."""

from datetime import datetime, timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select, text

from accounts.services import telling
from core import clock
from core.db import committing, db, session
from core.web import settings
from notices.jobs import fanning, sending
from notices.models.delivery import Delivery, Fate
from notices.models.notice import Notice
from notices.queries import outbox as queries
from tests import databases
from tests.conftest import is_postgresql
from tests.factories import accounts
from tests.factories import telling as trial

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the version that the tests' server has."""
    if is_postgresql():
        monkeypatch.setenv("PG_BIN", str(databases.postgres_binaries()))


def run(app: Flask, *arguments: str) -> str:
    session.remove()
    answer = app.test_cli_runner().invoke(args=list(arguments))
    assert answer.exit_code == 0, answer.output
    return answer.output


def letter() -> None:
    with committing():
        telling.tell("trial", at=clock.now(), to="lin@example.org", key="a", facts={"name": "林舟"})


def mails() -> int:
    return len(list(settings().mail_folder.glob("*.eml")))


def work() -> None:
    fanning.fan_out()
    sending.send_due()


def test_after_a_restore_nothing_is_sent_before_the_release(app: Flask, tmp_path: Path) -> None:
    letter()
    run(app, "data", "backup", str(tmp_path / "copy"))
    work()
    assert mails() == 1
    assert "the outbox is held" in run(app, "data", "restore", "--yes", str(tmp_path / "copy"))
    for path in settings().mail_folder.glob("*.eml"):
        path.unlink()
    work()
    assert mails() == 0
    assert "(restored)" in run(app, "notices", "status")
    assert run(app, "notices", "release") == "released\n"
    work()
    assert mails() == 1


def test_what_had_waited_in_the_copy_can_be_left_out(app: Flask, tmp_path: Path) -> None:
    who = accounts.person("lin@example.org")
    trial.follower("reader@example.org")
    with trial.trial_known():
        letter()
        trial.notice()
        run(app, "data", "backup", str(tmp_path / "copy"))
        run(app, "data", "restore", "--yes", str(tmp_path / "copy"))
        held_as_of(clock.now())
        assert "1 deliveries and 1 notices set aside" in run(app, "notices", "release", "--skip")
        work()
    assert mails() == 0
    assert session.execute(select(Delivery.fate, Delivery.why)).all() == [(Fate.SKIPPED, "restored")]
    assert session.scalars(select(Notice.void_reason)).all() == ["restored"]
    with committing():
        telling.tell("trial", at=clock.now(), to=session.merge(who), key="afterwards")
    work()
    assert mails() == 1


def held_as_of(moment: datetime) -> None:
    """The clock of the tests stands, that of the command does not."""
    with committing():
        session.execute(text("UPDATE core_revision SET held_since = :at"), {"at": sqlite_moment(moment)})


@pytest.mark.running_clock
def test_a_fresh_copy_is_set_aside_too(app: Flask, tmp_path: Path) -> None:
    """Made a minute before the restore: what it holds as unsent is from less than an hour ago."""
    letter()
    run(app, "data", "backup", str(tmp_path / "copy"))
    run(app, "data", "restore", "--yes", str(tmp_path / "copy"))
    assert "1 deliveries and 0 notices set aside" in run(app, "notices", "release", "--skip")
    work()
    assert mails() == 0


def test_what_was_not_due_yet_is_sent_at_its_time(app: Flask, tmp_path: Path) -> None:
    later = clock.now() + timedelta(hours=9)
    with committing():
        telling.tell("trial", at=clock.now(), to="lin@example.org", key="later", facts={"name": "林舟"}, due_at=later)
    run(app, "data", "backup", str(tmp_path / "copy"))
    run(app, "data", "restore", "--yes", str(tmp_path / "copy"))
    held_as_of(clock.now())
    assert "0 deliveries and 0 notices set aside" in run(app, "notices", "release", "--skip")
    work()
    assert mails() == 0
    with clock.standing_still(later):
        work()
    assert mails() == 1


def sqlite_moment(moment: datetime) -> object:
    return moment if is_postgresql() else f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def test_a_copy_of_a_release_that_could_not_be_held_is_held_too(app: Flask, tmp_path: Path) -> None:
    letter()
    session.remove()
    flask_migrate.downgrade(revision="0013")
    db.engine.dispose()
    run(app, "data", "backup", str(tmp_path / "copy"))
    run(app, "data", "restore", "--yes", str(tmp_path / "copy"))
    session.remove()
    flask_migrate.upgrade()
    found = queries.held()
    assert found is not None
    assert found[1] == "restored"
    session.rollback()
    work()
    assert mails() == 0
    assert "readyz" not in run(app, "notices", "status")
    run(app, "notices", "release")
    work()
    assert mails() == 1


def test_the_command_line_holds_and_releases(app: Flask) -> None:
    letter()
    assert run(app, "notices", "status").startswith("not held\ndue 1, later 0, notices 0, parked 0\n")
    assert run(app, "notices", "hold", "--why", "a look") == "held\n"
    assert run(app, "notices", "hold", "--why", "another") == "held already\n"
    assert "(a look)" in run(app, "notices", "status")
    work()
    assert mails() == 0
    assert run(app, "notices", "release") == "released\n"
    assert run(app, "notices", "release") == "it was not held\n"
    work()
    assert mails() == 1
