"""What can be followed, what it is called, and which dates concern it."""

import pytest
from flask import Flask

from core.db import committing, session
from events.followable import Followable
from events.models.event import EventStrand, Inclusion
from events.models.performance import Performance
from events.models.words import EventKind
from notices import registry
from tests.conftest import CountQueries
from tests.factories import accounts, events, repertoire, venues


@pytest.fixture
def date(app: Flask) -> Performance:
    """A date that belongs to one of everything."""
    company = repertoire.company()
    work = repertoire.production(company_id=company.id)
    repertoire.credit(work, repertoire.artist())
    house, body = venues.venue(), accounts.organisation()
    stay = {"production_id": work.id, "venue_id": house.id, "city": "310000"}
    row = events.show(organiser_id=body.id, window_code="yaosu", measure_code="yaosu-1", run_facts=stay)
    festival = events.event("lantern-festival", kind=EventKind.FESTIVAL, title_zh="灯会", title_en="Lantern Festival")
    with committing():
        session.add(Inclusion(whole_id=festival.id, part_id=row.run.event_id))
        session.add(EventStrand(event_id=row.run.event_id, code="shikumen"))
    return row


def of_kind(kind: str) -> Followable:
    known = registry.followable(kind)
    assert known
    return known


def subject(kind: str, named: str) -> str:
    found = of_kind(kind).find(named)
    assert found
    return found.ref


def test_a_date_concerns_all_that_it_belongs_to(date: Performance, count_queries: CountQueries) -> None:
    refs = {
        subject("event", "the-long-bridge"), subject("event", "lantern-festival"), f"performance:{date.id}",
        subject("production", "the-long-bridge"), subject("venue", "river-theatre"), subject("city", "shanghai"),
        subject("organiser", "house-of-shows"), subject("company", "lantern-players"), subject("artist", "lin-an"),
        subject("strand", "shikumen"), subject("strand", "haipai"), subject("window", "yaosu"), subject("window", "yaosu-1"),
    }
    key = date.id
    with count_queries() as counted:
        found = registry.refs_concerned([key], {})
    assert found[key] == refs
    assert counted.number == 13


def test_the_number_of_statements_stays_with_more_dates(date: Performance, count_queries: CountQueries) -> None:
    keys = [date.id, *(each.id for each in events.several(3))]
    with count_queries() as counted:
        found = registry.refs_concerned(keys, {})
    assert counted.number == 13
    assert f"performance:{keys[3]}" in found[keys[3]]


def test_things_are_named_in_both_languages_and_belong_to_their_dates(date: Performance) -> None:
    refs = [ref for refs in registry.refs_concerned([date.id], {}).values() for ref in refs]
    named = registry.subjects_named(refs)
    assert set(named) == set(refs)
    assert (named[f"event:{date.run.event_id}"].name.zh, named["city:310000"].name.en) == ("长桥", "Shanghai")
    assert named[f"performance:{date.id}"].name.en == "The Long Bridge · Saturday 21 November 2026 19:30"
    for ref in refs:
        assert of_kind(ref.partition(":")[0]).selection(ref) is not None


def test_a_filter_is_named_by_its_canonical_query(date: Performance) -> None:
    ref = subject("filter", "kind=show&city=hangzhou,shanghai")
    assert ref == subject("filter", "city=shanghai&city=hangzhou&kind=show&utm=x")
    assert ref == "filter:city=shanghai,hangzhou&kind=show"
    other = subject("filter", "city=hangzhou")
    assert registry.refs_concerned([date.id], {"filter": [ref, other]})[date.id] & {ref, other} == {ref}
    assert registry.subjects_named([ref])[ref].name.en == "Shanghai · Hangzhou · Performance"


def test_filters_are_asked_forty_a_statement(date: Performance, count_queries: CountQueries) -> None:
    kinds = [each.value for each in EventKind]
    refs = [subject("filter", f"city=shanghai&kind=show,{kind}") for kind in kinds]
    refs += [subject("filter", f"city=shanghai,nanjing&kind=show,{kind}") for kind in kinds] + [subject("filter", "kind=show")]
    key = date.id
    with count_queries() as counted:
        found = registry.refs_concerned([key], {"filter": refs})
    assert set(refs) <= found[key]
    assert (len(refs), counted.number) == (41, 15)


def test_a_search_concerns_what_answers_its_words(date: Performance) -> None:
    bridge, other = subject("search", "Long  BRIDGE"), subject("search", "牡丹亭")
    assert bridge == "search:long bridge"
    assert registry.refs_concerned([date.id], {"search": [bridge, other]})[date.id] & {bridge, other} == {bridge}
    found = of_kind("search").selection(bridge)
    assert found
    assert found.event_ids == (date.run.event_id,)


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("venue", "no-such-house"), ("venue", ""), ("performance", "-1"), ("performance", "99999999999"),
        ("performance", "１２"), ("city", "atlantis"), ("strand", "x"), ("window", "x"), ("filter", ""),
        ("filter", "city=atlantis"), ("filter", "a=" + "x" * 10_000), ("filter", "&".join(f"x{each}=1" for each in range(100))),
        ("search", ""), ("search", "…"), ("search", "字" * 300), ("event", "x" * 10_000),
    ],
)
def test_what_there_is_not_cannot_be_followed(app: Flask, kind: str, named: str) -> None:
    assert of_kind(kind).find(named) is None
    assert registry.subjects_named([f"{kind}:{named}"]) == {} or kind == "search"


def test_a_filter_of_a_house_that_is_gone_holds_nothing(date: Performance) -> None:
    assert of_kind("filter").find("venue=gone") is None
    assert registry.refs_concerned([date.id], {"filter": ["filter:venue=gone"]})[date.id].isdisjoint({"filter:venue=gone"})


def test_many_filters_are_named_in_one_statement(date: Performance, count_queries: CountQueries) -> None:
    refs = [f"filter:venue=river-theatre&kind={each.value}" for each in EventKind]
    with count_queries() as counted:
        named = registry.subjects_named(refs)
    assert (counted.number, len(named), named[refs[0]].name.en) == (1, 20, "River Theatre · Performance")


def test_what_is_withdrawn_is_named_no_more(date: Performance) -> None:
    events.hidden(date.run.event)
    assert registry.subjects_named([f"event:{date.run.event_id}", f"performance:{date.id}"]) == {}
    assert of_kind("event").selection(f"event:{date.run.event_id}") is None
