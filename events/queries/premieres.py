"""The register of premieres: which firsts open when, who claims them, and what is known of the same works elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from core.db import session
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.words import LIVE, PremiereKind, PremiereScope, PremiereState
from events.premieres import Claim, Doubts, Showing, doubts, lacks_place
from events.queries.calendar import with_all_shown
from events.queries.openings import first_showing_id, opening_id
from venues.models import Venue


@dataclass(frozen=True, slots=True)
class Opening:
    """What a standing first is, the day and the city in which it opens, and the keys that lead to the rest."""

    claim_id: int
    kind: PremiereKind
    scope: PremiereScope | None
    place: str
    production_id: int | None
    event_id: int
    performance_id: int
    day: date
    city: str

    @property
    def first(self) -> tuple[object, ...]:
        """What only one can be; a claim that says not where it is first stands for itself."""
        work = (self.production_id, 0 if self.production_id else self.event_id)
        is_compared = self.scope is not None and not lacks_place(self.scope, self.place)
        return (*work, self.kind, self.scope, self.place) if is_compared else (self.claim_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Showing):
    """A run's first showing, with what a page says of it."""

    slug: str
    title: Bilingual
    house: Bilingual


class Register:
    """What is claimed of some works, and where they were shown first: enough to say what speaks against each claim."""

    def __init__(self, claims: Sequence[PremiereClaim], showings: Sequence[Shown]) -> None:
        self.claims = {each.id: each for each in claims}
        self.showings = {each.run_id: each for each in showings}
        self._doubts: dict[int, Doubts] = {}

    @cached_property
    def _ruled(self) -> dict[int, Claim]:
        return {key: self._as_ruled(each) for key, each in self.claims.items()}

    @cached_property
    def _by_work(self) -> dict[str, tuple[list[Claim], list[Shown]]]:
        found: dict[str, tuple[list[Claim], list[Shown]]] = {each.work: ([], []) for each in self._ruled.values()}
        for claim in self._ruled.values():
            found[claim.work][0].append(claim)
        for shown in self.showings.values():
            if shown.work in found:
                found[shown.work][1].append(shown)
        return found

    def _as_ruled(self, claim: PremiereClaim) -> Claim:
        shown = self.showings.get(claim.run_id)
        return Claim(
            key=claim.id, run_id=claim.run_id, work=claim.work, kind=claim.kind, scope=claim.scope, place=claim.place,
            state=claim.state, day=shown.day if shown else None, city=shown.city if shown else claim.run.city,
            venue_id=shown.venue_id if shown else claim.run.venue_id,
        )

    def doubts_about(self, key: int) -> Doubts:
        """What speaks against a claim of this register."""
        if key not in self._doubts:
            ruled = self._ruled[key]
            self._doubts[key] = doubts(ruled, *self._by_work[ruled.work])
        return self._doubts[key]

    def day_of(self, key: int) -> date | None:
        """The day that a claim counts from; None while its run has none that takes place."""
        return self._ruled[key].day


def openings() -> Sequence[Opening]:
    """Every standing first with a public day, soonest first. It costs a look-up a claim, however many dates a run has."""
    query = (
        select(
            PremiereClaim.id, PremiereClaim.kind, PremiereClaim.scope, PremiereClaim.place, PremiereClaim.production_id,
            PremiereClaim.event_id, Performance.id, Performance.day, Performance.city,
        )
        .join(Run, Run.id == PremiereClaim.run_id)
        .join(Event, Event.id == Run.event_id)
        .join(Performance, Performance.id == opening_id())
        .where(PremiereClaim.state.in_(LIVE), Event.published_at.is_not(None), Event.is_in_scope.is_(True))
        .order_by(Performance.day, Performance.starts_at, Performance.id)
    )
    return [Opening(*row) for row in session.execute(query)]


def rows_of(openings_shown: Iterable[Opening]) -> dict[int, Performance]:
    """The dated rows of these openings with everything that a list shows, by the claim's key."""
    wanted = {each.performance_id: each.claim_id for each in openings_shown}
    if not wanted:
        return {}
    query = select(Performance).join(Run, Run.id == Performance.run_id).join(Event, Event.id == Run.event_id)
    found = session.scalars(with_all_shown(query.where(Performance.id.in_(wanted))))
    return {wanted[row.id]: row for row in found}


