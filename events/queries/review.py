"""Selects of the review: the queue, one submission, and all that a listing says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import history
from core.db import session
from events.amendments import HIDDEN, RETURNED, SEEN
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.submission import Decision, Submission
from events.models.words import EventKind
from repertoire.models import Production

AT_ONCE = 400


class Which(StrEnum):
    """The drawers of the desk."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    APPEALS = "appeals"
    AFTER = "after"
    MINE = "mine"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked at: a drawer, narrowed by city, kind, words of the title; `person_id` for one's own."""

    which: Which = Which.WAITING
    city: str = ""
    kind: EventKind | None = None
    words: str = ""
    page: int = 1
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """How the desk stands: how many wait, since when the oldest does, how many promises are broken, what else there is."""

    waiting: int
    oldest: datetime | None
    overdue: int
    appeals: int
    after: int


A_PAGE = 50
# What a row of the queue shows of a listing.
SHOWN = (Event.title_zh, Event.title_en, Event.kind, Event.slug)


def _is_open() -> ColumnElement[bool]:
    return and_(Submission.decided_at.is_(None), Submission.withdrawn_at.is_(None))


def _is_before() -> ColumnElement[bool]:
    """What waits for its publication, not for a look afterwards."""
    return Submission.is_after.is_(False)


def queue(at: datetime) -> Queue:
    """The desk in figures, one statement over what is open."""
    query = select(
        func.count().filter(_is_before()), func.min(Submission.submitted_at).filter(_is_before()),
        func.count().filter(and_(_is_before(), Submission.promised_by < at)),
        func.count().filter(Submission.appeal_of_id.is_not(None)), func.count().filter(Submission.is_after.is_(True)),
    ).where(_is_open())
    return Queue(*session.execute(query).one())


def _drawer(asked: Asked, at: datetime) -> list[ColumnElement[bool]]:
    if asked.which is Which.DECIDED:
        return [Submission.decided_at.is_not(None)]
    narrowed: dict[Which, list[ColumnElement[bool]]] = {
        Which.WAITING: [_is_before()], Which.OVERDUE: [_is_before(), Submission.promised_by < at],
        Which.APPEALS: [Submission.appeal_of_id.is_not(None)], Which.AFTER: [Submission.is_after.is_(True)],
        Which.MINE: [Submission.claimed_by_id == asked.person_id],
    }
    return [_is_open(), *narrowed[asked.which]]


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.city:
        found.append(Event.city == asked.city)
    if asked.kind:
        found.append(Event.kind == asked.kind)
    for word in asked.words.lower().split()[:5]:
        text = func.lower(Event.title_zh.concat(" ").concat(Event.title_en))
        found.append(text.contains(word, autoescape=True))
    return found


def listed(asked: Asked, at: datetime) -> Sequence[Submission]:
    """A page of a drawer and one more, the oldest first (what was decided: the latest first)."""
    order = (
        (Submission.decided_at.desc(), Submission.id.desc()) if asked.which is Which.DECIDED
        else (Submission.submitted_at, Submission.id)
    )
    query = (
        select(Submission)
        .join(Event, Event.id == Submission.event_id)
        .where(*_drawer(asked, at), *_narrowed(asked))
        .options(
            defer(Submission.facts), contains_eager(Submission.event).load_only(*SHOWN),
            joinedload(Submission.organisation).load_only(Organisation.name_zh, Organisation.name_en),
            joinedload(Submission.claimed_by).load_only(Person.name), joinedload(Submission.decided_by).load_only(Person.name),
        )
        .order_by(*order)
        .offset((asked.page - 1) * A_PAGE)
        .limit(A_PAGE + 1)
    )
    return session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class InShort:
    """A listing as the queue shows it: its first day, how many dates, drafts too; `mark` is another when anything changed."""

    first: date | None
    number: int
    mark: str


def in_short(event_ids: Sequence[int]) -> dict[int, InShort]:
    """These listings in short, one statement."""
    last = func.max(Performance.changed_at)
    versions = func.coalesce(func.sum(Run.version), 0) + func.coalesce(func.sum(Performance.version), 0)
    query = (
        select(Event.id, Event.version, func.min(Performance.day), func.count(Performance.id), versions, last)
        .outerjoin(Run, Run.event_id == Event.id)
        .outerjoin(Performance, Performance.run_id == Run.id)
        .where(Event.id.in_(event_ids))
        .group_by(Event.id, Event.version)
    )
    return {
        key: InShort(first, number, f"{version}-{number}-{total}-{changed_at}".replace(" ", "T"))
        for key, version, first, number, total, changed_at in session.execute(query)
    }


def before(submission: Submission) -> int:
    """How many wait longer than this one."""
    earlier = or_(
        Submission.submitted_at < submission.submitted_at,
        and_(Submission.submitted_at == submission.submitted_at, Submission.id < submission.id),
    )
    return session.scalar(select(func.count()).select_from(Submission).where(_is_open(), _is_before(), earlier)) or 0


