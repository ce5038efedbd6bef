"""What a season is planned from, and what a plan consists of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from core.types import Bilingual
from events.generator import Pattern
from events.models.words import EventKind, Form, LeadBody, PremiereKind, PremiereScope, PremiereState, Status
from repertoire.models import Genre
from venues.models import HallKind

NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: about so many performances around `today`. The same wish gives the same season."""

    performances: int
    seed: int
    today: date

    def chance(self, topic: str) -> Random:
        """A source of chance of its own for each topic, so that a change in one leaves the others as they were."""
        return Random(f"{self.seed}/{self.performances}/{self.today}/{topic}")  # noqa: S311 - a season, no secret


@dataclass(frozen=True, slots=True)
class Room:
    """A hall that can be played in; `city` is an adcode, `capacity` None where unknown."""

    venue: str
    code: str
    city: str
    kind: HallKind
    capacity: int | None
    is_zone: bool
    is_demo: bool

    @property
    def key(self) -> str:
        """Its name in diaries."""
        return f"{self.venue}/{self.code}"


@dataclass(frozen=True, slots=True)
class Work:
    """A production of the demo; `home` is its company's city, `performers` are the main performers."""

    slug: str
    title: Bilingual
    summary: Bilingual
    genre: Genre
    home: str
    minutes: int
    age_min: int | None
    language: str
    performers: Bilingual


@dataclass(frozen=True, slots=True)
class Gathering:
    """An event that is no show, as the demo's table states it. `hosts` are cities where it is held beside its own."""

    slug: str
    kind: EventKind
    title: Bilingual
    summary: Bilingual
    lead: LeadBody | None
    organiser: str
    window: str
    measure: str
    strands: tuple[str, ...]
    city: str
    days: int
    sessions: int
    hosts: tuple[str, ...] = ()
    genres: tuple[Genre, ...] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that a season is made of; `organisers` are those that may hold a commercial show, with their cities."""

    rooms: Sequence[Room]
    works: Sequence[Work]
    gatherings: Sequence[Gathering]
    organisers: Sequence[tuple[str, str]]


@dataclass(slots=True, kw_only=True)
class Row:
    """One dated row. Moments aware, Asia/Shanghai; `last` is the last day of a span, None where open."""

    form: Form
    starts: datetime
    ends: datetime
    last: date | None = None
    title: Bilingual = NOTHING
    end_is_stated: bool = True
    status: Status = Status.SCHEDULED
    since: datetime | None = None
    reason: Bilingual = NOTHING
    moved_from: datetime | None = None
    sequence: int = 0
    online_url: str = ""


@dataclass(slots=True, kw_only=True)
class Terms:
    """What holds for all rows of a run. Prices are (zh, en, fen)."""

    is_free: bool = False
    prices: tuple[tuple[str, str, int], ...] = ()
    premiere: tuple[PremiereKind, PremiereScope] | None = None
    premiere_state: PremiereState | None = None
    premiere_evidence: Bilingual = NOTHING
    wheelchair_places: int | None = None
    is_signed: bool = False
    is_captioned: bool = False
    is_relaxed: bool = False
    has_quiet_room: bool = False
    is_approved: bool = True
    approved_audience: int | None = None
    public_allotment: int | None = None
    opening_hours: Bilingual = NOTHING


@dataclass(slots=True, kw_only=True)
class Stay:
    """A run: a room for some days, or a town for an event that needs no hall (`room` None).

    `counts` says how often is played on each weekday (0 Monday). `whole` is the festival or series it belongs to.
    `is_promised`: none of its performances may fall out when the season has too many.
    """

    city: str
    room: Room | None
    first: date
    last: date
    venue: str = ""
    counts: tuple[int, ...] = ()
    whole: str = ""
    genres: tuple[Genre, ...] = ()
    must_be_evening: bool = False
    is_promised: bool = False
    work: Work | None = None
    pattern: Pattern | None = None
    terms: Terms = field(default_factory=Terms)
    rows: list[Row] = field(default_factory=list)

    @property
    def days(self) -> int:
        """How many days it takes."""
        return (self.last - self.first).days + 1

    @property
    def planned(self) -> int:
        """How many performances its rule gives."""
        return sum(self.counts[(self.first + timedelta(days=offset)).weekday()] for offset in range(self.days))


@dataclass(slots=True, kw_only=True)
class Billing:
    """An event as it will be written, with its runs; `wholes` are the events it is part of."""

    slug: str
    kind: EventKind
    title: Bilingual
    summary: Bilingual
    city: str
    lead: LeadBody | None
    organiser: str
    window: str = ""
    measure: str = ""
    strands: tuple[str, ...] = ()
    genre: Genre | None = None
    whole: str = ""
    stays: list[Stay] = field(default_factory=list)


class Diary:
    """Which days are taken, for anything that has a name (a hall, a production); days are counted from `first`."""

    def __init__(self, first: date, days: int) -> None:
        self.first, self.days = first, days
        self._taken: dict[str, int] = {}

    def day(self, offset: int) -> date:
        """The date of a day's number."""
        return self.first + timedelta(days=offset)

    def offset(self, day: date) -> int:
        """The number of a date; negative before the season."""
        return (day - self.first).days

    def is_free(self, name: str, first: date, days: int) -> bool:
        """Whether all these days are free, none before the season."""
        offset = self.offset(first)
        return offset >= 0 and not (self._taken.get(name, 0) >> offset) & ((1 << days) - 1)

    def take(self, name: str, first: date, days: int) -> None:
        """Take these days."""
        self._taken[name] = self._taken.get(name, 0) | ((1 << days) - 1) << max(self.offset(first), 0)

    def free_days(self, name: str) -> int:
        """How many days of the season are still free."""
        return self.days - (self._taken.get(name, 0) & ((1 << self.days) - 1)).bit_count()

    def starts(self, name: str, days: int, *, weekday: int | None = None, between: tuple[int, int] | None = None) -> list[date]:
        """The days on which a stay of so many days could begin, in order; `between` narrows them (numbers, inclusive)."""
        low, high = between or (0, self.days)
        low, high = max(low, 0), min(high, self.days - days)
        step = 1
        if weekday is not None:
            low += (weekday - self.day(low).weekday()) % 7
            step = 7
        taken, mask = self._taken.get(name, 0), (1 << days) - 1
        return [self.day(offset) for offset in range(low, high + 1, step) if not (taken >> offset) & mask]
