"""Dates whose end nobody stated last as long as their run: the one place where a stated running time reaches them.

The end stands on the row itself, since pages, feeds, searches and the radar ask for it by index; so it is written anew whenever
the running time is. The history has one line then, the run's.
"""

from datetime import datetime, timedelta

from core.editing import set_fields
from events.models.performance import Performance
from events.models.run import Run
from events.queries import records
from events.services.announcing import announce, together
from events.services.performances import times


def follow_running_time(run: Run, was: int | None, *, at: datetime) -> int:
    """Give the dates to come of a run the end that its running time says; answers how many changed. `was`: minutes before.

    A date that was given an end of its own keeps it. SEQUENCE rises (feeds.md 1.4); an approval stands, since it names when a
    performance begins and where, not how long it lasts.
    """
    rows = [row for row in records.timed_rows_of(run.id) if not row.has_ended_at(at) and _follows(row, was)]
    with together(at=at):
        return sum(_restate(row, run, at=at) for row in rows)


def _follows(row: Performance, was: int | None) -> bool:
    return not row.end_is_stated or (was is not None and row.ends_at - row.starts_at == timedelta(minutes=was))


def _restate(row: Performance, run: Run, *, at: datetime) -> bool:
    _before, after = set_fields(row, times(row.starts_at, None, running_minutes=run.running_minutes))
    if not after:
        return False
    row.sequence += "ends_at" in after
    row.changed_at = at
    announce(row, is_seen=run.event.is_public and row.published_at is not None, at=at)
    return True
