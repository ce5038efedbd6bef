"""What may be the same thing as a listing: public events, and the organisation's own drafts, on these days at this place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select

from core.db import session
from core.types import Bilingual
from events.duplicates import Likeness, Listed, around, near_duplicates
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS
from events.queries.radar import may_see

MOST_DAYS = 90
MOST_ROWS = 2_000


def duplicates_of(listed: Listed, *, owner_id: int | None) -> tuple[Likeness, ...]:
    """What looks like this listing, the likeliest first; one statement, along the days of its place."""
    days = around(sorted(listed.days), MOST_DAYS)
    if not days or (listed.venue_id is None and not listed.city):
        return ()
    return near_duplicates(listed, _on(listed, days, owner_id))


def _on(listed: Listed, days: Sequence[date], owner_id: int | None) -> list[Listed]:
    is_public = and_(Performance.published_at.is_not(None), Event.published_at.is_not(None))
    query = (
        select(
            Run.event_id, Event.slug, Event.title_zh, Event.title_en, Performance.day, Performance.city, Performance.venue_id,
            Event.owner_id, case((is_public, 1), else_=0).label("is_public"),
        )
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(_at(listed), Performance.day.in_(days), Performance.form.not_in(MOMENTS), may_see(owner_id))
        .order_by(Performance.day, Performance.id)
        .limit(MOST_ROWS)
    )
    grouped: dict[tuple[int, int | None], list[Any]] = {}
    for row in session.execute(query):
        grouped.setdefault((row.event_id, row.venue_id), []).append(row)
    return [
        Listed(
            event_id=rows[0].event_id, slug=rows[0].slug, title=Bilingual(rows[0].title_zh, rows[0].title_en),
            days=frozenset(row.day for row in rows), city=rows[0].city, venue_id=rows[0].venue_id,
            is_own=owner_id is not None and rows[0].owner_id == owner_id, is_public=any(row.is_public for row in rows),
        )
        for rows in grouped.values()
    ]


def _at(listed: Listed) -> ColumnElement[bool]:
    """The same house, or the same city where one of the two does not name its house."""
    if listed.venue_id is None:
        return Performance.city == listed.city
    unsaid = and_(Performance.city == listed.city, Performance.venue_id.is_(None))
    return or_(Performance.venue_id == listed.venue_id, unsaid) if listed.city else Performance.venue_id == listed.venue_id
