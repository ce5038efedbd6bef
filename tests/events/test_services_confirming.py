"""Asking whether a run stands: once a run and lead, by whom it concerns, by day; what the page says meanwhile."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.actor import Actor
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.trail import TrailEntry
from core import clock, letters
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.jobs import ask_organisers
from events.models.asking import Asking
from events.models.run import Run
from events.models.words import Status
from events.services import confirming, performances
from notices.models.delivery import Delivery
from tests.factories import accounts, events

LONG_AGO = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


@pytest.fixture
def ours(app: Flask) -> Organisation:
    return accounts.organisation("ours")


@pytest.fixture
def owner(ours: Organisation) -> Person:
    return accounts.member(ours, of=accounts.person(language="en"))


def listed(ours: Organisation | None, *, days: float, slug: str = "the-long-bridge", at: datetime = LONG_AGO) -> Run:
    """A run whose one performance is so many days ahead, made public long ago."""
    row = events.show(slug, starts_at=clock.now() + timedelta(days=days), at=at, owner_id=ours.id if ours else None)
    return row.run


def told() -> list[tuple[str, int]]:
    """Address and lead of every letter."""
    session.rollback()
    return [(row.mail, row.facts["lead"]) for row in session.scalars(select(Delivery).order_by(Delivery.id))]


def confirm(run: Run, *, at: datetime | None = None, who: int | None = None) -> None:
    with committing():
        confirming.confirm(session.merge(run), at=at or clock.now(), actor=Actor(person_id=who, via="link"))


@pytest.mark.parametrize(("days", "leads"), [(15, []), (13.9, [14]), (3.5, [14]), (2.9, [3]), (0.1, [3]), (-1, [])])
def test_it_is_asked_two_weeks_and_three_days_before(owner: Person, ours: Organisation, days: float, leads: list[int]) -> None:
    listed(ours, days=days)
    ask_organisers()
    ask_organisers()
    assert told() == [(owner.mail, lead) for lead in leads]


def test_both_leads_of_one_run_are_asked_once_each(owner: Person, ours: Organisation, now: datetime) -> None:
    run = listed(ours, days=13)
    for day in range(14):
        with clock.standing_still(now + timedelta(days=day)):
            ask_organisers()
    assert told() == [(owner.mail, 14), (owner.mail, 3)]
    assert [(row.run_id, row.lead, row.turn) for row in session.scalars(select(Asking))] == [(run.id, 14, 0), (run.id, 3, 0)]


def test_only_those_who_act_for_it_are_asked(owner: Person, ours: Organisation) -> None:
    editor, viewer = accounts.member(ours, Role.EDITOR), accounts.member(ours, Role.VIEWER)
    stranger = accounts.member(accounts.organisation("theirs"))
    listed(ours, days=2)
    ask_organisers()
    mails = {mail for mail, _lead in told()}
    assert mails == {owner.mail, editor.mail}
    assert not mails & {viewer.mail, stranger.mail}


def test_the_papers_rows_drafts_and_what_is_off_are_not_asked_about(owner: Person, ours: Organisation) -> None:
    listed(None, days=2, slug="papers")
    events.show("draft", starts_at=clock.now() + timedelta(days=2), at=LONG_AGO, owner_id=ours.id, publish=False)
    hidden = events.run(events.event("half", at=LONG_AGO, owner_id=ours.id))
    events.performance(hidden, starts_at=clock.now() + timedelta(days=2), publish=False)
    off = events.show("off", starts_at=clock.now() + timedelta(days=2), at=LONG_AGO, owner_id=ours.id)
    with committing():
        performances.set_status(session.merge(off), Status.CANCELLED, at=clock.now(), reason=Bilingual("", "ill"))
    ask_organisers()
    assert told() == []


def test_what_was_confirmed_or_listed_just_before_is_not_asked(owner: Person, ours: Organisation, now: datetime) -> None:
    fresh = listed(ours, days=2, slug="fresh", at=now - timedelta(hours=1))
    confirmed = listed(ours, days=2.5, slug="confirmed")
    confirm(confirmed, at=now - timedelta(hours=1))
    ask_organisers()
    assert told() == []
    rows = session.scalars(select(Run).where(Run.id.in_((fresh.id, confirmed.id))))
    assert [row.doubted_at for row in rows] == [None, None]


def test_an_answer_to_the_first_question_counts_at_the_second(owner: Person, ours: Organisation, now: datetime) -> None:
    run = listed(ours, days=2)
    confirm(run, at=now - timedelta(days=9))
    ask_organisers()
    assert told() == [(owner.mail, 3)], "it is asked again"
    assert session.get_one(Run, run.id).doubted_at is None, "and is not doubted"


def test_a_long_run_is_asked_again_every_four_weeks(owner: Person, ours: Organisation, now: datetime) -> None:
    run = listed(ours, days=1)
    for week in range(1, 9):
        events.performance(run, starts_at=now + timedelta(days=1 + 7 * week), at=LONG_AGO)
    for day in range(0, 60, 2):
        with clock.standing_still(now + timedelta(days=day)):
            ask_organisers()
    found = session.scalars(select(Asking).where(Asking.lead == 3).order_by(Asking.turn)).all()
    assert [(row.made_at - now).days for row in found] == [0, 28, 56]


def test_many_runs_are_asked_in_parts(owner: Person, ours: Organisation) -> None:
    for number in range(confirming.AT_ONCE + 3):
        listed(ours, days=2, slug=f"show-{number}")
    ask_organisers()
    assert len(told()) == confirming.AT_ONCE + 3


@pytest.mark.parametrize("now", [EARLY], indirect=True)
def test_nobody_is_asked_at_night(owner: Person, ours: Organisation, now: datetime) -> None:
    listed(ours, days=2)
    assert clock.local(now).hour == 4
    ask_organisers()
    assert clock.local(session.scalars(select(Delivery.due_at)).one()).strftime("%d %H:%M") == "21 08:00"


def test_the_letter_has_a_signed_link(owner: Person, ours: Organisation) -> None:
    listed(ours, days=2)
    ask_organisers()
    facts = session.scalars(select(Delivery.facts)).one()
    subject, body = letters.texts_of("confirm_run", "en", facts)
    assert subject == "Is everything as listed? The Long Bridge, Mon 23 Nov"
    assert "https://window.example/en/confirm/" in body
    assert "not yet confirmed by the organiser" in body
    assert "token" not in facts
    assert letters.texts_of("confirm_run", "zh", facts)[0]


def test_the_page_says_how_it_stands(owner: Person, ours: Organisation, client: FlaskClient) -> None:
    run = listed(ours, days=2)
    papers = listed(None, days=2, slug="papers")
    plain = client.get("/en/events/the-long-bridge").text
    assert "Not yet confirmed by the organiser" in plain, "every run says how it stands"
    ask_organisers()
    paths = ("/en/events/the-long-bridge", "/en/performances/1", "/en/events/the-long-bridge.ics")
    for path in paths:
        assert "Not yet confirmed by the organiser" in client.get(path).text, path
    assert json.loads(client.get("/api/v1/performances/1").text)["is_unconfirmed"] is True
    confirm(run)
    for path in paths:
        text = client.get(path).text.replace("\r\n ", "")
        assert "Not yet confirmed" not in text, path
        assert "Confirmed by the organiser on Saturday 21 November 2026" in text, path
    api = json.loads(client.get("/api/v1/performances/1").text)
    assert (api["confirmed_at"], api["is_unconfirmed"]) == ("2026-11-21T12:00:00+08:00", False)
    assert papers.doubted_at is None
    words = client.get("/en/events/papers").text
    assert "onfirmed by" not in words
    assert "Listed by our desk; no organiser has confirmed it" in words


def test_answers_stand_in_the_trail_and_twice_does_no_harm(owner: Person, ours: Organisation) -> None:
    run = listed(ours, days=2)
    for _ in range(2):
        with committing():
            confirming.say_changed(session.merge(run), at=clock.now(), actor=Actor(person_id=owner.id, via="link"))
    confirm(run, who=owner.id)
    confirm(run, who=owner.id)
    rows = session.scalars(select(TrailEntry).order_by(TrailEntry.id)).all()
    assert [(row.deed, row.via, row.person_id) for row in rows] == [
        ("run_doubted", "link", owner.id), ("run_confirmed", "link", owner.id), ("run_confirmed", "link", owner.id),
    ]
    assert {row.organisation_id for row in rows} == {ours.id}


def test_what_is_over_is_not_confirmed(owner: Person, ours: Organisation) -> None:
    run = listed(ours, days=-2)
    with pytest.raises(Refused, match="over"):
        confirm(run)
