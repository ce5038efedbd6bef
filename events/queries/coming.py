"""What is still to come, soonest first: for short lists on other sites."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from core import clock
from core.db import session
from events.models.performance import Performance
from events.models.words import Form
from events.queries.calendar import with_all_shown
from events.queries.selection import Selection, joined


def still_to_come(chosen: Selection, *, at: datetime, limit: int) -> Sequence[Performance]:
    """Rows with a time from today on that are not over, what has begun among them; spans of whole days are left out."""
    timed = replace(chosen, forms=tuple(form for form in chosen.forms if form is not Form.SPAN))
    query = joined(select(Performance), timed).where(Performance.day >= clock.local(at).date(), Performance.ends_at > at)
    ordered = with_all_shown(query).order_by(Performance.day, Performance.starts_at, Performance.id)
    return session.scalars(ordered.limit(limit)).unique().all()
