"""What is still to come, soonest first: for short lists on other sites."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from core import clock
from core.db import session
from events.models.performance import Performance
from events.models.words import Form
from events.queries.calendar import with_all_shown
from events.queries.selection import Selection, joined


def still_to_come(chosen: Selection, *, at: datetime, last: date, limit: int) -> Sequence[Performance]:
    """Rows with a time from today on that are not over, what has begun among them; spans of whole days are left out.

    `last` is the last day that is looked at, so that a rare choice costs no more than its window.
    """
    first = clock.local(at).date()
    query = joined(select(Performance), _timed(chosen)).where(
        Performance.day >= first, Performance.day <= last, Performance.ends_at > at
    )
    ordered = with_all_shown(query).order_by(Performance.day, Performance.starts_at, Performance.id)
    return session.scalars(ordered.limit(limit)).unique().all()


def latest_day(chosen: Selection, *, first: date, before: date) -> date | None:
    """The last day with something before one day, no earlier than `first`."""
    query = joined(select(Performance.day), _timed(chosen)).where(Performance.day >= first, Performance.day < before)
    return session.scalar(query.order_by(Performance.day.desc()).limit(1))


def _timed(chosen: Selection) -> Selection:
    return replace(chosen, forms=tuple(form for form in chosen.forms if form is not Form.SPAN))
