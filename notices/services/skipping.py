"""What the clock alone would have told by some moment is told to nobody: after a restore most of it went out already."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from core.db import session
from notices.models.look import Look
from notices.services import digesting, reminding


def skip_to(moment: datetime) -> None:
    """Reminders, alarms and digests that were due by then are passed over, and what was told by then stands in no digest."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [{"name": name, "at": moment} for name in (reminding.REMINDERS, digesting.LOOK)]
    session.execute(dialect.insert(Look).on_conflict_do_nothing(index_elements=["name"]), rows)
    session.execute(update(Look).where(Look.name.in_([each["name"] for each in rows]), Look.at < moment).values(at=moment))
