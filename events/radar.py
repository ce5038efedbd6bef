"""The clash radar: what speaks against a date, how dense the days around it are, and which near date is better. Pure.

Weights are the house's own scale: 1 is hardly felt, 6 and more is a date to avoid. A taken hall is no weight: it blocks.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from core.clock import SHANGHAI
from core.types import Bilingual
from repertoire.models import Genre, family_of

AROUND = timedelta(days=7)
LOOKED_AHEAD = timedelta(days=14)
NEIGHBOURS_WITHIN_HOURS = 2.0
# By how many days apart: the same evening is felt most, a week later hardly.
NEARNESS = (1.0, 0.6, 0.45, 0.35, 0.25, 0.2, 0.15, 0.1)
IN_ANOTHER_CITY = 0.4
OF_ANOTHER_AUDIENCE = 0.4
CHILDREN_UP_TO, ADULTS_FROM = 6, 16
MOST_REASONS = 8
BETTER = 0.6


class Why(StrEnum):
    """Why a day weighs something."""

    HALL_TAKEN = "hall_taken"
    HALL_TIGHT = "hall_tight"
    HOUSE_IN_USE = "house_in_use"
    SAME_GENRE = "same_genre"
    SAME_FAMILY = "same_family"
    PREMIERE = "premiere"
    FESTIVAL = "festival"
    HOLIDAY = "holiday"
    MAKE_UP_WORKDAY = "make_up_workday"


WEIGHTS: dict[Why, float] = {
    Why.HALL_TAKEN: 0, Why.HALL_TIGHT: 0, Why.HOUSE_IN_USE: 2, Why.SAME_GENRE: 3, Why.SAME_FAMILY: 1.5, Why.PREMIERE: 1.5,
    Why.FESTIVAL: 1, Why.HOLIDAY: 1, Why.MAKE_UP_WORKDAY: 1.5,
}
BLOCKING = frozenset({Why.HALL_TAKEN, Why.HALL_TIGHT})


class Density(StrEnum):
    """How full a day is, in words."""

    QUIET = "quiet"
    SOME = "some"
    BUSY = "busy"
    CROWDED = "crowded"
    TAKEN = "taken"


# From which weight on a day is called so.
DENSITIES = ((6.0, Density.CROWDED), (3.0, Density.BUSY), (1.0, Density.SOME), (0.0, Density.QUIET))


class Audience(StrEnum):
    """For whom a thing is, as far as its age advice and genre tell."""

    CHILDREN = "children"
    ADULTS = "adults"
    ALL = "all"


def audience_of(genre: Genre | None, least_age: int | None) -> Audience:
    """Children's and puppet theatre and what is advised from 6 years or less is for children; from 16 years, for adults."""
    if genre in {Genre.CHILDREN, Genre.PUPPET} or (least_age is not None and least_age <= CHILDREN_UP_TO):
        return Audience.CHILDREN
    return Audience.ADULTS if least_age is not None and least_age >= ADULTS_FROM else Audience.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A show that looks for a date: when it starts on the venue's clock, how long it lasts, where it is, for whom."""

    starts: time
    minutes: int
    city: str
    venue_id: int | None = None
    hall_id: int | None = None
    genre: Genre | None = None
    least_age: int | None = None

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end, were it on that day."""
        start = datetime.combine(day, self.starts, SHANGHAI)
        return start, start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Something that stands in the calendar already. `last_day` None: open-ended. `is_own`: the asking organisation's."""

    event_id: int
    slug: str
    title: Bilingual
    starts_at: datetime
    ends_at: datetime
    day: date
    last_day: date | None
    city: str
    venue_id: int | None = None
    hall_id: int | None = None
    genre: Genre | None = None
    least_age: int | None = None
    is_premiere: bool = False
    is_own: bool = False
    is_public: bool = True
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that speaks against a day. `other` is what it is about; `name` that of a holiday. `apart`: days between."""

    why: Why
    weight: float
    other: Other | None = None
    name: Bilingual | None = None
    apart: int = 0

    @property
    def blocks(self) -> bool:
        """Whether the date cannot be had."""
        return self.why in BLOCKING


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip. `reasons`: the heaviest first."""

    day: date
    weight: float
    reasons: tuple[Reason, ...]
    is_wanted: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether the hall is not to be had."""
        return any(reason.blocks for reason in self.reasons)

    @property
    def density(self) -> Density:
        """How full it is, in a word."""
        if self.is_taken:
            return Density.TAKEN
        return next(word for least, word in DENSITIES if self.weight >= least)


@dataclass(frozen=True, slots=True)
class Marked:
    """A day that the holiday calendar marks: off, or worked though it is a weekend."""

    name: Bilingual
    is_workday: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the wanted days: what is in the same house, what is near and alike, festivals, marked days."""

    in_house: tuple[Other, ...] = ()
    alike: tuple[Other, ...] = ()
    festivals: tuple[Other, ...] = ()
    marks: Mapping[date, Marked] | None = None
    turnaround: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Answer:
    """The strip around one wanted day, and the nearest better date where there is one."""

    wanted: Day
    strip: tuple[Day, ...]
    better: Day | None