def register_of(production_ids: Iterable[int], event_ids: Iterable[int] = ()) -> Register:
    """The standing public claims of these works (productions; events without one), and the works' first showings."""
    works, events = sorted(set(production_ids)), sorted(set(event_ids))
    if not works and not events:
        return Register((), ())
    claims = (
        select(PremiereClaim)
        .join(Run, Run.id == PremiereClaim.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(
            PremiereClaim.state.in_(LIVE), Event.published_at.is_not(None),
            _of_works(PremiereClaim, works, events),
        )
        .options(
            contains_eager(PremiereClaim.run).options(contains_eager(Run.event), joinedload(Run.venue))
        )
        .order_by(PremiereClaim.id)
    )
    return Register(session.scalars(claims).all(), _showings(works, events))


def _of_works(
    of: type[PremiereClaim | Run], works: Sequence[int], events: Sequence[int]
) -> ColumnElement[bool]:
    return or_(of.production_id.in_(works), and_(of.production_id.is_(None), of.event_id.in_(events)))


def _showings(works: Sequence[int], events: Sequence[int]) -> list[Shown]:
    """The first showing of each public run of these works: one look-up a run, however long it is."""
    query = (
        select(
            Run.id, Run.production_id, Run.event_id, Event.kind, Performance.day, Performance.city, Performance.venue_id,
            Event.slug, Event.title_zh, Event.title_en, Venue.name_zh, Venue.name_en,
        )
        .join(Event, Event.id == Run.event_id)
        .join(Performance, Performance.id == first_showing_id())
        .outerjoin(Venue, Venue.id == Performance.venue_id)
        .where(Event.published_at.is_not(None), _of_works(Run, works, events))
    )
    return [
        Shown(
            run_id=run_id, work=f"production:{work}" if work else f"event:{event_id}", event_kind=kind, day=day, city=city,
            venue_id=venue_id, slug=slug, title=Bilingual(title_zh, title_en), house=Bilingual(house_zh or "", house_en or ""),
        )
        for run_id, work, event_id, kind, day, city, venue_id, slug, title_zh, title_en, house_zh, house_en
        in session.execute(query)
    ]


def claims_in(state: PremiereState | None = None) -> Sequence[PremiereClaim]:
    """Claims of a state, or all, as they came in, with the work and the run that they are of."""
    query = select(PremiereClaim).options(
        joinedload(PremiereClaim.run).options(joinedload(Run.event), joinedload(Run.production), joinedload(Run.venue))
    ).order_by(PremiereClaim.id)
    return session.scalars(query.where(PremiereClaim.state == state) if state else query).all()


def claim_by_key(key: int) -> PremiereClaim | None:
    """A claim, or None."""
    return session.get(PremiereClaim, key)


def live_claim_of(run_id: int) -> PremiereClaim | None:
    """The claim of a run that stands, or None."""
    query = select(PremiereClaim).where(PremiereClaim.run_id == run_id, PremiereClaim.state.in_(LIVE))
    return session.scalars(query).one_or_none()


def claims_of_run(run_id: int) -> Sequence[PremiereClaim]:
    """All claims of a run, whatever became of them, in the order in which they came in."""
    return session.scalars(select(PremiereClaim).where(PremiereClaim.run_id == run_id).order_by(PremiereClaim.id)).all()


def same_first_to_decide(claim: PremiereClaim) -> Sequence[PremiereClaim]:
    """All claims to the same first as they stand now, this one too, held until the transaction ends."""
    is_of_work = (
        PremiereClaim.production_id == claim.production_id if claim.production_id
        else and_(PremiereClaim.production_id.is_(None), PremiereClaim.event_id == claim.event_id)
    )
    query = (
        select(PremiereClaim)
        .where(is_of_work, PremiereClaim.kind == claim.kind)
        .where(PremiereClaim.scope == claim.scope, PremiereClaim.place == claim.place)
        .order_by(PremiereClaim.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()
