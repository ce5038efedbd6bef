"""What waits for the people of organisations, several at once: listings by where they stand, proposals, confirmations due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from core.db import session
from events.models.event import Event
from events.models.intake import Origin
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, NOT_TAKING_PLACE, Form
from events.queries.states import Latest, is_latest, state
from events.states import ListingState


@dataclass(frozen=True, slots=True)
class Standing:
    """How many listings of an organisation stand somewhere, and the oldest one's sending."""

    owner_id: int
    state: ListingState
    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class RunsToSeeTo:
    """How many public runs of an organisation are to be confirmed, and of how many the ticket link leads nowhere."""

    unconfirmed: int
    dead: int


def is_to_come(at: datetime) -> ColumnElement[bool]:
    """The condition that a dated row is not over."""
    is_open = and_(Performance.form == Form.SPAN, Performance.last_day.is_(None))
    return and_(Performance.form.not_in(MOMENTS), or_(Performance.ends_at > at, is_open))


def has_rows(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that an event has such a dated row."""
    of_event = (Performance.run_id == Run.id, Run.event_id == Event.id, Performance.form.not_in(MOMENTS))
    return exists().where(*of_event, *conditions).correlate(Event)


def standings(owner_ids: Sequence[int]) -> Sequence[Standing]:
    """Of what is not public: how many stand where, by organisation; one statement."""
    stands = (
        select(Event.owner_id.label("owner_id"), state().label("state"), Latest.submitted_at.label("since"))
        .outerjoin(Latest, is_latest())
        .where(Event.owner_id.in_(owner_ids), Event.published_at.is_(None))
        .subquery()
    )
    sent = case((stands.c.state == ListingState.SUBMITTED.value, stands.c.since))
    query = select(stands.c.owner_id, stands.c.state, func.count(), func.min(sent)).group_by(stands.c.owner_id, stands.c.state)
    return [Standing(key, ListingState(stated), number, since) for key, stated, number, since in session.execute(query)]


def proposals(organisation_ids: Sequence[int]) -> dict[int, int]:
    """How many published dates a source says something new of, by organisation."""
    query = select(Origin.organisation_id, func.count()).where(
        Origin.organisation_id.in_(organisation_ids), Origin.proposed_at.is_not(None)
    )
    return dict(session.execute(query.group_by(Origin.organisation_id)).all())


def runs_to_see_to(owner_ids: Sequence[int], at: datetime, *, before: datetime) -> dict[int, RunsToSeeTo]:
    """Of public runs that are not over, by organisation; one statement. To be confirmed is what was asked about in vain, and
    what nobody confirmed yet and plays next before a moment."""
    dated = (
        Performance.run_id == Run.id, Performance.published_at.is_not(None), Performance.status.not_in(NOT_TAKING_PLACE),
        is_to_come(at),
    )
    soon = exists().where(*dated, Performance.starts_at > at, Performance.starts_at <= before)
    is_unconfirmed = or_(Run.doubted_at.is_not(None), and_(Run.confirmed_at.is_(None), soon))
    is_dead = and_(Run.seller_url != "", Run.seller_url == Run.dead_seller_url)
    query = (
        select(Event.owner_id, func.count(case((is_unconfirmed, Run.id))), func.count(case((is_dead, Run.id))))
        .join(Run, Run.event_id == Event.id)
        .where(Event.owner_id.in_(owner_ids), Event.published_at.is_not(None), exists().where(*dated))
        .group_by(Event.owner_id)
    )
    return {key: RunsToSeeTo(*numbers) for key, *numbers in session.execute(query) if key is not None}
