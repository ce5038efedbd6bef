"""From the outbox to a group: what a service answers decides what becomes of a delivery and of its way."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.config import ROOT, Settings
from core.db import committing, session
from notices.channels.robot import MOST_PARTS, Robots
from notices.channels.ways import ways_out
from notices.jobs.sending import send_due
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint
from notices.models.notice import Item, Notice
from notices.queries import outbox
from notices.queries import sending as cases
from notices.services import ways
from notices.writing import Writer
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


# --- a message in parts ----------------------------------------------------------------------------------------------


def long_one() -> int:
    """The key of a message that WeCom takes in four parts."""
    _way, key = tried()
    with committing():
        delivery(key).facts = {"name": "".join(f"第{number}场改到次日同一时间，请留意。" for number in range(1, 141))}
    return key


def parts(service: Listening) -> list[str]:
    """The numbers of the parts that were heard."""
    found = (re.match(r"【长三角之窗】(\(\d/\d\))", heard.body["text"]["content"]) for heard in service.heard)
    return [match.group(1) if match else "" for match in found]


def test_what_arrived_is_not_said_again(app: Flask, service: Listening, now: datetime) -> None:
    key = long_one()
    service.says[:] = [TAKEN, TAKEN, Said({"errcode": 45009}), TAKEN]
    send_due()
    assert (parts(service), delivery(key).parts_gone) == (["(1/4)", "(2/4)", "(3/4)"], 2)
    assert (delivery(key).fate, delivery(key).claimed_by) == (Fate.OPEN, "")
    with clock.standing_still(now + timedelta(seconds=61)):
        send_due()
    assert parts(service)[3:] == ["(3/4)", "(4/4)"]
    assert (delivery(key).fate, delivery(key).parts_gone) == (Fate.SENT, 3)
    said = "".join(heard.body["text"]["content"] for heard in (*service.heard[:2], *service.heard[3:]))
    assert [int(number) for number in re.findall(r"第(\d+)场", said)] == list(range(1, 141)), "no line twice, none left out"


def test_a_part_refused_for_good_is_tried_again_by_the_staff_from_there(app: Flask, service: Listening) -> None:
    key = long_one()
    service.says[:] = [TAKEN, Said({"errcode": 40058}), TAKEN]
    send_due()
    assert (delivery(key).fate, delivery(key).parts_gone) == (Fate.REFUSED, 1)
    with committing():
        row = delivery(key)
        row.fate, row.over_at = Fate.OPEN, None
    send_due()
    assert (delivery(key).fate, parts(service)[2:]) == (Fate.SENT, ["(2/4)", "(3/4)", "(4/4)"])


def test_whoever_lost_a_message_between_its_parts_says_no_more(app: Flask, service: Listening, now: datetime) -> None:
    key = long_one()

    def lost() -> None:
        with app.app_context(), committing():
            delivery(key).claimed_by = "another"

    service.meanwhile = lost
    send_due()
    row = delivery(key)
    assert (parts(service), row.parts_gone, row.fate, row.claimed_by) == (["(1/4)"], 1, Fate.OPEN, "another")


def moved(number: int) -> dict[str, Any]:
    """What a notice says of one date, everything as long as it may be."""
    both = {
        name: dict.fromkeys(("zh", "en"), word * 100 + str(number))
        for name, word in zip(("title", "when", "was_when", "session", "reason", "place"), "剧新旧场因馆", strict=True)
    }
    return both | {"event": f"show-{number}", "starts_at": f"2026-12-01T11:30:00+00:00/{number:03d}", "facets": ["moved"]}


def test_a_long_notice_is_told_in_part_and_says_how_many_more(app: Flask, service: Listening, now: datetime) -> None:
    """Four hundred dates of the longest names: never refused, never cut within one."""
    way = following.way(following.follower(), "wecom", address=KEY)
    with committing():
        of = Notice(kind="change", key="long", facts={}, made_at=now, due_at=now, released_at=now, fanned_at=now)
        session.add(of)
        session.flush()
        items = [Item(notice_id=of.id, at=now, facts=moved(number), told=True) for number in range(400)]
        session.add_all(items)
        session.flush()
        row = Delivery(
            key="long", kind="change", channel="wecom", notice_id=of.id, follower_id=way.follower_id, endpoint_id=way.id,
            mail="", language="zh", facts={"items": [each.id for each in items]}, made_at=now, due_at=now, turn_at=now,
        )
        session.add(row)
        session.flush()
        key = row.id
    case = cases.case_of(key)
    assert case is not None
    robots = ways_out(app.extensions["settings"])["wecom"]
    assert isinstance(robots, Robots)
    parts = robots.parts(Writer().message(case))
    assert len(parts) <= MOST_PARTS
    said = "".join(parts)
    assert "400 场" in said
    assert "388" in said
    assert f"{'新' * 100}11" in said
    assert f"{'新' * 100}12" not in said


@pytest.mark.running_clock
def test_a_process_that_is_killed_between_parts_leaves_the_rest_to_another(
    app: Flask, service: Listening, tmp_path: Path
) -> None:
    key = long_one()
    url = app.extensions["settings"].database_url
    session.remove()
    service.says[:] = [TAKEN, TAKEN, Said(hangs=True), TAKEN]
    stated = {"DATABASE_URL": url, "DATA_FOLDER": str(tmp_path), "PUBLIC_BASE_URL": "https://window.example"}
    process = subprocess.Popen(
        [sys.executable, "scheduler.py", "notices.send_posts"], cwd=ROOT,
        env=os.environ | stated | {"WECOM_BASE": service.address, "ALLOW_PRIVATE_FETCH": "1"},
    )
    try:
        assert service.has_heard(3, seconds=90), (len(service.heard), process.poll())
    finally:
        process.kill()
        assert process.wait(10) == -signal.SIGKILL
    assert (delivery(key).parts_gone, delivery(key).fate) == (2, Fate.OPEN)
    session.rollback()
    with clock.standing_still(clock.now() + 2 * outbox.LEASE):
        send_due()
    assert (parts(service)[3:], delivery(key).fate) == (["(3/4)", "(4/4)"], Fate.SENT)


def test_a_program_that_was_not_heard_of_gets_its_code_and_nothing_else(app: Flask, service: Listening) -> None:
    with committing():
        way = ways.add_webhook(
            following.follower(), f"{service.address}/hook", name="", at=clock.now(), allow_private=True
        )
        asked = ways.send_try(way, language="en", at=clock.now()).id
        session.add(
            Delivery(
                key="other", kind="way_try", channel="webhook", endpoint_id=way.id, follower_id=way.follower_id, mail="",
                language="en", facts={"name": "", "code": ""}, made_at=clock.now(), due_at=clock.now(), turn_at=clock.now(),
            )
        )
    send_due()
    assert delivery(asked).fate is Fate.SENT
    (heard,) = service.heard
    assert heard.body["data"]["facts"]["code"] == way.code
    assert way.code in heard.body["data"]["text"]
    assert session.query(Delivery).filter_by(key="other").one().fate is Fate.SKIPPED
    assert not endpoint(way.id).is_open
