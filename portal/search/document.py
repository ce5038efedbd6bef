"""A findable thing as the index keeps it, and what was found of it."""

from collections.abc import Iterable
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


OTHER_NAMES = frozenset({Topic.OTHER_NAME, Topic.WORK, Topic.EDITION})
# What is also looked for by its sound.
SOUNDING = frozenset({Topic.VENUE, Topic.PLACE, Topic.SORT, Topic.COMPANY})


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
    now = today.isoformat()
    found = ""
    for each in days.split():
        first, is_span, last = each.partition("/")
        if (last if is_span and last else first) < now and not (is_span and not last):
            continue
        nearest = max(first, now)
        found = min(found, nearest) if found else nearest
    return date.fromisoformat(found) if found else None


def last_day(days: str) -> date | None:
    """The last date; None where nothing is dated or the end is open."""
    lasts = [each.partition("/")[2] or each.partition("/")[0] for each in days.split()]
    if not lasts or any(each.endswith("/") for each in days.split()):
        return None
    return date.fromisoformat(max(lasts))


def written_days(rows: Iterable[tuple[date, date | None, bool]]) -> str:
    """The dates of rows (first day, last day, whether it is a span), each once, in order."""
    found = {f"{first}/{last or ''}" if is_span else str(first) for first, last, is_span in rows}
    return " ".join(sorted(found))
