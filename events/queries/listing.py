"""Lists for programs: pages that begin behind a place, so that a later page costs what the first one does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.db import session
from events.filters import Dates
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import EventKind, Form
from events.queries.calendar import with_all_shown
from events.queries.selection import Selection, joined

ORDER = (Performance.day, Performance.starts_at, Performance.id)


@dataclass(frozen=True, slots=True)
class Position:
    """The place of a dated row in the order of days."""

    day: date
    starts_at: datetime
    key: int


def performances_behind(chosen: Selection, dates: Dates, behind: Position | None, limit: int) -> Sequence[Performance]:
    """Dated rows of a selection on these days, in order, from behind one on. Spans count where they are on."""
    query = joined(select(Performance), chosen).where(*_on(chosen, dates))
    if behind:
        query = query.where(
            Performance.day >= behind.day, tuple_(*ORDER) > tuple_(behind.day, behind.starts_at, behind.key),
        )
    return session.scalars(with_all_shown(query).order_by(*ORDER).limit(limit)).unique().all()


def _lasts_until(first: date) -> ColumnElement[bool]:
    return and_(Performance.form == Form.SPAN, or_(Performance.last_day >= first, Performance.last_day.is_(None)))


def _on(chosen: Selection, dates: Dates) -> list[ColumnElement[bool]]:
    if chosen.forms == (Form.SPAN,):
        found = [_lasts_until(dates.first)]
    else:
        found = [Performance.day >= dates.first]
        if dates.after_hour is not None:
            found.append(Performance.starts_at >= clock.at_local(dates.first) + timedelta(hours=dates.after_hour))
    if dates.last:
        found.append(Performance.day <= dates.last)
    return found


def events_behind(key: int, limit: int, *, with_demo: bool, kind: EventKind | None = None) -> Sequence[Event]:
    """Public events in the order of keys, from behind one key on."""
    found = [Event.id > key, Event.published_at.is_not(None), Event.is_in_scope.is_(True)]
    if kind:
        found.append(Event.kind == kind)
    if not with_demo:
        found.append(Event.is_demo.is_(False))
    return _events(*found, limit=limit)


def events_with_dates_behind(key: int, limit: int, *, chosen: Selection, dates: Dates) -> Sequence[Event]:
    """Public events of which a dated row is in a selection on these days, in the order of keys."""
    on = [or_(Performance.day >= dates.first, _lasts_until(dates.first))]
    if dates.after_hour is not None:
        begins = clock.at_local(dates.first) + timedelta(hours=dates.after_hour)
        on.append(or_(Performance.form == Form.SPAN, Performance.starts_at >= begins))
    if dates.last:
        on.append(Performance.day <= dates.last)
    query = joined(select(Run.event_id).select_from(Performance), chosen).where(*on, Run.event_id > key)
    keys = session.scalars(query.distinct().order_by(Run.event_id).limit(limit)).all()
    return _events(Event.id.in_(keys), limit=limit) if keys else ()


def _events(*found: ColumnElement[bool], limit: int) -> Sequence[Event]:
    bodies = (joinedload(Event.organiser), joinedload(Event.on_behalf_of), selectinload(Event.strands))
    return session.scalars(select(Event).where(*found).options(*bodies).order_by(Event.id).limit(limit)).all()
