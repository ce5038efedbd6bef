"""Every select on imports, their names of dates, and subscribed addresses. Whatever is an organisation's takes its key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, undefer

from core import clock
from core.db import session
from events.models.deed import Deed
from events.models.event import Event, Inclusion
from events.models.intake import ColumnMapping, IdempotencyKey, Intake, IntakeKind, ListingNumber, Origin, SubscribedSource
from events.models.ownership import Claim, Transfer
from events.models.performance import Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.submission import Submission

# A worker that says nothing for so long is gone; its import is begun anew.
LEASE = timedelta(minutes=5)
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Known:
    """A date that was imported before."""

    origin_id: int
    event_id: int
    digest: str


def intake_of(organisation_id: int, key: int, *, whole: bool = False) -> Intake | None:
    """An organisation's import; `whole` with the file and what it states."""
    query = select(Intake).where(Intake.id == key, Intake.organisation_id == organisation_id)
    if whole:
        query = query.options(undefer(Intake.content), undefer(Intake.stated))
    return session.scalars(query).one_or_none()


def intakes_of(organisation_id: int, limit: int = 50) -> Sequence[Intake]:
    """An organisation's imports, the latest first."""
    query = select(Intake).where(Intake.organisation_id == organisation_id).options(joinedload(Intake.person))
    return session.scalars(query.order_by(Intake.id.desc()).limit(limit)).all()


def intake_by_key(key: int) -> Intake | None:
    """An import for the worker that claimed it."""
    return session.scalars(select(Intake).where(Intake.id == key).options(undefer(Intake.stated))).one_or_none()


def waiting_intake(at: datetime) -> int | None:
    """The import that has waited longest, or whose worker is gone; None where nothing waits."""
    query = (
        select(Intake.id)
        .where(Intake.confirmed_at.is_not(None), Intake.committed_at.is_(None), Intake.failed_at.is_(None))
        .where(or_(Intake.claimed_at.is_(None), Intake.claimed_at < at - LEASE))
        .order_by(Intake.confirmed_at, Intake.id)
        .limit(1)
    )
    return session.scalar(query)


def files_to_forget(before: datetime) -> list[int]:
    """Imports that still hold a file and are given up, or were made before a moment and never confirmed."""
    is_old = Intake.confirmed_at.is_(None) & (Intake.made_at < before)
    holds = or_(Intake.stated.is_not(None), Intake.content.is_not(None))
    query = select(Intake.id).where(or_(is_old, Intake.failed_at.is_not(None)), holds)
    return list(session.scalars(query.order_by(Intake.id).limit(100)))


def known_dates(organisation_id: int, source: str, uids: Sequence[str]) -> dict[str, Known]:
    """Which of these names of a source are known, and what was said of them last."""
    found: dict[str, Known] = {}
    for first in range(0, len(uids), AT_ONCE):
        query = select(Origin.uid, Origin.id, Origin.event_id, Origin.digest).where(
            Origin.organisation_id == organisation_id, Origin.source == source, Origin.uid.in_(uids[first : first + AT_ONCE])
        )
        found |= {uid: Known(key, event_id, digest) for uid, key, event_id, digest in session.execute(query)}
    return found


def listing_of_number(organisation_id: int, source: str, uid: str) -> int | None:
    """The listing that an organisation's program knows by this number, or None."""
    return session.scalar(select(ListingNumber.event_id).where(
        ListingNumber.organisation_id == organisation_id, ListingNumber.source == source, ListingNumber.uid == uid,
    ))


def known_count(organisation_id: int, source: str) -> int:
    """How many dates of a source stand; those taken back do not. Of tables those to come: rows of the past are left out."""
    query = (
        select(func.count()).select_from(Origin).join(Event, Event.id == Origin.event_id)
        .where(Origin.organisation_id == organisation_id, Origin.source == source)
        .where(or_(Event.owner_id.is_not(None), Event.published_at.is_not(None)), Event.withdrawn_at.is_(None))
    )
    if source == IntakeKind.SHEET:
        query = query.join(Performance, Performance.id == Origin.performance_id)
        query = query.where(or_(Performance.last_day.is_(None), Performance.last_day >= clock.today()))
    return session.scalar(query) or 0


def undone_intakes(organisation_id: int) -> list[int]:
    """An organisation's imports that were taken back and of which something still stands unseen."""
    query = (
        select(Origin.intake_id).distinct().join(Intake, Intake.id == Origin.intake_id).join(Event, Event.id == Origin.event_id)
        .where(Origin.organisation_id == organisation_id, Intake.undone_at.is_not(None))
        .where(Event.owner_id.is_(None), Event.published_at.is_(None))
    )
    return [key for key in session.scalars(query) if key is not None]


