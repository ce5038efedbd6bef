"""What a feed can follow: each kind of thing with its name, its selection and its page. One function a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.types import Bilingual
from delta.cities import city_of_slug
from delta.windows import strand, strand_codes_under, window, window_codes_under
from events.models.words import Form
from events.queries import records
from events.queries.calendar import performance_with_all
from events.queries.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One thing that can be followed. `endpoint` and `values` name its page."""

    name: Bilingual
    selection: Selection
    endpoint: str
    values: dict[str, Any]


def of_city(slug: str) -> Scope | None:
    """All that is on in a city."""
    found = city_of_slug(slug)
    if found is None:
        return None
    return Scope(name=found.told_apart, selection=Selection(city=found.adcode), endpoint="events.city", values={"slug": slug})


def of_venue(slug: str) -> Scope | None:
    """All that is on in a venue."""
    found = records.venue_by_slug(slug)
    if found is None:
        return None
    return Scope(name=found.name, selection=Selection(venue_id=found.id), endpoint="events.venue", values={"slug": slug})


def of_production(slug: str) -> Scope | None:
    """A production in all its cities."""
    found = records.production_by_slug(slug)
    if found is None:
        return None
    chosen = Selection(production_id=found.id)
    return Scope(name=found.title, selection=chosen, endpoint="events.production", values={"slug": slug})


def of_company(slug: str) -> Scope | None:
    """All that a company plays."""
    found = records.company_by_slug(slug)
    if found is None:
        return None
    return Scope(name=found.name, selection=Selection(company_id=found.id), endpoint="events.company", values={"slug": slug})


def of_artist(slug: str) -> Scope | None:
    """All that an artist has a part in."""
    found = records.artist_by_slug(slug)
    if found is None:
        return None
    return Scope(name=found.name, selection=Selection(artist_id=found.id), endpoint="events.artist", values={"slug": slug})


def of_event(slug: str) -> Scope | None:
    """An event with all its parts: a festival's editions and shows, a series' meetings."""
    found = records.public_event(slug)
    if found is None:
        return None
    chosen = Selection(event_ids=records.ids_within(found.id))
    return Scope(name=found.title, selection=chosen, endpoint="events.event", values={"slug": slug})


def of_organiser(slug: str) -> Scope | None:
    """All that an organisation holds, or that is held on its behalf."""
    found = records.organiser_by_slug(slug)
    if found is None:
        return None
    chosen = Selection(organiser_id=found.id)
    return Scope(name=found.name, selection=chosen, endpoint="events.organiser", values={"slug": slug})


def of_strand(slug: str) -> Scope | None:
    """A strand of culture with its facets."""
    found = strand(slug.replace("-", "_"))
    if found is None:
        return None
    chosen = Selection(strand_codes=strand_codes_under(found.code))
    return Scope(name=found.name, selection=chosen, endpoint="events.strand", values={"slug": slug})


def of_window(slug: str) -> Scope | None:
    """A window with its measures, or one measure."""
    found = window(slug)
    if found is None:
        return None
    chosen = Selection(window_codes=window_codes_under(found.code))
    return Scope(name=found.name, selection=chosen, endpoint="events.window", values={"slug": slug})


def of_performance(key: int) -> Scope | None:
    """One dated row."""
    found = performance_with_all(key)
    if found is None:
        return None
    chosen = Selection(performance_id=key, forms=tuple(Form))
    values = {"slug": found.run.event.slug}
    return Scope(name=found.run.event.title, selection=chosen, endpoint="events.event", values=values)


# The row that each first opens with: the twentieth night of a run is no premiere.
PREMIERES = Scope(
    name=Bilingual("首演 · 首映 · 首展 · 首秀", "Premieres and first showings"),
    selection=Selection(only_premieres=True, only_openings=True),
    endpoint="events.premieres",
    values={},
)
ON_SALE = Scope(
    name=Bilingual("开票时间", "Tickets going on sale"),
    selection=Selection(forms=(Form.ON_SALE,)),
    endpoint="feeds.subscribe",
    values={},
)
DEADLINES = Scope(
    name=Bilingual("征集与报名截止", "Open-call deadlines"),
    selection=Selection(forms=(Form.DEADLINE,)),
    endpoint="feeds.subscribe",
    values={},
)

BY_SLUG: dict[str, Callable[[str], Scope | None]] = {
    "cities": of_city,
    "venues": of_venue,
    "productions": of_production,
    "companies": of_company,
    "artists": of_artist,
    "events": of_event,
    "organisers": of_organiser,
    "strands": of_strand,
    "windows": of_window,
}
FIXED: dict[str, Scope] = {"premieres": PREMIERES, "on-sale": ON_SALE, "deadlines": DEADLINES}
RENAMED = {"cities": "city", "venues": "venue", "productions": "production", "companies": "company", "artists": "artist",
           "events": "event", "organisers": "organiser"}
