"""Notices that people write, sent: who gets what, when, and what the report says."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.words import Status
from notices.audience_of import Audience, Circle
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Subscription, Wish
from notices.models.notice import Announcement, Notice
from notices.queries import announcements as queries
from notices.queries import reports
from notices.services import announcing as services
from notices.standing_of import State, state_of, why_not
from portal.annals import files_of_annals
from tests.factories import accounts, announcing, changing, following
from tests.factories.letters import link_in, sent

WORDS: dict[str, Any] = {
    "subject": Bilingual("致{name}", "To {name}"),
    "body": Bilingual("{organiser}致{name}", "{organiser} to {name}"),
}


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def writer(owner: Organisation) -> Person:
    return accounts.member(owner, of=accounts.person("writer@example.org"))


def state(row: Announcement) -> tuple[State, str]:
    session.rollback()
    found = queries.any_announcement(session.merge(row).id)
    assert found is not None
    each = queries.with_notice(found)
    return state_of(found, each.notice, has_open=each.has_open), why_not(found, each.notice)


def test_each_in_their_language_and_by_their_name(owner: Organisation, writer: Person) -> None:
    announcing.fan(f"organiser:{owner.id}", mail="a@example.org")
    announcing.fan(f"organiser:{owner.id}", mail="b@example.org", language="en")
    announcing.fan(f"organiser:{owner.id}", person=accounts.person("c@example.org", name="{organiser}"))
    announcing.fan(f"organiser:{owner.id}", ("promotion",), mail="offers@example.org")
    announcing.fan("organiser:999", mail="another@example.org")
    row = announcing.handed_in(owner, writer, **WORDS)
    notice = announcing.notice_of(row).id
    fan_out()
    assert state(row)[0] is State.SENDING
    letters = {to: (subject, text) for to, subject, text in sent()}
    assert set(letters) == {"a@example.org", "b@example.org", "c@example.org"}
    assert letters["a@example.org"][0] == "致舞台之友"
    assert letters["b@example.org"][0] == "To friend of the stage"
    assert letters["c@example.org"][0] == "致{organiser}", "a name is plain words"
    assert "House of Shows to friend of the stage" in letters["b@example.org"][1]
    assert "/unsubscribe/" in letters["b@example.org"][1]
    report = reports.report_of(notice)
    assert (report.total, report.sent, report.unreturned, report.still_open) == (3, 3, 3, 0)


def test_an_offer_goes_to_those_who_asked_for_offers(owner: Organisation, writer: Person) -> None:
    announcing.fan(f"organiser:{owner.id}", mail="service@example.org")
    announcing.fan(f"organiser:{owner.id}", ("promotion",), mail="offers@example.org")
    announcing.handed_in(owner, writer, is_promotional=True)
    fan_out()
    assert [to for to, _subject, _text in sent()] == ["offers@example.org"]
    assert session.query(Delivery).one().is_promotional


def test_a_language_that_is_missing_falls_back_and_says_so(owner: Organisation, writer: Person) -> None:
    announcing.fan(f"organiser:{owner.id}", language="en")
    announcing.handed_in(owner, writer, subject=Bilingual("演后谈", ""), body=Bilingual("请留下。", ""))
    fan_out()
    text = sent()[0][2]
    assert "This notice was written in Chinese only:" in text
    assert "请留下。" in text


def test_followers_of_a_date_hear_what_is_told_to_its_event(owner: Organisation, writer: Person) -> None:
    date = changing.listing(owner, dates=2)[1]
    announcing.fan(f"performance:{date.id}", mail="date@example.org")
    both = following.follower(mail="both@example.org")
    for subject in (f"event:{date.run.event_id}", f"performance:{date.id}"):
        following.subscription(both, subject, ["organiser"])
    row = announcing.handed_in(owner, writer, audience=Audience(Circle.FOLLOWERS, (f"event:{date.run.event_id}",)))
    assert row.size == 2
    fan_out()
    assert [to for to, _subject, _text in sent()] == ["date@example.org", "both@example.org"]


def test_the_organisations_own_people_once_each(owner: Organisation, writer: Person) -> None:
    accounts.member(owner, of=accounts.person("second@example.org"))
    announcing.handed_in(owner, writer, audience=Audience(Circle.MEMBERS))
    fan_out()
    assert [to for to, _subject, _text in sent()] == ["writer@example.org", "second@example.org"]


def test_everybody_who_follows_is_the_staffs(app: Flask) -> None:
    staff = accounts.staff()
    for number in range(3):
        announcing.fan(f"city:{number}", mail=f"n{number}@example.org")
    row = announcing.handed_in(None, staff, audience=Audience(Circle.EVERYBODY))
    assert row.size == 3
    fan_out()
    assert len(sent()) == 3


def test_who_leaves_in_between_gets_nothing(owner: Organisation, writer: Person) -> None:
    gone = announcing.fan(f"organiser:{owner.id}")
    announcing.fan(f"organiser:{owner.id}")
    notice = announcing.notice_of(announcing.handed_in(owner, writer)).id
    fan_out()
    with committing():
        session.query(Subscription).filter_by(follower_id=gone).one().ended_at = clock.now()
    assert len(sent()) == 1
    report = reports.report_of(notice)
    assert (report.sent, report.all_skipped, report.skipped) == (1, 1, {"unsubscribed": 1})


def test_it_is_not_sent_before_its_moment(owner: Organisation, writer: Person, now: datetime) -> None:
    announcing.fan(f"organiser:{owner.id}")
    announcing.handed_in(owner, writer, wall="2026-11-21T19:30")
    fan_out()
    assert sent() == []
    with clock.standing_still(now + timedelta(days=3)):
        fan_out()
        assert len(sent()) == 1, "everything was down for three days: it is sent once"


def test_down_beyond_its_use_it_is_not_sent_and_that_is_recorded(owner: Organisation, writer: Person) -> None:
    announcing.fan(f"organiser:{owner.id}")
    date = changing.listing(owner, dates=1)[0]
    row = announcing.handed_in(owner, writer, wall="", performance_id=date.id, offset_minutes=-1440)
    with clock.standing_still(date.starts_at + timedelta(minutes=1)):
        fan_out()
        assert [to for to, _subject, _text in sent()] == ["writer@example.org"], "who wrote it hears of it"
        assert state(row) == (State.DEAD, "too_late")


def test_a_date_that_is_cancelled_takes_it_along(owner: Organisation, writer: Person) -> None:
    announcing.fan(f"organiser:{owner.id}")
    date = changing.listing(owner, dates=1)[0]
    row = announcing.handed_in(owner, writer, wall="", performance_id=date.id, offset_minutes=-1440)
    announcing.status(date, Status.CANCELLED)
    with clock.standing_still(date.starts_at - timedelta(hours=23)):
        fan_out()
        assert [to for to, _subject, _text in sent()] == ["writer@example.org"], "who wrote it hears of it"
        assert state(row) == (State.DEAD, "date_cancelled")
        assert announcing.notice_of(row).void_reason == "date_cancelled"


def test_an_organisation_that_is_suspended_says_nothing_more(owner: Organisation, writer: Person) -> None:
    for _ in range(2):
        announcing.fan(f"organiser:{owner.id}")
    out, later = announcing.handed_in(owner, writer), announcing.handed_in(owner, writer, wall="2026-11-21T12:01")
    fan_out()
    with committing():
        session.get_one(Organisation, owner.id).suspended_at = clock.now()
    assert sent() == []
    assert {each.why for each in session.query(Delivery)} == {"organisation_stopped"}
    with clock.standing_still(clock.now() + timedelta(minutes=2)):
        fan_out()
    assert state(later) == (State.DEAD, "organisation_stopped")
    assert reports.report_of(announcing.notice_of(out).id).skipped == {"organisation_stopped": 2}


def test_a_closed_organisation_and_a_merged_one(owner: Organisation, writer: Person, now: datetime) -> None:
    announcing.fan(f"organiser:{owner.id}")
    row = announcing.handed_in(owner, writer, wall="2026-12-01T19:30")
    kept = accounts.organisation("kept-house")
    with committing():
        services.follow_merger(kept, owner)
    session.rollback()
    assert session.get_one(Announcement, row.id).organisation_id == kept.id
    with committing():
        services.end_with(kept, at=now)
    assert announcing.notice_of(row).void_reason == "organisation_stopped"


def test_the_report_counts_what_came_back(owner: Organisation, writer: Person, now: datetime) -> None:
    for _ in range(6):
        announcing.fan(f"organiser:{owner.id}")
    row = announcing.handed_in(owner, writer)
    fan_out()
    with committing():
        rows = session.query(Delivery).order_by(Delivery.id).all()
        for each, fate in zip(rows, (Fate.SENT, Fate.SENT, Fate.SENT, Fate.REFUSED, Fate.PARKED), strict=False):
            each.fate, each.over_at = fate, now
        rows[0].bounced_at = rows[1].complained_at = now
        rows[2].why = "unsubscribed"
        rows[0].delivered_at = rows[2].delivered_at = now
    report = reports.report_of(announcing.notice_of(row).id)
    assert (report.sent, report.unreturned, report.bounced, report.complained, report.unsubscribed) == (3, 2, 1, 1, 1)
    assert (report.refused, report.parked, report.still_open) == (1, 1, 1)
    assert report.delivered == 1, "what came back was not delivered, whatever was said before"
    assert state(row)[0] is State.SENDING


def test_nobody_is_left_when_it_is_due(owner: Organisation, writer: Person) -> None:
    fan = announcing.fan(f"organiser:{owner.id}")
    row = announcing.handed_in(owner, writer)
    with committing():
        session.query(Subscription).filter_by(follower_id=fan).one().paused_at = clock.now()
    fan_out()
    assert session.query(Notice).one().readers == 0
    assert state(row)[0] is State.SENT


def test_whoever_wants_no_more_after_it_is_counted_and_still_hears_of_changes(
    app: Flask, owner: Organisation, writer: Person
) -> None:
    key = announcing.fan(f"organiser:{owner.id}", ("organiser", "change"))
    notice = announcing.notice_of(announcing.handed_in(owner, writer)).id
    fan_out()
    path = link_in(sent()[0][2], "/unsubscribe/")
    browser = app.test_client()
    assert browser.get(path).status_code == 200
    assert reports.report_of(notice).unsubscribed == 0, "opening a link changes nothing"
    for _ in range(2):
        page = browser.post(path, data={"List-Unsubscribe": "One-Click"})
        assert page.status_code == 200
    session.rollback()
    report = reports.report_of(notice)
    assert (report.sent, report.unsubscribed) == (1, 1)
    assert [each.news for each in session.query(Wish).filter_by(follower_id=key)] == ["change"]
    assert session.query(Subscription).filter_by(follower_id=key).one().ended_at is None


def test_the_organisations_export_has_what_it_wrote_and_numbers_alone(owner: Organisation, writer: Person) -> None:
    key = owner.id
    announcing.fan(f"organiser:{key}", mail="secret@example.org")
    announcing.handed_in(owner, writer)
    announcing.draft(owner, writer)
    fan_out()
    sent()
    file = next(each for each in files_of_annals(key) if each.name == "notices.json")
    text = b"".join(file.parts).decode()
    rows = json.loads(text)
    assert [each["subject_en"] for each in rows] == ["A talk afterwards"] * 2
    assert (rows[0]["became"]["sent"], rows[1]["became"]) == (1, None)
    assert "secret@example.org" not in text
