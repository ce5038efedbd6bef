"""From the outbox to a group: what a service answers decides what becomes of a delivery and of its way."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from core import clock
from core.config import Settings
from core.db import committing, session
from notices.channels import robot
from notices.jobs.sending import send_due
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint
from notices.services import ways
from tests.conftest import make_settings
from tests.factories import following
from tests.factories.robots import Listening, Said, listening

KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
TAKEN = Said({"errcode": 0, "errmsg": "ok"})


@pytest.fixture
def service() -> Iterator[Listening]:
    """WeCom, on this machine."""
    with listening([TAKEN]) as server:
        yield server


@pytest.fixture
def settings(database_url: str, data_folder: Path, service: Listening) -> Settings:
    """With that service."""
    robot.forget()
    return make_settings(data_folder, database_url, wecom_base=service.address, allow_private_fetch=True)


def tried(name: str = "票务群", channel: str = "wecom", **facts: str) -> tuple[int, int]:
    """The keys of a way and of a message to it."""
    way = following.way(following.follower(), channel, name=name, **({"address": KEY} | facts))
    with committing():
        row = ways.send_try(way, language="zh", at=clock.now())
    return way.id, row.id


def delivery(key: int) -> Delivery:
    return session.get_one(Delivery, key, populate_existing=True)


def endpoint(key: int) -> Endpoint:
    return session.get_one(Endpoint, key, populate_existing=True)


def test_a_test_message_arrives(app: Flask, service: Listening) -> None:
    way, row = tried()
    send_due()
    assert delivery(row).fate is Fate.SENT
    text = service.heard[0].body["text"]["content"]
    assert text.startswith("【长三角之窗】\n")
    assert "“票务群”" in text
    assert "https://window.example/following/ways" in text
    assert (endpoint(way).is_open, endpoint(way).problem) == (True, "")


def test_a_name_is_words_and_no_markup(app: Flask, service: Listening) -> None:
    tried('<at user_id="all">@all</at> https://evil.example {{ 7 * 7 }}')
    send_due()
    text = service.heard[0].body["text"]["content"]
    for bad in ("<at", "@all", "https://evil", "49"):
        assert bad not in text


def test_a_rate_limit_waits_and_counts_as_no_try(app: Flask, service: Listening, now: datetime) -> None:
    service.says[:] = [Said({"errcode": 45009}), TAKEN]
    way, row = tried()
    send_due()
    assert (delivery(row).fate, delivery(row).tries, delivery(row).due_at) == (Fate.OPEN, 0, now + timedelta(minutes=1))
    with clock.standing_still(now + timedelta(seconds=61)):
        send_due()
    assert (delivery(row).fate, len(service.heard), endpoint(way).is_open) == (Fate.SENT, 2, True)


def test_a_removed_robot_is_stopped_and_said(app: Flask, service: Listening, now: datetime) -> None:
    service.says[:] = [Said({"errcode": 93000, "errmsg": "invalid webhook url"})]
    way, row = tried()
    send_due()
    assert (delivery(row).fate, endpoint(way).stopped_at, endpoint(way).problem) == (Fate.REFUSED, now, "key 93000")
    told = session.query(Delivery).filter_by(channel="inbox").one()
    assert (told.kind, told.follower_id) == ("way_stopped", endpoint(way).follower_id)


def test_a_program_gets_what_was_sent_and_can_end_it(app: Flask, service: Listening) -> None:
    service.says[:] = [Said(status=410)]
    way, row = tried("ERP", "webhook", address=f"{service.address}/hook", secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    send_due()
    assert (delivery(row).fate, endpoint(way).is_open, endpoint(way).problem) == (Fate.REFUSED, False, "gone 410")
    assert service.heard[0].heads["webhook-id"] == f"n{row}"
    assert service.heard[0].body["type"] == "notice.way_try"
