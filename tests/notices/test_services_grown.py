"""What changes between handing in and sending: more readers than were counted, a day that is full, a moment that is over."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from core.errors import Refused
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery
from notices.models.notice import Announcement, Notice
from notices.queries import announcements as queries
from notices.services import announcements as services
from notices.services.announcements import Limits
from notices.standing_of import State, state_of, why_not
from tests.factories import accounts, announcing, changing
from tests.factories.letters import sent

TWO = Limits(approval_above=2, a_day=1)


@pytest.fixture
def owner(app: Flask) -> Organisation:
    announcing.limited(app, notice_approval_above=2, notices_a_day=1)
    row = accounts.organisation()
    announcing.fan(f"organiser:{row.id}")
    return row


@pytest.fixture
def writer(owner: Organisation) -> Person:
    return accounts.member(owner, of=accounts.person("writer@example.org", language="en"))


def held(row: Announcement) -> Announcement:
    session.rollback()
    found = queries.announcement_to_change(session.merge(row).id)
    assert found is not None
    return found


def standing(row: Announcement) -> tuple[State, str]:
    each = queries.with_notice(held(row))
    return state_of(each.row, each.notice, has_open=each.has_open), why_not(each.row, each.notice)


def fates() -> list[tuple[str, str]]:
    """What authors hear by now."""
    session.rollback()
    rows = session.query(Delivery).filter_by(kind="announcement_fate").order_by(Delivery.id)
    return [(each.mail, each.facts["fate"]) for each in rows if each.due_at <= clock.now()]


def approve(row: Announcement, by: Person, **more: bool) -> None:
    with committing():
        mine = held(row)
        services.approve(mine, seen=mine.version, limits=TWO, at=clock.now(), actor=accounts.acting(session.merge(by)), **more)


def grown(owner: Organisation, writer: Person, now: datetime) -> Announcement:
    """Handed in for one reader, to be sent on the next day; by then there are three."""
    row = announcing.handed_in(owner, writer, limits=TWO, wall="2026-11-22T09:00")
    for _ in range(2):
        announcing.fan(f"organiser:{owner.id}")
    with clock.standing_still(now + timedelta(days=1)):
        fan_out()
    return row


def test_what_grew_beyond_the_size_waits_for_a_second_person(owner: Organisation, writer: Person, now: datetime) -> None:
    second = accounts.member(owner, Role.EDITOR, of=accounts.person("second@example.org", language="en"))
    row = grown(owner, writer, now)
    assert standing(row) == (State.WAITING, "")
    assert held(row).size == 3
    assert session.query(Notice).count() == 0
    with clock.standing_still(now + timedelta(days=1)):
        assert fates() == [("writer@example.org", "grown")]
        letters = {to: (subject, text) for to, subject, text in sent()}
    assert letters["second@example.org"][0] == "Please read before it is sent: A talk afterwards"
    assert "to 3 readers" in letters["second@example.org"][1]
    subject, text = letters["writer@example.org"]
    assert subject == "Waits for a second person: A talk afterwards"
    assert "3 readers" in text
    with clock.standing_still(now + timedelta(days=1, hours=1)):
        approve(row, second, is_now=True)
        fan_out()
        assert standing(row)[0] is State.SENDING
        assert session.query(Delivery).filter_by(kind="announcement").count() == 3


def test_what_was_approved_goes_however_many_they_are(owner: Organisation, writer: Person, now: datetime) -> None:
    second = accounts.member(owner, Role.EDITOR)
    for _ in range(2):
        announcing.fan(f"organiser:{owner.id}")
    row = announcing.handed_in(owner, writer, limits=TWO, wall="2026-11-22T09:00")
    approve(row, second)
    announcing.fan(f"organiser:{owner.id}")
    with clock.standing_still(now + timedelta(days=1)):
        fan_out()
    assert session.query(Delivery).filter_by(kind="announcement").count() == 4


def test_it_grows_again_after_it_was_sent_back(owner: Organisation, writer: Person, now: datetime) -> None:
    second = accounts.member(owner, Role.EDITOR)
    row = grown(owner, writer, now)
    with clock.standing_still(now + timedelta(days=1, hours=1)):
        with committing():
            mine = held(row)
            services.send_back(mine, "太长。", seen=mine.version, at=clock.now(), actor=accounts.acting(second))
            written = announcing.typed(session.get_one(Organisation, owner.id), wall="2026-11-23T09:00")
            session.flush()
            services.edit(mine, written, seen=mine.version, limits=TWO, at=clock.now(), actor=accounts.acting(writer))
        announcing.hand_in(row, writer)  # for as many as they are, and more than may be told by one alone when it is due
    with clock.standing_still(now + timedelta(days=2)):
        fan_out()
        assert standing(row)[0] is State.WAITING
        assert [fate for _to, fate in fates()] == ["grown", "grown"]


def test_a_moment_that_is_over_is_asked_about_before_it_is_approved(owner: Organisation, writer: Person, now: datetime) -> None:
    second = accounts.member(owner, Role.EDITOR)
    for _ in range(2):
        announcing.fan(f"organiser:{owner.id}")
    row = announcing.handed_in(owner, writer, limits=TWO, wall="2026-11-21T20:00")
    with clock.standing_still(now + timedelta(days=1)):
        with pytest.raises(Refused, match="in_the_past"):
            approve(row, second)
        approve(row, second, is_now=True)
        assert announcing.notice_of(row).due_at == clock.now()


def test_a_date_that_moves_onto_a_full_day_takes_no_notice_along(owner: Organisation, writer: Person, now: datetime) -> None:
    date = changing.listing(owner, dates=1)[0]  # on 28 November at 19:30
    row = announcing.handed_in(owner, writer, limits=TWO, wall="", performance_id=date.id, offset_minutes=-60)
    announcing.handed_in(owner, writer, limits=TWO, wall="2026-11-29T09:00")
    first = date.starts_at
    announcing.moved(date, first + timedelta(days=1))
    assert standing(row) == (State.DEAD, "day_full")
    with clock.standing_still(now + timedelta(minutes=11)):
        assert fates() == [("writer@example.org", "day_full")]
        text = next(text for to, _subject, text in sent() if to == "writer@example.org" and "not sent" in text)
        assert "as many notices of yours" in text
    with clock.standing_still(now + timedelta(minutes=12)):
        announcing.moved(session.merge(date), first)
        assert standing(row) == (State.SCHEDULED, "")
        assert announcing.notice_of(row).due_at == first - timedelta(hours=1)
    with clock.standing_still(now + timedelta(minutes=23)):
        assert [fate for _to, fate in fates()] == ["day_full", "lives"]
        assert not [text for _to, _subject, text in sent() if "in the calendar again" in text]


def test_a_move_that_is_undone_at_once_says_nothing(owner: Organisation, writer: Person, now: datetime) -> None:
    date = changing.listing(owner, dates=1)[0]
    row = announcing.handed_in(owner, writer, limits=TWO, wall="", performance_id=date.id, offset_minutes=-60)
    announcing.handed_in(owner, writer, limits=TWO, wall="2026-11-29T09:00")
    first = date.starts_at
    announcing.moved(date, first + timedelta(days=1))
    announcing.moved(date, first)
    assert standing(row) == (State.SCHEDULED, "")
    with clock.standing_still(now + timedelta(minutes=11)):
        assert fates() == []