def submission(key: int) -> Submission | None:
    """A submission with what its page shows, or None."""
    query = select(Submission).where(Submission.id == key).options(
        joinedload(Submission.event).options(joinedload(Event.organiser), selectinload(Event.strands)),
        joinedload(Submission.organisation), joinedload(Submission.claimed_by), joinedload(Submission.decided_by),
        joinedload(Submission.submitted_by), joinedload(Submission.appeal_of).joinedload(Submission.decided_by),
    )
    return session.scalars(query).one_or_none()


def submission_to_decide(key: int) -> Submission | None:
    """A submission as it stands now, held to the end of the transaction."""
    query = select(Submission).where(Submission.id == key).with_for_update(of=Submission)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def listing_to_change(owner_id: int, key: int) -> Event | None:
    """An organisation's own listing, held to the end of the transaction; None where it is anybody else's."""
    query = select(Event).where(Event.id == key, Event.owner_id == owner_id).with_for_update(of=Event)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def latest_of(event_id: int) -> Submission | None:
    """The latest submission of a listing, or None."""
    query = select(Submission).where(Submission.event_id == event_id).order_by(Submission.id.desc()).limit(1)
    return session.scalars(query.options(joinedload(Submission.decided_by))).one_or_none()


def waiting_of(event_id: int) -> Submission | None:
    """What waits for a decision before anything of it is public, or None; there is never more than one."""
    query = select(Submission).where(Submission.event_id == event_id, _is_open(), _is_before())
    return session.scalars(query.order_by(Submission.id.desc()).limit(1)).one_or_none()


def to_look_at(event_id: int) -> Sequence[Submission]:
    """What of a listing is public and is still to be looked at afterwards, held to the end of the transaction."""
    query = select(Submission).where(Submission.event_id == event_id, _is_open(), Submission.is_after.is_(True))
    return session.scalars(query.order_by(Submission.id).with_for_update(of=Submission)).all()


def decided_before(submission: Submission) -> Submission | None:
    """What was last decided of the same listing before this submission."""
    query = select(Submission).where(
        Submission.event_id == submission.event_id, Submission.id < submission.id, Submission.decided_at.is_not(None)
    )
    return session.scalars(query.order_by(Submission.id.desc()).limit(1)).one_or_none()


def history_of(event_id: int, limit: int = 10) -> Sequence[Submission]:
    """All submissions of a listing, the latest first."""
    query = select(Submission).where(Submission.event_id == event_id).options(joinedload(Submission.decided_by))
    return session.scalars(query.order_by(Submission.id.desc()).limit(limit)).all()


def appeal_against(key: int) -> Submission | None:
    """The appeal against a refusal, or None."""
    return session.scalars(select(Submission).where(Submission.appeal_of_id == key)).one_or_none()


def runs_of_listing(event_id: int) -> Sequence[Run]:
    """All runs of a listing with work, house and hall."""
    query = select(Run).where(Run.event_id == event_id).options(
        joinedload(Run.event), joinedload(Run.production).joinedload(Production.company), joinedload(Run.venue),
        joinedload(Run.hall),
    )
    return session.scalars(query.order_by(Run.id)).all()


def rows_of_listing(event_id: int) -> Sequence[Performance]:
    """Every dated row of a listing, drafts too, with approvals, in order."""
    query = (
        select(Performance)
        .join(Performance.run)
        .where(Run.event_id == event_id)
        .options(
            contains_eager(Performance.run), joinedload(Performance.venue), joinedload(Performance.hall),
            selectinload(Performance.approvals),
        )
    )
    return session.scalars(query.order_by(Performance.day, Performance.starts_at, Performance.id)).all()


def latest_sights(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What was seen of dates when they went out of sight the last time, by the date's key; what came back since is missing. One
    statement for some hundred."""
    found: dict[int, dict[str, Any]] = {}
    for first in range(0, len(keys), AT_ONCE):
        rows = {Performance.__tablename__: keys[first : first + AT_ONCE]}
        found |= {each.subject_id: each.before.get(SEEN, {}) for each in history.changes_to(rows, (HIDDEN, RETURNED))}
    return found


@dataclass(frozen=True, slots=True)
class Record:
    """What the desk decided for an organisation so far, and how many of its listings are public now."""

    published: int
    changes_asked: int
    refused: int
    public: int


def record_of(organisation_id: int) -> Record:
    """How the desk knows an organisation: one statement."""
    public = select(func.count()).select_from(Event).where(Event.owner_id == organisation_id, Event.published_at.is_not(None))
    query = select(
        func.count().filter(Submission.decision == Decision.PUBLISHED),
        func.count().filter(Submission.decision == Decision.CHANGES_ASKED),
        func.count().filter(Submission.decision == Decision.REFUSED), public.scalar_subquery(),
    ).where(Submission.organisation_id == organisation_id)
    return Record(*session.execute(query).one())
