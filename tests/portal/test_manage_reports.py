"""The desks' pages about reports: each organisation its own, the staff all; answered once, by those who may."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.membership import Role
from core import clock
from core.db import committing, session
from portal.models import Report
from portal.services import reports
from portal.services.reports import About, Said
from portal.wrongs import Wrong
from tests.conftest import CountQueries
from tests.factories import accounts, events

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def made(owner_id: int | None = None, words: str = "it is gone", **more: Any) -> int:
    with committing():
        about, said = About(path="/events/x", owner_id=owner_id, **more), Said(wrong=Wrong.LINK, words=words, language="en")
        return reports.report(about, said, at=clock.now()).id


def token_of(client: FlaskClient, path: str) -> str:
    return client.get(path).text.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_each_sees_its_own(app: Flask, client: FlaskClient) -> None:
    ours, theirs = accounts.organisation("ours"), accounts.organisation("theirs")
    mine, foreign, nobodys = made(ours.id, "about ours"), made(theirs.id, "about theirs"), made(None, "about nobody")
    viewer, desk = accounts.member_client(app, ours, Role.VIEWER), accounts.staff_client(app)
    page = viewer.get("/en/desk/ours/reports").text
    assert "about ours" in page
    assert "about theirs" not in page
    assert "about nobody" not in page
    assert viewer.get("/desk/theirs/reports").status_code == 404
    assert viewer.get(f"/desk/ours/reports/{mine}").status_code == 403
    editor = accounts.member_client(app, ours, Role.EDITOR)
    assert editor.get(f"/desk/ours/reports/{mine}").status_code == 200
    assert editor.get(f"/desk/ours/reports/{foreign}").status_code == 404
    assert editor.get(f"/desk/theirs/reports/{foreign}").status_code == 404
    assert editor.get(f"/staff/reports/{nobodys}").status_code == 404
    everything = desk.get("/en/staff/reports").text
    assert all(words in everything for words in ("about ours", "about theirs", "about nobody"))
    assert desk.get(f"/staff/reports/{nobodys}").status_code == 200
    assert desk.get("/staff/reports/999999").status_code == 404
    assert desk.get("/staff/reports/9999999999").status_code == 404
    assert client.get("/desk/ours/reports").status_code == 303


def test_an_editor_answers(app: Flask) -> None:
    ours = accounts.organisation("ours")
    key = made(ours.id)
    editor = accounts.member_client(app, ours, Role.EDITOR)
    path = f"/en/desk/ours/reports/{key}"
    sent = {"csrf_token": token_of(editor, path), "outcome": "put_right", "words": "Thanks"}
    answer = editor.post(path, data=sent, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/desk/ours/reports")
    row = session.scalars(select(Report)).one()
    assert (row.answer, row.answered_by) == ("Thanks", "House of Shows")
    assert "Answered." in editor.get("/en/desk/ours/reports").text
    again = editor.post(path, data=sent | {"words": "Too late"}, headers=FROM_HERE)
    assert "Somebody else answered this a moment ago" in again.text
    assert "Too late" in again.text
    assert session.scalars(select(Report.answer)).one() == "Thanks"


@pytest.mark.parametrize("sent", [{"outcome": ""}, {"outcome": "nonsense"}, {"outcome": "noted", "words": "x" * 2001}])
def test_a_form_that_does_not_hold_keeps_what_was_typed(app: Flask, sent: dict[str, str]) -> None:
    ours = accounts.organisation("ours")
    key = made(ours.id)
    editor = accounts.member_client(app, ours)
    path = f"/en/desk/ours/reports/{key}"
    whole = {"csrf_token": token_of(editor, path), "words": "some words"} | sent
    answer = editor.post(path, data=whole, headers=FROM_HERE)
    assert answer.status_code == 200
    assert 'class="summary"' in answer.text
    assert whole["words"] in answer.text
    expired = editor.post(path, data=whole | {"csrf_token": "old", "outcome": "noted", "words": "kept"}, headers=FROM_HERE)
    assert "kept" in expired.text
    assert session.scalars(select(Report)).one().is_open


def test_the_list_costs_the_same_for_one_and_three(app: Flask, count_queries: CountQueries) -> None:
    ours = accounts.organisation("ours")
    editor = accounts.member_client(app, ours)
    shows = events.several(3)
    made(ours.id, event_id=shows[0].run.event_id)
    with count_queries() as one:
        editor.get("/desk/ours/reports")
    made(ours.id, event_id=shows[1].run.event_id)
    made(ours.id, venue_id=shows[2].venue_id)
    with count_queries() as three:
        editor.get("/desk/ours/reports")
    # Sign-in, organisation, roles, grants; what waits, what was answered.
    assert one.number == three.number == 6
