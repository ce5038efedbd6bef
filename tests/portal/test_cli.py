"""The load commands, from the command line to the rows."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import DeclarativeBase

from core import clock, revision
from core.db import Base, committing, session
from core.models import Change
from delta.cities import all_cities
from events.models.event import Event, Inclusion
from events.models.performance import Approval, Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.words import ApprovalState, EventKind, Form, LeadBody, PremiereState
from events.queries.loading import event_of_slug
from events.services.events import edit_event
from feeds.models import FeedEntry
from portal import entries, loading
from venues.models import Hall, Venue

CHINESE = re.compile("[\u3400-\u9fff]")
Load = Callable[..., str]
pytestmark = pytest.mark.both_databases


@pytest.fixture
def load(app: Flask) -> Load:
    """Run a load command; answers what it printed."""

    def run(*arguments: str) -> str:
        result = app.test_cli_runner().invoke(args=["load", *arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        session.rollback()
        revision.forget()
        return result.output

    return run


def everything(*, but: tuple[str, ...] = ("core_revision", "feeds_base")) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables that say something of the catalogue."""
    session.rollback()
    return {
        table.name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
        if table.name not in but
    }


def count(model: type[DeclarativeBase], *where: object) -> int:
    query = select(func.count()).select_from(model)
    for each in where:
        query = query.where(each)  # type: ignore[arg-type]
    return session.scalar(query) or 0


def test_papers_load_once_and_a_second_time_changes_nothing(load: Load) -> None:
    said = load("papers")
    assert said.splitlines() == [
        "organisations: 24 added, 0 changed, 0 unchanged", "venues: 58 added, 0 changed, 0 unchanged",
        "halls: 82 added, 0 changed, 0 unchanged", "productions: 4 added, 0 changed, 0 unchanged",
        "events: 33 added, 0 changed, 0 unchanged",
    ]
    before, number = everything(), revision.current()
    assert "events: 0 added, 0 changed, 33 unchanged" in load("papers")
    assert everything() == before
    assert revision.current() == number


def test_papers_say_what_was_stated_and_nothing_more(load: Load) -> None:
    load("papers")
    assert count(Performance) == 0
    forum, summit = event_of_slug("window-of-delta-forum"), event_of_slug("delta-themed-summit")
    assert forum
    assert summit
    assert (forum.lead, forum.organiser) == (LeadBody.GOVERNMENT, None)
    assert (summit.lead, summit.organiser) == (LeadBody.ENTERPRISE, None)
    firsts = event_of_slug("four-firsts")
    assert firsts
    assert firsts.organiser
    assert firsts.organiser.slug == "huangpu-publicity-department"
    assert firsts.extra == {"co_organisers": ["huangpu-culture-tourism-bureau"]}
    week = event_of_slug("shanghai-shangyu-week")
    assert week
    assert (week.city, week.extra) == ("330600", {"host_cities": ["310000"]})
    conference = event_of_slug("inclusion-bund-conference")
    assert conference
    assert (conference.window_code, conference.measure_code) == ("yaosu", "yaosu-1")
    festival = event_of_slug("ciaf-21")
    assert festival
    assert (festival.date_stated.zh, festival.edition, festival.kind) == ("去年12月", 21, EventKind.FESTIVAL)
    shown = str([(each.date_stated_zh, each.date_stated_en) for each in session.scalars(select(Event))])
    assert "2019" not in shown
    assert "inferred" not in shown
    assert count(Event, Event.is_in_scope.is_(False)) == 10


def test_unknown_facts_of_halls_stay_unknown(load: Load) -> None:
    load("papers")
    hall = session.scalars(select(Hall).join(Venue).where(Venue.slug == "great-world")).one()
    assert hall.capacity is None
    assert hall.stage_w_m is None
    assert not hall.is_capacity_certain
    grand = session.scalars(select(Hall).join(Venue).where(Venue.slug == "shanghai-grand-theatre", Hall.code == "main")).one()
    assert (grand.capacity, grand.is_capacity_certain, grand.venue.opened.zh) == (1800, False, "1998年")
    assert grand.capacity_note.zh
    assert not CHINESE.search(grand.capacity_note.en)


def test_papers_find_a_renamed_event_again_and_take_back_what_was_edited(load: Load) -> None:
    load("papers")
    event = event_of_slug("bund-summit")
    assert event
    with committing():
        event = session.merge(event)
        edit_event(event, at=clock.now(), slug="bund-summit-renamed", title_en="Edited")
    assert "events: 0 added, 1 changed, 32 unchanged" in load("papers")
    renamed = event_of_slug("bund-summit-renamed")
    assert renamed
    assert renamed.title.en == "Bund Summit"
    assert event_of_slug("bund-summit") is None


def test_a_demo_season_is_whole_public_and_marked(load: Load) -> None:
    assert "dated rows written" in load("demo", "--performances", "300")
    assert count(Performance, Performance.form == Form.PERFORMANCE) == 300
    assert set(session.scalars(select(Performance.city))) == {city.adcode for city in all_cities()}
    assert count(Event, Event.is_demo.is_(True), Event.published_at.is_(None)) == 0
    assert count(FeedEntry) == 2 * count(Performance)
    assert count(FeedEntry, FeedEntry.stale_at.is_not(None)) == 0
    assert count(FeedEntry, FeedEntry.is_broken.is_(True)) == 0
    assert count(Inclusion) > 40
    held = session.scalars(
        select(Performance).join(Run).join(Event).where(Performance.form == Form.PERFORMANCE, Event.is_demo.is_(True))
    )
    assert all(row.approvals for row in held)
    numbers = session.scalars(select(Approval.number).where(Approval.state == ApprovalState.APPROVED))
    assert all(number.startswith("示例批文-") for number in numbers)
    sellers = set(session.execute(select(Run.seller_zh, Run.seller_url).where(Run.seller_zh != "")))
    assert sellers == {("示例票务（演示数据，不售票）", "")}


