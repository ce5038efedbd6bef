"""Selects of the change desk: the dates that may be changed, the deeds that were done, what stands in the same hall."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from core.db import session
from core.types import Bilingual
from events.models.deed import Batch, Deed, DeedRow
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, TIMED, Form
from venues.models import Hall, Venue

CHANGEABLE = (*TIMED, Form.SPAN)


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that takes place in a hall."""

    key: int
    starts_at: datetime
    ends_at: datetime
    title: Bilingual


def event_of(owner_id: int, key: int) -> Event | None:
    """An organisation's own listing by its key, drafts too, or None."""
    return session.scalars(select(Event).where(Event.id == key, Event.owner_id == owner_id)).one_or_none()


def changeable_dates(event_id: int, at: datetime, limit: int) -> Sequence[Performance]:
    """The public dates of an event that are not over, in order, with run, hall and approvals."""
    query = (
        select(Performance)
        .join(Run, Run.id == Performance.run_id)
        .where(
            Run.event_id == event_id, Performance.published_at.is_not(None), Performance.form.in_(CHANGEABLE),
            Performance.ends_at > at,
        )
        .options(*_with_all())
        .order_by(Performance.starts_at, Performance.id)
        .limit(limit)
    )
    return session.scalars(query).all()


def _with_all() -> tuple[ExecutableOption, ...]:
    return (
        contains_eager(Performance.run).options(joinedload(Run.event), joinedload(Run.production)),
        joinedload(Performance.venue), joinedload(Performance.hall), selectinload(Performance.approvals),
    )


def dates_of(event_id: int, keys: Sequence[int], *, to_change: bool = False) -> Sequence[Performance]:
    """These public dates, if they are the event's, in order; `to_change` holds them to the end of the transaction."""
    query = (
        select(Performance)
        .join(Run, Run.id == Performance.run_id)
        .where(Run.event_id == event_id, Performance.id.in_(keys), Performance.published_at.is_not(None))
        .options(*_with_all())
    )
    return _in_order(query, to_change=to_change)


def _in_order(query: Select[Performance], *, to_change: bool) -> list[Performance]:
    """Dates by their starts. They are always locked in the order of keys: two orders are a deadlock one day."""
    if to_change:
        query = query.with_for_update(of=Performance).execution_options(populate_existing=True)
    rows = session.scalars(query.order_by(Performance.id)).all()
    return sorted(rows, key=lambda row: (row.starts_at, row.id))


def rows_to_change(keys: Sequence[int]) -> dict[int, Performance]:
    """Dates by key, with all they hang on, held to the end of the transaction."""
    query = (
        select(Performance).join(Run, Run.id == Performance.run_id).where(Performance.id.in_(keys)).options(*_with_all())
    )
    return {row.id: row for row in _in_order(query, to_change=True)}


