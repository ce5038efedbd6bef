"""A stated running time is the end of every date that states none, on page, in calendars, everywhere at once."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from events.models.event import Event
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.words import ApprovalState
from events.services import events, performances
from feeds.queries import entries_of
from repertoire.models import Production
from repertoire.services import edit_production
from tests.factories import accounts, repertoire
from tests.factories import events as made
from tests.factories.desk import seen_in, send

EVENING = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)


def state(row: Performance, minutes: int | None) -> Performance:
    with committing():
        events.edit_run(session.get_one(Run, row.run_id), at=clock.now(), duration_minutes=minutes)
    return session.get_one(Performance, row.id)


def length(row: Performance) -> int:
    return int((row.ends_at - row.starts_at).total_seconds() // 60)


def test_a_running_time_typed_later_is_the_end_of_dates_that_state_none(app: Flask) -> None:
    row = made.show(starts_at=EVENING)
    assert (length(row), row.end_is_stated, row.sequence) == (120, False, 0)
    row = state(row, 140)
    assert (length(row), row.end_is_stated, row.sequence) == (140, True, 1)
    assert row.end_minute == 19 * 60 + 30 + 140
    row = state(row, 150)
    assert (length(row), row.sequence) == (150, 2)
    row = state(row, 150)
    assert row.sequence == 2
    row = state(row, None)
    assert (length(row), row.end_is_stated, row.sequence) == (120, False, 3)


def test_a_running_time_of_just_two_hours_takes_the_guess_away_and_moves_no_end(app: Flask) -> None:
    row = state(made.show(starts_at=EVENING), 120)
    assert (length(row), row.end_is_stated, row.sequence) == (120, True, 0)


def test_an_end_of_its_own_and_what_is_over_stay(app: Flask) -> None:
    row = made.show(starts_at=EVENING)
    run = session.get_one(Run, row.run_id)
    own = made.performance(run, starts_at=EVENING + timedelta(days=1), ends_at=EVENING + timedelta(days=1, minutes=95))
    over = made.performance(run, starts_at=EVENING - timedelta(days=3))
    state(row, 140)
    assert [length(session.get_one(Performance, key)) for key in (row.id, own.id, over.id)] == [140, 95, 120]


def test_an_approval_stands_since_it_names_the_start_and_the_place(app: Flask) -> None:
    row = made.show(starts_at=EVENING)
    with committing():
        known = session.get_one(Performance, row.id)
        known.approvals.append(Approval(state=ApprovalState.APPROVED, number="1", recorded_at=clock.now()))
        performances.tell_of_approval(known, at=clock.now())
    assert state(row, 140).sells_at(clock.now())


def test_a_works_length_reaches_the_runs_that_state_none(app: Flask) -> None:
    work = repertoire.production(duration_minutes=100)
    row = made.show(starts_at=EVENING, run_facts={"production_id": work.id})
    own = made.show("own", starts_at=EVENING, run_facts={"production_id": work.id, "duration_minutes": 80})
    with committing():
        edit_production(session.get_one(Production, work.id), at=clock.now(), duration_minutes=110)
    assert [length(session.get_one(Performance, each.id)) for each in (row, own)] == [110, 80]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_calendar_and_data_say_the_same_end(app: Flask, client: FlaskClient, language: str) -> None:
    house = accounts.organisation()
    row = made.show(starts_at=EVENING, owner_id=house.id, title_zh="长桥", title_en="The Long Bridge")
    prefix = "/en" if language == "en" else ""
    before = client.get(f"{prefix}/performances/{row.id}.ics").text
    assert "T213000" in before
    desk = accounts.member_client(app, house)
    key = session.get_one(Event, row.run.event_id).id
    facts = f"/desk/house-of-shows/listings/{key}/facts"
    seen = seen_in(desk.get(facts).text)
    assert send(desk, facts, duration_minutes="140", seen=seen).status_code == 303
    told = client.get(f"{prefix}/performances/{row.id}.ics").text.replace("\r\n ", "")
    assert "DTEND;TZID=Asia/Shanghai:20261121T215000" in told
    assert "SEQUENCE:1" in told
    assert "两小时" not in told
    assert "two hours" not in told
    page = client.get(f"{prefix}/performances/{row.id}").text
    assert "21:50" in page
    assert '"endDate":"2026-11-21T21:50+08:00"' in client.get(f"{prefix}/events/the-long-bridge").text.replace(": ", ":")
    assert client.get(f"/api/v1/performances/{row.id}").json["ends_at"] == "2026-11-21T21:50:00+08:00"  # type: ignore[index]
    assert "两小时" not in desk.get(f"/desk/house-of-shows/listings/{key}/preview/calendar").text
    assert len(entries_of([row.id])) == 2
