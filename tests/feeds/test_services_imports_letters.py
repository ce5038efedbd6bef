"""What an import changes of dates that everybody sees is told in one letter a person, whatever the number of listings."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from core.letters import texts_of
from events.change import UNDO_FOR
from events.models.deed import Deed
from events.models.intake import Intake
from events.queries import deeds as stored
from events.services import deeds as desk
from events.services import intake as imports
from events.services import undoing
from feeds import importing
from notices.models.delivery import Delivery
from tests.factories import accounts, changing, venues
from tests.feeds.exports import calendar
from tests.feeds.test_services_imports import brought, imported
from venues.models import Venue

TITLES = ("长桥", "夜航船", "渡口")


def season(*starts: str, places: tuple[str, ...] = ("江畔剧院",) * 3) -> bytes:
    return calendar(*(
        f"UID:{title}@b\nSUMMARY:{title}\nLOCATION:{place}\nDTSTART:{start}"
        for title, place, start in zip(TITLES, places, starts, strict=False)
    ))


BEFORE = season("20261205T113000Z", "20261206T113000Z", "20261207T113000Z")
AFTER = season("20261205T123000Z", "20261206T123000Z", "20261207T123000Z")


@pytest.fixture
def trusted(app: Flask) -> Organisation:
    venues.venue()
    return accounts.organisation("old-players", trusted_since=clock.now())


@pytest.fixture
def editor(trusted: Organisation) -> Person:
    return accounts.member(trusted)


def letters(person: Person) -> list[tuple[str, datetime]]:
    """Those about changed dates to one person, and when they are due."""
    session.rollback()
    kinds = ("deed", "imported_changes", "deed_undone")
    query = select(Delivery).where(Delivery.person_id == person.id, Delivery.kind.in_(kinds)).order_by(Delivery.id)
    return [(each.kind, each.due_at) for each in session.scalars(query)]


def deeds() -> list[Deed]:
    session.rollback()
    return list(session.scalars(select(Deed).order_by(Deed.id)))


def undo(key: int, at: datetime) -> None:
    with committing():
        undoing.undo(stored.deed_to_change(key), at=at, actor=changing.acting())


def written(app: Flask, person: Person, language: str = "en") -> str:
    session.rollback()
    row = session.scalars(select(Delivery).where(Delivery.person_id == person.id).order_by(Delivery.id.desc())).first()
    assert row is not None
    with app.test_request_context("/"):
        return "\n".join(texts_of(row.kind, language, row.facts))


def test_an_import_writes_one_letter_a_person(app: Flask, trusted: Organisation, editor: Person, now: datetime) -> None:
    reviewer = accounts.staff()
    imported(trusted, BEFORE)
    imported(trusted, AFTER)
    assert len(deeds()) == 3
    assert letters(editor) == letters(reviewer) == [("imported_changes", now + UNDO_FOR)]
    english = written(app, editor)
    assert english.startswith("Changed by an import: 3 listings\n")
    assert "Moved from Saturday 5 December 2026, 19:30 to Saturday 5 December 2026, 20:30." in english
    assert "The organiser's own calendar changed." in english
    assert english.count("https://window.example/en/events/") == 3
    assert written(app, editor, "zh").startswith("导入改动了3个活动的场次\n")


def test_what_is_undone_is_not_told_and_the_rest_is(app: Flask, trusted: Organisation, editor: Person, now: datetime) -> None:
    imported(trusted, BEFORE)
    imported(trusted, AFTER)
    first, second, third = (each.id for each in deeds())
    undo(first, now + timedelta(minutes=1))
    assert letters(editor) == [("imported_changes", now + UNDO_FOR)]
    assert "夜航船" in written(app, editor)
    assert "长桥" not in written(app, editor)
    undo(second, now + timedelta(minutes=2))
    assert letters(editor) == [("deed", now + UNDO_FOR)], "one is told as one that was done by hand"
    undo(third, now + timedelta(minutes=3))
    assert letters(editor) == []


def test_what_is_told_now_is_told_by_itself(app: Flask, trusted: Organisation, editor: Person, now: datetime) -> None:
    imported(trusted, BEFORE)
    imported(trusted, AFTER)
    key, later = deeds()[0].id, now + timedelta(minutes=2)
    with committing():
        desk.tell_now(stored.deed_to_change(key), at=later, actor=changing.acting())
    assert sorted(letters(editor)) == [("deed", later), ("imported_changes", now + UNDO_FOR)]
    undo(key, now + timedelta(minutes=3))
    assert sorted(letters(editor))[1] == ("deed_undone", now + timedelta(minutes=3))


def test_what_begins_within_a_day_is_told_at_once(app: Flask, trusted: Organisation, editor: Person, now: datetime) -> None:
    imported(trusted, season("20261121T113000Z", "20261121T114500Z", "20261207T113000Z"))
    imported(trusted, season("20261121T123000Z", "20261121T124500Z", "20261207T123000Z"))
    assert sorted(letters(editor)) == [("deed", now + UNDO_FOR), ("imported_changes", now)]
    undo(deeds()[0].id, now + timedelta(minutes=1))
    assert letters(editor)[-1] == ("deed_undone", now + timedelta(minutes=1))


def test_a_house_is_told_of_what_is_in_it(app: Flask, trusted: Organisation, now: datetime) -> None:
    keeper = accounts.organisation("keeper")
    caretaker = accounts.member(keeper)
    house = venues.venue("lake-theatre", name_zh="湖畔剧院", name_en="Lake Theatre")
    with committing():
        session.get_one(Venue, house.id).keeper_id = keeper.id
    places = ("湖畔剧院", "江畔剧院", "湖畔剧院")
    imported(trusted, season("20261205T113000Z", "20261206T113000Z", "20261207T113000Z", places=places))
    imported(trusted, season("20261205T123000Z", "20261206T123000Z", "20261207T123000Z", places=places))
    assert letters(caretaker) == [("imported_changes", now + UNDO_FOR)]
    said = written(app, caretaker, "zh")
    assert ("长桥" in said, "夜航船" in said, "渡口" in said) == (True, False, True)


def test_an_import_that_is_given_up_tells_what_it_did(trusted: Organisation, editor: Person, now: datetime) -> None:
    imported(trusted, BEFORE)
    row = brought(trusted, AFTER)
    with committing():
        imports.claim(at=clock.now())
    with committing():
        next(importing.steps(row.id, clock.now))()
    assert letters(editor) == []
    undo(deeds()[0].id, now)
    assert letters(editor) == [], "nothing is told before all of it is done"
    with committing():
        imports.give_up(session.get_one(Intake, row.id), at=clock.now())
    assert letters(editor) == [("imported_changes", now + UNDO_FOR)]
    assert "长桥" not in str(session.scalars(select(Delivery.facts).where(Delivery.kind == "imported_changes")).one())
