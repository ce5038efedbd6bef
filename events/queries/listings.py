"""An organisation's own listings, drafts too. Every select takes the owner's key, or hangs on a row that was found by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from core.db import session
from events.models.event import Event, Inclusion
from events.models.performance import Approval, Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.words import LIVE, MOMENTS, NOT_TAKING_PLACE, TIMED, ApprovalState
from events.queries.states import Latest, is_latest, state
from events.queries.waiting import has_rows, is_to_come
from events.states import ListingState
from repertoire.models import Production
from venues.models import Hall, Venue

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class DatesInShort:
    """How many dates an event has, the next one (today or later), the first and the last, and what is still a draft of them."""

    number: int = 0
    coming: int = 0
    next_day: date | None = None
    first: date | None = None
    last: date | None = None
    drafts: int = 0
    has_access: bool = False


def own_event(owner_id: int, key: int) -> Event | None:
    """An event of this organisation, with organiser and strands; None where it is anybody else's."""
    query = select(Event).where(Event.id == key, Event.owner_id == owner_id)
    return session.scalars(query.options(joinedload(Event.organiser), selectinload(Event.strands))).one_or_none()


def own_date(owner_id: int, key: int) -> Performance | None:
    """A dated row of this organisation's event, with run, event and approvals."""
    query = (
        select(Performance)
        .join(Performance.run)
        .join(Run.event)
        .where(Performance.id == key, Event.owner_id == owner_id)
        .options(
            joinedload(Performance.run).joinedload(Run.event), joinedload(Performance.venue), joinedload(Performance.hall),
            selectinload(Performance.approvals),
        )
    )
    return session.scalars(query).one_or_none()


def runs_of_event(event_id: int) -> Sequence[Run]:
    """All runs of an event with work, house and hall."""
    return session.scalars(_with_place(select(Run).where(Run.event_id == event_id)).order_by(Run.id)).all()


def _with_place(query: Select[Run]) -> Select[Run]:
    return query.options(
        joinedload(Run.event), joinedload(Run.production).joinedload(Production.company), joinedload(Run.venue),
        joinedload(Run.hall),
    )


def dates_of_run(run_id: int) -> Sequence[Performance]:
    """A run's timed rows in order, with approvals."""
    query = select(Performance).where(Performance.run_id == run_id, Performance.form.in_(TIMED))
    return session.scalars(query.options(selectinload(Performance.approvals)).order_by(Performance.starts_at)).all()


def all_rows_of_run(run_id: int) -> Sequence[Performance]:
    """Every row of a run, spans and moments too."""
    query = select(Performance).where(Performance.run_id == run_id).options(selectinload(Performance.approvals))
    return session.scalars(query.order_by(Performance.starts_at, Performance.id)).all()


def all_rows_of_event(event_id: int) -> Sequence[Performance]:
    """Every row of an event, with approvals, place and run."""
    query = (
        select(Performance)
        .join(Performance.run)
        .where(Run.event_id == event_id)
        .options(
            joinedload(Performance.run), joinedload(Performance.venue), joinedload(Performance.hall),
            selectinload(Performance.approvals),
        )
    )
    return session.scalars(query.order_by(Performance.day, Performance.starts_at, Performance.id)).all()


def hanging_on(event_id: int) -> list[Any]:
    """What else names an event or its runs: claims to be a first, and what it is part of."""
    claims = session.scalars(select(PremiereClaim).where(PremiereClaim.event_id == event_id)).all()
    inclusions = session.scalars(
        select(Inclusion).where(or_(Inclusion.part_id == event_id, Inclusion.whole_id == event_id))
    ).all()
    return [*claims, *inclusions]


class Pile(StrEnum):
    """How an organisation's list is divided: where a listing stands, and of what is public whether it is over."""

    DRAFT = "draft"
    WAITING = "waiting"
    CHANGES = "changes"
    PUBLIC = "public"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of an organisation's events, the latest first. `total` of what is looked for; `numbers` of all, by pile."""

    events: Sequence[Event]
    total: int
    numbers: Mapping[Pile, int]


def listed(owner_id: int, *, words: str, pile: Pile | None, page: int, at: datetime) -> Listed:
    """One page of an organisation's events, two statements."""
    looked_for = and_(true(), *_looked_for(words))
    lies = select(Event.id, _pile(at).label("pile"), case((looked_for, 1), else_=0).label("fits"))
    mine = lies.outerjoin(Latest, is_latest()).where(Event.owner_id == owner_id).subquery()
    counts = session.execute(select(mine.c.pile, func.count(), func.sum(mine.c.fits)).group_by(mine.c.pile)).all()
    wanted = select(mine.c.id).where(mine.c.fits == 1, *([mine.c.pile == pile.value] if pile else []))
    query = select(Event).where(Event.id.in_(wanted)).order_by(Event.id.desc()).limit(A_PAGE).offset((page - 1) * A_PAGE)
    found = session.scalars(query.options(joinedload(Event.organiser))).all()
    numbers = {Pile(stated): number for stated, number, _fits in counts}
    total = sum(fits for stated, _number, fits in counts if pile is None or stated == pile.value)
    return Listed(found, total, numbers)


