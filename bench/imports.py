"""How long an import of 5,000 rows takes, and how long it ever holds the write lock: `python -m bench.imports`.

Fresh, then the same table again with every date at another time, then with as many dates more.
"""

import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from os import getloadavg
from pathlib import Path

import flask_migrate
from openpyxl import Workbook

from accounts.actor import Actor
from accounts.models.organisation import Organisation, OrganisationKind
from application import create_app
from core import clock
from core import db as database
from core.config import read_settings
from core.db import committing, session
from events.models.intake import IntakeKind
from events.services import intake as deeds
from feeds import importing, receiving
from venues.models import Confidence, Hall, HallKind, Venue
from venues.places import Places
from venues.queries import houses

ROWS, DATES_A_LISTING, HALLS = 5_000, 12, 20
held: list[tuple[float, float, str]] = []


def workbook(start: str = "19:30", *, first: int = 0) -> bytes:
    """A season; `first` is its first row's number: from ROWS on they are further dates of the same listings."""
    book = Workbook()
    sheet = book.create_sheet("season", 0)
    sheet.append(["编号", "演出名称", "日期", "开演时间", "场馆", "厅", "票价", "时长", "主要演员", "简介"])
    for number in range(ROWS):
        day, hall = date(2026, 12, 1) + timedelta(days=number % 300), f"{number // 300}号厅"
        sheet.append([f"N{first + number}", f"长桥 {number // DATES_A_LISTING}", day, start, "江畔剧院", hall, "80/180/280",
                      120, "长桥剧社", "一出小戏，讲一座桥和两岸的人。"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@contextmanager
def measured(name: str = "") -> Iterator[None]:
    """One transaction, from its first statement to its commit: seconds, and those of the processor."""
    with committing():
        started, worked = time.perf_counter(), time.process_time()
        yield
    held.append((time.perf_counter() - started, time.process_time() - worked, name))


def main(*, trusted: bool) -> None:
    """Measure one organisation's imports."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"DATA_FOLDER": folder, "LOG_LEVEL": "WARNING", "DATABASE_URL": database_url()}))
        with app.app_context():
            flask_migrate.upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
            at = clock.now()
            with committing():
                house = Venue(slug="river", name_zh="江畔剧院", name_en="River Theatre", city="310000")
                organisation = Organisation(
                    slug="players", kind=OrganisationKind.COMPANY, name_zh="剧社", name_en="Players", city="310000",
                    trusted_since=at if trusted else None, listed_at=at,
                )
                session.add_all([house, organisation])
                session.flush()
                for number in range(HALLS):
                    session.add(Hall(venue_id=house.id, code=f"hall{number}", name_zh=f"{number}号厅", name_en=f"Hall {number}",
                                     kind=HallKind.THEATRE, confidence=Confidence.HIGH))
            for name, content in (
                ("fresh", workbook()), ("every date moved", workbook("20:00")),
                ("as many dates more", workbook("14:00", first=ROWS)),
            ):
                measure(f"trusted={trusted}, {name}", organisation, content)
            session.remove()
            database.db.engine.dispose()


def measure(name: str, organisation: Organisation, content: bytes) -> None:
    """One import, from the file to its last step."""
    held.clear()
    at = clock.now()
    started = time.perf_counter()
    table = receiving.table_of(content, "season.xlsx")
    assert isinstance(table, dict)
    reading = receiving.table_read(table, Places(houses()), today=date(2026, 11, 21))
    with measured():
        row = deeds.begin(organisation, IntakeKind.SHEET, at=at, actor=Actor(person_id=None), content=content)
        deeds.note_reading(row, reading.listings, reading.problems, reading.warnings)
    preview = time.perf_counter() - started
    with measured():
        deeds.confirm(row, at=at, actor=Actor(person_id=None))
    started, worked = time.perf_counter(), time.process_time()
    with measured():
        key = deeds.claim(at=at)
    assert key is not None
    for step in importing.steps(key, clock.now):
        with measured(getattr(step, "func", step).__name__):
            step()
    commit = time.perf_counter() - started
    session.refresh(row)
    busy = time.process_time() - worked
    longest, locked, kind = max(held)
    print(f"{name}: preview {preview:.2f} s, import {commit:.2f} s (processor {busy:.2f} s); longest transaction "
          f"{longest:.3f} s (processor {locked:.3f} s, {kind}) of {len(held)}; load {getloadavg()[0]:.1f}")
    print(row.counts)


def database_url() -> str:
    """SQLite in the folder of the run."""
    return ""


if __name__ == "__main__":
    main(trusted=False)
    main(trusted=True)
