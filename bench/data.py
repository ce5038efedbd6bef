"""Data for the bench: a demo season in a folder of its own, and rows far outside of every window."""

import os
import sqlite3
import subprocess
import sys
from functools import cache
from pathlib import Path

from flask import Flask

from application import create_app
from bench import servers
from bench.servers import ROOT
from core import clock
from core.config import read_settings
from core.db import committing, session
from events.filters import Dates
from events.models.performance import Performance
from events.models.words import TIMED, Status
from events.queries import calendar
from events.queries.selection import Selection
from events.services import performances as deeds


def flask(folder: Path, *arguments: str) -> None:
    """Run one of the site's own commands on a data folder."""
    env = os.environ | {"DATA_FOLDER": str(folder), "DATABASE_URL": "", "PUBLIC_BASE_URL": servers.ADDRESS}
    subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *arguments], cwd=ROOT, env=env, check=True)


def season(folder: Path, performances: int) -> None:
    """Migrate, load the papers' data and a demo season."""
    flask(folder, "db", "upgrade")
    flask(folder, "load", "papers")
    flask(folder, "load", "demo", "--performances", str(performances))


def database(folder: Path) -> Path:
    """The SQLite file of a data folder."""
    return folder / "deltawindow.sqlite3"


def add_far_rows(folder: Path, factor: int) -> int:
    """Copy every timed performance with its entries `factor` times, 3 to 9 years away from its day; answers the total.

    The rows in every date window stay the same, so that what grows is only what lies outside.
    """
    connection = sqlite3.connect(database(folder))
    columns = [row[1] for row in connection.execute("PRAGMA table_info(events_performance)")]
    moved = {
        "id": "id + :step", "uid": "lower(hex(randomblob(16))) || '-far'",
        "starts_at": "strftime('%Y-%m-%d %H:%M:%f000', starts_at, :shift)",
        "ends_at": "strftime('%Y-%m-%d %H:%M:%f000', ends_at, :shift)",
        "day": "date(day, :shift)", "last_day": "date(last_day, :shift)",
    }
    chosen = ", ".join(moved.get(name, name) for name in columns)
    total = connection.execute("SELECT max(id) FROM events_performance").fetchone()[0]
    for copy in range(1, factor + 1):
        values = {"step": total * copy, "shift": f"{(3 + copy % 7) * (1 if copy % 2 else -1)} years"}
        with connection:
            connection.execute(
                f"INSERT INTO events_performance ({', '.join(columns)}) "
                f"SELECT {chosen} FROM events_performance WHERE id <= {total} AND form IN ('performance', 'session')", values,
            )
            connection.execute(
                "INSERT INTO feeds_entry (performance_id, language, blob, digest, changed_at, stale_at, is_broken) "
                f"SELECT performance_id + :step, language, blob, digest, changed_at, stale_at, is_broken FROM feeds_entry "
                f"WHERE performance_id <= {total} AND performance_id + :step IN (SELECT id FROM events_performance)", values,
            )
    with connection:
        connection.execute("UPDATE core_revision SET number = number + 1")
    count: int = connection.execute("SELECT count(*) FROM events_performance").fetchone()[0]
    connection.close()
    return count


def change_something(folder: Path, number: int) -> None:
    """A public change in every window: a performance of today in Shanghai sells out, or has tickets again."""
    with site(folder).app_context():
        chosen = Selection(city="310000", forms=TIMED)
        row = calendar.day_list(chosen, Dates(clock.today()), rows=1).rows[0]
        with committing():
            status = Status.SOLD_OUT if number % 2 else Status.SCHEDULED
            deeds.set_status(session.get_one(Performance, row.id), status, at=clock.now())
        session.remove()


@cache
def site(folder: Path) -> Flask:
    """The application on a data folder, in this process."""
    settings = read_settings({"DATA_FOLDER": str(folder), "LOG_LEVEL": "ERROR", "PUBLIC_BASE_URL": servers.ADDRESS})
    return create_app(settings)
