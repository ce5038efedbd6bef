"""Which dates on a reader's own lists cannot both be seen: they overlap, or the way between the houses is too long. Pure.

Between cities the way takes as long as delta/travel.py says; within a city the house's own estimate holds: so many minutes to
get out of one house and into the other, and twenty kilometres an hour between them, as the crow flies.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

from core.types import Bilingual
from delta.cities import City, city, is_city
from delta.travel import people_hours

OUT_AND_IN = timedelta(minutes=20)
KMH_IN_TOWN = 20.0
KM_A_DEGREE = 111.2
ACROSS_TOWN = timedelta(minutes=45)
# The longest way in the Delta is shorter: what begins later than this after an end clashes with nothing.
FARTHEST = timedelta(hours=12)
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One date that somebody wants to see. `end_is_stated` False: two hours were assumed."""

    key: int
    title: Bilingual
    starts_at: datetime
    ends_at: datetime
    end_is_stated: bool = True
    city: str = ""
    venue_id: int | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two dates, the earlier one first. `needed` is how long the way takes, `left` how long there is; they overlap where
    `left` is not positive."""

    first: Visit
    second: Visit
    left: timedelta
    needed: timedelta

    @property
    def overlaps(self) -> bool:
        """Whether the second begins before the first has ended."""
        return self.left < timedelta(0)

    @property
    def towns(self) -> tuple[City, City] | None:
        """The two cities, where they are two."""
        one, other = self.first.city, self.second.city
        return (city(one), city(other)) if one != other and is_city(one) and is_city(other) else None


def way(one: Visit, other: Visit) -> timedelta:
    """How long the way takes from door to door; nothing within a house, nor where a place is not known."""
    if one.venue_id is not None and one.venue_id == other.venue_id:
        return timedelta(0)
    if not is_city(one.city) or not is_city(other.city):
        return timedelta(0)
    if one.city != other.city:
        return _rounded(timedelta(hours=people_hours(city(one.city), city(other.city))))
    if one.point is None or other.point is None:
        return ACROSS_TOWN if one.venue_id != other.venue_id else timedelta(0)
    return _rounded(OUT_AND_IN + timedelta(hours=_km(one.point, other.point) / KMH_IN_TOWN))


def _rounded(taken: timedelta) -> timedelta:
    """To five minutes: it is an estimate."""
    return timedelta(minutes=5 * round(taken / timedelta(minutes=5)))


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Within a city the globe is flat enough."""
    return KM_A_DEGREE * hypot(one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0])))


def clashes(visits: Iterable[Visit], is_asked: Callable[[int, int], bool] = lambda _one, _other: True) -> list[Clash]:
    """The pairs that clash, in order of time; only those whose keys are asked for. At most fifty."""
    ordered = sorted(visits, key=lambda each: (each.starts_at, each.key))
    found: list[Clash] = []
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            left = other.starts_at - one.ends_at
            if left > FARTHEST or len(found) >= MOST:
                break
            needed = way(one, other)
            if left < needed and is_asked(one.key, other.key):
                found.append(Clash(one, other, left, needed))
    return found
