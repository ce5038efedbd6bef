"""Selects of the force-majeure desk: what is on in a city or a house within a window, and the batches that were done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from core import clock
from core.db import session
from events.models.deed import Batch, Deed, DeedRow
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, TIMED
from venues.models import Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is struck: timed dates that begin from `first` until before `last`, in a city, in one of these houses."""

    first: datetime
    last: datetime
    city: str = ""
    venue_ids: tuple[int, ...] = ()


def _conditions(window: Window) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Performance.published_at.is_not(None), Event.published_at.is_not(None), Performance.form.in_(TIMED),
        Performance.day >= clock.local(window.first).date(), Performance.starts_at >= window.first,
        Performance.starts_at < window.last, Performance.status.not_in(NOT_TAKING_PLACE),
    ]
    if window.city:
        found.append(Performance.city == window.city)
    if window.venue_ids:
        found.append(Performance.venue_id.in_(window.venue_ids))
    return found


def struck(window: Window, limit: int, *, to_change: bool = False) -> Sequence[Performance]:
    """What takes place in the window, event by event; `to_change` holds the rows to the end of the transaction."""
    query = (
        select(Performance)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(*_conditions(window))
        .options(
            contains_eager(Performance.run).options(
                contains_eager(Run.event).joinedload(Event.owner), joinedload(Run.production)
            ),
            joinedload(Performance.venue), joinedload(Performance.hall), selectinload(Performance.approvals),
        )
        .order_by(Performance.id)
        .limit(limit)
    )
    if to_change:
        query = query.with_for_update(of=Performance).execution_options(populate_existing=True)
    return session.scalars(query).all()


def houses_of(organisation_id: int) -> Sequence[Venue]:
    """The houses that an organisation runs."""
    return session.scalars(select(Venue).where(Venue.keeper_id == organisation_id).order_by(Venue.slug)).all()


def houses() -> Sequence[Venue]:
    """Every house, city by city."""
    return session.scalars(select(Venue).order_by(Venue.city, Venue.slug)).all()


def batches(limit: int, *, organisation_id: int | None) -> Sequence[Batch]:
    """The latest batches of an organisation (None: of everybody), the newest first."""
    query = select(Batch).options(joinedload(Batch.actor)).order_by(Batch.id.desc()).limit(limit)
    if organisation_id is not None:
        query = query.where(Batch.organisation_id == organisation_id)
    return session.scalars(query).all()


def running_batches(organisation_id: int, at: datetime) -> Sequence[Batch]:
    """Batches of an organisation that can still be undone, the newest first."""
    query = select(Batch).where(
        Batch.organisation_id == organisation_id, Batch.undo_until > at, Batch.undone_at.is_(None)
    )
    return session.scalars(query.order_by(Batch.id.desc())).all()


def batch_of(key: int, *, organisation_id: int | None) -> Batch | None:
    """A batch (of this organisation, where one is named), or None."""
    query = select(Batch).where(Batch.id == key).options(joinedload(Batch.actor))
    if organisation_id is not None:
        query = query.where(Batch.organisation_id == organisation_id)
    return session.scalars(query).one_or_none()


def batch_to_change(key: int) -> Batch:
    """A batch as it stands now, held to the end of the transaction."""
    query = select(Batch).where(Batch.id == key).with_for_update(of=Batch)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def deeds_of_batch(batch_id: int) -> Sequence[Deed]:
    """The deeds of a batch with their dates, event by event."""
    query = (
        select(Deed)
        .where(Deed.batch_id == batch_id)
        .options(joinedload(Deed.event), selectinload(Deed.rows).options(joinedload(DeedRow.performance)))
        .order_by(Deed.id)
    )
    return session.scalars(query).unique().all()
