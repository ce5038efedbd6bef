"""Notices that people write: the rules of handing in, approving, editing and cancelling."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.models.words import Status
from notices.audience_of import Audience, Circle
from notices.models.notice import Announcement, Notice
from notices.queries import announcements as queries
from notices.services import announcements as services
from notices.services import fanning
from notices.services.announcements import Limits
from notices.standing_of import State, state_of, why_not
from tests.factories import accounts, announcing, changing

FEW = Limits(approval_above=1, a_day=3)


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def writer(owner: Organisation) -> Person:
    return accounts.member(owner)


def fans(owner: Organisation, number: int = 1) -> None:
    for _ in range(number):
        announcing.fan(f"organiser:{owner.id}")


def state(row: Announcement) -> State:
    each = queries.with_notice(held(row))
    return state_of(each.row, each.notice, has_open=each.has_open)


def held(row: Announcement) -> Announcement:
    session.rollback()
    found = queries.announcement_to_change(row.id)
    assert found is not None
    return found


def refused(row: Announcement, by: Person, **facts: object) -> str:
    with pytest.raises(Refused) as no:
        announcing.hand_in(row, by, **facts)  # type: ignore[arg-type]
    return no.value.reason


def test_now_is_one_notice_however_often_it_is_pressed(owner: Organisation, writer: Person, now: datetime) -> None:
    fans(owner)
    row = announcing.draft(owner, writer)
    assert state(row) is State.DRAFT
    seen = row.version
    announcing.hand_in(row, writer, seen=seen)
    announcing.hand_in(row, writer, seen=seen)
    notice = session.query(Notice).one()
    assert (notice.kind, notice.key, notice.organisation_id) == ("announcement", f"announcement:{row.id}", owner.id)
    assert notice.due_at == now
    assert state(row) is State.SCHEDULED


def test_the_same_form_again_is_the_same_draft(owner: Organisation, writer: Person) -> None:
    who = accounts.acting(writer)
    for _ in range(2):
        with committing():
            services.write(owner.id, announcing.typed(owner), token="once", at=clock.now(), actor=who)
    assert session.query(Announcement).count() == 1


def test_an_audience_of_zero_is_never_handed_in(owner: Organisation, writer: Person) -> None:
    assert refused(announcing.draft(owner, writer), writer) == "nobody"
    fans(owner)
    assert refused(announcing.draft(owner, writer, audience=Audience()), writer) == "nobody"
    promotional = announcing.draft(owner, writer, is_promotional=True)
    assert refused(promotional, writer) == "nobody", "nobody asked for offers"
    assert session.query(Notice).count() == 0


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"body": Bilingual("", "")}, "half_written"),
        ({"subject": Bilingual("演后谈", "")}, "half_written"),
        ({"body": Bilingual("请来看{event}。", "Come and see {event}.")}, "about_needed"),
        ({"wall": "2026-11-21T11:59"}, "in_the_past"),
    ],
)
def test_what_is_not_finished_is_refused(owner: Organisation, writer: Person, facts: dict[str, object], reason: str) -> None:
    fans(owner)
    assert refused(announcing.draft(owner, writer, **facts), writer) == reason


def test_an_unknown_placeholder_is_never_kept(owner: Organisation, writer: Person) -> None:
    with pytest.raises(Refused, match="placeholder_unknown") as no:
        announcing.draft(owner, writer, body=Bilingual("{剧名}", ""))
    assert no.value.facts == {"text": "{剧名}"}


def test_a_moment_in_the_past_is_sent_now_where_that_is_said(owner: Organisation, writer: Person, now: datetime) -> None:
    fans(owner)
    row = announcing.draft(owner, writer, wall="2026-11-20T09:00")
    announcing.hand_in(row, writer, is_now=True)
    assert announcing.notice_of(row).due_at == now


def test_a_wall_time_is_kept_with_its_zone(owner: Organisation, writer: Person) -> None:
    fans(owner)
    row = announcing.handed_in(owner, writer, wall="2026-12-01T19:30")
    assert (row.wall, row.zone) == ("2026-12-01T19:30", "Asia/Shanghai")
    assert announcing.notice_of(row).due_at == datetime(2026, 12, 1, 19, 30, tzinfo=clock.SHANGHAI)


def test_relative_to_a_date_moves_with_it(owner: Organisation, writer: Person, now: datetime) -> None:
    fans(owner)
    date = changing.listing(owner, dates=1)[0]
    row = announcing.handed_in(owner, writer, wall="", performance_id=date.id, offset_minutes=-3 * 1440)
    notice = announcing.notice_of(row)
    assert (notice.due_at, notice.useful_until) == (date.starts_at - timedelta(days=3), date.starts_at)
    start = date.starts_at + timedelta(days=2)
    announcing.moved(date, start)
    notice = announcing.notice_of(row)
    assert (notice.due_at, notice.useful_until) == (start - timedelta(days=3), start)
    announcing.moved(date, now + timedelta(days=1))
    assert announcing.notice_of(row).due_at == now + timedelta(minutes=10), "not before the move is for good"


def test_it_dies_with_its_date_and_lives_with_it_again(owner: Organisation, writer: Person) -> None:
    fans(owner)
    date = changing.listing(owner, dates=1)[0]
    row = announcing.handed_in(owner, writer, wall="", performance_id=date.id, offset_minutes=-1440)
    announcing.status(date, Status.CANCELLED)
    assert state(row) is State.DEAD
    assert why_not(held(row), announcing.notice_of(row)) == "date_cancelled"
    announcing.status(date, Status.SCHEDULED)
    assert state(row) is State.SCHEDULED
    other = announcing.draft(owner, writer, wall="", performance_id=date.id, offset_minutes=-1440)
    with clock.standing_still(clock.now() + timedelta(hours=1)):
        announcing.status(date, Status.CANCELLED)
        assert refused(other, writer) == "date_cancelled"


def test_beyond_a_size_a_second_person_approves_what_they_saw(owner: Organisation, writer: Person) -> None:
    fans(owner, 2)
    row = announcing.handed_in(owner, writer, limits=FEW)
    assert state(row) is State.WAITING
    assert queries.notice_of(row.id) is None
    other = accounts.acting(accounts.member(owner, Role.EDITOR))
    for who, seen, reason in (
        (accounts.acting(writer), 0, "own_notice"), (other, -1, "stale"),
    ):
        with pytest.raises(Refused, match=reason), committing():
            mine = held(row)
            services.approve(mine, seen=mine.version + seen, limits=FEW, at=clock.now(), actor=who)
    for _ in range(2):
        with committing():
            mine = held(row)
            services.approve(mine, seen=mine.version, limits=FEW, at=clock.now(), actor=other)
    assert state(row) is State.SCHEDULED
    assert held(row).approved_by_id == other.person_id
    assert session.query(Notice).count() == 1


def test_an_edit_after_the_approval_needs_it_anew(owner: Organisation, writer: Person) -> None:
    fans(owner, 2)
    row = announcing.handed_in(owner, writer, limits=FEW)
    other = accounts.acting(accounts.member(owner, Role.EDITOR))
    with committing():
        mine = held(row)
        services.approve(mine, seen=mine.version, limits=FEW, at=clock.now(), actor=other)
    with committing():
        mine = held(row)
        written = announcing.typed(owner, body=Bilingual("别的话。", "Other words."))
        services.edit(mine, written, seen=mine.version, limits=FEW, at=clock.now(), actor=accounts.acting(writer))
    assert state(row) is State.WAITING
    assert session.query(Notice).count() == 0
    with committing():
        mine = held(row)
        services.send_back(mine, "太长。", seen=mine.version, at=clock.now(), actor=other)
    assert state(row) is State.DRAFT
    assert held(row).refusal == "太长。"


def test_small_ones_stay_scheduled_when_they_are_edited(owner: Organisation, writer: Person) -> None:
    fans(owner)
    row = announcing.handed_in(owner, writer, wall="2026-12-01T19:30")
    with committing():
        mine = held(row)
        services.edit(
            mine, announcing.typed(owner, wall="2026-12-02T19:30"), seen=mine.version, limits=announcing.LIMITS, at=clock.now(),
            actor=accounts.acting(writer),
        )
    assert state(row) is State.SCHEDULED
    assert announcing.notice_of(row).due_at == datetime(2026, 12, 2, 19, 30, tzinfo=clock.SHANGHAI)


def test_until_the_claim_and_not_after(owner: Organisation, writer: Person, now: datetime) -> None:
    fans(owner)
    who = accounts.acting(writer)
    row = announcing.handed_in(owner, writer)
    with committing():
        notice = announcing.notice_of(row)
        notice.claimed_by, notice.claimed_until = "a process", now + timedelta(minutes=1)
    with pytest.raises(Refused, match="already_sending"), committing():
        services.cancel(held(row), at=now, actor=who)
    with committing():
        announcing.notice_of(row).claimed_until = now
    with committing():
        services.cancel(held(row), at=now, actor=who)
    assert state(row) is State.CANCELLED
    assert announcing.notice_of(row).void_reason == "cancelled"
    broken = announcing.handed_in(owner, writer)
    with committing():
        fanning.take(announcing.notice_of(broken).id, "a process", at=now)
        fanning.note_broken(announcing.notice_of(broken).id, "a process", "no template", at=now)
    left_alone = announcing.notice_of(broken).claimed_until
    assert left_alone is not None
    assert left_alone > now, "it failed, and is left alone for a while by everybody else"
    with committing():
        services.cancel(held(broken), at=now, actor=who)
    assert state(broken) is State.CANCELLED
    out = announcing.handed_in(owner, writer)
    announcing.released(out)
    with pytest.raises(Refused, match="already_sending"), committing():
        mine = held(out)
        services.edit(mine, announcing.typed(owner), seen=mine.version, limits=announcing.LIMITS, at=now, actor=who)
    assert state(out) is State.SENDING


def test_two_who_edit_are_told(owner: Organisation, writer: Person) -> None:
    row = announcing.draft(owner, writer)
    who = accounts.acting(writer)
    with committing():
        services.edit(held(row), announcing.typed(owner), seen=1, limits=announcing.LIMITS, at=clock.now(), actor=who)
    with pytest.raises(Refused, match="stale"), committing():
        services.edit(held(row), announcing.typed(owner), seen=0, limits=announcing.LIMITS, at=clock.now(), actor=who)


def test_so_many_a_day(owner: Organisation, writer: Person) -> None:
    fans(owner)
    for _ in range(3):
        announcing.handed_in(owner, writer)
    assert refused(announcing.draft(owner, writer), writer) == "too_many_a_day"
    announcing.handed_in(owner, writer, wall="2026-11-22T09:00")


def test_a_draft_that_nobody_saw_goes_altogether(owner: Organisation, writer: Person) -> None:
    row = announcing.draft(owner, writer)
    with committing():
        assert not services.cancel(held(row), at=clock.now(), actor=accounts.acting(writer))
    assert session.query(Announcement).count() == 0


def test_the_organisations_own_people(owner: Organisation, writer: Person) -> None:
    accounts.member(owner, Role.VIEWER)
    row = announcing.handed_in(owner, writer, audience=Audience(Circle.MEMBERS))
    assert row.size == 2
