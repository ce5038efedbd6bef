"""Nobody waits in silence: who hears that a notice waits for a second person, and what its author hears of it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from accounts.models.membership import Membership, Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.words import Status
from events.services import publishing
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery
from notices.models.follower import Subscription
from notices.models.notice import Announcement
from notices.queries import announcements as queries
from notices.services import announcements as services
from notices.services import rerunning
from notices.services.announcements import Limits
from tests.factories import accounts, announcing, changing
from tests.factories.letters import link_in, sent

FEW = Limits(approval_above=1, a_day=9)


@pytest.fixture
def owner(app: Flask) -> Organisation:
    row = accounts.organisation()
    for _ in range(2):
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


def letters(kind: str) -> list[str]:
    """To whom letters of a kind were written, and are to be sent now."""
    session.rollback()
    rows = session.query(Delivery).filter_by(kind=kind).order_by(Delivery.id)
    return [each.mail for each in rows if each.due_at <= clock.now()]


def decided(row: Announcement, by: Person, reason: str = "") -> None:
    with committing():
        mine = held(row)
        if reason:
            services.send_back(mine, reason, seen=mine.version, at=clock.now(), actor=accounts.acting(by))
        else:
            services.approve(mine, seen=mine.version, limits=FEW, at=clock.now(), actor=accounts.acting(by))


def edited(row: Announcement, by: Person, **facts: object) -> None:
    with committing():
        mine = held(row)
        written = announcing.typed(mine.organisation, **facts)
        services.edit(mine, written, seen=mine.version, limits=FEW, at=clock.now(), actor=accounts.acting(by))


# --- a second person's word -----------------------------------------------------------------------------------------------


def test_the_organisations_others_are_asked_once(owner: Organisation, writer: Person, now: datetime) -> None:
    accounts.staff(StaffRole.CONSOLE)
    accounts.member(owner, Role.VIEWER)
    accounts.member(accounts.organisation("another-house"))
    accounts.member(owner, Role.EDITOR, of=accounts.person("second@example.org", language="en"))
    row = announcing.handed_in(owner, writer, limits=FEW)
    key = row.id
    assert letters("announcement_waits") == ["second@example.org"]
    with clock.standing_still(now + timedelta(minutes=5)):
        edited(row, writer, body=Bilingual("别的话。", "Other words."))
        assert letters("announcement_waits") == ["second@example.org"], "it waits still, and is no new request"
    to, subject, text = sent()[0]
    assert (to, subject) == ("second@example.org", "Please read before it is sent: A talk afterwards")
    assert "林舟 has written a notice to 2 readers on behalf of House of Shows:" in text
    assert "as soon as somebody approves it" in text
    assert link_in(text, "/desk/") == f"/en/desk/house-of-shows/notices/{key}"


def test_whoever_edits_is_its_author_now_and_the_other_one_is_asked(owner: Organisation, writer: Person) -> None:
    second = accounts.member(owner, of=accounts.person("second@example.org"))
    row = announcing.handed_in(owner, writer, limits=FEW)
    edited(row, second, body=Bilingual("别的话。", "Other words."))
    assert letters("announcement_waits") == ["second@example.org", "writer@example.org"]


def test_where_nobody_else_may_the_staff_are_asked(owner: Organisation, writer: Person) -> None:
    accounts.staff(StaffRole.REVIEWER)
    staff = accounts.staff(StaffRole.CONSOLE, language="en")
    row = announcing.handed_in(owner, writer, limits=FEW)
    key = row.id
    assert letters("announcement_waits") == [staff.mail]
    assert link_in(sent()[0][2], "/staff/") == f"/en/staff/announcements/{key}"


def test_what_the_staff_write_other_staff_are_asked(app: Flask) -> None:
    writer, other = (accounts.staff(StaffRole.CONSOLE, language="en") for _ in range(2))
    for number in range(2):
        announcing.fan(f"city:{number}")
    announcing.handed_in(None, writer, limits=FEW, audience=announcing.EVERYBODY)
    assert letters("announcement_waits") == [other.mail]
    assert "on behalf of the site:" in sent()[0][2]


def test_small_ones_ask_nobody(owner: Organisation, writer: Person) -> None:
    accounts.member(owner)
    announcing.handed_in(owner, writer)
    assert letters("announcement_waits") == []


def test_its_author_hears_that_it_was_approved(owner: Organisation, writer: Person) -> None:
    second = accounts.member(owner)
    row = announcing.handed_in(owner, writer, limits=FEW, wall="2026-12-01T19:30")
    key = row.id
    for _ in range(2):
        decided(row, second)
    assert letters("announcement_waits") == [], "who was not asked yet is not asked any more"
    assert letters("announcement_decided") == ["writer@example.org"]
    _to, subject, text = sent()[0]
    assert subject == "Approved: A talk afterwards"
    assert "It goes to 2 readers: Tuesday 1 December 2026, 19:30" in text
    assert link_in(text, "/desk/") == f"/en/desk/house-of-shows/notices/{key}"


def test_its_author_hears_why_it_was_sent_back_each_time(owner: Organisation, writer: Person, now: datetime) -> None:
    second = accounts.member(owner)
    row = announcing.handed_in(owner, writer, limits=FEW)
    decided(row, second, "Too long.\nBcc: x@y.example")
    _to, subject, text = sent()[0]
    assert subject == "Sent back to you: A talk afterwards"
    assert "Too long." in text
    with clock.standing_still(now + timedelta(minutes=5)):
        announcing.hand_in(held(row), session.merge(writer), limits=FEW)
        assert letters("announcement_waits") == [session.merge(second).mail]
        decided(row, session.merge(second), "Still too long.")
        assert letters("announcement_decided") == ["writer@example.org"] * 2


def test_where_its_author_may_not_any_more_the_others_hear(owner: Organisation, writer: Person) -> None:
    second, third = (accounts.member(owner) for _ in range(2))
    row = announcing.handed_in(owner, writer, limits=FEW)
    with committing():
        session.query(Membership).filter_by(person_id=writer.id).one().until = clock.now()
    decided(row, second)
    assert letters("announcement_decided") == [third.mail]


def test_a_request_that_is_cancelled_asks_nobody(owner: Organisation, writer: Person, now: datetime) -> None:
    accounts.member(owner)
    row = announcing.handed_in(owner, writer, limits=FEW)
    with committing():
        services.cancel(held(row), at=now, actor=accounts.acting(writer))
    assert letters("announcement_waits") == []


# --- what became of it ----------------------------------------------------------------------------------------------------


def test_it_dies_with_its_date_and_its_author_hears_when_that_is_for_good(
    owner: Organisation, writer: Person, now: datetime
) -> None:
    date = changing.listing(owner, dates=1)[0]
    row = announcing.handed_in(owner, writer, wall="", performance_id=date.id, offset_minutes=-1440)
    key = row.id
    announcing.status(date, Status.CANCELLED)
    assert letters("announcement_fate") == [], "it can still be undone"
    announcing.status(date, Status.SCHEDULED)
    with clock.standing_still(now + timedelta(minutes=30)):
        assert letters("announcement_fate") == []
        announcing.status(date, Status.CANCELLED)
    with clock.standing_still(now + timedelta(minutes=41)):
        assert letters("announcement_fate") == ["writer@example.org"]
        _to, subject, text = sent()[-1]
        assert subject == "Not sent: A talk afterwards"
        assert "The date that it was about does not take place.\nIt was about: The Long Bridge" in text
        assert link_in(text, "/desk/") == f"/en/desk/house-of-shows/notices/{key}"
    with clock.standing_still(session.merge(date).starts_at - timedelta(hours=23)):
        fan_out()
        assert letters("announcement_fate") == ["writer@example.org"], "once"


def test_it_lives_again_and_its_author_hears(owner: Organisation, writer: Person, now: datetime) -> None:
    date = changing.listing(owner, dates=1)[0]
    announcing.handed_in(owner, writer, wall="", performance_id=date.id, offset_minutes=-1440)
    announcing.status(date, Status.CANCELLED)
    with clock.standing_still(now + timedelta(minutes=11)):
        sent()
        announcing.status(session.merge(date), Status.SCHEDULED)
    with clock.standing_still(now + timedelta(minutes=22)):
        assert [subject for _to, subject, _text in sent()][-1] == "Will be sent after all: A talk afterwards"


@pytest.mark.parametrize("limits", [announcing.LIMITS, FEW])
def test_a_listing_that_is_taken_back_takes_it_along(
    owner: Organisation, writer: Person, now: datetime, limits: Limits
) -> None:
    date = changing.listing(owner, dates=1)[0]
    announcing.handed_in(
        owner, writer, limits=limits, wall="", performance_id=date.id, offset_minutes=-1440
    )
    with committing():
        publishing.hide_listing(session.merge(date).run.event, at=now)
    with clock.standing_still(now + timedelta(minutes=11)):
        assert letters("announcement_fate") == ["writer@example.org"]
        assert "The date that it was about is not public any more." in sent()[-1][2]
        mine = session.merge(date).run.event
        with committing():
            publishing.publish_listing(mine, session.merge(owner), at=clock.now(), actor=accounts.acting(session.merge(writer)))
    with clock.standing_still(now + timedelta(minutes=22)):
        assert [subject for _to, subject, _text in sent()][-1] == "Will be sent after all: A talk afterwards"


def test_it_came_to_nobody(owner: Organisation, writer: Person) -> None:
    announcing.handed_in(owner, writer)
    with committing():
        session.query(Subscription).update({Subscription.paused_at: clock.now()})
    for _ in range(2):
        fan_out()
    assert letters("announcement_fate") == ["writer@example.org"]
    assert [subject for _to, subject, _text in sent()] == ["Reached nobody: A talk afterwards"]


def test_what_reached_somebody_says_nothing(owner: Organisation, writer: Person) -> None:
    announcing.handed_in(owner, writer)
    fan_out()
    assert letters("announcement_fate") == []


def test_the_staff_take_it_out_and_put_it_back(owner: Organisation, writer: Person, now: datetime) -> None:
    row = announcing.handed_in(owner, writer, wall="2026-12-01T19:30")
    key = row.id
    key, staff = announcing.notice_of(row).id, accounts.staff(StaffRole.CONSOLE)
    who = accounts.acting(staff)
    with committing():
        rerunning.void(key, rerunning.Deed(at=now, actor=who, reason=""))
    sent()
    with committing():
        rerunning.revive(key, rerunning.Deed(at=now + timedelta(minutes=1), actor=who, reason=""))
    with clock.standing_still(now + timedelta(minutes=2)):
        subjects = [subject for _to, subject, _text in sent()]
    assert subjects == ["Not sent: A talk afterwards", "Will be sent after all: A talk afterwards"]


def test_a_notice_about_a_date_that_is_gone_is_never_half_filled(owner: Organisation, writer: Person, now: datetime) -> None:
    date = changing.listing(owner, dates=1)[0]
    row = announcing.handed_in(
        owner, writer, wall="2026-11-21T19:30", performance_id=date.id, body=Bilingual("请看{event}。", "See {event}.")
    )
    with committing():
        held(row).performance_id = None
    with clock.standing_still(now + timedelta(hours=8)):
        fan_out()
        assert announcing.notice_of(row).void_reason == "date_gone"
        assert [to for to, _subject, _text in sent()] == ["writer@example.org"]


def test_what_cannot_be_written_out_is_set_aside_and_its_author_hears(
    owner: Organisation, writer: Person, now: datetime
) -> None:
    row = announcing.handed_in(owner, writer)
    with committing():
        held(row).audience = {"kind": "gone", "subjects": []}
    for hours in range(0, 40, 3):
        with clock.standing_still(now + timedelta(hours=hours)):
            fan_out()
    assert announcing.notice_of(row).void_reason == "broken"
    with clock.standing_still(now + timedelta(days=2)):
        assert letters("announcement_fate") == ["writer@example.org"]
        assert "It could not be written. Our desk looks at it." in sent()[0][2]
