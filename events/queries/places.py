"""The houses and districts that a filter names: found once, so that a list reads by key."""

from sqlalchemy import select

from core import history
from core.db import session
from core.types import Bilingual
from events.facets import district_slug
from events.filters import Filters, UnknownValue
from venues.models import Venue


def venue_ids(filters: Filters) -> tuple[int, ...] | None:
    """The keys of the houses that fit the filters `venue` and `district`; None where neither is set.

    `UnknownValue` for a slug that no house or district has.
    """
    fits: list[set[int]] = []
    if slugs := filters.chosen("venue"):
        fits.append(_with_slugs(slugs))
    if names := filters.chosen("district"):
        fits.append(_in_districts(names))
    return tuple(sorted(set.intersection(*fits))) if fits else None


def current(filters: Filters) -> Filters:
    """The same filters with the slugs that houses have now: who asks for an old one is led to the new one."""
    slugs = filters.chosen("venue")
    if not slugs:
        return filters
    known = set(session.scalars(select(Venue.slug).where(Venue.slug.in_(slugs))))
    now = [slug if slug in known else history.slug_now("venue", slug) or slug for slug in slugs]
    return Filters.of(**(dict(filters.stated) | {"venue": now}))


def _with_slugs(slugs: tuple[str, ...]) -> set[int]:
    """Houses by slug; who followed an old one goes on with the new one."""
    wanted = set(slugs)
    found = dict(session.execute(select(Venue.slug, Venue.id).where(Venue.slug.in_(wanted))).all())
    for old in wanted - found.keys():
        new = history.slug_now("venue", old)
        key = session.scalar(select(Venue.id).where(Venue.slug == new)) if new else None
        if key is None:
            raise UnknownValue("venue")
        found[old] = key
    return set(found.values())


def _in_districts(names: tuple[str, ...]) -> set[int]:
    rows = session.execute(select(Venue.id, Venue.district_en).where(Venue.district_en != ""))
    slugs = {key: district_slug(name) for key, name in rows}
    if not set(names) <= set(slugs.values()):
        raise UnknownValue("district")
    return {key for key, slug in slugs.items() if slug in names}


def names_in(filters: Filters) -> dict[str, Bilingual]:
    """What the houses and districts of a filter are called, by slug."""
    found: dict[str, Bilingual] = {}
    if slugs := filters.chosen("venue"):
        rows = session.execute(select(Venue.slug, Venue.name_zh, Venue.name_en).where(Venue.slug.in_(slugs)))
        found |= {slug: Bilingual(zh, en) for slug, zh, en in rows}
    if names := filters.chosen("district"):
        districts = session.execute(select(Venue.district_zh, Venue.district_en).where(Venue.district_en != "").distinct())
        found |= {district_slug(en): Bilingual(zh, en) for zh, en in districts if district_slug(en) in names}
    return found
