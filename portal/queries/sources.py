"""The rows that findable things are made of, and which things a changed row is part of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models.organisation import Organisation
from core.db import session
from core.types import Bilingual
from events.models.event import Event
from events.models.intake import Origin
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, Form
from events.queries.records import has_no_secret
from portal.search.document import Kind
from repertoire.models import Artist, Company, Credit, Production
from venues.models import Venue

Source = type[Event] | type[Production] | type[Company] | type[Artist] | type[Venue] | type[Organisation]
SOURCES: dict[Kind, Source] = {
    Kind.EVENT: Event, Kind.PRODUCTION: Production, Kind.COMPANY: Company, Kind.ARTIST: Artist, Kind.VENUE: Venue,
    Kind.ORGANISER: Organisation,
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A public dated row: of which event and production, when, where, what it is called; whether it takes place."""

    event_id: int
    production_id: int | None
    form: Form
    day: str
    last_day: str
    venue_id: int | None
    title: Bilingual
    takes_place: bool


@dataclass(slots=True)
class Changed:
    """Keys of rows that changed, by what they are; `runs` are those whose dated rows changed."""

    things: dict[Kind, set[int]] = field(default_factory=dict)
    spreading: dict[Kind, set[int]] = field(default_factory=dict)
    runs: set[int] = field(default_factory=set)


def keys_of(kind: Kind, *, only_demo: bool = False) -> list[int]:
    """Keys of everything of a kind that may be found: of events those that are public."""
    model = SOURCES[kind]
    query = select(model.id).order_by(model.id)
    if kind is Kind.EVENT:
        query = query.where(Event.published_at.is_not(None))
    return list(session.scalars(query.where(model.is_demo.is_(True)) if only_demo else query))


def events(keys: Sequence[int], *, with_drafts: bool = False) -> Sequence[Event]:
    """Public events (drafts too where a season is about to be published) with their bodies and strands."""
    query = select(Event).where(Event.id.in_(keys)).order_by(Event.id)
    if not with_drafts:
        query = query.where(Event.published_at.is_not(None))
    return session.scalars(
        query.options(joinedload(Event.organiser), joinedload(Event.on_behalf_of), selectinload(Event.strands))
    ).all()


def runs_of(event_keys: Sequence[int], *, with_drafts: bool = False) -> Sequence[Run]:
    """Runs of events with their house, work, company and credits."""
    work = joinedload(Run.production)
    query = select(Run).where(Run.event_id.in_(event_keys), *([] if with_drafts else [has_no_secret()])).order_by(Run.id)
    return session.scalars(
        query.options(
            joinedload(Run.venue), work.joinedload(Production.company),
            work.selectinload(Production.credits).joinedload(Credit.artist),
        )
    ).all()


def dated_rows(
    *, events_named: Sequence[int] = (), works_named: Sequence[int] = (), with_drafts: bool = False,
    brought_by: int | None = None,
) -> list[Dated]:
    """The public dated rows of events or of productions; `with_drafts` those, too, that will be public with their event,
    `brought_by` those that an import is about to publish."""
    shown: ColumnElement[bool] = Performance.published_at.is_not(None)
    if brought_by is not None:
        shown |= Performance.id.in_(select(Origin.performance_id).where(Origin.intake_id == brought_by))
    query = (
        select(
            Run.event_id, Run.production_id, Performance.form, Performance.day, Performance.last_day, Performance.venue_id,
            Performance.title_zh, Performance.title_en, Performance.status,
        )
        .join(Run, Run.id == Performance.run_id)
        .where(*([] if with_drafts and events_named else [shown]))
        .where(Run.event_id.in_(events_named) if events_named else Run.production_id.in_(works_named))
    )
    if works_named and not with_drafts:
        query = query.join(Event, Event.id == Run.event_id).where(Event.published_at.is_not(None))
    return [
        Dated(
            event_id, work_id, form, day.isoformat(), last.isoformat() if last else "", venue_id, Bilingual(zh, en),
            status not in NOT_TAKING_PLACE,
        )
        for event_id, work_id, form, day, last, venue_id, zh, en, status in session.execute(query)
    ]


