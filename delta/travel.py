"""How long people travel from door to door between two of the 41 cities: an estimate (domain.md 14), labelled as such.

The road is 1.2 times the great circle between the city centres, or a stated figure where the sea lies between. Constants are
those of domain.md 14, taken from 32 pairs whose road distance is known.
"""

import csv
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from delta.cities import City, all_cities, city_of_slug

DATA = Path(__file__).parent / "data"
EARTH_KM = 6371.0088
ROAD_OVER_AIR = 1.20
COACH_KMH, COACH_GATE_H = 75, 0.5
RAIL_OVER_AIR, RAIL_KMH, RAIL_GATE_H = 1.15, 180, 1.75
COACH_BELOW_KM = 60
ISLANDS = frozenset({"zhoushan"})


@dataclass(frozen=True, slots=True)
class Override:
    """A road distance in km that replaces the formula; `has_no_rail` where no train runs."""

    road_km: float
    has_no_rail: bool


@cache
def _overrides() -> dict[frozenset[str], Override]:
    with (DATA / "travel_overrides.csv").open(encoding="utf-8", newline="") as file:
        return {
            frozenset({row["from_slug"], row["to_slug"]}): Override(float(row["road_km"]), row["no_rail"] == "1")
            for row in csv.DictReader(file)
        }


def great_circle_km(one: City, other: City) -> float:
    """The shortest way over the globe between two city centres, in kilometres."""
    lat_one, lat_other = radians(one.lat), radians(other.lat)
    half_lat, half_lng = (lat_other - lat_one) / 2, radians(other.lng - one.lng) / 2
    inner = sin(half_lat) ** 2 + cos(lat_one) * cos(lat_other) * sin(half_lng) ** 2
    return 2 * EARTH_KM * asin(sqrt(inner))


def people_hours(one: City, other: City) -> float:
    """Hours from door to door by coach or train, whichever is faster; 0 within a city."""
    if one == other:
        return 0.0
    pair = frozenset({one.slug, other.slug})
    air = great_circle_km(one, other)
    override = _overrides().get(pair)
    coach = (override.road_km if override else round(ROAD_OVER_AIR * air, 1)) / COACH_KMH + COACH_GATE_H
    if air < COACH_BELOW_KM or pair & ISLANDS or override:
        return coach
    return min(coach, RAIL_OVER_AIR * air / RAIL_KMH + RAIL_GATE_H)


@cache
def hours_from(home: str) -> dict[str, float]:
    """Hours from a city (slug) to each of the 41, by adcode; KeyError where there is no such city."""
    start = city_of_slug(home)
    if start is None:
        raise KeyError(home)
    return {each.adcode: people_hours(start, each) for each in all_cities()}


def cities_within(home: str, hours: float) -> tuple[str, ...]:
    """The adcodes of the cities that are reached within some hours from home, home among them."""
    return tuple(adcode for adcode, needed in hours_from(home).items() if needed <= hours)