@dataclass(frozen=True, slots=True)
class _Near:
    """Something alike, weighed once: what it weighs on its own day, and why."""

    other: Other
    why: Why
    weight: float
    on_the_day: float


class Field:
    """What stands around, sorted by day once, so that each of many days looks at its own week only."""

    def __init__(self, wanted: Wanted, around: Surroundings) -> None:
        self.wanted = wanted
        self.around = around
        self._weighed: dict[date, Day] = {}
        self._near: dict[date, list[_Near]] = {}
        self._in_house: dict[date, list[Other]] = {}
        for other in around.alike:
            near = _near(wanted, other)
            if near:
                self._near.setdefault(other.day, []).append(near)
        for other in around.in_house:
            self._in_house.setdefault(other.day, []).append(other)

    def day(self, day: date) -> Day:
        """One day with everything that speaks against it."""
        if day not in self._weighed:
            self._weighed[day] = self._weigh(day)
        return self._weighed[day]

    def _weigh(self, day: date) -> Day:
        reasons = [
            *_in_house(self.wanted, day, self._houses(day), self.around.turnaround), *self._alike(day),
            *_festivals(self.wanted, day, self.around.festivals), *_marked(day, self.around.marks or {}),
        ]
        reasons.sort(key=lambda each: (not each.blocks, -each.weight))
        return Day(day, round(sum(each.weight for each in reasons), 2), tuple(reasons[:MOST_REASONS]))

    def _houses(self, day: date) -> list[Other]:
        one = timedelta(days=1)
        return [other for each in (day - one, day, day + one) for other in self._in_house.get(each, ())]

    def _alike(self, day: date) -> Iterable[Reason]:
        """Each event counts once, where it is felt most."""
        found: dict[int, tuple[float, _Near, int]] = {}
        for step in range(-AROUND.days, AROUND.days + 1):
            apart = abs(step)
            for near in self._near.get(day + timedelta(days=step), ()):
                weight = near.on_the_day if not apart else near.weight * NEARNESS[apart]
                known = found.get(near.other.event_id)
                if weight and (known is None or known[0] < weight):
                    found[near.other.event_id] = (weight, near, apart)
        for weight, near, apart in found.values():
            yield Reason(why=near.why, weight=round(weight, 2), other=near.other, apart=apart)


