"""What the change desk shows before a deed is what the deed does; odd input is answered in words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from core import clock
from core.db import session
from core.types import Bilingual
from events.causes import reason_in_words, with_refund
from events.models.deed import Cause, Deed, DeedKind
from events.models.performance import Performance
from events.models.words import Status
from events.queries.deeds import deeds_of
from tests.factories import accounts, changing, venues

ENDLESS = "9" * 5_000


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def editor(app: Flask, owner: Organisation) -> FlaskClient:
    return accounts.member_client(app, owner, Role.EDITOR)


def fresh(row: Performance) -> Performance:
    session.rollback()
    return session.get_one(Performance, row.id, populate_existing=True)


def desk(row: Performance, rest: str) -> str:
    session.rollback()
    return f"/en/desk/house-of-shows/changes/{row.run.event_id}/{rest}"


def checked(client: FlaskClient, rows: list[Performance], kind: str, **typed: Any) -> tuple[str, str]:
    """The address of a deed and the page that shows what it would do."""
    session.rollback()
    at = desk(rows[0], kind)
    form = client.get(f"{at}?{'&'.join(f'date={row.id}' for row in rows)}").text
    return at, changing.send(client, at, form, step="check", cause="illness", refund="full", **typed).text


def test_an_emptied_time_means_that_each_keeps_its_own(editor: FlaskClient, owner: Organisation) -> None:
    rows = changing.listing(owner, dates=2)
    matinee = rows[0].starts_at - timedelta(hours=5)
    session.get_one(Performance, rows[0].id).starts_at = matinee
    session.commit()
    at, check = checked(editor, rows, "move", shift="7")
    assert changing.send(editor, at, check, step="do").status_code == 303
    assert fresh(rows[0]).starts_at == matinee + timedelta(days=7)
    assert fresh(rows[1]).starts_local.hour == 19


def test_an_empty_end_keeps_the_length(editor: FlaskClient, owner: Organisation) -> None:
    row = changing.listing(owner)[0]
    with_end = session.get_one(Performance, row.id)
    with_end.ends_at, with_end.end_is_stated = row.starts_at + timedelta(minutes=80), True
    session.commit()
    at, check = checked(editor, [row], "move", clock="22:30")
    assert "22:30–" in check
    assert changing.send(editor, at, check, step="do").status_code == 303
    moved = fresh(row)
    assert (moved.starts_local.strftime("%H:%M"), moved.ends_at - moved.starts_at) == ("22:30", timedelta(minutes=80))


def test_an_end_on_the_next_day_is_said(editor: FlaskClient, owner: Organisation) -> None:
    row = changing.listing(owner)[0]
    _at, check = checked(editor, [row], "move", clock="22:30", until="01:10")
    next_day = clock.today() + timedelta(days=8)
    assert f"{next_day.day} " in check.partition("22:30–")[2].partition("</strong>")[0]


def test_another_city_is_said_with_its_calendars(editor: FlaskClient, owner: Organisation) -> None:
    row = changing.listing(owner)[0]
    far = venues.hall(venues.venue("hefei-house", name_zh="合肥大剧院", name_en="Hefei Grand Theatre", city="340100"))
    session.rollback()
    _at, check = checked(editor, [row], "hall", hall=str(far.id))
    assert "It comes to another city: Hefei" in check
    calendars = check.partition("calendars change")[2]
    assert "Hefei Grand Theatre" in calendars
    assert "River Theatre" in calendars


def test_the_same_form_twice_is_one_deed_and_with_something_else_in_it_another(
    editor: FlaskClient, owner: Organisation
) -> None:
    row = changing.listing(owner)[0]
    at, check = checked(editor, [row], "move", clock="20:00")
    first = changing.send(editor, at, check, step="do").headers["Location"]
    assert changing.send(editor, at, check, step="do").headers["Location"] == first
    again = changing.send(editor, at, check, step="do", clock="21:00")
    assert again.status_code == 200
    assert "Both versions" in again.text
    assert fresh(row).starts_local.hour == 20


def test_a_token_of_another_deed_does_not_swallow_a_change(editor: FlaskClient, owner: Organisation) -> None:
    rows = changing.listing(owner, dates=2)
    at, sold = checked(editor, rows[:1], "sell_out")
    changing.send(editor, at, sold, step="do")
    at, cancel = checked(editor, rows[1:], "cancel")
    assert changing.send(editor, at, cancel, step="do", token=changing.hidden(sold)["token"][0]).status_code == 303
    assert fresh(rows[1]).status is Status.CANCELLED
    assert len(deeds_of(owner.id, 10)) == 2


def test_a_deed_tells_what_it_was_and_what_it_became(editor: FlaskClient, owner: Organisation, now: datetime) -> None:
    row = changing.listing(owner)[0]
    deed: Deed = changing.done(row, starts={row.id: row.starts_at + timedelta(hours=1)}, kind=DeedKind.MOVE)
    page = editor.get(f"/en/desk/house-of-shows/changes/deeds/{deed.id}").text
    was, became = (page.partition("<table")[2].split("<td>")[number].partition("</td>")[0] for number in (1, 2))
    assert "19:30" in was
    assert "20:30" in became
    assert "Undo" in page
    changing.done(row, kind=DeedKind.SELL_OUT)
    assert "/undo" not in editor.get(f"/en/desk/house-of-shows/changes/deeds/{deed.id}").text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2101-01-01", "1999-12-31"])
def test_days_outside_the_calendar_are_said_at_the_field(editor: FlaskClient, owner: Organisation, day: str) -> None:
    row = changing.listing(owner)[0]
    _at, check = checked(editor, [row], "move", day=day, clock="00:00")
    assert "That day lies outside the calendar." in check
    assert f'value="{day}"' in check


def test_numbers_that_nobody_can_read(editor: FlaskClient, owner: Organisation) -> None:
    row = changing.listing(owner)[0]
    key = row.id
    for address in ("?page=", "?event="):
        session.rollback()
        assert editor.get(f"/en/desk/house-of-shows/changes{address}{ENDLESS}").status_code == 200
    assert editor.get(f"{desk(row, 'cancel')}?date={ENDLESS}").status_code == 200
    at, check = checked(editor, [row], "cancel")
    answer = changing.send(editor, at, check, step="do", seen=f"{key}:{ENDLESS}")
    assert answer.status_code == 303


def test_ready_words_stand_in_where_the_organiser_says_nothing_in_a_language() -> None:
    said = reason_in_words(Cause.ILLNESS, Bilingual("主演骨折", ""))
    assert said == Bilingual("主演骨折。", "Illness in the company.")
    whole = with_refund(said, Bilingual("已购票观众可全额退票。", "Tickets are refunded in full."))
    assert whole == Bilingual("主演骨折。已购票观众可全额退票。", "Illness in the company. Tickets are refunded in full.")
    storm = reason_in_words(Cause.FORCE_MAJEURE, Bilingual("台风“海神”", ""))
    assert storm == Bilingual("因不可抗力。台风“海神”。", "Force majeure.")
