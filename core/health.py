"""Is this machine fit to answer? Facts only; core/views.py tells them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from core import clock
from core.config import ROOT, Settings
from core.db import session
from core.models import Heartbeat

HEAD_FILE = ROOT / "migrations" / "head.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What was found; only the database and its schema turn a web machine away (quality.md D22)."""

    database: bool
    schema: bool
    scheduler: bool
    disk: bool
    outbox: bool = True

    @property
    def is_fit(self) -> bool:
        """Whether requests may be sent here."""
        return self.database and self.schema


def head_revision() -> str:
    """The migration that this code expects."""
    return HEAD_FILE.read_text(encoding="ascii").strip()


def readiness(settings: Settings, is_outbox_well: Callable[[datetime], bool] = lambda _at: True) -> Readiness:
    """Look at everything once; the outbox by the question of the package that keeps it."""
    database = schema = scheduler = outbox = False
    try:
        session.rollback()
        version = session.scalar(text("SELECT version_num FROM alembic_version"))
        # Numbered history: an old process goes on against the schema of the next release (docs/operations.md).
        database, schema = True, str(version or "") >= head_revision()
        oldest = clock.now() - timedelta(seconds=settings.heartbeat_limit)
        scheduler = session.scalar(select(Heartbeat.id).where(Heartbeat.at >= oldest).limit(1)) is not None
        outbox = not schema or is_outbox_well(clock.now())
    except SQLAlchemyError:
        session.rollback()
    return Readiness(database=database, schema=schema, scheduler=scheduler, disk=_has_space(settings), outbox=outbox)


def _has_space(settings: Settings) -> bool:
    folder: Path = settings.data_folder if settings.data_folder.exists() else ROOT
    return shutil.disk_usage(folder).free >= settings.least_free_disk_bytes


def beat(process: str) -> None:
    """Note that a scheduler process lives, and forget those not heard of for a day."""
    at = clock.now()
    session.execute(delete(Heartbeat).where(Heartbeat.at < at - timedelta(days=1)))
    if not session.execute(update(Heartbeat).where(Heartbeat.process == process).values(at=at)).rowcount:  # type: ignore[attr-defined]
        session.add(Heartbeat(process=process, at=at))
