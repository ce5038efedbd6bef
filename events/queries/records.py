"""Single records and the short lists around them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from accounts.models.organisation import Organisation
from core import history
from core.db import session
from events.models.event import Event, EventStrand, Inclusion
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, TIMED, EventKind, Phase
from repertoire.models import Artist, Company, Credit, Production
from venues.models import Venue

LAST_OF_ALL = date(9999, 12, 31)


def public_event(slug: str) -> Event | None:
    """A published event by its slug, with organiser and strands."""
    return session.scalars(
        select(Event)
        .where(Event.slug == slug, Event.published_at.is_not(None))
        .options(joinedload(Event.organiser), joinedload(Event.on_behalf_of), selectinload(Event.strands))
    ).one_or_none()


def ids_within(event_id: int) -> tuple[int, ...]:
    """The event and all that is part of it, at any depth (a festival, its editions, their shows)."""
    tree = select(Inclusion.part_id.label("id")).where(Inclusion.whole_id == event_id).cte("tree", recursive=True)
    deeper = aliased(Inclusion)
    tree = tree.union(select(deeper.part_id).join(tree, deeper.whole_id == tree.c.id))
    return (event_id, *session.scalars(select(tree.c.id).order_by(tree.c.id)))


def wholes_of(event_id: int) -> Sequence[Event]:
    """The public events that this one is part of."""
    return session.scalars(
        select(Event)
        .join(Inclusion, Inclusion.whole_id == Event.id)
        .where(Inclusion.part_id == event_id, Event.published_at.is_not(None))
        .order_by(Event.kind, Event.slug)
    ).all()


def parts_of(event_id: int, limit: int = 100) -> Sequence[Event]:
    """The public events that are directly part of this one, in their order."""
    return session.scalars(
        select(Event)
        .join(Inclusion, Inclusion.part_id == Event.id)
        .where(Inclusion.whole_id == event_id, Event.published_at.is_not(None))
        .order_by(Inclusion.position, Event.slug)
        .limit(limit)
    ).all()


def moved_to(kind: str, slug: str) -> str | None:
    """The slug that an old one was renamed to, or None: also where what has it now is not public."""
    new = history.slug_now(kind, slug)
    return None if new is None or (kind == "event" and public_event(new) is None) else new


def has_no_secret() -> ColumnElement[bool]:
    """Of runs: those that have a public row, or none at all; one that has only drafts is not told of yet."""
    rows = select(Performance.id).where(Performance.run_id == Run.id)
    return or_(rows.where(Performance.published_at.is_not(None)).exists(), ~rows.exists())


def runs_of(event_id: int, *, with_drafts: bool = False) -> Sequence[Run]:
    """An event's runs with production, company, venue and hall; those with drafts only where its own people look."""
    return session.scalars(
        select(Run)
        .where(Run.event_id == event_id, *([] if with_drafts else [has_no_secret()]))
        .options(joinedload(Run.production).joinedload(Production.company), joinedload(Run.venue), joinedload(Run.hall))
        .order_by(Run.id)
    ).all()


def programmes(*, in_scope: bool = True) -> Sequence[Event]:
    """Events without dates: what the papers name as programmes, series and plans."""
    return session.scalars(
        select(Event)
        .where(Event.published_at.is_not(None), Event.phase != Phase.DATED, Event.is_in_scope.is_(in_scope))
        .options(joinedload(Event.organiser))
        .order_by(Event.kind, Event.slug)
    ).all()


def dated_wholes(limit: int = 40) -> Sequence[Event]:
    """Public festivals and series of the calendar itself, by slug."""
    return session.scalars(
        select(Event)
        .where(
            Event.published_at.is_not(None),
            Event.phase == Phase.DATED,
            Event.kind.in_((EventKind.FESTIVAL, EventKind.SERIES)),
            Event.is_in_scope.is_(True),
        )
        .order_by(Event.slug)
        .limit(limit)
    ).all()


def days_of_events(event_ids: Sequence[int]) -> dict[int, tuple[date, date | None]]:
    """The first and the last public day of each event; a last day of None where a span has no end."""
    query = (
        select(Run.event_id, func.min(Performance.day), func.max(func.coalesce(Performance.last_day, LAST_OF_ALL)))
        .join(Performance, Performance.run_id == Run.id)
        .where(Run.event_id.in_(event_ids), Performance.published_at.is_not(None), Performance.form.not_in(MOMENTS))
        .group_by(Run.event_id)
    )
    return {key: (first, None if last == LAST_OF_ALL else last) for key, first, last in session.execute(query)}


def events_owned_by(city: str, limit: int = 40) -> Sequence[Event]:
    """Series and festivals that belong to a city, wherever they are held, and undated programmes of it."""
    return session.scalars(
        select(Event)
        .where(
            Event.published_at.is_not(None),
            Event.city == city,
            Event.is_in_scope.is_(True),
            or_(Event.kind.in_((EventKind.FESTIVAL, EventKind.SERIES)), Event.phase != Phase.DATED),
        )
        .order_by(Event.phase, Event.slug)
        .limit(limit)
    ).all()


