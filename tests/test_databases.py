"""What one test leaves behind does not reach the next: a database that is given out again is as its template."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, text

from accounts.models.trail import TrailEntry
from core import clock
from tests import databases
from tests.conftest import is_postgresql

pytestmark = pytest.mark.both_databases
Copies = databases.SqliteCopies | databases.PostgresCopies
DEED = {
    "at": clock.now(), "deed": "signed_in", "subject": "", "before": {}, "after": {}, "reason": "", "via": "web",
}


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def leave_rows(connection: Connection) -> None:
    """In the trail, whose triggers refuse every change and every deletion."""
    connection.execute(insert(TrailEntry), [DEED] * 3)


def leave_much(connection: Connection) -> None:
    connection.execute(insert(TrailEntry), [DEED | {"reason": "x" * 500}] * 5_000)


def leave_a_table(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE left_over (id INTEGER)"))


def leave_a_column(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE core_revision ADD COLUMN left_over INTEGER"))


def leave_no_trigger(connection: Connection) -> None:
    for name in triggers(connection):
        of = f" ON {name.removesuffix('_stays')}" if is_postgresql() else ""
        connection.execute(text(f"DROP TRIGGER {name}{of}"))


def leave_another_head(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))


def leave_no_head(connection: Connection) -> None:
    connection.execute(text("DELETE FROM alembic_version"))


def triggers(connection: Connection) -> list[str]:
    own = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal" if is_postgresql() else (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'accounts%'"
    )
    return sorted(connection.scalars(text(own)))


def state(connection: Connection) -> object:
    """All that can be seen of a database: tables, columns, triggers, the rows of every table."""
    seen = inspect(connection)
    names = sorted(name for name in seen.get_table_names() if "fts" not in name)
    columns = {name: [column["name"] for column in seen.get_columns(name)] for name in names}
    rows = {name: list(connection.execute(text(f'SELECT * FROM "{name}"'))) for name in names}
    return columns, rows, triggers(connection)


@pytest.mark.parametrize("leave", [
    leave_rows, leave_much, leave_a_table, leave_a_column, leave_no_trigger, leave_another_head, leave_no_head,
])
def test_what_was_left_is_gone(copies: Copies, tmp_path: Path, leave: Callable[[Connection], None]) -> None:
    (tmp_path / "second").mkdir()
    with copies.fresh(tmp_path, "left") as url:
        engine = engine_of(url)
        with engine.begin() as connection:
            before = state(connection)
            leave(connection)
        # A connection that nobody gave back, in the middle of its work.
        held = engine.connect()
        held.execute(insert(TrailEntry), [DEED])
    held.invalidate()
    engine.dispose()
    with copies.fresh(tmp_path / "second", "left") as url:
        engine = engine_of(url)
        with engine.connect() as connection:
            assert state(connection) == before
        engine.dispose()


def test_keys_begin_anew(copies: Copies, tmp_path: Path) -> None:
    keys = []
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        with copies.fresh(tmp_path / folder, "keys") as url:
            engine = engine_of(url)
            with engine.begin() as connection:
                leave_rows(connection)
                keys.append(list(connection.scalars(text("SELECT id FROM accounts_trail_entry ORDER BY id"))))
            engine.dispose()
    assert keys == [[1, 2, 3], [1, 2, 3]]
