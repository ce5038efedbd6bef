"""When a house, a city, a company, an artist or an organiser next has something."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, literal, or_, select, union_all

from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, Form
from events.queries.selection import is_timed
from portal.models import SearchEntry
from portal.search.document import Document, Kind, next_day
from repertoire.models import Credit, Production
from venues.models import Venue

MOST_OF_A_KIND = 24
MOST_BODIES = 8
Key = tuple[Kind, int]


def next_days(documents: Collection[Document], today: date) -> dict[Key, date]:
    """The next date of each of these that has one; events and works know their own."""
    by_kind: dict[Kind, list[Document]] = {}
    for each in documents:
        by_kind.setdefault(each.kind, []).append(each)
    found: dict[Key, date] = {}
    for kind, chosen in by_kind.items():
        reader = READERS.get(kind)
        if reader:
            known = reader(chosen[: MOST_OF_A_KIND if kind in {Kind.VENUE, Kind.CITY} else MOST_BODIES], today)
            found |= {(kind, key): day for key, day in known.items()}
    return found


def _public(where: ColumnElement[bool]) -> Select[date]:
    return (
        select(Performance.day)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(
            where, Performance.published_at.is_not(None), Event.published_at.is_not(None),
            Performance.status.not_in(NOT_TAKING_PLACE),
        )
    )


def _timed(where: ColumnElement[bool], today: date) -> Any:
    query = _public(where).where(is_timed(), Performance.day >= today)
    return query.order_by(Performance.day, Performance.starts_at, Performance.id).limit(1).scalar_subquery()


def _span(where: ColumnElement[bool], today: date) -> Any:
    is_on = or_(Performance.last_day >= today, Performance.last_day.is_(None))
    query = _public(where).where(Performance.form == Form.SPAN, is_on)
    return query.order_by(Performance.day).limit(1).scalar_subquery()


def _soonest(rows: Any, today: date) -> dict[Any, date]:
    found: dict[Any, date] = {}
    for key, timed, span in rows:
        days = [day for day in (timed, max(span, today) if span else None) if day]
        if days:
            found[key] = min(days)
    return found


def _at_venues(documents: Collection[Document], today: date) -> dict[int, date]:
    here = Performance.venue_id == Venue.id
    query = select(Venue.id, _timed(here, today), _span(here, today)).where(Venue.id.in_([each.key for each in documents]))
    return _soonest(session.execute(query), today)


def _in_cities(documents: Collection[Document], today: date) -> dict[int, date]:
    asked: Subquery = union_all(*(select(literal(each.city).label("city")) for each in documents)).subquery()
    here = Performance.city == asked.c.city
    found = _soonest(session.execute(select(asked.c.city, _timed(here, today), _span(here, today))), today)
    return {int(adcode): day for adcode, day in found.items()}


def _of_parts(kind: Kind, parts: Iterable[tuple[int, int | None]], today: date) -> dict[int, date]:
    """The soonest date of several entries that belong to one thing: pairs of the part's key and the whole's.

    Two statements instead of a join: SQLite would begin with all entries of the kind.
    """
    wholes: dict[int, set[int]] = {}
    for part, whole in parts:
        if whole is not None:
            wholes.setdefault(part, set()).add(whole)
    is_to_come = or_(SearchEntry.last_day >= today, SearchEntry.last_day.is_(None))
    query = select(SearchEntry.key, SearchEntry.days).where(
        SearchEntry.kind == kind, SearchEntry.key.in_(wholes), SearchEntry.is_shown.is_(True), is_to_come
    )
    found: dict[int, date] = {}
    for part, days in session.execute(query) if wholes else ():
        day = next_day(days, today)
        for whole in wholes[part] if day else ():
            found[whole] = min(day or date.max, found.get(whole, date.max))
    return found


def _by_companies(documents: Collection[Document], today: date) -> dict[int, date]:
    query = select(Production.id, Production.company_id).where(Production.company_id.in_([each.key for each in documents]))
    return _of_parts(Kind.PRODUCTION, ((part, whole) for part, whole in session.execute(query)), today)


def _with_artists(documents: Collection[Document], today: date) -> dict[int, date]:
    query = select(Credit.production_id, Credit.artist_id).where(Credit.artist_id.in_([each.key for each in documents]))
    return _of_parts(Kind.PRODUCTION, ((part, whole) for part, whole in session.execute(query)), today)


def _held_by(documents: Collection[Document], today: date) -> dict[int, date]:
    keys = {each.key for each in documents}
    query = select(Event.id, Event.organiser_id, Event.on_behalf_of_id)
    rows = session.execute(query.where(or_(Event.organiser_id.in_(keys), Event.on_behalf_of_id.in_(keys)))).all()
    pairs = [(event, body) for event, *bodies in rows for body in bodies if body in keys]
    return _of_parts(Kind.EVENT, pairs, today)


READERS: dict[Kind, Callable[[Collection[Document], date], dict[int, date]]] = {
    Kind.VENUE: _at_venues, Kind.CITY: _in_cities, Kind.COMPANY: _by_companies, Kind.ARTIST: _with_artists,
    Kind.ORGANISER: _held_by,
}
