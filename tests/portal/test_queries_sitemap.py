"""Which rows the sitemap lists, in which file, and when they changed."""

from datetime import timedelta

from flask import Flask

from core import clock
from core.db import committing
from events.services import events as services
from portal.queries.sitemap import KINDS, entries_of, files_of
from tests.conftest import CountQueries
from tests.factories import accounts, events, repertoire, venues


def test_files_are_ranges_of_keys_and_empty_ones_are_passed_over(app: Flask, count_queries: CountQueries) -> None:
    for key in (3, 500, 1501, 40_000):
        events.event(f"event-{key}", id=key)
    events.event("draft", id=700, publish=False)
    events.event("invented", id=900, is_demo=True)
    with count_queries() as counted:
        assert files_of("events", has_demo=False) == [1, 4, 80]
    assert counted.number == 1
    with count_queries() as counted:
        assert [slug for slug, _at in entries_of("events", 1, has_demo=False)] == ["event-3", "event-500"]
    assert counted.number == 2
    assert entries_of("events", 2, has_demo=False) == []


def test_what_changed_last_is_told(app: Flask) -> None:
    row = events.show("one")
    events.event("two")
    later = clock.now() + timedelta(days=1)
    with committing():
        services.edit_event(row.run.event, at=later, contact="x")
    told = dict(entries_of("events", 1, has_demo=False))
    assert told["one"] == later
    assert told["two"] == clock.now()


def test_every_kind_is_listed(app: Flask) -> None:
    repertoire.production("a-work")
    venues.venue("a-house")
    accounts.organisation()
    for kind in KINDS:
        assert isinstance(entries_of(kind, 1, has_demo=False), list)
    assert [slug for slug, _at in entries_of("venues", 1, has_demo=False)] == ["a-house"]
    assert [slug for slug, _at in entries_of("productions", 1, has_demo=False)] == ["a-work"]


def test_beside_a_demo_season_only_pages_that_cannot_show_it(app: Flask) -> None:
    whole, part = events.event("festival"), events.event("part")
    venues.venue("a-house")
    with committing():
        services.include(whole, part, at=clock.now())
    assert [slug for slug, _at in entries_of("events", 1, has_demo=True)] == ["part"]
    assert files_of("venues", has_demo=True) == ()
    assert entries_of("venues", 1, has_demo=True) == []


def test_an_empty_site_has_no_files(app: Flask) -> None:
    assert [files_of(kind, has_demo=False) for kind in KINDS] == [[], [], [], [], [], []]
