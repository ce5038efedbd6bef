"""The letters of the desks: each can be written in both languages from what is really told, and says what to do."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.letters import texts_of
from events.models.deed import DeedKind
from events.models.submission import Decision
from events.queries import deeds as stored
from events.queries import force_majeure as batches
from events.queries import review as queries
from events.services import publishing, undoing
from notices.models.delivery import Delivery
from tests.events.test_services_edits import edit, propose, to_look_at
from tests.events.test_services_force_majeure import strike
from tests.events.test_services_review import WHY, decided, draft, submitted
from tests.factories import accounts, changing


def written(app: Flask, language: str) -> dict[str, tuple[str, str]]:
    """The last letter of each kind as it would go out."""
    session.rollback()
    with app.test_request_context("/"):
        return {each.kind: texts_of(each.kind, language, each.facts) for each in session.scalars(select(Delivery))}


def public_listing(owner: Organisation) -> int:
    rows = changing.listing(owner)
    changing.ready(*rows)
    return rows[0].run.event_id


def test_letters_of_the_change_desk(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    row = changing.listing(owner, first_in=0)[0]
    deed = changing.done(row, kind=DeedKind.MOVE, starts={row.id: row.starts_at + timedelta(days=9)}).id
    with committing():
        undoing.undo(stored.deed_to_change(deed), at=now, actor=changing.acting())
    english = written(app, "en")
    assert english["deed"][0] == "New time · The Long Bridge"
    assert "Moved from Saturday 21 November 2026, 19:30 to Monday 30 November 2026, 19:30." in english["deed"][1]
    assert "The leading actor is hurt." in english["deed"][1]
    assert "https://window.example/en/events/the-long-bridge" in english["deed"][1]
    assert "It stands as it did before:\n\nSaturday 21 November 2026, 19:30" in english["deed_undone"][1]
    assert written(app, "zh")["deed"][0] == "改期 · 长桥"


def test_letters_of_force_majeure(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    changing.listing(owner, "one", first_in=0)
    changing.listing(owner, "two")
    key = strike().id
    with committing():
        undoing.undo_batch(batches.batch_to_change(key), batches.deeds_of_batch(key), at=now, actor=changing.acting())
    english = written(app, "en")
    assert english["batch"][0] == "Force majeure: 2 events cancelled"
    for words in ("A typhoon: everything tonight is cancelled.", "/en/events/one", "/en/events/two", "Saturday 21 November"):
        assert words in english["batch"][1]
    assert english["batch_undone"][0] == "Taken back: 2 events take place"
    assert written(app, "zh")["batch"][0] == "不可抗力：2 个活动取消"


@pytest.mark.parametrize(
    ("decision", "subject", "says"),
    [
        (Decision.PUBLISHED, "Published, a change of: The Long Bridge", "Your change of “The Long Bridge” is public"),
        (Decision.CHANGES_ASKED, "Please look again at your change of: The Long Bridge", "Before your change of"),
        (Decision.REFUSED, "Changes not published: The Long Bridge", "it stays public as it was"),
    ],
)
def test_letters_of_a_change_say_so(app: Flask, decision: Decision, subject: str, says: str, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    key = public_listing(owner)
    decided(propose(key, title_zh="国际长桥"), decision, override="Yes.")
    english = written(app, "en")
    assert english["review_received"][0] == "We have your change of: The Long Bridge"
    assert "Your change of “The Long Bridge” has come in." in english["review_received"][1]
    assert english["review_decided"][0] == subject
    assert says in english["review_decided"][1]
    assert "修改" in written(app, "zh")["review_decided"][0]


@pytest.mark.parametrize(
    ("decision", "subject", "says"),
    [
        (Decision.PUBLISHED, "Your changes stand: The Long Bridge", "They stand as they are."),
        (Decision.CHANGES_ASKED, "Please look again at your change of: The Long Bridge", "stays public with your changes"),
        (Decision.REFUSED, "Your changes are taken back: The Long Bridge", "says again what it said before"),
    ],
)
def test_letters_of_a_look_afterwards(app: Flask, decision: Decision, subject: str, says: str, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    key = public_listing(owner)
    edit(key, {"summary_zh": "一"})
    decided(to_look_at()[0].id, decision)
    english = written(app, "en")
    assert english["review_decided"][0] == subject
    assert says in english["review_decided"][1]


@pytest.mark.parametrize(
    ("decision", "subject", "says"),
    [
        (Decision.PUBLISHED, "Published: The Long Bridge", "is public: on its page"),
        (Decision.CHANGES_ASKED, "Please change something: The Long Bridge", "Please say how long it is."),
        (Decision.REFUSED, "Not published: The Long Bridge", "ask for a second opinion"),
    ],
)
def test_letters_of_the_review(app: Flask, decision: Decision, subject: str, says: str, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    decided(submitted(owner, draft(owner)), decision)
    english = written(app, "en")
    assert english["review_received"][0] == "We have your listing: The Long Bridge"
    assert "You have an answer by Monday 23 November 2026, 18:00." in english["review_received"][1]
    assert english["review_decided"][0] == subject
    assert says in english["review_decided"][1]
    assert "/en/desk/house-of-shows/listings/" in english["review_decided"][1]
    assert written(app, "zh")["review_decided"][1]


def test_the_letter_of_a_listing_taken_back(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    key = changing.listing(owner)[0].run.event_id
    with committing():
        event = queries.listing_to_change(owner.id, key)
        assert event is not None
        publishing.take_back(event, owner, WHY, at=clock.now(), actor=changing.acting())
    subject, body = written(app, "en")["listing_withdrawn"]
    assert subject == "Taken back: The Long Bridge"
    assert "Please say how long it is." in body
