"""A copy of the whole database while the site runs, and the way back; SQLite by its backup API, PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from core.errors import Refused

SQLITE_MAGIC = b"SQLite format 3\0"
# Pages were made for a revision's number: after a way back in time the numbers must be new ones (house.md 14).
# What is to be destroyed at its time does not live on in copies: the hashed addresses of a week, and the key they stand under.
UNKEPT = ("portal_follower", "portal_reach_salt")
FIRST_REVISION = "INSERT INTO core_revision (id, number) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM core_revision)"
RAISE_REVISION = "UPDATE core_revision SET number = number + 1000000"
# What the copy holds as unsent went out since then, most of it: nothing leaves the outbox until somebody releases it
# (quality.md 4.8). A copy of a release before that could be said gets a mark, which its migration reads (0014).
HELD = "held_since"
HOLD = "UPDATE core_revision SET held_since = {now}, held_why = 'restored'"
MARK = "INSERT INTO core_heartbeat (process, at) VALUES ('restored', {hour_ago}) ON CONFLICT DO NOTHING"
HOLD_POSTGRESQL = f"""
DO $$ BEGIN
IF EXISTS (SELECT FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = 'core_revision' AND column_name = '{HELD}')
THEN {HOLD}; ELSE {MARK}; END IF;
END $$"""
# The mark stands among the heartbeats, and is none: it is an hour old.
NOW, HOUR_AGO = "now()", "now() - interval '1 hour'"
NOW_SQLITE, HOUR_AGO_SQLITE = (f"strftime('%Y-%m-%d %H:%M:%f000', 'now'{past})" for past in ("", ", '-1 hour'"))


def back_up(database_url: str, target: Path) -> int:
    """Write a checked copy to `target` (whole or not at all); answers its size in bytes. Writers go on meanwhile.

    `Refused("exists")` where the target exists, `Refused("broken_copy")` where the copy fails its check,
    `Refused("tool_failed")` where pg_dump does.
    """
    if target.exists():
        raise Refused("exists", path=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / "copy"
        if make_url(database_url).get_backend_name() == "sqlite":
            _copy_sqlite(_sqlite_path(database_url), copy)
        else:
            without = [f"--exclude-table-data={name}" for name in UNKEPT]
            _run_tool(
                "pg_dump", "--format=custom", "--no-owner", *without, "--file", str(copy), "--dbname", _libpq(database_url)
            )
        with copy.open("rb") as written:
            os.fsync(written.fileno())
        copy.replace(target)
    return target.stat().st_size


def restore(database_url: str, source: Path) -> None:
    """Put a copy in the place of the database. The site must be stopped; what is there now is set aside or dropped. The outbox
    is held until it is released.

    `Refused("missing")`, `Refused("broken_copy")`, `Refused("in_use")` (SQLite: another process has it open for writing),
    `Refused("tool_failed")`.
    """
    if not source.exists():
        raise Refused("missing", path=str(source))
    with source.open("rb") as copy:
        is_sqlite_copy = copy.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC
    is_sqlite = make_url(database_url).get_backend_name() == "sqlite"
    if is_sqlite is not is_sqlite_copy:
        raise Refused("broken_copy", path=str(source))
    if is_sqlite:
        _restore_sqlite(_sqlite_path(database_url), source)
    else:
        _run_tool(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
            "--dbname", _libpq(database_url), str(source),
        )
        _run_tool(
            "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction", "--command", FIRST_REVISION,
            "--command", RAISE_REVISION, "--command", HOLD_POSTGRESQL.format(now=NOW, hour_ago=HOUR_AGO), _libpq(database_url),
        )


def _sqlite_path(database_url: str) -> Path:
    return Path(make_url(database_url).database or "")


def _libpq(database_url: str) -> str:
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _copy_sqlite(source: Path, copy: Path) -> None:
    if not source.exists():
        raise Refused("missing", path=str(source))
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy, isolation_level=None)) as made:
        live.backup(made)
        made.execute("PRAGMA journal_mode=delete")
        _leave_out(made)
    _check_sqlite(copy)


def _leave_out(made: sqlite3.Connection) -> None:
    """Empty what is not to be kept, and overwrite where it stood."""
    present = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    made.execute("PRAGMA secure_delete=on")
    for name in UNKEPT:
        if name in present:
            made.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as made:
            is_whole = made.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            has_orphans = made.execute("PRAGMA foreign_key_check").fetchone() is not None
    except sqlite3.DatabaseError as error:
        raise Refused("broken_copy", path=str(path)) from error
    if not is_whole or has_orphans:
        raise Refused("broken_copy", path=str(path))


def _restore_sqlite(place: Path, source: Path) -> None:
    _check_sqlite(source)
    if place.exists():
        _refuse_if_in_use(place)
        place.replace(place.with_name(f"{place.name}.before-restore"))
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.restoring")
    shutil.copyfile(source, fresh)
    with closing(sqlite3.connect(fresh, isolation_level=None)) as made:
        made.execute(FIRST_REVISION)
        made.execute(RAISE_REVISION)
        _hold_sqlite(made)
    fresh.replace(place)


def _hold_sqlite(made: sqlite3.Connection) -> None:
    columns = {row[1] for row in made.execute("PRAGMA table_info(core_revision)")}
    made.execute((HOLD if HELD in columns else MARK).format(now=NOW_SQLITE, hour_ago=HOUR_AGO_SQLITE))


def _refuse_if_in_use(place: Path) -> None:
    """Leaving WAL needs the only connection: it fails while the site has the file open."""
    try:
        with closing(sqlite3.connect(place, timeout=1)) as alone:
            alone.execute("PRAGMA journal_mode=delete")
            alone.execute("BEGIN EXCLUSIVE")
            alone.rollback()
    except sqlite3.OperationalError as error:
        raise Refused("in_use", path=str(place)) from error


def _run_tool(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; PG_BIN names their folder where PATH does not."""
    program = shutil.which(name, path=os.environ.get("PG_BIN") or None)
    if program is None:
        raise Refused("tool_failed", tool=name, why="not found (PATH, PG_BIN)")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused("tool_failed", tool=name, why=done.stderr.strip()[-500:])
