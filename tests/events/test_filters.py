"""Filters are read from an address and written back in one canonical order, whatever was sent."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from events.daytime import Daytime, daytime_of
from events.facets import BY_NAME, FACETS, FILTER_NAMES, SPOKEN, price_band
from events.filter_words import LEGENDS, WORDS
from events.filters import Filters, UnknownValue, parse_filters
from events.words import LANGUAGES_SPOKEN

CHOICES = {facet.name: st.lists(st.sampled_from(facet.choices), max_size=3) for facet in FACETS if facet.choices}


def parsed(query: str) -> Filters:
    return parse_filters(MultiDict(parse_qsl(query)))


def test_the_order_of_the_address_is_the_order_of_the_filters() -> None:
    found = parsed("kind=summit,forum&price=free&city=hangzhou&city=shanghai&nonsense=1&age=")
    assert found.pairs() == [("city", "shanghai,hangzhou"), ("kind", "forum,summit"), ("price", "free")]
    assert found == Filters.of(kind=["forum", "summit"], city=["hangzhou", "shanghai"], price="free")


@given(st.fixed_dictionaries({}, optional=CHOICES))
def test_what_is_written_is_read_as_the_same(chosen: dict[str, list[str]]) -> None:
    chosen = {name: values if BY_NAME[name].is_many else values[:1] for name, values in chosen.items()}
    filters = Filters.of(**chosen)
    assert parse_filters(MultiDict(filters.pairs())) == filters
    assert [name for name, _ in filters.stated] == [name for name in FILTER_NAMES if filters.chosen(name)]


@pytest.mark.parametrize(
    "query",
    ["city=atlantis", "kind=show,unheard", "age=3,6", "age=7", "venue=../etc", "venue=" + "a" * 200, "ends=2501", "price=-1",
     "city=" + "x" * 10_000, "zone=show-life,show-life2", "district=黄浦", "near=hangzhou&within=9"],
)
def test_a_value_that_never_meant_anything_is_refused(query: str) -> None:
    with pytest.raises(UnknownValue):
        parsed(query)


def test_a_distance_needs_the_place_it_is_measured_from() -> None:
    assert not parsed("within=2").are_set
    assert parsed("near=hangzhou").pairs() == [("near", "hangzhou"), ("within", "3")]
    assert parsed("near=hangzhou&within=2.5").without("near") == Filters()


def test_one_value_or_the_whole_filter_is_taken_away() -> None:
    both = parsed("kind=forum,summit&price=free")
    assert both.without("kind", "forum").pairs() == [("kind", "summit"), ("price", "free")]
    assert both.without("kind").pairs() == [("price", "free")]
    assert both.having("kind", "show").chosen("kind") == ("show", "forum", "summit")
    assert parsed("age=6").having("age", "9").chosen("age") == ("9",)


def test_a_city_is_the_city_only_where_it_is_one() -> None:
    assert parsed("city=hangzhou").city is not None
    assert parsed("city=hangzhou,shanghai").city is None


def test_every_filter_has_words() -> None:
    assert LEGENDS.keys() == set(FILTER_NAMES)
    assert WORDS.keys() | {"venue", "district"} == set(FILTER_NAMES)
    assert set(SPOKEN) == LANGUAGES_SPOKEN.keys()


def test_bounds_of_bands_and_parts_of_the_day() -> None:
    bands = {0: "to-100", 99_99: "to-100", 100_00: "100-300", 300_00: "300-600", 600_00: "over-600"}
    assert {fen: price_band(fen) for fen in bands} == bands
    hours = {0: Daytime.LATE, 299: Daytime.LATE, 300: Daytime.MORNING, 659: Daytime.MORNING, 660: Daytime.MATINEE,
             1019: Daytime.MATINEE, 1020: Daytime.EVENING, 1289: Daytime.EVENING, 1290: Daytime.LATE, 1439: Daytime.LATE}
    assert {minute: daytime_of(minute) for minute in hours} == hours
