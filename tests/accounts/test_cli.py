"""Commands on people."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import codes
from accounts.models.membership import StaffRole
from accounts.models.person import Person
from accounts.queries import people
from accounts.services import demo
from core import clock
from core.db import session
from events.models.event import Event
from tests.conftest import close, make_app, make_settings
from tests.factories import accounts, events
from tests.factories.desk import send as post

LINE = re.compile(r"^ +(\w+) +(\S+@\S+) +(\S+)(?: +code now: (\d{6}))?$", re.M)


def run(app: Flask, *arguments: str) -> str:
    answer = app.test_cli_runner().invoke(args=["accounts", *arguments])
    assert answer.exit_code == 0, answer.output
    session.rollback()
    return str(answer.output)


def told(output: str) -> dict[str, tuple[str, str, str]]:
    return {part: (mail, password, code) for part, mail, password, code in LINE.findall(output)}


def test_the_demo_people_sign_in_as_printed(app: Flask) -> None:
    ours = accounts.organisation(demo.ORGANISATION, is_demo=True)
    shown = events.event("demo-show", is_demo=True, organiser_id=ours.id)
    events.event("real-show", organiser_id=ours.id)
    first, again = run(app, "demo"), run(app, "demo")
    assert told(first) == told(again), "again changes nothing"
    sign_ins = told(first)
    assert list(sign_ins) == ["organiser", "reviewer", "console", "visitor"]
    for part, (mail, password, code) in sign_ins.items():
        client = app.test_client()
        answer = post(client, "/account/sign-in", mail=mail, password=password)
        assert answer.status_code == 303
        if part in {"reviewer", "console"}:
            assert post(client, "/account/second-factor", code=code).status_code == 303
        assert client.get("/desk").status_code == 200, part
        assert client.get("/staff/outbox").status_code == (200 if part == "console" else 404), part
    assert [(row.slug, row.owner_id) for row in session.scalars(select(Event).order_by(Event.id))] == [
        (shown.slug, ours.id), ("real-show", None),
    ]
    reviewer = people.person_of_mail(sign_ins["reviewer"][0])
    assert reviewer is not None
    assert people.grants_of(reviewer.id, clock.now()) == {StaffRole.REVIEWER}


def test_without_demo_data_there_are_no_demo_people(app: Flask) -> None:
    assert "no demo people" in run(app, "demo")
    assert session.scalars(select(Person)).all() == []


def test_a_production_machine_has_none(database_url: str, tmp_path: Path) -> None:
    app = make_app(make_settings(tmp_path, database_url, production=True))
    answer = app.test_cli_runner().invoke(args=["accounts", "demo"])
    assert answer.exit_code == 1
    assert "production" in answer.output
    close(app)


def test_staff_are_appointed_and_dismissed(app: Flask) -> None:
    who = accounts.person("lin@example.org")
    client = accounts.signed_in(app, who)
    said = run(app, "staff", "Lin@example.org", "--role", "reviewer")
    assert "sign in again at https://window.example/account/sign-in" in said
    assert people.grants_of(who.id, clock.now()) == {StaffRole.REVIEWER}
    assert client.get("/desk").status_code == 303, "they sign in anew, as staff do"
    assert "You were signed out here" in client.get("/en/account/sign-in").text
    assert "You were signed out here" not in app.test_client().get("/en/account/sign-in").text
    run(app, "staff", "lin@example.org", "--role", "reviewer", "--end")
    assert people.grants_of(who.id, clock.now()) == frozenset()


@pytest.mark.parametrize("arguments", [
    ("staff", "nobody@example.org", "--role", "admin"), ("staff", "new@example.org", "--role", "admin"),
    ("staff", "lin@example.org", "--role", "admin", "--end"), ("reset-factor", "nobody@example.org"),
])
def test_what_cannot_be_done_is_said(app: Flask, arguments: tuple[str, ...]) -> None:
    accounts.person("lin@example.org")
    accounts.person("new@example.org", mail_confirmed_at=None)
    answer = app.test_cli_runner().invoke(args=["accounts", *arguments])
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


def test_a_lost_second_factor_is_dropped(app: Flask) -> None:
    accounts.person("lin@example.org", totp_secret=codes.fresh_secret(), totp_since=clock.now())
    run(app, "reset-factor", "lin@example.org")
    found = people.person_of_mail("lin@example.org")
    assert found is not None
    assert not found.has_second_factor