def onward_keys(event_id: int, first: datetime, limit: int) -> list[int]:
    """Public dates of an event from a moment on."""
    query = (
        select(Performance.id)
        .join(Run, Run.id == Performance.run_id)
        .where(
            Run.event_id == event_id, Performance.starts_at >= first, Performance.published_at.is_not(None),
            Performance.form.in_(CHANGEABLE),
        )
        .order_by(Performance.starts_at, Performance.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def coming_dates_of_runs(run_ids: Sequence[int], at: datetime, *, to_change: bool = False) -> Sequence[Performance]:
    """The public dates of these runs that are not over, in order; `to_change` holds them to the end of the transaction."""
    query = (
        select(Performance)
        .join(Run, Run.id == Performance.run_id)
        .where(
            Performance.run_id.in_(run_ids), Performance.ends_at > at, Performance.published_at.is_not(None),
            Performance.form.in_(CHANGEABLE),
        )
        .options(*_with_all())
    )
    return _in_order(query, to_change=to_change)


def in_the_same_hall(
    hall_id: int, begins: datetime, ends: datetime, *, owner_id: int | None, but: Collection[int]
) -> list[Taken]:
    """What takes place in a hall between two moments, in order: public dates, and the organisation's own drafts; never
    others' drafts."""
    seen = Performance.published_at.is_not(None) & Event.published_at.is_not(None)
    query = (
        select(Performance.id, Performance.starts_at, Performance.ends_at, Event.title_zh, Event.title_en)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(
            Performance.hall_id == hall_id, Performance.form.in_(TIMED), Performance.starts_at < ends,
            Performance.ends_at > begins, Performance.status.not_in(NOT_TAKING_PLACE),
            or_(seen, Event.owner_id == owner_id) if owner_id is not None else seen,
        )
        .order_by(Performance.starts_at)
    )
    return [
        Taken(key, starts_at, ends_at, Bilingual(zh, en))
        for key, starts_at, ends_at, zh, en in session.execute(query) if key not in but
    ]


def deed_of_token(token: str) -> Deed | None:
    """The deed that a form's token stands for, or None."""
    return session.scalars(select(Deed).where(Deed.token == token)).one_or_none()


def deed_of(owner_id: int, key: int) -> Deed | None:
    """A deed on an organisation's own listing, with its dates, or None."""
    query = (
        select(Deed)
        .join(Event, Event.id == Deed.event_id)
        .where(Deed.id == key, Event.owner_id == owner_id)
        .options(
            contains_eager(Deed.event), joinedload(Deed.actor),
            selectinload(Deed.rows).options(joinedload(DeedRow.performance), joinedload(DeedRow.run)),
        )
    )
    return session.scalars(query).unique().one_or_none()


def deed_to_change(key: int) -> Deed:
    """A deed as it stands now, held to the end of the transaction."""
    query = select(Deed).where(Deed.id == key).options(selectinload(Deed.rows))
    return session.scalars(query.with_for_update(of=Deed).execution_options(populate_existing=True)).one()


def deeds_of(owner_id: int, limit: int, *, event_id: int | None = None) -> Sequence[Deed]:
    """The latest deeds on an organisation's listings, the newest first."""
    query = select(Deed).join(Event, Event.id == Deed.event_id).where(Event.owner_id == owner_id)
    if event_id is not None:
        query = query.where(Deed.event_id == event_id)
    options = (contains_eager(Deed.event), joinedload(Deed.actor), selectinload(Deed.rows).joinedload(DeedRow.performance))
    return session.scalars(query.options(*options).order_by(Deed.id.desc()).limit(limit)).unique().all()


def running_deeds_of(event_id: int, at: datetime) -> Sequence[Deed]:
    """Deeds on a listing that can still be undone, the newest first."""
    query = select(Deed).where(
        Deed.event_id == event_id, Deed.undo_until > at, Deed.undone_at.is_(None), Deed.batch_id.is_(None)
    )
    return session.scalars(query.order_by(Deed.id.desc())).all()


def running_deeds(owner_id: int, at: datetime) -> Sequence[Deed]:
    """Deeds on an organisation's listings that can still be undone, the newest first; those of a batch go with their batch."""
    query = select(Deed).join(Event, Event.id == Deed.event_id).where(
        Event.owner_id == owner_id, Deed.undo_until > at, Deed.undone_at.is_(None), Deed.batch_id.is_(None)
    )
    return session.scalars(query.options(contains_eager(Deed.event)).order_by(Deed.id.desc())).all()


def listings_with_dates(owner_id: int, at: datetime, offset: int, limit: int) -> Sequence[tuple[Event, int, datetime]]:
    """An organisation's public listings that have dates to come: how many, and the next one; the soonest first."""
    query = (
        select(Event, func.count(Performance.id), func.min(Performance.starts_at))
        .join(Run, Run.event_id == Event.id)
        .join(Performance, Performance.run_id == Run.id)
        .where(
            Event.owner_id == owner_id, Event.published_at.is_not(None), Performance.published_at.is_not(None),
            Performance.ends_at > at, Performance.form.in_(CHANGEABLE),
        )
        .group_by(Event.id)
        .order_by(func.min(Performance.starts_at), Event.id)
        .offset(offset)
        .limit(limit)
    )
    return [(event, count, first) for event, count, first in session.execute(query)]


def halls_to_choose() -> Sequence[Hall]:
    """Every hall with its venue, city by city."""
    query = select(Hall).join(Hall.venue).options(contains_eager(Hall.venue))
    return session.scalars(query.order_by(Venue.city, Venue.slug, Hall.id)).all()


def halls_named(keys: Sequence[int]) -> dict[int, Hall]:
    """Halls by their keys, with their houses."""
    found = session.scalars(select(Hall).where(Hall.id.in_(keys)).options(joinedload(Hall.venue))) if keys else ()
    return {hall.id: hall for hall in found}


def hall_with_venue(key: int) -> Hall | None:
    """A hall with its venue, or None."""
    return session.scalars(select(Hall).where(Hall.id == key).options(joinedload(Hall.venue))).one_or_none()


def keepers_of(venue_ids: Sequence[int]) -> list[int]:
    """The organisations that run these houses, as far as they are known."""
    query = select(Venue.keeper_id).where(Venue.id.in_(venue_ids), Venue.keeper_id.is_not(None))
    return sorted({key for key in session.scalars(query.distinct()) if key is not None})


def keeper_of_each(venue_ids: Sequence[int]) -> dict[int, int]:
    """The organisation that runs each of these houses, where it is known."""
    query = select(Venue.id, Venue.keeper_id).where(Venue.id.in_(venue_ids))
    return {venue: keeper for venue, keeper in session.execute(query) if keeper is not None}


def batch_of_token(token: str) -> Batch | None:
    """The batch that a form's token stands for, or None."""
    return session.scalars(select(Batch).where(Batch.token == token)).one_or_none()


def dates_of_batch(batch_id: int) -> tuple[int, ...]:
    """The keys of all dates that a batch changed."""
    query = select(DeedRow.performance_id).join(Deed, Deed.id == DeedRow.deed_id).where(Deed.batch_id == batch_id)
    return tuple(key for key in session.scalars(query.order_by(DeedRow.id)) if key is not None)
