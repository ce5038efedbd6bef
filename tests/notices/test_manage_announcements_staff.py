"""The staff's editor of notices: things and dates are looked for, without script, and nothing that was typed is lost."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.models.membership import StaffRole
from core.db import session
from events.models.performance import Performance
from events.models.words import Status
from notices.models.notice import Announcement, Notice
from tests.factories import accounts, announcing, changing, events, repertoire, venues

STAFF = "/en/staff/announcements"
NEW = f"{STAFF}/new"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return accounts.staff_client(app, StaffRole.CONSOLE)


@pytest.fixture
def date(app: Flask) -> Performance:
    return changing.listing(accounts.organisation(), dates=1)[0]


def look(client: FlaskClient, **typed: Any) -> TestResponse:
    """Press one of the buttons that look for something."""
    return announcing.send(client, NEW, **{"find": "things", "search": "", "searched": "", "about_search": ""} | typed)


def boxes(page: str) -> dict[str, bool]:
    """The things that can be ticked, and whether they are."""
    found = re.findall(r'<input[^>]*name="subjects"[^>]*>', page)
    return {re.findall(r'value="([^"]*)"', each)[0]: " checked" in each for each in found}


def dates(page: str) -> dict[str, bool]:
    """The dates that can be chosen, and whether they are."""
    return {key: bool(is_chosen) for key, is_chosen in re.findall(r'name="about" value="(\d*)"( checked)?', page)}


def test_a_date_is_looked_for_and_the_notice_hangs_on_it(client: FlaskClient, date: Performance) -> None:
    announcing.fan("city:310000")
    page = look(client, about_search="long BRIDGE", body_en="{event}: {date}", when="relative")
    assert page.status_code == 200
    assert dates(page.text) == {"": True, str(date.id): False}
    assert "1 found. Choose what you mean." in page.text
    assert "Please look at this again" not in page.text, "nothing is said of what is missing while one looks"
    assert "{event}: {date}" in page.text
    typed = {"about": str(date.id), "about_search": "long BRIDGE", "about_searched": "long BRIDGE"}
    answer = announcing.send(
        client, NEW, audience="everybody", when="relative", offset="-1440", body_en="{event}: {date}", **typed
    )
    one = answer.headers["Location"]
    page_of_one = client.get(one).text
    assert "Friday 27 November 2026, 19:30" in page_of_one
    assert "The Long Bridge: Saturday 28 November 2026, 19:30" in page_of_one
    assert announcing.press(client, one, "hand-in").status_code == 303
    assert dates(client.get(f"{one}/edit").text) == {"": False, str(date.id): True}
    announcing.status(date, Status.CANCELLED)
    assert "The date that it was about does not take place." in client.get(one).text


def test_a_date_of_nobody_is_not_taken(client: FlaskClient, date: Performance) -> None:
    for key in ("999999", "x", "-1", str(2**70)):
        answer = announcing.send(client, NEW, audience="everybody", when="relative", about=key)
        assert answer.status_code == 200
        assert "Choose" in answer.text
    session.rollback()
    assert session.query(Announcement).count() == 0


def test_days_narrow_and_nothing_is_said(client: FlaskClient, date: Performance) -> None:
    assert dates(look(client, about_from="2026-11-29").text) == {"": True}
    assert "No date is called so." in look(client, about_search="no such thing").text
    assert dates(look(client, about_from="2026-11-28").text) == {"": True, str(date.id): False}
    wrong = look(client, about_from="9999-99-99", about_search="long")
    assert wrong.status_code == 200
    assert "Write the day as 2026-12-31." in wrong.text


def test_more_than_can_be_shown_is_said(client: FlaskClient) -> None:
    changing.listing(accounts.organisation(), dates=20)
    page = look(client, about_search="long bridge", search="long bridge").text
    assert "20 found. Choose what you mean. There may be more: more words narrow it." in page
    assert "9 found. Choose what you mean. There may be more: more words narrow it." in page, "an event and eight of its dates"


def test_things_of_every_kind_are_found_by_name_and_stay_ticked(client: FlaskClient, app: Flask) -> None:
    company, house = repertoire.company(), venues.venue()
    work = repertoire.production(company_id=company.id)
    row = events.show(run_facts={"production_id": work.id, "venue_id": house.id, "city": "310000"})
    announcing.fan("filter:city=shanghai&kind=show")
    page = look(client, search="长桥").text
    assert set(boxes(page)) == {f"event:{row.run.event_id}", f"performance:{row.id}", f"production:{work.id}"}
    assert not any(boxes(page).values())
    kept = f"production:{work.id}"
    page = look(client, search="river", searched="长桥", subjects=kept).text
    assert boxes(page) == {kept: True, f"venue:{house.id}": False}
    for words, ref in (("SHANGHAI", "city:310000"), ("shanghai", "filter:city=shanghai&amp;kind=show"), ("red", "strand:red")):
        assert ref in boxes(look(client, search=words).text), words
    assert "Nothing that can be followed is called so." in look(client, search="%").text
    assert look(client, search="字" * 200).status_code == 200
    assert look(client, search="' OR 1=1 --", subjects=["x", "event:x", "event:" + "9" * 30]).status_code == 200


def test_what_is_typed_to_be_looked_for_is_never_passed_over(client: FlaskClient, date: Performance) -> None:
    """Pressing Enter in a search, or saving with something typed in it, looks for it."""
    answer = announcing.send(client, NEW, search="long bridge", searched="")
    assert answer.status_code == 200
    assert f"event:{date.run.event_id}" in boxes(answer.text)
    again = announcing.send(
        client, NEW, search="long bridge", searched="long bridge", subjects=f"event:{date.run.event_id}"
    )
    assert again.status_code == 303
    session.rollback()
    row = session.query(Announcement).one()
    assert row.audience == {"kind": "followers", "subjects": [f"event:{date.run.event_id}"]}
    assert announcing.hidden(client.get(f"{STAFF}/{row.id}/edit").text, "seen") == str(row.version)


def test_an_audience_of_zero_says_what_to_do(client: FlaskClient, date: Performance) -> None:
    one = announcing.send(client, NEW, subjects=f"event:{date.run.event_id}").headers["Location"]
    page = client.get(one).text
    assert "0 readers now" in page
    assert "Choose more things, or everybody who follows anything." in page
    assert "Send it now" not in page
    answer = announcing.press(client, one, "hand-in")
    assert "Nobody would get it" in answer.text
    session.rollback()
    assert session.query(Notice).filter_by(kind="announcement").count() == 0


def test_an_organisation_looks_for_nothing(app: Flask, date: Performance) -> None:
    body = date.run.event.owner
    assert body is not None
    owner = accounts.member_client(app, body)
    page = owner.get("/en/desk/house-of-shows/notices/new").text
    assert 'name="search"' not in page
    assert 'name="find"' not in page
