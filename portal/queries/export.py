"""Everything that is one organisation's, a few hundred rows at a time; a long export holds neither rows nor a transaction."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models.organisation import Organisation
from accounts.models.proof import Evidence, Picture
from accounts.queries import proofs
from core.db import session
from core.editing import plain
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from feeds.models import FeedEntry
from feeds.queries import performances_shown

A_BATCH = 200
# What is ours and says nothing of the thing itself.
LEFT_OUT = frozenset({"version", "translated_from", "extra"})
# Keys of other rows; what they name is told by its name.
KEY = "_id"


def facts_of(row: Any) -> dict[str, Any]:
    """The columns of a row as JSON."""
    names = [attribute.key for attribute in inspect(type(row)).column_attrs if not attribute.key.endswith(KEY)]
    return {name: plain(getattr(row, name)) for name in names if name not in LEFT_OUT}


def _let_go() -> None:
    """End the reading transaction and forget its rows."""
    session.rollback()
    session.expunge_all()


def batches_of_events(owner_id: int) -> Iterator[Sequence[Event]]:
    """The listings that an organisation manages, drafts too, in the order in which they were written."""
    after = 0
    while True:
        query = select(Event).where(Event.owner_id == owner_id, Event.id > after).options(
            selectinload(Event.strands), joinedload(Event.organiser)
        )
        found = session.scalars(query.order_by(Event.id).limit(A_BATCH)).all()
        if not found:
            return
        after = found[-1].id
        yield found
        _let_go()


def runs_of(event_ids: Sequence[int]) -> dict[int, list[Run]]:
    """Runs with work and house, by event."""
    query = select(Run).where(Run.event_id.in_(event_ids)).options(
        joinedload(Run.production), joinedload(Run.venue), joinedload(Run.hall)
    )
    found: dict[int, list[Run]] = {}
    for row in session.scalars(query.order_by(Run.id)):
        found.setdefault(row.event_id, []).append(row)
    return found


def batches_of_performances(owner_id: int) -> Iterator[Sequence[Performance]]:
    """Every dated row of these listings with all that it hangs on, in the order in which they were written."""
    after = 0
    while True:
        query = (
            select(Performance)
            .join(Performance.run)
            .join(Run.event)
            .where(Event.owner_id == owner_id, Performance.id > after)
            .options(
                joinedload(Performance.run).options(
                    joinedload(Run.event), joinedload(Run.production), joinedload(Run.venue), joinedload(Run.hall)
                ),
                joinedload(Performance.venue), joinedload(Performance.hall), selectinload(Performance.approvals),
            )
        )
        found = session.scalars(query.order_by(Performance.id).limit(A_BATCH)).all()
        if not found:
            return
        after = found[-1].id
        yield found
        _let_go()


def batches_of_entries(owner_id: int, language: str) -> Iterator[list[bytes | Performance]]:
    """The calendar entry of every dated row: its bytes where the feeds keep them up to date, else the row to render."""
    after = 0
    while True:
        query = select(Performance.id).join(Performance.run).join(Run.event)
        keys = session.scalars(
            query.where(Event.owner_id == owner_id, Performance.id > after).order_by(Performance.id).limit(A_BATCH)
        ).all()
        if not keys:
            return
        after = keys[-1]
        stored = select(FeedEntry.performance_id, FeedEntry.blob).where(
            FeedEntry.performance_id.in_(keys), FeedEntry.language == language, FeedEntry.stale_at.is_(None),
            FeedEntry.is_broken.is_(False),
        )
        kept: dict[int, bytes] = {key: blob for key, blob in session.execute(stored) if blob}
        rows = performances_shown([key for key in keys if key not in kept])
        yield [kept.get(key) or rows[key] for key in keys if key in kept or key in rows]
        _let_go()


def performances_of_runs(run_ids: Sequence[int]) -> dict[int, list[Performance]]:
    """Dated rows with house and approvals, by run."""
    query = select(Performance).where(Performance.run_id.in_(run_ids)).options(
        joinedload(Performance.venue), joinedload(Performance.hall), selectinload(Performance.approvals)
    )
    found: dict[int, list[Performance]] = {}
    for row in session.scalars(query.order_by(Performance.id)):
        found.setdefault(row.run_id, []).append(row)
    return found


def organisation_by_key(key: int) -> Organisation:
    """An organisation that is known to be there."""
    return session.get_one(Organisation, key)


def all_evidence(organisation_id: int) -> Sequence[Evidence]:
    """The papers that an organisation sent."""
    return session.scalars(select(Evidence).where(Evidence.organisation_id == organisation_id).order_by(Evidence.id)).all()


def all_pictures(organisation_id: int) -> Sequence[Picture]:
    """The pictures that an organisation sent."""
    return proofs.pictures_of(organisation_id, limit=10_000)