def productions(keys: Sequence[int]) -> Sequence[Production]:
    """Productions with company and credits."""
    query = select(Production).where(Production.id.in_(keys)).order_by(Production.id)
    return session.scalars(
        query.options(joinedload(Production.company), selectinload(Production.credits).joinedload(Credit.artist))
    ).all()


def companies(keys: Sequence[int]) -> Sequence[Company]:
    """Companies."""
    return session.scalars(select(Company).where(Company.id.in_(keys)).order_by(Company.id)).all()


def artists(keys: Sequence[int]) -> Sequence[Artist]:
    """Artists with their company."""
    query = select(Artist).where(Artist.id.in_(keys)).order_by(Artist.id)
    return session.scalars(query.options(joinedload(Artist.company))).all()


def venues(keys: Sequence[int]) -> Sequence[Venue]:
    """Houses with their halls."""
    return session.scalars(
        select(Venue).where(Venue.id.in_(keys)).order_by(Venue.id).options(selectinload(Venue.halls))
    ).all()


def organisations(keys: Sequence[int]) -> Sequence[Organisation]:
    """Organisations that everybody may see."""
    query = select(Organisation).where(Organisation.id.in_(keys), Organisation.listed_at.is_not(None))
    return session.scalars(query.order_by(Organisation.id)).all()


def _keys(query: Select[int | None]) -> set[int]:
    return {key for key in session.scalars(query) if key is not None}


def affected(changed: Changed) -> dict[Kind, set[int]]:
    """All things that show something of what changed: a company's name stands at its works, theirs at their events."""
    found = {kind: set(changed.things.get(kind, ())) | set(changed.spreading.get(kind, ())) for kind in SOURCES}
    companies_, artists_ = changed.spreading.get(Kind.COMPANY, set()), changed.spreading.get(Kind.ARTIST, set())
    works = set(changed.spreading.get(Kind.PRODUCTION, ()))
    if companies_:
        works |= _keys(select(Production.id).where(Production.company_id.in_(companies_)))
        found[Kind.ARTIST] |= _keys(select(Artist.id).where(Artist.company_id.in_(companies_)))
    if artists_:
        works |= _keys(select(Credit.production_id).where(Credit.artist_id.in_(artists_)))
    found[Kind.PRODUCTION] |= works
    found[Kind.EVENT] |= _events_with(changed, works)
    _add_runs(found, changed)
    return {kind: keys for kind, keys in found.items() if keys}


def _events_with(changed: Changed, works: Iterable[int]) -> set[int]:
    """Events at which works, houses or organisers that changed are named."""
    found: set[int] = set()
    if chosen := set(works):
        found |= _keys(select(Run.event_id).where(Run.production_id.in_(chosen)))
    if houses := changed.spreading.get(Kind.VENUE):
        found |= _keys(select(Run.event_id).where(Run.venue_id.in_(houses)))
        moved = select(Run.event_id).join(Performance, Performance.run_id == Run.id)
        found |= _keys(moved.where(Performance.venue_id.in_(houses)).distinct())
    if bodies := changed.spreading.get(Kind.ORGANISER):
        found |= _keys(select(Event.id).where(or_(Event.organiser_id.in_(bodies), Event.on_behalf_of_id.in_(bodies))))
    return found


def _add_runs(found: dict[Kind, set[int]], changed: Changed) -> None:
    """Events and works whose dates changed: by a dated row, or because the whole event was shown or hidden."""
    conditions = []
    if changed.runs:
        conditions.append(Run.id.in_(changed.runs))
    if shown_or_hidden := changed.spreading.get(Kind.EVENT):
        conditions.append(Run.event_id.in_(shown_or_hidden))
    if conditions:
        for event_id, work_id in session.execute(select(Run.event_id, Run.production_id).where(or_(*conditions))):
            found[Kind.EVENT].add(event_id)
            if work_id is not None:
                found[Kind.PRODUCTION].add(work_id)


def works_on_at(event_keys: Sequence[int]) -> set[int]:
    """The works that are on at these events."""
    return _keys(select(Run.production_id).where(Run.event_id.in_(event_keys), Run.production_id.is_not(None)).distinct())