def test_no_demo_text_is_missing_or_chinese_in_english(load: Load) -> None:
    load("demo", "--performances", "300")
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not column.name.endswith("_en") or not isinstance(column.type, (String, Text)):
                continue
            for text in session.scalars(select(column).distinct()):
                assert not CHINESE.search(text), (table.name, column.name, text)
    for title_zh, title_en, summary_en in session.execute(
        select(Event.title_zh, Event.title_en, Event.summary_en).where(Event.is_demo.is_(True))
    ):
        assert title_en, title_zh
        assert summary_en, title_zh


def test_the_same_arguments_again_change_nothing_and_others_replace(load: Load) -> None:
    load("demo", "--performances", "120", "--seed", "3")
    before, number = everything(), revision.current()
    assert load("demo", "--performances", "120", "--seed", "3").endswith("demo: 0 changes\n")
    assert everything() == before
    assert revision.current() == number
    uids = set(session.scalars(select(Performance.uid)))
    load("demo", "--performances", "120", "--seed", "4")
    assert revision.current() > number
    assert not uids & set(session.scalars(select(Performance.uid)))
    load("demo", "--performances", "120", "--seed", "3")
    assert set(session.scalars(select(Performance.uid))) == uids


def test_removing_leaves_no_demo_row_and_the_papers_as_they_were(load: Load) -> None:
    load("papers")
    before = everything()
    load("demo", "--performances", "120")
    number = revision.current()
    assert re.search(r"demo: \d+ dated rows removed", load("demo", "--remove"))
    assert everything() == before
    assert revision.current() > number
    assert load("demo", "--remove").endswith("demo: 0 dated rows removed\n")


def test_removing_keeps_what_somebody_elses_event_hangs_on(load: Load) -> None:
    load("demo", "--performances", "60")
    venue = session.scalars(select(Venue).where(Venue.is_demo.is_(True)).order_by(Venue.id)).first()
    assert venue
    with committing():
        event = Event(slug="own", kind=EventKind.SHOW, title_zh="自己的")
        session.add(event)
        session.flush()
        session.add(Run(event_id=event.id, venue_id=venue.id, city=venue.city))
    load("demo", "--remove")
    assert list(session.scalars(select(Venue.slug).where(Venue.is_demo.is_(True)))) == [venue.slug]
    assert count(Event, Event.is_demo.is_(True)) == 0


def test_nobody_sees_half_a_season(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    really = entries.write

    def write(found: entries.Rendered) -> None:
        seen.append(count(Event, Event.is_demo.is_(True), Event.published_at.is_not(None)))
        really(found)

    monkeypatch.setattr(entries, "write", write)
    load("demo", "--performances", "60")
    assert set(seen) == {0}


def test_a_load_that_broke_off_is_done_again(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_found: entries.Rendered) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(entries, "write", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            load("demo", "--performances", "60")
    session.rollback()
    assert loading.needs_demo()
    assert count(Event, Event.is_demo.is_(True)) > 0
    assert "dated rows written" in load("demo", "--performances", "60")
    assert count(FeedEntry) == 2 * count(Performance)


def test_what_cannot_be_rendered_waits_for_the_feeds_own_job(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> bytes:
        raise ValueError("cannot be written")

    monkeypatch.setattr("feeds.services.ical.event_bytes", refuse)
    load("demo", "--performances", "10")
    assert count(FeedEntry, FeedEntry.stale_at.is_(None)) == 0
    assert count(FeedEntry, FeedEntry.digest != "") == 0


def test_two_processes_render_the_same_bytes_as_one(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    load("demo", "--performances", "60")
    keys = list(session.scalars(select(Performance.id).order_by(Performance.id)))
    alone = [entry for part in entries.rendered(keys, at=clock.now()) for entry in part]
    monkeypatch.setattr(entries, "WORTH_PROCESSES", 1)
    together = [entry for part in entries.rendered(keys, at=clock.now()) for entry in part]
    assert together == alone
    assert len(alone) == 2 * len(keys)


def test_if_empty_loads_what_is_missing_and_then_nothing(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.cli.USUAL", 60)
    monkeypatch.setenv("DELTA_DEMO", "0")
    assert "events: 33 added" in load("if-empty")
    assert count(Event, Event.is_demo.is_(True)) == 0
    monkeypatch.delenv("DELTA_DEMO")
    assert "dated rows written" in load("if-empty")
    before = everything()
    assert load("if-empty") == ""
    assert everything() == before


def test_what_changed_in_the_demo_is_told_on_its_events_page(load: Load) -> None:
    load("demo", "--performances", "200")
    changed = session.scalars(select(Change).where(Change.subject == "events_performance")).all()
    assert {each.deed for each in changed} == {"cancelled", "moved", "postponed", "sold_out", "moved_online"}
    assert all(each.topic.startswith("event:") and each.reason_en for each in changed)


def test_a_demo_season_has_a_register_that_agrees_with_its_runs(load: Load) -> None:
    load("demo", "--performances", "300")
    claims = session.scalars(select(PremiereClaim)).all()
    assert {each.run_id: each.state for each in claims if each.run.premiere_kind} == {
        run.id: run.premiere_state for run in session.scalars(select(Run).where(Run.premiere_kind.is_not(None)))
    }
    assert {PremiereState.CLAIMED, PremiereState.CONFIRMED} <= {each.state for each in claims}
    assert all(each.run.event.is_demo for each in claims)
    assert all(each.has_evidence and "演示数据" in each.evidence.zh for each in claims if each.state is PremiereState.CONFIRMED)
    load("demo", "--remove")
    assert count(PremiereClaim) == 0