def known_listings(organisation_id: int, source: str, digests: Iterable[str]) -> dict[str, int]:
    """The events that earlier imports of a source made of these listings, if they are the organisation's still."""
    wanted = sorted(set(digests))
    found: dict[str, int] = {}
    for first in range(0, len(wanted), AT_ONCE):
        query = (
            select(Origin.listing, func.max(Origin.event_id))
            .join(Event, Event.id == Origin.event_id)
            .where(Origin.organisation_id == organisation_id, Origin.source == source)
            .where(Origin.listing.in_(wanted[first : first + AT_ONCE]), Event.owner_id == organisation_id)
            .group_by(Origin.listing)
        )
        found |= {listing: event_id for listing, event_id in session.execute(query)}
    return found


def origins(keys: Sequence[int]) -> dict[int, Origin]:
    """Names of dates with the dates and their events, by key."""
    query = select(Origin).where(Origin.id.in_(keys)).options(
        joinedload(Origin.event), joinedload(Origin.performance).joinedload(Performance.run)
    )
    return {row.id: row for row in session.scalars(query)}


def names_of_dates(keys: Sequence[int]) -> dict[int, Origin]:
    """Names of dates with their events alone, by key."""
    query = select(Origin).where(Origin.id.in_(keys)).options(joinedload(Origin.event))
    return {row.id: row for row in session.scalars(query)}


def events_with_runs(keys: Sequence[int]) -> dict[int, tuple[Event, Run]]:
    """Events with their first run, by key."""
    query = select(Run).where(Run.event_id.in_(keys)).options(joinedload(Run.event)).order_by(Run.id.desc())
    return {run.event_id: (run.event, run) for run in session.scalars(query)}


def staged_event_of(intake_id: int, listing: str) -> int | None:
    """The event that an import staged for a listing."""
    return session.scalar(
        select(func.max(Origin.event_id)).where(Origin.intake_id == intake_id, Origin.listing == listing)
    )


def staged_events(intake_id: int, limit: int = AT_ONCE) -> list[int]:
    """Events that an import staged and that nobody sees yet."""
    query = select(Event.id).distinct().join(Origin, Origin.event_id == Event.id)
    return list(session.scalars(query.where(Origin.intake_id == intake_id, _is_staged()).limit(limit)))


def _is_staged() -> ColumnElement[bool]:
    return Event.owner_id.is_(None) & Event.published_at.is_(None)


def staged_dates(intake_id: int, limit: int = AT_ONCE) -> list[int]:
    """Draft dates that an unfinished import gave to listings that stand."""
    query = (
        select(Origin.performance_id)
        .join(Intake, Intake.id == Origin.intake_id)
        .join(Performance, Performance.id == Origin.performance_id)
        .where(Origin.intake_id == intake_id, Intake.committed_at.is_(None), Performance.published_at.is_(None))
        .order_by(Origin.performance_id)
    )
    return list(session.scalars(query.limit(limit)))


def intakes_to_sweep() -> list[int]:
    """Imports that were given up or undone and of which something still stands unseen."""
    left = (
        select(Origin.intake_id).distinct().join(Intake, Intake.id == Origin.intake_id).join(Event, Event.id == Origin.event_id)
        .join(Performance, Performance.id == Origin.performance_id)
    )
    given_up = Intake.failed_at.is_not(None)
    is_draft = Intake.committed_at.is_(None) & Performance.published_at.is_(None)
    query = left.where(or_(and_(or_(given_up, Intake.undone_at.is_not(None)), _is_staged()), and_(given_up, is_draft)))
    return [key for key in session.scalars(query.order_by(Origin.intake_id)) if key is not None]


def drafts_of_intake(intake_id: int, organisation_id: int) -> list[int]:
    """Events that an import alone made, that were never public and that nothing else names: these can be taken back."""
    other = aliased(Origin)
    runs = select(Run.id).where(Run.event_id == Event.id).correlate(Event)
    named = (
        exists().where(other.event_id == Event.id, or_(other.intake_id.is_(None), other.intake_id != intake_id)),
        exists().where(Submission.event_id == Event.id), exists().where(Claim.event_id == Event.id),
        exists().where(Transfer.event_id == Event.id), exists().where(Deed.event_id == Event.id),
        exists().where(or_(Inclusion.whole_id == Event.id, Inclusion.part_id == Event.id)),
        exists().where(or_(PremiereClaim.event_id == Event.id, PremiereClaim.run_id.in_(runs))),
    )
    query = _drafts_of(select(Event.id), intake_id, organisation_id).where(
        Event.withdrawn_at.is_(None), *(not_(each) for each in named)
    )
    return list(session.scalars(query.order_by(Event.id)))