def answer(wanted: Wanted, day: date, around: Surroundings, *, not_before: date) -> Answer:
    """What the radar says of one day; a better date is never before `not_before`."""
    found = Field(wanted, around)
    strip = tuple(replace(found.day(each), is_wanted=each == day) for each in days_between(day - AROUND, day + AROUND))
    asked = next(each for each in strip if each.is_wanted)
    return Answer(asked, strip, better_date(found, asked, not_before=not_before))


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Every day from the first to the last."""
    return tuple(first + timedelta(days=each) for each in range((last - first).days + 1))


def _in_house(wanted: Wanted, day: date, others: Iterable[Other], turnaround: timedelta) -> Iterable[Reason]:
    """Where one of two does not say its hall they may still be in different ones: that weighs, it does not block."""
    if wanted.venue_id is None:
        return
    start, end = wanted.on(day)
    for other in others:
        is_same_hall = other.hall_id is not None and other.hall_id == wanted.hall_id
        is_unsaid = other.hall_id is None or wanted.hall_id is None
        if not (is_same_hall or is_unsaid):
            continue
        if other.starts_at < end and start < other.ends_at:
            why = Why.HALL_TAKEN if is_same_hall else Why.HOUSE_IN_USE
            yield Reason(why=why, weight=WEIGHTS[why], other=other)
        elif is_same_hall and _gap(start, end, other) < turnaround:
            yield Reason(why=Why.HALL_TIGHT, weight=WEIGHTS[Why.HALL_TIGHT], other=other)


def _gap(start: datetime, end: datetime, other: Other) -> timedelta:
    """The time between two that do not overlap."""
    return other.starts_at - end if other.starts_at >= end else start - other.ends_at


def _near(wanted: Wanted, other: Other) -> _Near | None:
    why = _why_alike(wanted, other)
    if why is None:
        return None
    weight, on_the_day = (0.0, WEIGHTS[why]) if why is Why.PREMIERE else (WEIGHTS[why], WEIGHTS[why])
    if other.is_premiere and why is not Why.PREMIERE:
        on_the_day += WEIGHTS[Why.PREMIERE]
    share = 1.0 if other.city == wanted.city else IN_ANOTHER_CITY
    if audience_of(wanted.genre, wanted.least_age) is not audience_of(other.genre, other.least_age):
        share *= OF_ANOTHER_AUDIENCE
    return _Near(other, why, weight * share, on_the_day * share)


def _why_alike(wanted: Wanted, other: Other) -> Why | None:
    if wanted.genre is not None and other.genre is wanted.genre:
        return Why.SAME_GENRE
    if wanted.genre is not None and other.genre is not None and family_of(other.genre) is family_of(wanted.genre):
        return Why.SAME_FAMILY
    return Why.PREMIERE if other.is_premiere else None


def _festivals(wanted: Wanted, day: date, others: Sequence[Other]) -> Iterable[Reason]:
    for other in others:
        if other.day <= day and (other.last_day is None or day <= other.last_day):
            weight = WEIGHTS[Why.FESTIVAL] * (1 if other.city == wanted.city else IN_ANOTHER_CITY)
            yield Reason(why=Why.FESTIVAL, weight=weight, other=other)


def _marked(day: date, marks: Mapping[date, Marked]) -> Iterable[Reason]:
    mark = marks.get(day)
    if mark:
        why = Why.MAKE_UP_WORKDAY if mark.is_workday else Why.HOLIDAY
        yield Reason(why=why, weight=WEIGHTS[why], name=mark.name)


def better_date(field: Field, asked: Day, *, not_before: date, but: Collection[date] = ()) -> Day | None:
    """The nearest day that is clearly quieter: the same weekday of a week near by, else any other day within two weeks.

    Never one of `but`, days on which the run plays already.
    None where the wanted day is quiet itself, or nothing near is clearly better.
    """
    if asked.density is Density.QUIET:
        return None
    near = days_between(asked.day - LOOKED_AHEAD, asked.day + LOOKED_AHEAD)
    free = [day for day in near if day >= not_before and day != asked.day and day not in but]
    ordered = sorted(free, key=lambda day: _distance(day, asked.day))
    return next((found for found in map(field.day, ordered) if _is_better(found, asked)), None)


def _is_better(day: Day, asked: Day) -> bool:
    return not day.is_taken and (asked.is_taken or day.weight <= asked.weight * BETTER)


def _distance(day: date, wanted: date) -> tuple[bool, int, bool]:
    """The same weekday first, then the nearest, later rather than earlier."""
    return day.weekday() != wanted.weekday(), abs((day - wanted).days), day < wanted


def without_own(around: Surroundings, event_id: int) -> Surroundings:
    """The same surroundings without the event that asks: nothing clashes with itself."""
    def others(rows: tuple[Other, ...]) -> tuple[Other, ...]:
        return tuple(row for row in rows if row.event_id != event_id)

    return replace(
        around, in_house=others(around.in_house), alike=others(around.alike), festivals=others(around.festivals)
    )


MOST_SURVEYED = timedelta(days=70)
MOST_TROUBLED = 4


@dataclass(frozen=True, slots=True)
class Survey:
    """Several wanted days in one strip, and those of them that most speaks against, the worst first.

    `lesser`: how many more have something against them; `quiet`: how many have hardly anything.
    """

    strip: tuple[Day, ...]
    troubled: tuple[Answer, ...]
    lesser: int
    quiet: int


def survey(
    wanted: Wanted, days: Sequence[date], around: Surroundings, *, not_before: date, plays: Collection[date] = ()
) -> Survey:
    """What the radar says of a whole run: from a week before its first day to a week after its last, ten weeks at most.

    `plays`: other days on which it plays; neither they nor the wanted ones are ever called a better date.
    """
    first, chosen = min(days), set(days)
    last = min(max(days) + AROUND, first + MOST_SURVEYED)
    found = Field(wanted, around)
    strip = tuple(replace(found.day(day), is_wanted=day in chosen) for day in days_between(first - AROUND, last))
    asked = [day for day in strip if day.is_wanted]
    troubled = [day for day in asked if day.density is not Density.QUIET]
    troubled.sort(key=lambda day: (not day.is_taken, -day.weight))
    own = {*plays, *days}
    answers = [Answer(day, (), better_date(found, day, not_before=not_before, but=own)) for day in troubled[:MOST_TROUBLED]]
    return Survey(strip, tuple(answers), len(troubled) - len(answers), len(asked) - len(troubled))