def _pile(at: datetime) -> ColumnElement[str]:
    """The pile of an event joined with its latest submission."""
    stands, is_over = state(), and_(has_rows(), ~has_rows(is_to_come(at)))
    return case(
        (and_(Event.published_at.is_not(None), is_over), Pile.OVER.value), (Event.published_at.is_not(None), Pile.PUBLIC.value),
        (stands == ListingState.SUBMITTED.value, Pile.WAITING.value),
        (stands.in_((ListingState.CHANGES_ASKED.value, ListingState.REFUSED.value)), Pile.CHANGES.value),
        else_=Pile.DRAFT.value,
    )


def _looked_for(words: str) -> list[ColumnElement[bool]]:
    text = func.lower(Event.title_zh.concat(" ").concat(Event.title_en))
    return [text.contains(word, autoescape=True) for word in words.lower().split()]


def runs_of_events(event_ids: Sequence[int]) -> dict[int, list[Run]]:
    """The runs of several events, one statement."""
    found: dict[int, list[Run]] = {key: [] for key in event_ids}
    for run in session.scalars(_with_place(select(Run).where(Run.event_id.in_(event_ids))).order_by(Run.id)):
        found[run.event_id].append(run)
    return found


def dates_in_short(event_ids: Sequence[int], today: date) -> dict[int, DatesInShort]:
    """The dates of several events in figures, one statement."""
    is_coming = and_(Performance.day >= today, Performance.status.not_in(NOT_TAKING_PLACE))
    is_accessible = or_(
        Performance.is_signed.is_(True), Performance.is_captioned.is_(True), Performance.is_relaxed.is_(True),
        Performance.has_quiet_room.is_(True), func.coalesce(Performance.wheelchair_places, 0) > 0,
    )
    query = (
        select(
            Run.event_id, func.count(), func.sum(case((is_coming, 1), else_=0)),
            func.min(case((is_coming, Performance.day))), func.min(Performance.day), func.max(Performance.day),
            func.sum(case((Performance.published_at.is_(None), 1), else_=0)), func.max(case((is_accessible, 1), else_=0)),
        )
        .join(Performance, Performance.run_id == Run.id)
        .where(Run.event_id.in_(event_ids), Performance.form.not_in(MOMENTS))
        .group_by(Run.event_id)
    )
    return {
        key: DatesInShort(number, coming, next_day, first, last, drafts, bool(access))
        for key, number, coming, next_day, first, last, drafts, access in session.execute(query)
    }


def live_claim(run_id: int) -> PremiereClaim | None:
    """The claim to be a first that stands of a run."""
    query = select(PremiereClaim).where(PremiereClaim.run_id == run_id, PremiereClaim.state.in_(LIVE))
    return session.scalars(query).one_or_none()


def last_contact(owner_id: int) -> str:
    """What an organisation's latest listing says of how to reach it."""
    query = select(Event.contact).where(Event.owner_id == owner_id, Event.contact != "").order_by(Event.id.desc()).limit(1)
    return session.scalar(query) or ""


def houses() -> Sequence[Venue]:
    """Every house with its halls, city by city."""
    query = select(Venue).options(selectinload(Venue.halls)).order_by(Venue.city, Venue.is_demo, Venue.slug)
    return session.scalars(query).all()


def house(key: int) -> Venue | None:
    """A house by its key."""
    return session.get(Venue, key)


def hall(key: int) -> Hall | None:
    """A hall with its house, by its key."""
    return session.scalars(select(Hall).where(Hall.id == key).options(joinedload(Hall.venue))).one_or_none()


def approved_dates_to_come(event_id: int, at: datetime) -> int:
    """How many dates of a listing that are not over have an approval that holds."""
    later = aliased(Approval)
    is_latest = ~exists().where(later.performance_id == Approval.performance_id, later.id > Approval.id)
    query = (
        select(func.count(Performance.id))
        .join(Run, Run.id == Performance.run_id)
        .join(Approval, Approval.performance_id == Performance.id)
        .where(
            Run.event_id == event_id, Performance.ends_at > at, Approval.state == ApprovalState.APPROVED, is_latest,
        )
    )
    return session.scalar(query) or 0
