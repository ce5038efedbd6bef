"""Travel times agree with the golden figures that were computed apart from this code."""

import csv

import pytest

from core.config import ROOT
from delta.cities import City, city_of_slug
from delta.travel import cities_within, great_circle_km, hours_from, people_hours


def of(slug: str) -> City:
    found = city_of_slug(slug)
    assert found is not None
    return found


def test_all_820_pairs_agree_with_the_golden_figures() -> None:
    with (ROOT / "tests" / "data" / "travel_pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    assert len(pairs) == 820
    for pair in pairs:
        one, other = of(pair["from_slug"]), of(pair["to_slug"])
        assert great_circle_km(one, other) == pytest.approx(float(pair["great_circle_km"]), abs=0.06), pair
        assert people_hours(one, other) == pytest.approx(float(pair["people_hours"]), abs=0.006), pair
        assert people_hours(one, other) == people_hours(other, one)


def test_home_is_always_within_reach() -> None:
    assert hours_from("hangzhou")["330100"] == 0
    assert "330100" in cities_within("hangzhou", 2)
    assert set(cities_within("hangzhou", 2)) < set(cities_within("hangzhou", 3))


def test_there_are_no_hours_from_nowhere() -> None:
    with pytest.raises(KeyError):
        hours_from("atlantis")
