"""The map: which cities, and which houses of the SHOW LIFE zone, are lit on the days asked for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from core import clock
from core.language import language
from core.web import link, settings, with_query
from delta.cities import City, all_cities
from delta.mapping.drawing import Light
from events.filters import When
from events.queries import calendar, counts, facets, records
from events.queries.selection import Selection
from events.views.blueprint import Head, at_its_address, parsed, rendered
from events.views.days import Day, days_of
from events.views.filtering import panel_of
from events.views.looks import Way, days_words, is_long, looks, preset_words, topic_words
from events.views.rows import Row, any_demo, near_day, rows
from portal.numerals import in_chinese
from portal.views.home import bp
from portal.views.lights import of_cities, of_the_show_life_zone, spoken
from portal.views.map_query import ZONE, Asked, Pairs, asked_of
from venues.models import Venue
from venues.queries import show_life_venues

LINES, SPANS = 20, 8
Where = TypeVar("Where", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The list of a chosen city: what is on there on these days, and its houses. `left`: how many rows are not shown."""

    city: City
    name: str
    number: int
    days: list[Day]
    left: int
    spans: list[Row]
    houses: list["Place"]
    close: str

    @property
    def has_demo(self) -> bool:
        """Whether one of its rows is of the demo season."""
        return any_demo(self.spans) or any(any_demo(day.rows) for day in self.days)


@dataclass(frozen=True, slots=True)
class Place:
    """A city or house in the list beside the map."""

    name: str
    href: str
    count: int
    has_star: bool
    is_chosen: bool = False
    number: int = 0
    note: str = ""


@bp.page("/map", endpoint="map")
def map_page() -> Response:
    """The Delta's 41 cities, or the houses of the SHOW LIFE zone, lit by what is on; a city opens its list."""
    today = clock.today()
    asked = parsed(lambda: asked_of(request.args, today))
    make = _zone if asked.scale else _delta
    return at_its_address(asked.path(asked.filters, scale=asked.scale), lambda: make(asked, today))


def _delta(asked: Asked, today: date) -> str:
    whole = Selection.of(asked.whole)
    lit = _together(counts.by_city(asked.dates, whole), counts.spans_by_city(asked.dates, whole))
    stars = counts.by_city(asked.dates, Selection.of(asked.whole, only_premieres=True, only_openings=True)) if lit else {}
    number = ngettext("%(numeral)s city is lit", "%(numeral)s cities are lit", len(lit), numeral=_numeral(len(lit)))
    places, lights = _cities(asked, lit, stars)
    opened = _opened(asked, asked.city, today) if asked.city else None
    return _page(
        asked,
        number if lit else gettext("No city is lit"),
        sum(lit.values()),
        drawings=of_cities(lights, gettext("Map of the 41 cities of the Yangtze Delta"), tile_url=settings().map_tiles_url),
        provinces=places,
        has_demo=bool(opened and opened.has_demo),
        opened=opened,
    )


def _cities(
    asked: Asked, lit: Mapping[str, int], stars: Mapping[str, int]
) -> tuple[dict[str, list[Place]], dict[str, Light]]:
    """The cities by province, for the list, and by adcode, for the drawing."""
    speaks, chosen = language(), asked.city
    provinces: dict[str, list[Place]] = {}
    lights = {}
    for each in all_cities():
        name, count, has_star = each.told_apart.in_language(speaks), lit.get(each.adcode, 0), each.adcode in stars
        place = Place(name, f"{asked.path(asked.of_city(each))}#city", count, has_star, each == chosen)
        provinces.setdefault(each.province.in_language(speaks), []).append(place)
        lights[each.adcode] = Light(
            spoken=spoken(name, count, has_premiere=has_star), href=place.href, count=count, is_chosen=place.is_chosen,
            has_star=has_star,
        )
    return provinces, lights


def _together(timed: Mapping[Where, int], spans: Mapping[Where, int]) -> dict[Where, int]:
    """What has clock times and what is on for whole days."""
    return dict(Counter(timed) + Counter(spans))


def _opened(asked: Asked, city: City, today: date) -> Opened:
    chosen, now = Selection.of(asked.filters), clock.now()
    found = calendar.day_list(chosen, asked.dates, LINES)
    number = counts.counted(chosen, asked.dates)
    houses = _together(counts.by_venue(asked.dates, chosen), counts.spans_by_venue(asked.dates, chosen))
    return Opened(
        city=city,
        name=city.told_apart.in_language(language()),
        number=number,
        days=days_of(rows(found.rows, now), today),
        left=number - sum(row.takes_place for row in found.rows),
        spans=rows(calendar.spans(chosen, asked.dates.first, asked.last, SPANS), now, {}),
        houses=[_house(asked, each, houses.get(each.id, 0)) for each in records.venues_in(city.adcode)],
        close=asked.path(asked.whole),
    )


