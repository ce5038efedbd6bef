"""What the calendar can be narrowed by: the name of each filter in addresses, and the values that it may have.

A facet without choices takes slugs that stand in the database. Queries for the values are in queries/conditions.py and
queries/facets.py, the words in filter_words.py: a new facet is a line in each.
"""

import re
from dataclasses import dataclass

from delta.cities import all_cities
from delta.windows import STRANDS, all_windows
from events.daytime import Daytime
from events.models.words import EventKind, LeadBody, PremiereKind, PremiereScope
from repertoire.models import Family, Genre

PROVINCES = {"310000": "shanghai", "320000": "jiangsu", "330000": "zhejiang", "340000": "anhui"}
SHOW_LIFE = "show-life"
SPOKEN = ("zh", "wu", "en", "none", "zh-xiqu")
HOURS = ("2", "2.5", "3")
AGES = ("3", "6", "9", "12", "16")
FREE = "free"
# Bands of the lowest price in fen: from (included) to (excluded, None: no end).
OTHER_BANDS: dict[str, tuple[int, int | None]] = {
    "to-100": (0, 100_00), "100-300": (100_00, 300_00), "300-600": (300_00, 600_00), "over-600": (600_00, None),
}
ACCESS = ("wheelchair", "signed", "captioned", "relaxed", "quiet")
FIRST_END, LAST_END, STEP = 12 * 60, 24 * 60, 30
ENDS = tuple(f"{minute // 60:02d}{minute % 60:02d}" for minute in range(FIRST_END, LAST_END + 1, STEP))
ANY = "any"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG, MOST_SLUGS = 120, 20


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter. `choices` in the order they are written and shown; `is_many`: several may be chosen, and any of them
    fits unless `needs_all`."""

    name: str
    choices: tuple[str, ...] = ()
    is_many: bool = True
    needs_all: bool = False

    def read(self, stated: list[str]) -> tuple[str, ...]:
        """The values in their canonical order; ValueError for one that never meant anything."""
        values = set(stated)
        if len(values) > (1 if not self.is_many else max(len(self.choices), MOST_SLUGS)):
            raise ValueError(self.name)
        if not self.choices:
            if not all(len(value) <= LONGEST_SLUG and _SLUG.fullmatch(value) for value in values):
                raise ValueError(self.name)
            return tuple(sorted(values))
        if not values <= set(self.choices):
            raise ValueError(self.name)
        return tuple(value for value in self.choices if value in values)


# In the one canonical order of addresses.
FACETS: tuple[Facet, ...] = (
    Facet("city", tuple(city.slug for city in all_cities())),
    Facet("province", tuple(PROVINCES.values())),
    Facet("zone", (SHOW_LIFE,), is_many=False),
    Facet("district"),
    Facet("venue"),
    Facet("near", tuple(city.slug for city in all_cities()), is_many=False),
    Facet("within", HOURS, is_many=False),
    Facet("kind", tuple(EventKind)),
    Facet("family", tuple(Family)),
    Facet("genre", tuple(Genre)),
    Facet("strand", tuple(strand.code for strand in STRANDS)),
    Facet("window", tuple(window.code for window in all_windows())),
    Facet("premiere", (ANY, *PremiereKind)),
    Facet("scope", tuple(PremiereScope)),
    Facet("lead", tuple(LeadBody)),
    Facet("spoken", SPOKEN),
    Facet("surtitles", ("zh", "en")),
    Facet("age", AGES, is_many=False),
    Facet("price", (FREE, *OTHER_BANDS)),
    Facet("tickets", ("available",), is_many=False),
    Facet("access", ACCESS, needs_all=True),
    Facet("time", tuple(Daytime)),
    Facet("ends", ENDS, is_many=False),
)
BY_NAME = {facet.name: facet for facet in FACETS}
FILTER_NAMES = tuple(BY_NAME)


def price_band(price_from_fen: int) -> str:
    """The band of a lowest price in fen; a bound belongs to the dearer band."""
    return next(name for name, (_, end) in OTHER_BANDS.items() if end is None or price_from_fen < end)


def minutes_of(hour: str) -> int:
    """2130 (half past nine in the evening) as minutes since midnight."""
    return int(hour[:2]) * 60 + int(hour[2:])


def district_slug(name_en: str) -> str:
    """How a district is named in an address: Jing'an District as jing-an."""
    return "-".join(re.findall(r"[a-z0-9]+", name_en.lower().removesuffix(" district")))
