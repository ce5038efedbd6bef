"""Every select of this package."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, selectinload

from core.db import session
from venues.models import Hall, Venue
from venues.places import House


def venue_of_slug(slug: str) -> Venue | None:
    """The venue of a slug, or None."""
    return session.scalars(select(Venue).where(Venue.slug == slug)).one_or_none()


def hall_of_code(venue_id: int, code: str) -> Hall | None:
    """A venue's hall by its code, or None."""
    return session.scalars(select(Hall).where(Hall.venue_id == venue_id, Hall.code == code)).one_or_none()


def halls() -> Sequence[Hall]:
    """All halls with their venues, by the venue's slug and the hall's code."""
    query = select(Hall).join(Hall.venue).options(contains_eager(Hall.venue)).order_by(Venue.slug, Hall.code)
    return session.scalars(query).all()


def any_venue() -> bool:
    """Whether there is a venue at all."""
    return bool(session.scalar(select(exists().where(Venue.id.is_not(None)))))


def venue_slugs() -> set[str]:
    """The slugs of all venues."""
    return set(session.scalars(select(Venue.slug)))


def demo_venue_keys(*, but: Sequence[int] = ()) -> list[int]:
    """Keys of the demo's venues, without those in `but`."""
    return list(session.scalars(select(Venue.id).where(Venue.is_demo.is_(True), Venue.id.not_in(but))))


def hall_keys_of(venue_ids: Sequence[int]) -> list[int]:
    """Keys of the halls of these venues."""
    return list(session.scalars(select(Hall.id).where(Hall.venue_id.in_(venue_ids))))


def show_life_venues() -> Sequence[Venue]:
    """The houses of the SHOW LIFE zone (演艺大世界), from north to south."""
    query = select(Venue).where(Venue.is_in_show_life_zone.is_(True), Venue.is_demo.is_(False))
    return session.scalars(query.order_by(Venue.lat.desc(), Venue.slug)).all()


def venue_with_halls(slug: str) -> Venue | None:
    """The venue of a slug with its halls, or None."""
    return session.scalars(select(Venue).where(Venue.slug == slug).options(selectinload(Venue.halls))).one_or_none()


def venues_after(key: int, limit: int, *, city: str, with_demo: bool) -> Sequence[Venue]:
    """Venues with their halls in the order of keys, from behind one key on."""
    query = select(Venue).where(Venue.id > key)
    if city:
        query = query.where(Venue.city == city)
    if not with_demo:
        query = query.where(Venue.is_demo.is_(False))
    return session.scalars(query.options(selectinload(Venue.halls)).order_by(Venue.id).limit(limit)).all()


def halls_after(key: int, limit: int, *, venue_id: int | None, with_demo: bool) -> Sequence[Hall]:
    """Halls with their venues in the order of keys, from behind one key on."""
    query = select(Hall).join(Hall.venue).options(contains_eager(Hall.venue)).where(Hall.id > key)
    if venue_id is not None:
        query = query.where(Hall.venue_id == venue_id)
    if not with_demo:
        query = query.where(Venue.is_demo.is_(False))
    return session.scalars(query.order_by(Hall.id).limit(limit)).all()


def houses() -> list[House]:
    """All venues by the names that people write, with their halls; two statements, however many there are."""
    halls: dict[int, list[tuple[int, str, tuple[str, ...]]]] = {}
    rows = session.execute(select(Hall.venue_id, Hall.id, Hall.code, Hall.name_zh, Hall.name_en).order_by(Hall.id))
    for venue_id, key, code, zh, en in rows:
        halls.setdefault(venue_id, []).append((key, code, tuple(name for name in (zh, en) if name)))
    venues = session.execute(select(Venue.id, Venue.slug, Venue.city, Venue.name_zh, Venue.name_en).order_by(Venue.id))
    return [
        House(key, slug, city, tuple(name for name in (zh, en) if name), tuple(halls.get(key, ())))
        for key, slug, city, zh, en in venues
    ]
