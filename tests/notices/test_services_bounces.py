"""What bounces and complaints do to a letter, to its mailbox, and to what is followed by it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accounts.services import telling
from core import clock
from core.db import committing, session
from core.numbers import LARGEST_KEY
from notices.bounces.reports import Fact, LetterId
from notices.channels.mail import mark_of
from notices.jobs import sending
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Standing
from notices.queries import audience
from notices.queries import sending as cases
from notices.services import bounces, standing
from notices.services import sending as services
from tests.factories import following, reports

MAIL = "reader@example.org"


def note(row: Delivery, fact: Fact, code: str = "5.2.2", **wrong: Any) -> bool:
    facts: dict[str, Any] = {"number": row.id, "mark": mark_of(row.kind, row.id), "host": "window.example"} | wrong
    letter = LetterId(**facts)
    with committing():
        return bounces.note_of_letter(letter, fact, code, host="Window.example", marked=mark_of, at=clock.now())


def state() -> tuple[int, bool, str] | None:
    row = session.query(Standing).filter_by(mail=MAIL).one_or_none()
    return (row.refusals, row.stopped_at is not None, row.why) if row else None


def test_the_third_bounce_in_a_row_stops_a_mailbox(app: Flask, now: datetime) -> None:
    expected = [(1, False, ""), (2, False, ""), (3, True, "bounced")]
    for then in expected:
        row = reports.letter(MAIL)
        assert note(row, Fact.BOUNCE)
        assert state() == then
        assert (row.bounced_at, row.problem) == (now, "came back: 5.2.2")


@pytest.mark.parametrize("code", ["5.1.1", "5.1.6", "5.1.10"])
def test_a_mailbox_that_is_not_there_is_stopped_at_once(app: Flask, code: str) -> None:
    note(reports.letter(MAIL), Fact.BOUNCE, code)
    assert state() == (1, True, "bounced")


def test_the_same_report_again_counts_once(app: Flask) -> None:
    row = reports.letter(MAIL)
    for _ in range(5):
        assert note(row, Fact.BOUNCE)
    assert state() == (1, False, "")


def test_what_arrives_begins_the_count_anew(app: Flask) -> None:
    for _ in range(2):
        note(reports.letter(MAIL), Fact.BOUNCE)
    note(reports.letter(MAIL), Fact.DELIVERED, "2.1.5")
    assert state() == (0, False, "")


def test_one_complaint_stops_a_mailbox_and_weighs_more(app: Flask, now: datetime) -> None:
    row = reports.letter(MAIL)
    note(row, Fact.COMPLAINT, "")
    assert (row.complained_at, state()) == (now, (0, True, "complained"))
    note(reports.letter(MAIL), Fact.BOUNCE, "5.1.1")
    assert state() == (1, True, "complained")
    assert session.query(Standing).one().is_complaint


@pytest.mark.parametrize("wrong", [
    {"mark": "0123456789abcdef"}, {"host": "evil.example"}, {"number": 4_711}, {"number": LARGEST_KEY + 1}, {"number": 10**18},
])
def test_a_forged_report_does_nothing(app: Flask, wrong: dict[str, Any]) -> None:
    row = reports.letter(MAIL)
    assert not note(row, Fact.COMPLAINT, **wrong)
    assert (row.complained_at, state()) == (None, None)


def test_a_letter_that_says_no_more_to_whom_tells_nothing_of_a_mailbox(app: Flask) -> None:
    row = reports.letter("")
    assert note(row, Fact.COMPLAINT)
    assert session.query(Standing).count() == 0


def test_what_is_followed_by_mail_rests_and_goes_on(app: Flask, now: datetime) -> None:
    follower = following.follower(MAIL)
    following.subscription(follower, "venue:1", ["change"])
    way = session.query(Endpoint).one()
    note(reports.letter(MAIL), Fact.COMPLAINT)
    session.refresh(way)
    assert (way.is_open, way.problem) == (False, "complained")
    assert audience.wanted(["venue:1"], ["change"], 0, now) == []
    with committing():
        standing.start_anew(MAIL, at=now + timedelta(days=1))
    session.refresh(way)
    assert (way.is_open, way.problem, state()) == (True, "", (0, False, ""))
    assert len(audience.wanted(["venue:1"], ["change"], 0, now)) == 1


def test_a_way_that_was_paused_by_hand_stays_so(app: Flask, now: datetime) -> None:
    way = following.way(following.follower(MAIL), "mail", stopped_at=now)
    note(reports.letter(MAIL), Fact.COMPLAINT)
    with committing():
        standing.start_anew(MAIL, at=now)
    session.refresh(way)
    assert not way.is_open


def test_bounces_stop_a_mailbox_whose_letters_our_own_server_takes_first(app: Flask) -> None:
    """The normal case with a relay: it takes every letter, and each comes back an hour later."""
    for _ in range(3):
        with committing():
            number = session.query(Delivery).count()
            telling.tell("trial", at=clock.now(), to=MAIL, key=f"letter:{number}", facts={"name": "林舟"})
        sending.send_due()
        row = session.query(Delivery).order_by(Delivery.id.desc()).first()
        assert row is not None
        assert row.fate is Fate.SENT
        note(row, Fact.BOUNCE)
    assert state() == (3, True, "bounced")


def test_what_came_back_a_month_ago_is_forgotten(app: Flask, now: datetime) -> None:
    for days, then in ((0, 1), (29, 2), (60, 1), (61, 2)):
        with clock.standing_still(now + timedelta(days=days)):
            note(reports.letter(MAIL), Fact.BOUNCE)
            assert state() == (then, False, "")


@pytest.mark.parametrize("code", ["4.2.2", "452", "421 try again later"])
def test_a_passing_trouble_counts_once_in_two_days(app: Flask, now: datetime, code: str) -> None:
    for hours, refusals in ((0, 1), (1, 1), (47, 1), (48, 2), (60, 2), (96, 3)):
        is_stopped = refusals == 3
        with clock.standing_still(now + timedelta(hours=hours)):
            row = reports.letter(MAIL)
            note(row, Fact.BOUNCE, code)
            assert row.bounced_at is not None
            assert state() == (refusals, is_stopped, "bounced" if is_stopped else "")


def test_what_came_back_for_good_counts_after_a_passing_trouble(app: Flask) -> None:
    row = reports.letter(MAIL)
    for code in ("4.4.1", "5.1.1", "5.1.1", "4.4.1"):
        note(row, Fact.BOUNCE, code)
    assert (row.problem, state()) == ("came back: 5.1.1", (2, True, "bounced"))


def test_a_refusal_of_policy_says_nothing_of_the_mailbox(app: Flask) -> None:
    for _ in range(4):
        note(reports.letter(MAIL), Fact.BOUNCE, "5.7.1")
    assert state() is None


def test_a_password_letter_is_tried_whatever_came_back(app: Flask) -> None:
    note(reports.letter(MAIL), Fact.BOUNCE, "5.1.1")
    for kind in ("reset", "trial"):
        with committing():
            telling.tell(kind, at=clock.now(), to=MAIL, key=kind, facts={"name": "", "link": "https://window.example/"})
    session.rollback()
    waiting = session.query(Delivery.id).filter(Delivery.over_at.is_(None))
    found = {case.row.kind: services.why_not(case, at=clock.now()) for (key,) in waiting if (case := cases.case_of(key))}
    assert found == {"reset": "", "trial": "bounced"}
