"""Selects of listings by who manages them, and of claims and offers on the way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from core.db import session
from events.models.event import Event
from events.models.ownership import Claim, Transfer
from events.models.performance import Performance
from events.models.run import Run
from events.models.submission import Submission
from events.models.words import NOT_TAKING_PLACE, Form

A_PAGE = 50
FRESH = {"populate_existing": True}


def owned_event(owner_id: int, key: int) -> Event | None:
    """A listing that this organisation manages, or None."""
    return session.scalars(select(Event).where(Event.id == key, Event.owner_id == owner_id)).one_or_none()


def owned_events(owner_id: int, *, after: int = 0, limit: int = A_PAGE) -> Sequence[Event]:
    """Listings that an organisation manages in the order in which they were written, from below one key on (0: the latest)."""
    query = select(Event).where(Event.owner_id == owner_id)
    if after:
        query = query.where(Event.id < after)
    return session.scalars(query.order_by(Event.id.desc()).limit(limit)).all()


def events_to_come(owner_id: int, at: datetime, limit: int = A_PAGE) -> Sequence[Event]:
    """An organisation's public listings with a public date that takes place and is not over."""
    is_coming = or_(Performance.ends_at > at, and_(Performance.form == Form.SPAN, Performance.last_day.is_(None)))
    dated = (
        exists()
        .where(
            Performance.run_id == Run.id, Run.event_id == Event.id, Performance.published_at.is_not(None), is_coming,
            Performance.status.not_in(NOT_TAKING_PLACE),
        )
    )
    query = select(Event).where(Event.owner_id == owner_id, Event.published_at.is_not(None), dated)
    return session.scalars(query.order_by(Event.id).limit(limit)).all()


def waiting_submissions(organisation_id: int) -> Sequence[Submission]:
    """What an organisation sent in and nobody looked at yet, held until this transaction ends."""
    query = select(Submission).where(
        Submission.organisation_id == organisation_id, Submission.decided_at.is_(None), Submission.withdrawn_at.is_(None),
        Submission.is_after.is_(False),
    )
    return session.scalars(query.order_by(Submission.id).with_for_update(), execution_options=FRESH).all()


def claimable_event(organisation_id: int, key: int) -> Event | None:
    """A public listing that this organisation does not manage yet, or None."""
    query = select(Event).where(
        Event.id == key, Event.published_at.is_not(None), or_(Event.owner_id.is_(None), Event.owner_id != organisation_id)
    )
    return session.scalars(query.options(joinedload(Event.owner))).one_or_none()


def event_held(key: int) -> Event | None:
    """A listing, held until this transaction ends."""
    return session.scalars(select(Event).where(Event.id == key).with_for_update(), execution_options=FRESH).one_or_none()


def open_claim(event_id: int, organisation_id: int) -> Claim | None:
    """An organisation's claim of a listing that nobody decided yet, or None."""
    query = select(Claim).where(Claim.event_id == event_id, Claim.organisation_id == organisation_id)
    return session.scalars(query.where(Claim.decided_at.is_(None))).first()


def claims_of(organisation_id: int, limit: int = 50) -> Sequence[Claim]:
    """What an organisation claimed, the latest first."""
    query = select(Claim).where(Claim.organisation_id == organisation_id).options(joinedload(Claim.event))
    return session.scalars(query.order_by(Claim.id.desc()).limit(limit)).all()


def number_of_open_claims(organisation_id: int) -> int:
    """How many claims of an organisation wait."""
    query = select(func.count()).select_from(Claim).where(Claim.organisation_id == organisation_id, Claim.decided_at.is_(None))
    return session.scalar(query) or 0


def open_claims(limit: int = 100) -> Sequence[Claim]:
    """Claims that nobody decided yet, the oldest first: for the staff."""
    query = select(Claim).where(Claim.decided_at.is_(None))
    ties = (
        joinedload(Claim.event).joinedload(Event.owner), joinedload(Claim.organisation), joinedload(Claim.person),
        joinedload(Claim.evidence),
    )
    return session.scalars(query.options(*ties).order_by(Claim.id).limit(limit)).all()


def claim_to_decide(key: int) -> Claim | None:
    """A claim, held until this transaction ends: for the staff. Its listing is held first: whoever decides on another claim
    of it waits there, not crosswise."""
    event_held(session.scalar(select(Claim.event_id).where(Claim.id == key)) or 0)
    return session.scalars(select(Claim).where(Claim.id == key).with_for_update(), execution_options=FRESH).one_or_none()


def claims_on(event_id: int) -> Sequence[Claim]:
    """Claims of a listing that nobody decided yet."""
    return session.scalars(select(Claim).where(Claim.event_id == event_id, Claim.decided_at.is_(None))).all()


def transfers_of(organisation_id: int) -> Sequence[Transfer]:
    """Open offers of listings that an organisation makes or is made, with the listings and both sides."""
    query = select(Transfer).where(
        or_(Transfer.giver_id == organisation_id, Transfer.taker_id == organisation_id), Transfer.accepted_at.is_(None),
        Transfer.declined_at.is_(None), Transfer.withdrawn_at.is_(None),
    )
    ties = (joinedload(Transfer.event), joinedload(Transfer.giver), joinedload(Transfer.taker))
    return session.scalars(query.options(*ties).order_by(Transfer.id).limit(200)).all()


def transfer_for(organisation_id: int, key: int) -> Transfer | None:
    """An offer that this organisation makes or is made, held until this transaction ends (its listing first); or None."""
    event_held(session.scalar(select(Transfer.event_id).where(Transfer.id == key)) or 0)
    query = select(Transfer).where(
        Transfer.id == key, or_(Transfer.giver_id == organisation_id, Transfer.taker_id == organisation_id)
    )
    return session.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()


def open_transfers_of_event(event_id: int) -> Sequence[Transfer]:
    """Offers of a listing that nobody answered yet."""
    query = select(Transfer).where(
        Transfer.event_id == event_id, Transfer.accepted_at.is_(None), Transfer.declined_at.is_(None),
        Transfer.withdrawn_at.is_(None),
    )
    return session.scalars(query).all()
