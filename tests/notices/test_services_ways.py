"""Robots and webhooks of a follower: added, tried, paused, gone; and what happens to one that fails."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from core import clock
from core.db import committing, session
from core.errors import Refused
from notices.channels import wecom
from notices.channels.channel import Outcome
from notices.channels.wecom import WeCom
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower, Wish
from notices.queries import ways as queries
from notices.services import ways
from tests.factories import following

KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"


def robot(follower: Follower, stated: str = KEY, name: str = "票务群") -> Endpoint:
    with committing():
        return ways.add_robot(follower, WeCom(), stated, bases=[wecom.BASE], secret="", name=name, at=clock.now())


@pytest.fixture
def follower(app: Flask) -> Follower:
    return following.follower()


def test_a_robot_is_kept_by_its_key_alone(follower: Follower) -> None:
    row = robot(follower, f"{wecom.BASE}/cgi-bin/webhook/send?key={KEY}", "票务\n群")
    assert (row.channel, row.address, row.name, row.is_open) == ("wecom", KEY, "票务 群", True)


@pytest.mark.parametrize(("stated", "reason"), [
    ("https://evil.example/cgi-bin/webhook/send?key=" + KEY, "not_a_robot"), ("", "not_a_robot"), ("x" * 3_000, "not_a_robot"),
])
def test_what_is_no_robot_is_refused(follower: Follower, stated: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        robot(follower, stated)
    assert refused.value.reason == reason


@pytest.mark.parametrize("secret", ["SEC abc", "密钥", "a" * 201, "a\nb"])
def test_a_secret_is_one_word(follower: Follower, secret: str) -> None:
    with pytest.raises(Refused) as refused:
        ways.add_robot(follower, WeCom(), KEY, bases=[wecom.BASE], secret=secret, name="", at=clock.now())
    assert refused.value.reason == "bad_secret"


def test_nobody_has_the_same_twice_or_too_many(follower: Follower) -> None:
    robot(follower)
    with pytest.raises(Refused) as refused:
        robot(follower)
    assert refused.value.reason == "known_way"
    for number in range(1, ways.MOST_WAYS):
        robot(follower, f"{KEY}{number}")
    with pytest.raises(Refused) as refused:
        robot(follower, f"{KEY}-more")
    assert refused.value.reason == "too_many_ways"


@pytest.mark.parametrize(("stated", "reason"), [
    ("http://window.example/hook", "not_https"), ("javascript:alert(1)", "not_https"), ("", "not_https"),
    ("https://a:b@window.example/", "bad_address"), ("https://window.example:22/", "bad_address"), ("https://", "bad_address"),
    ("https://window.example/" + "a" * 600, "bad_address"), ("https://win dow.example/", "bad_address"),
    *((f"https://{host}/", "not_public") for host in (
        "127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "2130706433", "0x7f.1", "intranet", "nas.local",
    )),
])
def test_what_is_no_address_of_a_program_is_refused(follower: Follower, stated: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        ways.add_webhook(follower, stated, name="", at=clock.now())
    assert refused.value.reason == reason


def test_a_program_gets_a_secret_and_another_one(follower: Follower) -> None:
    with committing():
        row = ways.add_webhook(follower, " https://Window.example/hook ", name="", at=clock.now())
    first = row.secret
    assert (row.address, first.startswith("whsec_")) == ("https://window.example/hook", True)
    with committing():
        assert ways.renew_secret(row, at=clock.now()) != first
    with pytest.raises(Refused):
        ways.renew_secret(robot(follower), at=clock.now())


def test_everything_that_is_followed_is_told_there_too(follower: Follower) -> None:
    following.subscription(follower, "venue:1", ["change", "promotion"])
    following.subscription(follower, "city:310000", ["digest:weekly"])
    following.subscription(follower, "venue:2", ended_at=clock.now())
    row = robot(follower)
    with committing():
        assert ways.tell_all(row) == 2
    found = session.query(Wish).filter_by(endpoint_id=row.id).order_by(Wish.subject).all()
    assert [(each.subject, each.news) for each in found] == [("city:310000", "digest:weekly"), ("venue:1", "change")]
    assert queries.wishes_by(row.id) == 2


def test_a_test_message_waits_in_the_outbox(follower: Follower) -> None:
    row = robot(follower)
    with committing():
        ways.send_try(row, language="en", at=clock.now())
    told = session.query(Delivery).one()
    assert (told.kind, told.channel, told.endpoint_id, told.language) == ("way_try", "wecom", row.id, "en")
    assert told.fate is Fate.OPEN
    with pytest.raises(Refused) as refused:
        ways.send_try(row, language="en", at=clock.now() + timedelta(seconds=59))
    assert refused.value.reason == "just_tried"
    with committing():
        ways.send_try(row, language="en", at=clock.now() + timedelta(seconds=61))
        ways.pause(row, at=clock.now())
    with pytest.raises(Refused) as refused:
        ways.send_try(row, language="en", at=clock.now() + timedelta(hours=1))
    assert refused.value.reason == "is_paused"


def test_what_is_removed_is_forgotten(follower: Follower) -> None:
    row = robot(follower)
    with committing():
        ways.end(row, at=clock.now())
    assert (row.address, row.secret, row.is_open) == ("", "", False)
    assert queries.way_of(follower.id, row.id) is None


# --- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", ["key 93000", "sign 19021", "keyword 19024", "network 19022", "gone 410", "address scheme"])
def test_what_cannot_work_is_stopped_at_once_and_said(follower: Follower, problem: str, now: datetime) -> None:
    row = robot(follower)
    with committing():
        ways.note_outcome(row, Outcome(problem, for_good=True), at=now)
        ways.note_outcome(row, Outcome(problem, for_good=True), at=now)
    assert (row.stopped_at, row.problem, row.is_open) == (now, problem, False)
    told, by_mail = session.query(Delivery).order_by(Delivery.id)
    assert (told.kind, told.channel, told.follower_id, told.fate) == ("way_stopped", "inbox", follower.id, Fate.SENT)
    assert told.facts == {"name": "票务群", "channel": "wecom", "problem": problem.partition(" ")[0]}
    assert (by_mail.kind, by_mail.channel, by_mail.mail, by_mail.fate) == ("way_stopped", "mail", follower.mail, Fate.OPEN)
    with committing():
        ways.go_on(row, at=now)
    assert (row.is_open, row.problem, row.failures) == (True, "", 0)


@pytest.mark.parametrize("problem", ["rate 45009", "content 40058"])
def test_what_says_nothing_against_the_way_stops_nothing(follower: Follower, problem: str, now: datetime) -> None:
    row = robot(follower)
    with committing():
        for day in range(30):
            ways.note_outcome(row, Outcome(problem), at=now + timedelta(days=day))
    assert (row.is_open, row.failures) == (True, 0)


def test_one_that_does_not_answer_for_a_day_is_stopped(follower: Follower, now: datetime) -> None:
    row = robot(follower)
    for hours, is_open in ((0, True), (1, True), (2, True), (3, True), (23, True), (24, False)):
        with committing():
            ways.note_outcome(row, Outcome("busy timeout"), at=now + timedelta(hours=hours))
        assert row.is_open is is_open
    assert session.query(Delivery).filter_by(channel="inbox").count() == 1


def test_one_good_answer_forgets_the_bad_ones(follower: Follower, now: datetime) -> None:
    row = robot(follower)
    with committing():
        for hours in range(12):
            ways.note_outcome(row, Outcome("busy 503"), at=now + timedelta(hours=hours))
        ways.note_outcome(row, Outcome(), at=now + timedelta(hours=13))
        for hours in range(14, 30):
            ways.note_outcome(row, Outcome("busy 503"), at=now + timedelta(hours=hours))
    assert row.is_open
    with committing():
        ways.note_outcome(row, Outcome(), at=now + timedelta(hours=31))
    assert (row.options, row.problem) == ({}, "")
