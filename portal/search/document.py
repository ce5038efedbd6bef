"""A findable thing as the index keeps it, and what was found of it."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.types import Bilingual


class Kind(StrEnum):
    """What can be found; the order is that of things that match equally well on the same day."""

    CITY = "city"
    VENUE = "venue"
    PRODUCTION = "production"
    EVENT = "event"
    COMPANY = "company"
    ARTIST = "artist"
    ORGANISER = "organiser"


class Topic(StrEnum):
    """What a text says of a thing beside its name."""

    OTHER_NAME = "other_name"
    WORK = "work"
    EDITION = "edition"
    PERSON = "person"
    COMPANY = "company"
    ORGANISER = "organiser"
    VENUE = "venue"
    HALL = "hall"
    PLACE = "place"
    SORT = "sort"
    PROGRAMME = "programme"


WIDTH = len("2026-11-21 ")
OTHER_NAMES = frozenset({Topic.OTHER_NAME, Topic.WORK})
# What is also looked for by its sound.
SOUNDING = frozenset({Topic.VENUE, Topic.HALL, Topic.PLACE, Topic.SORT, Topic.COMPANY})


@dataclass(frozen=True, slots=True)
class Remark:
    """One text about a thing."""

    topic: Topic
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is known of a findable thing. `names`, `others`, `about` and `sounds` are lines of folded text.

    A line of sounds is `where|the Chinese|its syllables`, where: n(ame), o(ther name), a(bout).
    `days` are its dates in order: `2026-11-21`, or from a day to another (`2026-11-21/2026-12-06`, open: `2026-11-21/`).
    `about_kind` and `genre` are the codes of events and works.
    """

    kind: Kind
    key: int
    slug: str
    title: Bilingual
    city: str = ""
    place: Bilingual = Bilingual("", "")
    about_kind: str = ""
    genre: str = ""
    is_demo: bool = False
    names: str = ""
    others: str = ""
    about: str = ""
    sounds: str = ""
    days: str = ""
    remarks: tuple[Remark, ...] = field(default=(), compare=False)

    @property
    def identity(self) -> tuple[Kind, str]:
        """What no other thing has."""
        return self.kind, self.slug


def next_day(days: str, today: date) -> date | None:
    """The first date from today on; today itself where something is on. None where all is over or nothing is dated."""
    if not days:
        return None
    if "/" in days:
        return _next_of_spans(days, today)
    # Days alone all have the same width and stand in order.
    wanted = bisect_left(range((len(days) + 1) // WIDTH), today.isoformat(), key=lambda at: days[at * WIDTH : at * WIDTH + 10])
    found = days[wanted * WIDTH : wanted * WIDTH + 10]
    return date.fromisoformat(found) if found else None


def _next_of_spans(days: str, today: date) -> date | None:
    now, found = today.isoformat(), ""
    for each in days.split():
        first, is_span, last = each.partition("/")
        is_open = is_span and not last
        if is_open or (last or first) >= now:
            nearest = max(first, now)
            found = min(found, nearest) if found else nearest
    return date.fromisoformat(found) if found else None


def last_day(days: str) -> date | None:
    """The last date; None where nothing is dated or the end is open."""
    lasts = [each.partition("/")[2] or each.partition("/")[0] for each in days.split()]
    if not lasts or any(each.endswith("/") for each in days.split()):
        return None
    return date.fromisoformat(max(lasts))