def unpublished_of_intake(intake_id: int, organisation_id: int) -> int:
    """How many of an organisation's listings of an import are not public."""
    return session.scalar(_drafts_of(select(func.count(Event.id)), intake_id, organisation_id)) or 0


def _drafts_of(query: Select[int], intake_id: int, organisation_id: int) -> Select[int]:
    keys = select(Origin.event_id).where(Origin.intake_id == intake_id)
    return query.where(Event.id.in_(keys), Event.owner_id == organisation_id, Event.published_at.is_(None))


def events_of_intake(intake_id: int, organisation_id: int, limit: int) -> Sequence[Event]:
    """Listings that an import made or changed, for its page."""
    keys = select(Origin.event_id).where(Origin.intake_id == intake_id)
    query = select(Event).where(Event.id.in_(keys), Event.owner_id == organisation_id).order_by(Event.id)
    return session.scalars(query.limit(limit)).all()


def proposals_of(organisation_id: int, limit: int = 100) -> Sequence[Origin]:
    """Published dates of which a source says something new that its people have not looked at."""
    query = (
        select(Origin).where(Origin.organisation_id == organisation_id, Origin.proposed_at.is_not(None))
        .options(joinedload(Origin.event), joinedload(Origin.performance)).order_by(Origin.id)
    )
    return session.scalars(query.limit(limit)).all()


def origin_of(organisation_id: int, key: int) -> Origin | None:
    """An organisation's name of a date."""
    return session.scalars(select(Origin).where(Origin.id == key, Origin.organisation_id == organisation_id)).one_or_none()


def sources_of(organisation_id: int) -> Sequence[SubscribedSource]:
    """An organisation's subscribed addresses."""
    query = select(SubscribedSource).where(SubscribedSource.organisation_id == organisation_id)
    return session.scalars(query.order_by(SubscribedSource.id)).all()


def source_of(organisation_id: int, key: int) -> SubscribedSource | None:
    """One of an organisation's subscribed addresses."""
    query = select(SubscribedSource).where(SubscribedSource.id == key, SubscribedSource.organisation_id == organisation_id)
    return session.scalars(query).one_or_none()


def source_by_key(key: int) -> SubscribedSource | None:
    """A subscribed address for the job that pulls it."""
    return session.get(SubscribedSource, key)


def due_sources(at: datetime, limit: int) -> Sequence[SubscribedSource]:
    """Addresses to be pulled now, those that waited longest first."""
    query = select(SubscribedSource).where(SubscribedSource.next_at <= at, SubscribedSource.paused_at.is_(None))
    return session.scalars(query.order_by(SubscribedSource.next_at, SubscribedSource.id).limit(limit)).all()


def own_events(organisation_id: int, before: int | None, limit: int) -> Sequence[Event]:
    """An organisation's listings, drafts too, the latest first."""
    query = select(Event).where(Event.owner_id == organisation_id).order_by(Event.id.desc()).limit(limit)
    return session.scalars(query if before is None else query.where(Event.id < before)).all()


def own_event(organisation_id: int, key: int) -> Event | None:
    """One of an organisation's listings."""
    return session.scalars(select(Event).where(Event.id == key, Event.owner_id == organisation_id)).one_or_none()


def dates_of_events(event_ids: Sequence[int]) -> dict[int, list[tuple[Performance, str]]]:
    """The dates of listings with the names by which a source knows them, in their order."""
    query = (
        select(Run.event_id, Performance, Origin.uid)
        .join(Run, Run.id == Performance.run_id)
        .outerjoin(Origin, Origin.performance_id == Performance.id)
        .where(Run.event_id.in_(event_ids)).order_by(Performance.starts_at, Performance.id)
    )
    found: dict[int, list[tuple[Performance, str]]] = {}
    for event_id, row, uid in session.execute(query):
        found.setdefault(event_id, []).append((row, uid or ""))
    return found


def mapping_of(organisation_id: int, digest: str) -> ColumnMapping | None:
    """How an organisation last read a table with these headings."""
    query = select(ColumnMapping).where(ColumnMapping.organisation_id == organisation_id, ColumnMapping.digest == digest)
    return session.scalars(query).one_or_none()


def answered(organisation_id: int, key: str) -> IdempotencyKey | None:
    """What a program was answered under a key."""
    query = select(IdempotencyKey).where(IdempotencyKey.organisation_id == organisation_id, IdempotencyKey.key == key)
    return session.scalars(query).one_or_none()
