"""Groups and programs that do not answer, or cannot be written to, hold up nobody but themselves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from accounts.services import telling as letters
from core import clock
from core.config import Settings
from core.db import committing, session
from core.web import settings as stated
from notices.channels import robot, webhook
from notices.jobs import sending as jobs
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint
from notices.queries import outbox as queries
from notices.services import holding, ways
from notices.turns import MOST_WRITINGS
from tests.conftest import CountQueries, make_settings
from tests.factories import following
from tests.factories.mail_server import mail_server
from tests.factories.robots import Listening, Said, listening

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def service() -> Iterator[Listening]:
    """WeCom, on this machine."""
    with listening([Said({"errcode": 0})]) as server:
        yield server


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    """A program that never answers; nobody waits for long."""
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(robot, "TIMEOUT_S", 0.5)
    with listening([Said(hangs=True)]) as server:
        yield server


@pytest.fixture
def settings(database_url: str, data_folder: Path, service: Listening) -> Settings:
    """With that service."""
    return make_settings(data_folder, database_url, wecom_base=service.address, allow_private_fetch=True)


def told(channel: str, address: str, number: int = 1, secret: str = SECRET) -> list[int]:
    """Messages to so many programs or groups; their keys."""
    keys = []
    follower = following.follower()
    for each in range(number):
        way = following.way(follower, channel, address=address.format(each), secret=secret if channel == "webhook" else "")
        with committing():
            keys.append(ways.send_try(session.merge(way), language="zh", at=clock.now()).id)
    return keys


def letter(key: str = "a", kind: str = "trial") -> None:
    with committing():
        letters.tell(kind, at=clock.now(), to="lin@example.org", key=key)


def rows(keys: list[int]) -> list[Delivery]:
    session.rollback()
    return list(session.scalars(select(Delivery).where(Delivery.id.in_(keys)).order_by(Delivery.id)))


def mails() -> int:
    return len(list(stated().mail_folder.glob("*.eml")))


def test_one_whose_secret_is_broken_holds_up_nobody_and_is_parked(app: Flask, service: Listening) -> None:
    (broken,) = told("webhook", service.address + "/a", secret="whsec_x")
    (good,) = told("webhook", service.address + "/b")
    letter()
    jobs.send_due()
    assert ([row.fate for row in rows([broken, good])], mails()) == ([Fate.OPEN, Fate.SENT], 1)
    assert rows([broken])[0].tries == 1
    for days in range(1, MOST_WRITINGS):
        with clock.standing_still(clock.now() + timedelta(days=days)):
            jobs.send_due()
    row = rows([broken])[0]
    assert (row.fate, row.tries, row.problem) == (Fate.PARKED, MOST_WRITINGS, "cannot be sent: Error")


def test_one_whose_facts_are_none_holds_up_nobody(app: Flask) -> None:
    letter("bad")
    letter("good")
    with committing():
        session.execute(text("UPDATE notices_delivery SET facts = '7' WHERE key = 'bad'"))
    jobs.send_due()
    assert mails() == 1
    session.rollback()
    assert session.scalar(select(Delivery.tries).where(Delivery.key == "bad")) == 1


def test_programs_on_a_host_that_hangs_cost_one_wait(app: Flask, service: Listening, hanging: Listening, now: datetime) -> None:
    keys = told("webhook", hanging.address + "/{}", 15)
    others = told("wecom", KEY)
    letter()
    jobs.send_due(jobs.LETTERS)
    jobs.send_due(jobs.POSTS)
    assert (len(hanging.heard), mails(), rows(others)[0].fate) == (1, 1, Fate.SENT)
    found = rows(keys)
    assert sorted(row.tries for row in found) == [0] * 14 + [1]
    assert {row.due_at for row in found} == {now + timedelta(minutes=1)}
    assert {row.claimed_by for row in found} == {""}
    jobs.send_due(jobs.POSTS)
    assert len(hanging.heard) == 1
    for minute, heard, until in ((1, 2, 5), (2, 2, 5), (5, 3, 21)):
        with clock.standing_still(now + timedelta(minutes=minute)):
            jobs.send_due(jobs.POSTS)
            assert len(hanging.heard) == heard
            assert max(row.due_at for row in rows(keys)) == now + timedelta(minutes=until)
    hanging.says[:] = [Said()]
    with clock.standing_still(now + timedelta(minutes=21)):
        jobs.send_due(jobs.POSTS)
        assert queries.door(clock.now()).shut == {}
    assert {row.fate for row in rows(keys)} == {Fate.SENT}


def test_programs_on_several_hosts_that_hang_are_waited_for_together(app: Flask, hanging: Listening) -> None:
    with listening([Said(hangs=True)]) as another:
        for each in (hanging, another):
            each.address = each.address.replace("127.0.0.1", "localhost") if each is another else each.address
            told("webhook", each.address + "/{}", 2)
        jobs.send_due()
        assert (len(hanging.heard), len(another.heard)) == (1, 1)


def test_a_host_that_takes_messages_slowly_lets_others_have_their_turns(
    app: Flask, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(jobs, "LATE_S", 0.05)
    with listening() as slow:
        slow.meanwhile = partial(Event().wait, 0.1)
        keys = told("webhook", slow.address + "/{}", 3)
        jobs.send_due()
        assert [row.fate for row in rows(keys)] == [Fate.SENT, Fate.OPEN, Fate.OPEN]
        assert ({row.due_at for row in rows(keys[1:])}, rows(keys)[1].tries) == ({now + timedelta(minutes=1)}, 0)
        slow.meanwhile = lambda: None
        with clock.standing_still(now + timedelta(minutes=1)):
            monkeypatch.setattr(jobs, "LATE_S", 5)
            jobs.send_due()
        assert {row.fate for row in rows(keys)} == {Fate.SENT}


def test_a_shut_mail_server_is_not_claimed_for_over_and_over(app: Flask, count_queries: CountQueries) -> None:
    letter()
    with mail_server(AUTH="535 no") as server:
        app.extensions["settings"] = replace(app.extensions["settings"], mail_server=server.address)
        with count_queries() as counted, pytest.raises(jobs.MailShut):
            jobs.send_due()
    assert counted.number < 20


def test_a_service_that_hangs_is_left_alone_for_all_its_groups(
    app: Flask, service: Listening, hanging: Listening, now: datetime
) -> None:
    service.says[:] = [Said(hangs=True)]
    keys = told("wecom", KEY[:-1] + "{}", 3)
    jobs.send_due()
    assert (len(service.heard), sorted(row.tries for row in rows(keys))) == (1, [0, 0, 1])
    assert list(queries.door(now).shut) == ["wecom/"]


def test_hosts_that_are_left_alone_are_not_gathered_for_ever(app: Flask, now: datetime) -> None:
    for number in range(holding.MOST_WAYS + 20):
        with committing():
            holding.note_slow(f"webhook/{number}", "busy timeout", at=now)
    assert len(queries.door(now).shut) == holding.MOST_WAYS + 1
    later = now + timedelta(days=2)
    with committing():
        holding.note_slow("webhook/last", "busy timeout", at=later)
    session.rollback()
    assert list(queries.door(later).shut) == ["webhook/last"]


def test_a_letter_that_somebody_waits_for_stands_before_all(app: Flask, now: datetime) -> None:
    for each in range(20):
        letter(str(each))
    with clock.standing_still(now + timedelta(minutes=10)):
        letter("reset", "reset")
        session.rollback()
        first = session.scalar(select(Delivery.key).order_by(Delivery.turn_at, Delivery.id).limit(1))
    assert first == "reset"


def test_what_waits_for_its_hour_is_not_walked_through(app: Flask, now: datetime) -> None:
    """One row that is due beside many that are not: both are asked of an index, from when they are due."""
    for each in range(3):
        letter(str(each))
    with committing():
        session.execute(update(Delivery).where(Delivery.key != "1").values(due_at=now + timedelta(hours=9)))
        key = session.scalar(select(Delivery.id).where(Delivery.key == "1"))
        assert queries.due_keys(now, 10, "mail") == [key]


def test_many_are_taken_in_the_order_of_their_turns(app: Flask, now: datetime) -> None:
    for each in range(queries.FEW + 5):
        letter(str(each))
    with committing():
        session.execute(update(Delivery).where(Delivery.key == "104").values(turn_at=now - timedelta(hours=9)))
        session.execute(update(Delivery).where(Delivery.key == "3").values(due_at=now + timedelta(hours=9)))
        found = queries.due_keys(now, 5, "mail")
        keys = {row.id: row.key for row in session.scalars(select(Delivery))}
    assert [keys[each] for each in found] == ["104", "0", "1", "2", "4"]


def test_a_tick_looks_once_for_letters_and_posts(app: Flask, service: Listening, count_queries: CountQueries) -> None:
    letters_job, posts_job = (each.run for each in jobs.JOBS)
    letters_job()
    with count_queries() as counted:
        posts_job()
    assert counted.number == 0, "nothing was due a moment ago"
    keys = told("wecom", KEY)
    letters_job()
    posts_job()
    assert [each.fate for each in rows(keys)] == [Fate.SENT]


def test_a_way_and_its_endpoint_stay_open_after_a_wait(app: Flask, hanging: Listening) -> None:
    told("webhook", hanging.address)
    jobs.send_due()
    session.rollback()
    assert session.scalars(select(Endpoint)).one().is_open
