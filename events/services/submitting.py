"""A listing that a program sends: one draft with its runs and dates, public at once where the organisation is trusted."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.services import trail
from core.db import session
from core.errors import Refused
from events.intake.placing import Placed
from events.models.event import Event
from events.models.intake import IdempotencyKey, Origin
from events.models.performance import Performance
from events.queries import intake as queries
from events.services import review, staging

SOURCE = "api"
KEYS_KEPT = timedelta(days=30)


def submit(organisation: Organisation, uid: str, runs: Sequence[Placed], *, at: datetime, actor: Actor) -> Event:
    """Write a listing of one or more runs; its number and those of its dates are the organisation's own, once each."""
    names = [uid, *(staging.uid_of(each) for run in runs for each in run.listing.showings)]
    if len(set(names)) != len(names) or queries.known_dates(organisation.id, SOURCE, names):
        raise Refused("already_there")
    if not runs[0].listing.title:
        raise Refused("title_needed")
    event_id = staging.write_event(organisation, runs[0], at=at, extra={"uid": uid})
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


def _write_run(organisation: Organisation, placed: Placed, event_id: int, at: datetime) -> None:
    run_id = staging.write_run(placed, event_id)
    rows = [staging.performance_row(placed, each, run_id, at=at) for each in placed.listing.showings]
    session.add_all(written := [Performance(**row) for row in rows])
    session.flush()  # their keys are named below
    session.execute(insert(Origin), [
        {
            "organisation_id": organisation.id, "source": SOURCE, "uid": staging.uid_of(showing), "event_id": event_id,
            "listing": staging.listing_digest(placed), "digest": staging.showing_digest(placed, showing), "intake_id": None,
            "performance_id": row.id, "seen_at": at, "proposed": {},
        }
        for showing, row in zip(placed.listing.showings, written, strict=True)
    ])
    pairs = zip(placed.listing.showings, written, strict=True)
    staging.write_approvals([row.id for each, row in pairs if staging.needs_approval(placed, each)], at=at)


def begin_answer(organisation_id: int, key: str, digest: str, *, at: datetime) -> IdempotencyKey | None:
    """Reserve a key; the earlier answer where the same was asked before. Another question under it is refused.

    Of two at once the second waits for the first and then finds its answer.
    """
    model = IdempotencyKey
    values = {"organisation_id": organisation_id, "key": key, "digest": digest, "status": 0, "answer": {}, "at": at}
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sqlite.insert(model).on_conflict_do_nothing(), [values])
    else:
        session.execute(postgresql.insert(model).on_conflict_do_nothing(), [values])
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
