"""What stands in halls, for the checks of listings: one statement, however many dates and listings are looked at."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import and_, case, or_, select

from core.db import session
from core.types import Bilingual
from events.halls import Standing
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, TIMED


def standing_in(
    halls: Collection[int], venues: Collection[int], first: date, last: date, *, owners: Collection[int]
) -> Sequence[Standing]:
    """What takes place in these halls of these houses from one day to another: public dates, and drafts of these owners."""
    is_public = and_(Performance.published_at.is_not(None), Event.published_at.is_not(None))
    query = (
        select(
            Run.event_id, Event.owner_id, Event.title_zh, Event.title_en, Performance.hall_id, Performance.starts_at,
            Performance.ends_at, case((is_public, 1), else_=0).label("is_public"),
        )
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(
            # The house is named beside its halls since the index of days is the house's.
            Performance.venue_id.in_(sorted(venues)), Performance.day >= first, Performance.day <= last,
            Performance.hall_id.in_(sorted(halls)), Performance.form.in_(TIMED),
            Performance.status.not_in(NOT_TAKING_PLACE), or_(is_public, Event.owner_id.in_(sorted(owners))),
        )
        .order_by(Performance.starts_at, Performance.id)
    )
    return [
        Standing(
            event_id=row.event_id, owner_id=row.owner_id, title=Bilingual(row.title_zh, row.title_en), hall_id=row.hall_id,
            starts_at=row.starts_at, ends_at=row.ends_at, is_public=bool(row.is_public),
        )
        for row in session.execute(query)
    ]
