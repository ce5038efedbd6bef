"""Counting and selecting follow the same rules: every value of every filter, on a whole demo season, on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, or_, select

from core.db import session
from delta.travel import cities_within
from events.facets import FACETS
from events.filters import Filters, UnknownValue
from events.models.performance import Performance
from events.models.words import Form, Status
from events.queries import facets
from events.queries.selection import Selection, is_timed, joined
from tests import databases
from tests.conftest import CountQueries
from tests.factories import events, repertoire
from tests.factories.season import loaded

FIRST, LAST = date(2026, 11, 15), date(2026, 12, 20)


@pytest.fixture(scope="module")
def season(
    copies: databases.SqliteCopies | databases.PostgresCopies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The papers and a demo season; its tests only read."""
    folder = tmp_path_factory.mktemp("season")
    with copies.fresh(folder) as url, loaded(folder, url):
        yield


def selected(filters: Filters) -> int:
    """How many rows of these days the list's own conditions leave."""
    chosen = joined(select(func.count()).select_from(Performance), Selection.of(filters))
    timed = chosen.where(is_timed(), Performance.day >= FIRST, Performance.day <= LAST)
    spans = chosen.where(
        Performance.form == Form.SPAN,
        Performance.day <= LAST,
        or_(Performance.last_day >= FIRST, Performance.last_day.is_(None)),
    )
    return (session.scalar(timed) or 0) + (session.scalar(spans) or 0)


def test_what_is_counted_is_what_is_shown(season: None) -> None:
    plain = facets.counted(Filters(), FIRST, LAST)
    assert plain.total == selected(Filters())
    assert plain.total > 200
    assert plain.until == LAST
    checked = 0
    for facet in FACETS:
        for value in facet.choices or sorted(plain.by_value[facet.name]):
            if facet.name in {"near", "within"}:
                continue
            expected = selected(Filters.of(**{facet.name: value}))
            assert plain.by_value[facet.name].get(value, 0) == expected, (facet.name, value)
            checked += expected > 0
    assert checked > 120, "the season must have something of nearly everything"


@pytest.mark.parametrize(
    "chosen",
    [
        {"city": "shanghai", "kind": "show"},
        {"near": "hangzhou", "within": "2", "price": ["free", "to-100"], "time": "evening"},
        {"zone": "show-life", "family": ["drama", "music"], "tickets": "available"},
        {"access": ["wheelchair", "captioned"], "ends": "2200"},
        {"strand": "haipai", "window": "wenlv", "lead": "enterprise"},
        {"district": "huangpu", "age": "12", "surtitles": "en", "spoken": ["zh", "zh-xiqu"]},
        {"premiere": "any", "scope": ["world", "city"], "province": ["shanghai", "jiangsu"]},
        {"city": "hefei", "venue": "shanghai-grand-theatre"},
    ],
    ids="-".join,
)
def test_counts_under_filters_are_what_one_click_more_would_show(season: None, chosen: dict[str, list[str] | str]) -> None:
    filters = Filters.of(**chosen)
    tally = facets.counted(filters, FIRST, LAST)
    assert tally.total == selected(filters)
    for name, _values in filters.stated:
        if name == "near":
            continue
        dropped = filters.without("near") if name == "within" else filters.without(name)
        assert tally.total + tally.without.get(name, 0) == selected(dropped), name
    for name in ("kind", "price", "time", "access"):
        for value, count in tally.by_value[name].items():
            needs_all = name == "access"
            one = filters.having(name, value) if needs_all else Filters.of(**(dict(filters.stated) | {name: value}))
            if not (needs_all and filters.chosen(name)):
                assert count == selected(one), (name, value)


def test_a_city_is_within_reach_of_itself_and_the_sea_is_far(season: None) -> None:
    near = facets.counted(Filters.of(near="hangzhou"), FIRST, LAST)
    assert near.by_value["within"]["3"] == near.total
    assert near.by_value["within"].get("2", 0) <= near.by_value["within"].get("2.5", 0) <= near.total
    assert len(cities_within("hangzhou", 2)) < len(cities_within("hangzhou", 3))


def test_counting_costs_the_same_whatever_the_number(app: Flask, count_queries: CountQueries) -> None:
    events.several(1)
    session.rollback()
    with count_queries() as few:
        facets.counted(Filters(), FIRST, LAST)
    events.several(3, slug="more")
    session.rollback()
    with count_queries() as more:
        facets.counted(Filters(), FIRST, LAST)
    assert few.number == more.number == 4


def test_a_run_says_for_itself_what_its_production_says_otherwise(app: Flask) -> None:
    work = repertoire.production(language_spoken="zh", age_min=6)
    events.show("own", run_facts={"production_id": work.id, "language_spoken": "wu", "age_min": 12})
    events.show("its", run_facts={"production_id": work.id})
    tally = facets.counted(Filters(), FIRST, LAST)
    assert dict(tally.by_value["spoken"]) == {"wu": 1, "zh": 1}
    assert (tally.by_value["age"]["6"], tally.by_value["age"]["12"]) == (1, 2)
    assert selected(Filters.of(spoken="zh")) == 1
    assert selected(Filters.of(age="6")) == 1


def test_what_is_cancelled_has_no_tickets_and_what_ends_unknown_is_not_over_in_time(app: Flask) -> None:
    events.cancelled(events.show("off"))
    events.show("open-end")
    assert selected(Filters.of(tickets="available")) == 1
    assert selected(Filters.of(ends="2400")) == 0
    assert selected(Filters.of(time="evening")) == 2


def test_days_with_too_many_rows_are_cut_and_say_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MOST_ROWS", 2)
    events.several(4, every=timedelta(days=1))
    tally = facets.counted(Filters(), FIRST, LAST)
    assert (tally.total, tally.until) == (2, date(2026, 11, 23))


def test_houses_and_districts_that_are_none_are_refused(app: Flask) -> None:
    events.show()
    for name in ("venue", "district"):
        with pytest.raises(UnknownValue):
            Selection.of(Filters.of(**{name: "nowhere"}))


def test_status_words_do_not_change_what_fits(app: Flask) -> None:
    row = events.show()
    assert row.status is Status.SCHEDULED
    assert selected(Filters.of(kind="show")) == 1
    assert selected(Filters.of(kind="forum")) == 0
