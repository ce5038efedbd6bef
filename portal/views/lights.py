"""The two maps of the site as drawings: the Delta's cities and the houses of the SHOW LIFE zone, lit by what is on."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext, ngettext

from core.language import language
from delta.cities import all_cities
from delta.mapping.drawing import Drawing, Light, Sheet, Site, drawing
from delta.mapping.projection import Frame
from delta.mapping.scenery import Caption, of_the_delta, of_the_zone
from venues.models import Venue

DELTA_SHEETS = (
    Sheet("phone", Frame(115.5, 27.6, 122.6, 34.95, 360), 13.5, 5, rings=(14, 20, 28, 38, 50)),
    Sheet("desk", Frame(115.3, 27.65, 123.2, 34.95, 720), 15, 9, rings=(20, 32, 46)),
)
LONG_NAME = 5
ZONE_SHEETS = (
    Sheet("phone", Frame(121.449, 31.1905, 121.4995, 31.2505, 360), 13.5, 7, rings=(16, 26, 38, 52, 70, 90, 115), digits=0),
    Sheet("desk", Frame(121.446, 31.1905, 121.5025, 31.2495, 720), 15, 9, rings=(20, 32, 46, 64, 84, 110, 140), digits=2),
)


def of_cities(lights: Mapping[str, Light], title: str, *, tile_url: str = "") -> list[Drawing]:
    """The Delta for a phone and for a desk. `lights` by adcode."""
    return [
        drawing(
            sheet, _cities(sheet), lights, title=title, scenery=of_the_delta(sheet.frame), captions=_seas(sheet),
            tile_url=tile_url,
        )
        for sheet in DELTA_SHEETS
    ]


def _cities(sheet: Sheet) -> list[Site]:
    """The cities by their names; where there is room, those with a namesake say their province too."""
    speaks = language()
    found = []
    for each in all_cities():
        short, full = each.short.in_language(speaks), each.told_apart.in_language(speaks)
        names = ((short,),) if sheet.name == "phone" or short == full else ((full,), (short,))
        found.append(Site(each.adcode, each.lng, each.lat, names))
    return found


def of_the_show_life_zone(
    houses: Sequence[Venue], light: Callable[[Venue], Light], title: str, *, tile_url: str = ""
) -> list[Drawing]:
    """The zone for a phone and for a desk; houses without known coordinates stand in the list only."""
    speaks = language()
    known = [(number, each) for number, each in enumerate(houses, 1) if each.lat is not None and each.lng is not None]
    sites = [
        Site(each.slug, each.lng or 0, each.lat or 0, _in_lines(each.name.in_language(speaks)), f"({number})")
        for number, each in known
    ]
    lights = {each.slug: light(each) for _, each in known}
    return [
        drawing(
            sheet, sites, lights, title=title, scenery=of_the_zone(sheet.frame), captions=_places(sheet), tile_url=tile_url
        )
        for sheet in ZONE_SHEETS
    ]


def spoken(name: str, count: int, *, has_premiere: bool = False) -> str:
    """What a place is called by who cannot see it: 杭州：12 场 / Hangzhou: 12 entries."""
    if not count:
        return gettext("%(name)s: nothing listed", name=name)
    words = ngettext("%(name)s: %(num)s entry", "%(name)s: %(num)s entries", count, name=name)
    return f"{words} · {gettext('with a premiere')}" if has_premiere else words


def _in_lines(name: str) -> tuple[tuple[str, ...], ...]:
    """A name in one line, and in two: broken nearest to the middle at a dot or a space, else between Chinese signs."""
    for mark in ("·", " "):
        breaks = [place for place, sign in enumerate(name) if sign == mark]
        if breaks:
            middle = min(breaks, key=lambda place: abs(place - len(name) / 2))
            return (name,), (name[:middle].strip(), name[middle + 1 :].strip(" ·"))
    half = len(name) // 2
    return ((name,), (name[:half], name[half:])) if len(name) > LONG_NAME else ((name,),)


def _seas(sheet: Sheet) -> tuple[Caption, ...]:
    """What is written on the water."""
    large = sheet.name == "desk"
    size = 19.0 if large else 13.5
    return (
        Caption(122.0 if large else 121.75, 33.1, gettext("Yellow Sea"), size, look="sea"),
        Caption(122.35 if large else 122.0, 29.0 if large else 28.85, gettext("East China Sea"), size, look="sea"),
    )


def _places(sheet: Sheet) -> tuple[Caption, ...]:
    """What tells a reader of the zone where she is."""
    large = sheet.name == "desk"
    size = 15.0 if large else 13.5
    return (
        Caption(121.4972, 31.2205, gettext("Huangpu River"), size, 76, look="sea"),
        Caption(121.4655, 31.2281, gettext("People's Square"), size, look="place"),
        Caption(121.4600, 31.2478, gettext("Suzhou Creek"), size),
        Caption(121.4868, 31.2385, gettext("The Bund"), size),
    )
