"""What a notice can be about and written to the followers of: from the registry, in a fixed number of statements."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from application import AUDIENCE_KINDS, FOLLOWABLES, LETTER_KINDS, NOTICE_KINDS
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.followable import Followable, Subject
from events.models.event import Event
from notices import registry
from notices.queries import own_things
from tests.conftest import CountQueries
from tests.factories import accounts, announcing, changing, events, repertoire


def refs(groups: list[own_things.Group]) -> list[str]:
    return [each.ref for _kind, several in groups for each in several]


@pytest.fixture
def tour(app: Flask) -> Iterator[Followable]:
    """A kind of thing that another package brings; it says nothing of searches."""
    kind = replace(
        FOLLOWABLES[0], kind="tour", words=lambda: "Tour", search=None, of_body=lambda key, _at: [f"tour:{key}"],
        named=lambda found: {ref: Subject(ref=ref, name=Bilingual("春天巡演", "Spring tour")) for ref in found},
    )
    registry.fill(followables=(*FOLLOWABLES, kind), notice_kinds=NOTICE_KINDS, letter_kinds=LETTER_KINDS)
    yield kind
    registry.fill(followables=FOLLOWABLES, notice_kinds=NOTICE_KINDS, letter_kinds=LETTER_KINDS)


@pytest.mark.parametrize("number", [1, 3])
def test_all_that_is_an_organisations_own(app: Flask, count_queries: CountQueries, number: int) -> None:
    owner = accounts.organisation()
    world = announcing.own_world(owner)
    changing.listing(accounts.organisation("another-house"), "night-birds")
    for each in range(number - 1):
        changing.listing(owner, f"show-{each}", dates=number)
    key = owner.id
    with count_queries() as counted:
        found = own_things.things_of(key, clock.now())
    assert counted.number == 9
    assert set(world) <= set(refs(found))
    assert len(set(refs(found))) == len(world) + (number - 1) * (1 + number)


def test_what_is_not_public_and_what_is_long_over_is_not_offered(app: Flask) -> None:
    owner = accounts.organisation()
    changing.listing(owner, "draft", is_public=False)
    changing.listing(owner, "over", first_in=-80, dates=1)
    thanked = changing.listing(owner, "thanked", first_in=-30, dates=1)[0]
    found = refs(own_things.things_of(owner.id, clock.now()))
    assert found == [f"event:{thanked.run.event_id}", f"organiser:{owner.id}"]


def test_another_packages_kind_is_offered_by_itself(tour: Followable) -> None:
    owner = accounts.organisation()
    assert f"tour:{owner.id}" in refs(own_things.things_of(owner.id, clock.now()))
    assert "tour:7" not in refs(own_things.things_called("spring"))
    announcing.fan("tour:7")
    assert refs(own_things.things_called("SPRING Tour")) == ["tour:7"], "found among what somebody follows"


def test_a_name_is_found_in_either_language_however_it_is_written(app: Flask) -> None:
    company = repertoire.company()
    work = repertoire.production(company_id=company.id)
    repertoire.artist()
    for typed, ref in (
        ("长桥", f"production:{work.id}"), ("BRIDGE long", f"production:{work.id}"), ("Ｌｏｎｇ", f"production:{work.id}"),
        ("lantern", f"company:{company.id}"), ("上海", "city:310000"), ("石库门", "strand:shikumen"),
    ):
        assert ref in refs(own_things.things_called(typed)), typed
    for typed in ("", "   ", "_", "%", "no such thing", "长桥 nowhere"):
        assert refs(own_things.things_called(typed)) == [], typed


@pytest.mark.parametrize("number", [2, 20])
def test_a_search_costs_the_same_however_much_there_is(app: Flask, count_queries: CountQueries, number: int) -> None:
    events.several(number)
    with count_queries() as counted:
        found = own_things.things_called("the")
    assert counted.number == 12
    assert max(len(several) for _kind, several in found) <= own_things.OF_A_KIND


def test_dates_that_can_be_chosen(app: Flask) -> None:
    rows = changing.listing(None, dates=3)
    keys = [row.id for row in rows]
    with committing():
        session.get_one(Event, changing.listing(None, "night-birds", dates=1)[0].run.event_id).published_at = None
    assert [row.id for row in own_things.dates_called("", clock.today())] == keys
    assert [row.id for row in own_things.dates_called("bridge", date(2026, 11, 29))] == keys[1:]
    assert own_things.dates_called("night", clock.today()) == []
    assert own_things.dates_by_keys([999]) == []


def test_every_kind_of_audience_is_listed_once(app: Flask) -> None:
    assert [each.code for each in registry.audience_kinds()] == [each.code for each in AUDIENCE_KINDS]
    assert len({each.code for each in AUDIENCE_KINDS}) == len(AUDIENCE_KINDS) == 3
