"""Edits of what is public, as both sides see them: at once and looked at afterwards, or handed in for a reviewer's word."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from core.db import session
from events.models.submission import Submission
from tests.events.test_manage_review import QUEUE, decide, place
from tests.factories import accounts, changing


@pytest.fixture
def owner(app: Flask) -> Organisation:
    row = accounts.organisation()
    accounts.licensed(row)
    return row


@pytest.fixture
def editor(app: Flask, owner: Organisation) -> FlaskClient:
    return accounts.member_client(app, owner, Role.EDITOR)


@pytest.fixture
def reviewer(app: Flask) -> FlaskClient:
    return accounts.staff_client(app, StaffRole.REVIEWER)


def published(owner: Organisation) -> int:
    rows = changing.listing(owner)
    changing.ready(*rows)
    key = rows[0].run.event_id
    session.rollback()
    return key


def fill(client: FlaskClient, owner: Organisation, key: int, section: str, **typed: str) -> TestResponse:
    """Send a section as its page shows it, with something else typed."""
    at = place(owner, key, section)
    page = client.get(at).text
    kept = dict(re.findall(r'<input[^>]*?name="(\w+)"[^>]*?value="([^"]*)"', page))
    return changing.send(client, at, page, **({**kept, "kind": "show", "place": "other", "city": "shanghai"} | typed))


def test_an_edit_of_what_is_public_is_seen_by_both_sides(
    app: Flask, owner: Organisation, editor: FlaskClient, reviewer: FlaskClient, now: datetime
) -> None:
    key = published(owner)
    at = place(owner, key, "texts")
    page = editor.get(at).text
    assert "data-autosave" not in page, "nothing is public while it is being typed"
    assert changing.send(editor, at, page, summary_en="Cheaper than anywhere.").status_code == 303
    assert "Cheaper than anywhere." in app.test_client().get("/en/events/the-long-bridge").text
    assert "Saved and public; a reviewer looks at it by" in editor.get(place(owner, key, "")[:-1]).text
    assert "until you hear from us, it stands" in editor.get(place(owner, key)).text
    assert "The Long Bridge" in reviewer.get(f"{QUEUE}?which=after").text
    row = session.query(Submission.id).scalar()
    session.rollback()
    detail = reviewer.get(f"{QUEUE}/{row}").text
    for words in ("Its organisation changed what is public", "About it, English", "Cheaper than anywhere."):
        assert words in detail
    assert decide(reviewer, row, decision="refused", reason_en="Not so.").status_code == 303
    public = app.test_client().get("/en/events/the-long-bridge")
    assert public.status_code == 200
    assert "Cheaper than anywhere." not in public.text


def test_words_that_need_a_reviewer_are_handed_in_from_the_form(
    app: Flask, owner: Organisation, editor: FlaskClient, reviewer: FlaskClient, now: datetime
) -> None:
    key = published(owner)
    at = place(owner, key, "texts")
    typed = {"summary_zh": "拒绝黄牛，谢谢", "summary_en": "No touts."}
    kept_back = changing.send(editor, at, editor.get(at).text, **typed)
    for words in ("Nothing is lost", "黄牛", "拒绝黄牛，谢谢", "Hand it in for a reviewer’s word", "you have an answer by"):
        assert words in kept_back.text
    assert session.query(Submission).count() == 0
    session.rollback()
    assert changing.send(editor, at, kept_back.text, **typed, word="1").headers["Location"].endswith("/submit")
    stands = editor.get(place(owner, key)).text
    for words in ("An answer by", "What it would change", "拒绝黄牛，谢谢", "Take the submission back"):
        assert words in stands
    assert "Handed in: an answer by" in editor.get(place(owner, key, "")[:-1]).text
    row = session.query(Submission.id).scalar()
    session.rollback()
    detail = reviewer.get(f"{QUEUE}/{row}").text
    for words in ("A change of what is public", "surcharges", "Proposed", "No touts."):
        assert words in detail
    assert "No touts." not in app.test_client().get("/en/events/the-long-bridge").text
    assert decide(reviewer, row, decision="published").status_code == 303
    assert "No touts." in app.test_client().get("/en/events/the-long-bridge").text


def test_a_proposal_is_taken_back(owner: Organisation, editor: FlaskClient, now: datetime) -> None:
    key = published(owner)
    at = place(owner, key, "texts")
    changing.send(editor, at, editor.get(at).text, summary_zh="拒绝黄牛", word="1")
    assert changing.send(editor, place(owner, key), step="take_back").status_code == 303
    assert session.query(Submission).one().withdrawn_at == now


def test_what_blocks_is_said_at_the_form(owner: Organisation, editor: FlaskClient, now: datetime) -> None:
    key = published(owner)
    answer = fill(editor, owner, key, "seller", seller_url="https://other.example/")
    for words in ("put this right", "The ticket seller is not named.", "https://other.example/"):
        assert words in answer.text
    assert "reviewer’s word" not in answer.text
    assert session.query(Submission).count() == 0