def _house(asked: Asked, venue: Venue, count: int, *, number: int = 0, has_star: bool = False) -> Place:
    """A house leads to what is on there under the same filter, or to its own page where nothing is."""
    name, note = venue.name.in_language(language()), venue.address.in_language(language())
    href = asked.in_calendar(asked.whole.having("venue", venue.slug)) if count else link("events.venue", slug=venue.slug)
    return Place(name, href, count, has_star, number=number, note=note)


def _zone(asked: Asked, _today: date) -> str:
    found = show_life_venues()
    zone = Selection.of(asked.in_zone)
    lit = _together(counts.by_venue(asked.dates, zone), counts.spans_by_venue(asked.dates, zone))
    stars = counts.by_venue(asked.dates, Selection.of(asked.in_zone, only_premieres=True, only_openings=True)) if lit else {}
    places = {
        each.slug: _house(asked, each, lit.get(each.id, 0), number=number, has_star=each.id in stars)
        for number, each in enumerate(found, 1)
    }

    def light(venue: Venue) -> Light:
        place = places[venue.slug]
        return Light(
            spoken=spoken(place.name, place.count, has_premiere=place.has_star), href=place.href, count=place.count,
            has_star=place.has_star,
        )

    with_something = [place for place in places.values() if place.count]
    number, title = len(with_something), gettext("Map of the houses of the SHOW LIFE zone in Shanghai")
    heading = ngettext("%(numeral)s house is lit", "%(numeral)s houses are lit", number, numeral=_numeral(number))
    return _page(
        asked,
        heading if with_something else gettext("No house is lit"),
        sum(place.count for place in with_something),
        drawings=of_the_show_life_zone(found, light, title, tile_url=settings().map_tiles_url),
        zone=list(places.values()),
        has_demo=any(each.is_demo for each in found),
    )


def _numeral(number: int) -> str:
    """A number of a headline: in Chinese signs where the page is Chinese."""
    return in_chinese(number) if language() == "zh" else str(number)


def _page(asked: Asked, heading: str, number: int, *, has_demo: bool, **values: object) -> str:
    when = f"{preset_words(asked.dates.when)} · {days_words(asked.dates)}" if asked.dates.when else days_words(asked.dates)
    name = asked.city.told_apart.in_language(language()) if asked.city else gettext("Map")
    shown = asked.in_zone if asked.scale else asked.filters
    if asked.scale:
        name = gettext("SHOW LIFE zone")
    head = Head(
        title=f"{name} · {when}",
        description=gettext("The 41 cities of the Yangtze Delta on a map of our own: where something is on, and how much."),
        path=asked.path(asked.filters, scale=asked.scale),
        feed=with_query(link("calendars.calendar"), shown.pairs()),
        has_demo=has_demo,
        city=asked.city.slug if asked.city else "",
        here="map",
    )
    kept = dict([*asked.date_pairs, *asked.scale_pairs])
    return rendered(
        "portal/map.html",
        head,
        asked=asked,
        heading=heading,
        when_words=when,
        count_words=ngettext("%(num)s entry", "%(num)s entries", number) if number else "",
        nearest=None if number else _nearest(asked),
        presets=_presets(asked),
        scales=_scales(asked),
        panel=panel_of(asked.filters, "portal.map", kept, facets.counted(shown, asked.dates.first, asked.last)),
        topic=topic_words(shown),
        is_long=is_long(Selection.of(shown)),
        looks=looks("map", shown, asked.dates.first, dict(asked.date_pairs)),
        as_list=asked.in_calendar(shown),
        **values,
    )


def _presets(asked: Asked) -> list[Way]:
    """The presets of the calendar; the next seven days are where one begins."""
    base, scale = asked.filters.pairs(), asked.scale_pairs
    found = []
    for when in (When.WEEK, When.TONIGHT, When.TOMORROW, When.WEEKEND, When.NEXT_WEEKEND, When.MONTH):
        days: Pairs = [] if when is When.WEEK else [("when", when.value)]
        is_here = asked.dates.when is when
        found.append(Way(preset_words(when), with_query(link("portal.map"), [*base, *days, *scale]), is_here))
    return found


def _scales(asked: Asked) -> list[Way]:
    """The two scales; the zone lies in one city, so a chosen city is left behind."""
    return [
        Way(gettext("The Delta"), asked.path(asked.whole), not asked.scale),
        Way(gettext("SHOW LIFE zone"), asked.path(asked.whole, scale=ZONE), bool(asked.scale)),
    ]


def _nearest(asked: Asked) -> Way | None:
    """The nearest day with something of this filter, as a list."""
    wanted = asked.in_zone if asked.scale else asked.whole
    chosen = Selection.of(wanted)
    day = calendar.nearest_day(chosen, after=asked.last) or calendar.nearest_day(chosen, before=asked.dates.first)
    if day is None:
        return None
    days = [("from", day.isoformat()), ("to", day.isoformat())]
    return Way(near_day(day), with_query(link("portal.map"), [*asked.whole.pairs(), *days, *asked.scale_pairs]))