def undated_events_under(codes: tuple[str, ...]) -> Sequence[Event]:
    """Programmes of a window or measure."""
    return session.scalars(
        select(Event)
        .where(
            Event.published_at.is_not(None),
            Event.phase != Phase.DATED,
            Event.is_in_scope.is_(True),
            or_(Event.window_code.in_(codes), Event.measure_code.in_(codes)),
        )
        .order_by(Event.slug)
    ).all()


def undated_events_by(organiser_id: int) -> Sequence[Event]:
    """Programmes that an organisation holds or that are held on its behalf."""
    return session.scalars(
        select(Event)
        .where(
            Event.published_at.is_not(None),
            Event.phase != Phase.DATED,
            or_(Event.organiser_id == organiser_id, Event.on_behalf_of_id == organiser_id),
        )
        .order_by(Event.slug)
    ).all()


def production_by_slug(slug: str) -> Production | None:
    """A production with its company and credits."""
    return session.scalars(
        select(Production)
        .where(Production.slug == slug)
        .options(joinedload(Production.company), selectinload(Production.credits).joinedload(Credit.artist))
    ).one_or_none()


def productions_of_company(company_id: int) -> Sequence[Production]:
    """A company's productions, by slug."""
    return session.scalars(select(Production).where(Production.company_id == company_id).order_by(Production.slug)).all()


def company_by_slug(slug: str) -> Company | None:
    """A company, or None."""
    return session.scalars(select(Company).where(Company.slug == slug)).one_or_none()


def artist_by_slug(slug: str) -> Artist | None:
    """An artist with the company, or None."""
    return session.scalars(select(Artist).where(Artist.slug == slug).options(joinedload(Artist.company))).one_or_none()


def credits_of(artist_id: int) -> Sequence[Credit]:
    """What an artist has had a part in."""
    return session.scalars(
        select(Credit).where(Credit.artist_id == artist_id).options(joinedload(Credit.production)).order_by(Credit.id)
    ).all()


def artists_of_company(company_id: int) -> Sequence[Artist]:
    """A company's artists, by slug."""
    return session.scalars(select(Artist).where(Artist.company_id == company_id).order_by(Artist.slug)).all()


def organiser_by_slug(slug: str) -> Organisation | None:
    """An organisation that everybody may see, or None."""
    query = select(Organisation).where(Organisation.slug == slug, Organisation.listed_at.is_not(None))
    return session.scalars(query).one_or_none()


def venue_by_slug(slug: str) -> Venue | None:
    """A venue with its halls, or None."""
    return session.scalars(select(Venue).where(Venue.slug == slug).options(selectinload(Venue.halls))).one_or_none()


def venues_in(city: str) -> Sequence[Venue]:
    """A city's venues with their halls; those of the SHOW LIFE zone first."""
    return session.scalars(
        select(Venue)
        .where(Venue.city == city)
        .options(selectinload(Venue.halls))
        .order_by(Venue.is_in_show_life_zone.desc(), Venue.slug)
    ).all()


def timed_rows_of(run_id: int) -> Sequence[Performance]:
    """All timed rows of a run, drafts too, in order."""
    return session.scalars(
        select(Performance).where(Performance.run_id == run_id, Performance.form.in_(TIMED)).order_by(Performance.starts_at)
    ).all()


def runs_lasting_as(production_id: int) -> Sequence[Run]:
    """A production's runs that state no length of their own."""
    query = select(Run).where(Run.production_id == production_id, Run.duration_minutes.is_(None)).options(joinedload(Run.event))
    return session.scalars(query.order_by(Run.id)).all()


def coming_rows_of_event(event_id: int, at: datetime) -> Sequence[Performance]:
    """An event's dated rows that are not over, drafts too."""
    query = select(Performance).join(Run, Run.id == Performance.run_id)
    return session.scalars(query.where(Run.event_id == event_id, Performance.ends_at > at).order_by(Performance.id)).all()


def has_demo_rows() -> bool:
    """Whether a demo season is loaded."""
    return session.scalar(select(Event.id).where(Event.is_demo.is_(True)).limit(1)) is not None


def organisers_named(slugs: Sequence[str]) -> Sequence[Organisation]:
    """Organisations that everybody may see by their slugs, in the order of their slugs."""
    if not slugs:
        return ()
    query = select(Organisation).where(Organisation.slug.in_(slugs), Organisation.listed_at.is_not(None))
    return session.scalars(query.order_by(Organisation.slug)).all()


def all_venues() -> Sequence[Venue]:
    """Every venue, city by city; those of the SHOW LIFE zone first."""
    return session.scalars(select(Venue).order_by(Venue.city, Venue.is_in_show_life_zone.desc(), Venue.slug)).all()


def undated_events_in(codes: tuple[str, ...]) -> Sequence[Event]:
    """Programmes of a strand and its facets."""
    belonging = select(EventStrand.event_id).where(EventStrand.code.in_(codes))
    return session.scalars(
        select(Event)
        .where(
            Event.published_at.is_not(None), Event.phase != Phase.DATED, Event.is_in_scope.is_(True), Event.id.in_(belonging)
        )
        .order_by(Event.slug)
    ).all()


def events_naming(organisation_id: int) -> Sequence[Event]:
    """Events, drafts too, that name an organisation as the one that organises or on whose behalf."""
    query = select(Event).where(or_(Event.organiser_id == organisation_id, Event.on_behalf_of_id == organisation_id))
    return session.scalars(query.order_by(Event.id)).all()
