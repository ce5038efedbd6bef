"""Where a mail service posts what became of letters."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import clock
from core.config import Settings
from core.db import session
from notices.models.delivery import Delivery
from notices.models.follower import Standing
from tests.conftest import make_settings
from tests.factories import reports

TOKEN = "a token of a mail service, 32 signs"


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    """With a token."""
    return make_settings(data_folder, database_url, mail_hook_token=TOKEN)


def post(client: FlaskClient, body: Any, token: str = TOKEN) -> TestResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} if token else {}
    return client.post("/hooks/mail", data=raw, headers=heads)


def test_what_is_taken(client: FlaskClient) -> None:
    first, second, third = (reports.letter(f"{name}@example.org") for name in ("a", "b", "c"))
    answer = post(client, [
        {"message_id": reports.message_id(first), "kind": "bounce", "code": "5.1.1"},
        {"recipient": " B@Example.org ", "kind": "complaint"},
        {"recipient": "c@example.org", "kind": "delivered", "code": "2.0.0"},
        {"recipient": "nobody@example.org", "kind": "complaint"},
    ])
    assert (answer.status_code, answer.json) == (200, {"taken": 3, "passed_over": 1})
    assert answer.headers["Cache-Control"] == "no-store"
    for row in (first, second, third):
        session.refresh(row)
    assert first.bounced_at is not None
    assert second.complained_at is not None
    assert [row.delivered_at is not None for row in (first, second, third)] == [False, False, True]
    known = {each.mail: each.why for each in session.query(Standing)}
    assert known == {"a@example.org": "bounced", "b@example.org": "complained"}


def test_a_report_that_is_sent_again_is_of_the_same_letter(client: FlaskClient) -> None:
    first, happened = reports.letter("a@example.org"), clock.now() + timedelta(minutes=2)
    report = [{"recipient": "a@example.org", "kind": "bounce", "code": "5.2.2", "at": happened.isoformat()}]
    for minutes in (5, 10, 20):
        with clock.standing_still(clock.now() + timedelta(minutes=minutes)):
            assert post(client, report).json == {"taken": 1, "passed_over": 0}
            reports.letter("a@example.org")
    session.refresh(first)
    assert first.bounced_at is not None
    row = session.query(Standing).one()
    assert (row.refusals, row.stopped_at) == (1, None)
    assert session.query(Delivery).filter(Delivery.bounced_at.is_not(None)).count() == 1
    for odd in ("yesterday", "2026-11-21", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59+00:00", 7):
        assert post(client, [{"recipient": "b@example.org", "kind": "bounce", "at": odd}]).status_code == 200


@pytest.mark.parametrize("token", ["", "another", TOKEN + "x", "密"])
def test_nobody_else_learns_that_it_is_there(client: FlaskClient, token: str) -> None:
    reports.letter()
    answer = client.post("/hooks/mail", data=b"[]", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")})
    assert answer.status_code == 404
    assert client.get("/hooks/mail").status_code in {404, 405}
    assert client.post("/hooks/mail", data=b"[]").status_code == 404


@pytest.mark.parametrize("body", [
    b"", b"{}", b"[", b"null", b"\xff", b"[" * 100_000, [{}] * 1_001, {"kind": "bounce"}, "bounce", b'"' + b"x" * 100,
])
def test_bad_bodies_are_400(client: FlaskClient, body: Any) -> None:
    answer = post(client, body)
    assert (answer.status_code, answer.content_type) == (400, "application/json")
    assert answer.json is not None
    assert any(words in answer.json["error"] for words in ("no JSON", "must be a list", "at most 1000 facts"))


def test_a_flood_is_413(client: FlaskClient) -> None:
    answer = post(client, b" " * (600 * 2**10))
    assert (answer.status_code, answer.json) == (413, {"error": "at most 524288 bytes"})


@pytest.mark.parametrize("item", [
    None, 7, [], "x", {}, {"kind": "bounce"}, {"kind": 7, "recipient": "a@example.org"},
    {"kind": "exploded", "recipient": "a@example.org"},
    {"kind": "bounce", "recipient": ["a@example.org"]}, {"kind": "bounce", "recipient": "a@example.org\0"},
    {"kind": "bounce", "recipient": "a" * 400}, {"kind": "complaint", "message_id": "<n1.0123456789abcdef@window.example>"},
    {"kind": "complaint", "message_id": "<n99999999999999999.0123456789abcdef@window.example>"},
    {"kind": "bounce", "recipient": "\ud800@example.org"},
])
def test_what_says_nothing_is_passed_over(client: FlaskClient, item: Any) -> None:
    reports.letter("a@example.org")
    answer = post(client, [item])
    assert (answer.status_code, answer.json) == (200, {"taken": 0, "passed_over": 1})
    assert session.query(Delivery).filter(Delivery.complained_at.is_not(None) | Delivery.bounced_at.is_not(None)).count() == 0
    assert session.query(Standing).count() == 0
