"""The sections of a listing that is public: a title under approvals, and what only the change desk changes."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core.config import ROOT
from core.db import session
from events.law_words import RULES
from events.models.event import Event
from events.models.performance import Approval
from events.models.words import ApprovalState
from tests.events.test_services_review import event_of, kinds
from tests.factories import accounts, changing
from tests.factories.desk import seen_in, send


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def editor(app: Flask, owner: Organisation) -> FlaskClient:
    return accounts.member_client(app, owner, Role.EDITOR)


@pytest.fixture
def key(owner: Organisation) -> int:
    """A public listing of three dates with approvals that hold."""
    rows = changing.listing(owner, run_facts={"main_performers_zh": "林安、周舟"})
    changing.approved(*rows)
    return rows[0].run.event_id


def at(owner: Organisation, key: int, rest: str) -> str:
    return f"/en/desk/{owner.slug}/listings/{key}{rest}"


def basics(key: int, page: str, **typed: str) -> dict[str, str]:
    event = session.get_one(Event, key)
    place = re.search(r'name="place" value="([^"]*)"', page)
    stands = {"title_zh": event.title_zh, "title_en": event.title_en, "kind": "show", "city": "shanghai"}
    return stands | {"place": place.group(1) if place else "", "seen": seen_in(page)} | typed


def stale() -> int:
    session.rollback()
    return len(session.scalars(select(Approval).where(Approval.state == ApprovalState.STALE)).all())


def test_a_new_title_says_first_what_becomes_of_the_approvals(
    owner: Organisation, editor: FlaskClient, key: int, now: datetime
) -> None:
    path = at(owner, key, "/basics")
    page = editor.get(path).text
    assert "A new title makes the approvals of 3 dates stale" in page
    refused = send(editor, path, **basics(key, page, title_en="The Longer Bridge"))
    assert "the approvals of 3 dates no longer hold. Nothing is saved yet" in refused.text
    assert 'value="The Longer Bridge"' in refused.text
    assert (event_of(key).title_en, stale(), kinds()) == ("The Long Bridge", 0, [])
    saved = send(editor, path, **basics(key, page, title_en="The Longer Bridge", renews="y"))
    assert saved.status_code == 303
    assert (event_of(key).title_en, stale()) == ("The Longer Bridge", 3)
    assert "The approvals of 3 dates no longer hold" in editor.get(at(owner, key, "")).text
    assert kinds() == ["approvals_stale"]
    told = session.scalars(select(TrailEntry).where(TrailEntry.deed == "approvals_stale")).one()
    assert told.after == {"dates": 3, "title": "长桥"}


def test_what_leaves_the_title_alone_asks_for_no_tick(
    owner: Organisation, editor: FlaskClient, key: int, now: datetime
) -> None:
    path = at(owner, key, "/basics")
    assert send(editor, path, **basics(key, editor.get(path).text, contact="021-0000 0000")).status_code == 303
    assert (event_of(key).contact, stale(), kinds()) == ("021-0000 0000", 0, [])


def test_without_approvals_there_is_nothing_to_confirm(owner: Organisation, editor: FlaskClient, now: datetime) -> None:
    plain = changing.listing(owner)[0].run.event_id
    path = at(owner, plain, "/basics")
    page = editor.get(path).text
    assert 'name="renews"' not in page
    assert send(editor, path, **basics(plain, page, title_en="The Longer Bridge")).status_code == 303


def test_house_and_cast_are_shown_and_changed_at_the_change_desk(
    owner: Organisation, editor: FlaskClient, key: int, now: datetime
) -> None:
    page = editor.get(at(owner, key, "/basics")).text
    assert '<select id="place"' not in page
    assert "江畔剧院 · 大剧场" in editor.get(at(owner, key, "/basics").removeprefix("/en")).text
    for section, kind, says in (("basics", "hall", "River Theatre"), ("people", "cast", "林安、周舟")):
        page = editor.get(at(owner, key, f"/{section}")).text
        assert says in page
        way = re.search(rf'href="(/en/desk/[^"]*/changes/{key}/{kind}\?[^"]*)"', page)
        assert way, section
        form = editor.get(way.group(1).replace("&amp;", "&"))
        assert form.status_code == 200
        assert 'name="cause"' in form.text
    assert "<textarea" not in page
    assert ">Save</button>" not in page


def test_a_form_that_was_opened_before_is_told_where_to_go(
    owner: Organisation, editor: FlaskClient, key: int, now: datetime
) -> None:
    path = at(owner, key, "/people")
    answer = send(editor, path, main_performers_zh="另一位", seen=seen_in(editor.get(path).text))
    assert "is done at the change desk" in answer.text


def test_a_draft_keeps_its_fields(owner: Organisation, editor: FlaskClient, now: datetime) -> None:
    draft = changing.listing(owner, is_public=False)[0].run.event_id
    assert "<textarea" in editor.get(at(owner, draft, "/people")).text
    assert 'name="place"' in editor.get(at(owner, draft, "/basics")).text


def test_findings_name_their_rule_in_words(owner: Organisation, editor: FlaskClient, now: datetime) -> None:
    worded = changing.listing(owner, is_public=False, title_zh="国际长桥", title_en="International Bridge")[0].run.event_id
    rules = f"/en/desk/{owner.slug}/rules"
    for rest in ("", "/submit"):
        page = editor.get(at(owner, worded, rest)).text
        assert f'<a href="{rules}#R8" title="R8">Title and advertising are true</a>' in page
        assert re.search(r"\bR\d+\b(?!\")", re.sub(r'href="[^"]*"', "", page)) is None
    told = editor.get(rules).text
    assert 'id="R8"' in told
    assert "The title of a commercial show does not say" in told


def test_every_rule_of_a_finding_is_explained() -> None:
    named = set(re.findall(r'"(R\d+)"', (ROOT / "events/advert.py").read_text(encoding="utf-8")))
    named |= set(re.findall(r'"(R\d+)"', (ROOT / "events/holding.py").read_text(encoding="utf-8")))
    assert named == set(RULES)
