"""A listing that a program sends: one draft with its runs and dates, public at once where the organisation is trusted."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.services import trail
from core.db import session
from core.errors import Refused
from events.intake.placing import Placed
from events.models.event import Event
from events.models.intake import IdempotencyKey, ListingNumber
from events.queries import intake as queries
from events.services import review, staging

SOURCE = "api"
KEYS_KEPT = timedelta(days=30)


def submit(organisation: Organisation, uid: str, runs: Sequence[Placed], *, at: datetime, actor: Actor) -> Event:
    """Write a listing of one or more runs; its number and those of its dates are the organisation's own, once each.

    `Refused("already_there")` names the listing that has one of the numbers, where one has.
    """
    _refuse_known(organisation, uid, runs)
    if not runs[0].listing.title:
        raise Refused("title_needed")
    event_id = staging.write_event(organisation, runs[0], at=at, extra={"uid": uid})
    _write_number(organisation.id, uid, event_id)
    for each in runs:
        _write_run(organisation, each, event_id, at)
    event = session.get(Event, event_id)
    if event is None:
        raise Refused("gone")
    event.owner_id = organisation.id
    trail.note("listing_sent", at=at, actor=actor, organisation_id=organisation.id, subject=event, after={"uid": uid})
    if organisation.is_trusted:
        # What the checks hold back stays a draft, as it would for a person.
        with suppress(Refused):
            review.submit(event, organisation, at=at, actor=actor)
    return event


def _refuse_known(organisation: Organisation, uid: str, runs: Sequence[Placed]) -> None:
    dates = [staging.uid_of(each) for run in runs for each in run.listing.showings]
    if len({uid, *dates}) != len(dates) + 1:
        raise Refused("already_there")
    known = queries.listing_of_number(organisation.id, SOURCE, uid)
    if known is None:
        known = next((each.event_id for each in queries.known_dates(organisation.id, SOURCE, [uid, *dates]).values()), None)
    if known is not None:
        raise Refused("already_there", listing=known)


def _write_number(organisation_id: int, uid: str, event_id: int) -> None:
    """Of two listings that are sent at once with one number the second waits for the first, and is refused."""
    values = {"organisation_id": organisation_id, "source": SOURCE, "uid": uid, "event_id": event_id}
    session.execute(_insert_if_missing(ListingNumber), [values])
    first = queries.listing_of_number(organisation_id, SOURCE, uid)
    if first != event_id:
        raise Refused("already_there", listing=first)


def _insert_if_missing(model: type[ListingNumber | IdempotencyKey]) -> sqlite.Insert | postgresql.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model).on_conflict_do_nothing()
    return postgresql.insert(model).on_conflict_do_nothing()


def _write_run(organisation: Organisation, placed: Placed, event_id: int, at: datetime) -> None:
    run_id = staging.write_run(placed, event_id)
    showings = placed.listing.showings
    known_by = {
        "organisation_id": organisation.id, "source": SOURCE, "listing": staging.listing_digest(placed), "event_id": event_id,
        "intake_id": None, "seen_at": at, "proposed": {},
    }
    names = [
        known_by | {"uid": staging.uid_of(each), "digest": staging.showing_digest(placed, each)} for each in showings
    ]
    rows = [staging.performance_row(placed, each, run_id, at=at) for each in showings]
    needing = [staging.needs_approval(placed, each) for each in showings]
    try:
        staging.write_dates(rows, names, needing, at=at)
    except IntegrityError as taken:  # sent by somebody else meanwhile
        raise Refused("already_there") from taken


def begin_answer(organisation_id: int, key: str, digest: str, *, at: datetime) -> IdempotencyKey | None:
    """Reserve a key; the earlier answer where the same was asked before. Another question under it is refused.

    Of two at once the second waits for the first and then finds its answer.
    """
    values = {"organisation_id": organisation_id, "key": key, "digest": digest, "status": 0, "answer": {}, "at": at}
    session.execute(_insert_if_missing(IdempotencyKey), [values])
    known = queries.answered(organisation_id, key)
    if known is None or known.status == 0:
        return None
    if known.digest != digest:
        raise Refused("key_reused")
    return known


def forget_keys(at: datetime) -> None:
    """Drop keys after a month: no program asks the same question for so long."""
    session.execute(
        delete(IdempotencyKey).where(IdempotencyKey.at < at - KEYS_KEPT), execution_options={"synchronize_session": False}
    )


def keep_answer(organisation_id: int, key: str, status: int, told: Mapping[str, Any]) -> None:
    """Remember what was answered under a key."""
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.organisation_id == organisation_id, IdempotencyKey.key == key)
        .values(status=status, answer=dict(told)),
        execution_options={"synchronize_session": False},
    )
