"""What stands around a date, for the clash radar: four statements whatever the calendar holds, each along an index of days.

Public things, and the asking organisation's own drafts; of anybody else's draft nothing is told, not even that a hall is taken.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from core.db import session
from core.types import Bilingual
from delta.cities import city, is_city
from delta.holidays import marks_of
from delta.travel import cities_within
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import LIVE, NOT_TAKING_PLACE, TIMED, EventKind, Form
from events.queries.openings import is_opening
from events.radar import AROUND, LOOKED_AHEAD, NEIGHBOURS_WITHIN_HOURS, Marked, Other, Surroundings, Wanted
from repertoire.models import FAMILIES, Genre, Production, family_of

# A wanted run longer than this is looked at by its first days.
MOST_DAYS = timedelta(days=120)
MOST_ROWS = 4_000
FESTIVE = (EventKind.FESTIVAL, EventKind.EXPO, EventKind.FAIR)
ONE = timedelta(days=1)
Rows = Select[*tuple[Any, ...]]
own_genre = func.coalesce(Production.genre, Event.genre)
own_age = func.coalesce(Run.age_min, Production.age_min)


def may_see(owner_id: int | None) -> ColumnElement[bool]:
    """The condition that a dated row is public, or a draft of that organisation."""
    public = and_(Performance.published_at.is_not(None), Event.published_at.is_not(None))
    return public if owner_id is None else or_(public, Event.owner_id == owner_id)


def surroundings(
    wanted: Wanted, days: Sequence[date], *, owner_id: int | None, event_id: int | None, turnaround: timedelta
) -> Surroundings:
    """What stands around these days; without the event that asks."""
    first, last = min(days), min(max(days), min(days) + MOST_DAYS)
    reach = LOOKED_AHEAD + AROUND
    near = cities_within(city(wanted.city).slug, NEIGHBOURS_WITHIN_HOURS) if is_city(wanted.city) else ()
    base = _rows(owner_id, event_id)
    return Surroundings(
        in_house=_in_house(base, wanted, first - LOOKED_AHEAD - ONE, last + LOOKED_AHEAD + ONE),
        alike=_alike(base, wanted, near, (first - reach, last + reach)),
        festivals=_festivals(base, near, first - LOOKED_AHEAD, last + LOOKED_AHEAD),
        marks=_marks(first - LOOKED_AHEAD, last + LOOKED_AHEAD),
        turnaround=turnaround,
    )


def _rows(owner_id: int | None, event_id: int | None) -> Rows:
    is_public = and_(Performance.published_at.is_not(None), Event.published_at.is_not(None))
    is_own = Event.owner_id == owner_id if owner_id is not None else false()
    query = (
        select(
            Run.event_id, Event.slug, Event.title_zh, Event.title_en, Performance.starts_at, Performance.ends_at,
            Performance.day, Performance.last_day, Performance.city, Performance.venue_id, Performance.hall_id,
            own_genre.label("genre"), own_age.label("least_age"),
            case((and_(Run.premiere_state.in_(LIVE), is_opening()), 1), else_=0).label("is_premiere"),
            case((is_own, 1), else_=0).label("is_own"), case((is_public, 1), else_=0).label("is_public"), Event.is_demo,
        )
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .outerjoin(Production, Production.id == Run.production_id)
        .where(may_see(owner_id), Performance.status.not_in(NOT_TAKING_PLACE))
    )
    return query if event_id is None else query.where(Run.event_id != event_id)


def _others(query: Rows) -> tuple[Other, ...]:
    rows = session.execute(query.order_by(Performance.day, Performance.starts_at, Performance.id).limit(MOST_ROWS)).all()
    return tuple(
        Other(
            event_id=row.event_id, slug=row.slug, title=Bilingual(row.title_zh, row.title_en), starts_at=row.starts_at,
            ends_at=row.ends_at, day=row.day, last_day=row.last_day, city=row.city, venue_id=row.venue_id,
            hall_id=row.hall_id, genre=Genre(row.genre) if row.genre else None, least_age=row.least_age,
            is_premiere=bool(row.is_premiere), is_own=bool(row.is_own), is_public=bool(row.is_public), is_demo=row.is_demo,
        )
        for row in rows
    )


def _in_house(base: Rows, wanted: Wanted, first: date, last: date) -> tuple[Other, ...]:
    if wanted.venue_id is None:
        return ()
    on = (Performance.venue_id == wanted.venue_id, Performance.day >= first, Performance.day <= last)
    return _others(base.where(*on, Performance.form.in_(TIMED)))


def _alike(base: Rows, wanted: Wanted, near: Sequence[str], days: tuple[date, date]) -> tuple[Other, ...]:
    """Of the same family of genres, or a premiere; in the city and its neighbours."""
    if not near:
        return ()
    genres = sorted(FAMILIES[family_of(wanted.genre)]) if wanted.genre else []
    is_first = and_(Run.premiere_state.in_(LIVE), is_opening())
    counts = or_(is_first, own_genre.in_(genres)) if genres else is_first
    on = (Performance.city.in_(near), Performance.day >= days[0], Performance.day <= days[1])
    return _others(base.where(*on, Performance.form.not_in(_untimed()), counts))


def _untimed() -> list[Form]:
    return [form for form in Form if form not in TIMED]


def _festivals(base: Rows, near: Sequence[str], first: date, last: date) -> tuple[Other, ...]:
    if not near:
        return ()
    lasts = or_(Performance.last_day >= first, Performance.last_day.is_(None))
    on = (Performance.form == Form.SPAN, Performance.city.in_(near), Performance.day <= last, lasts)
    return _others(base.where(*on, Event.kind.in_(FESTIVE)))


def _marks(first: date, last: date) -> dict[date, Marked]:
    found: dict[date, Marked] = {}
    for year in range(first.year, last.year + 1):
        found |= {
            day: Marked(mark.name, mark.is_workday) for day, mark in marks_of(year).items() if first <= day <= last
        }
    return found
