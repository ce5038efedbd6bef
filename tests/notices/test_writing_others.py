"""What a reader is sent says nothing of other readers: whichever way it goes, and whatever they follow."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.config import Settings
from core.db import committing, session
from core.types import Bilingual
from events.change import Change
from events.models.deed import Cause, DeedKind
from events.models.performance import Performance
from events.queries.force_majeure import Window
from events.services import force_majeure
from notices.models.follower import ChannelCode, Wish
from notices.models.notice import Item
from notices.telling import facts_of
from notices.views.atom import updates_link
from tests.conftest import make_settings
from tests.factories import accounts, changing, following, news
from tests.factories.robots import Listening, Said, listening

KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
STRANGERS = ("search:bridge", "filter:tickets=available", "artist:7", "city:310000")


@pytest.fixture
def service() -> Iterator[Listening]:
    """Every robot's service, and a webhook, on this machine."""
    with listening([Said({"errcode": 0, "code": 0, "StatusCode": 0})]) as server:
        yield server


@pytest.fixture
def settings(database_url: str, data_folder: Path, service: Listening) -> Settings:
    """With that service."""
    bases = {f"{each}_base": service.address for each in ("wecom", "dingtalk", "feishu")}
    return make_settings(data_folder, database_url, allow_private_fetch=True, **bases)


@pytest.fixture
def dates(app: Flask) -> list[Performance]:
    """Two events' dates."""
    owner = accounts.organisation()
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=17, dates=1)
        rows += changing.listing(owner, "late-show", first_in=17, dates=1, title_zh="夜场", title_en="Late Show")
    news.told_long_ago()
    return rows


@pytest.fixture
def strangers(dates: list[Performance]) -> None:
    """What others follow, and the reader does not."""
    for each in STRANGERS:
        following.subscription(following.follower(), each)


def strike() -> None:
    """All dates are cancelled by one deed, which one notice tells."""
    window = Window(first=clock.now(), last=clock.now() + timedelta(days=60), city="310000")
    storm = Change(kind=DeedKind.CANCEL, cause=Cause.FORCE_MAJEURE, words=Bilingual("台风。", "A typhoon."), token="storm")
    with committing():
        force_majeure.do_batch(
            window, storm, at=clock.now(), actor=changing.acting(), organisation_id=None, selection={"at": str(clock.now())}
        )


def test_no_channel_tells_what_somebody_else_follows(
    app: Flask, service: Listening, dates: list[Performance], strangers: None
) -> None:
    person = accounts.person("reader@example.org", language="en")
    who = following.follower(person=person, language="en")
    mine = following.subscription(who, f"event:{dates[0].run.event_id}")
    others = [each for each in ChannelCode if each not in {ChannelCode.MAIL, ChannelCode.CALENDAR}]
    for channel in others:
        facts = {} if channel is ChannelCode.INBOX else {"address": KEY, "name": channel.value}
        if channel is ChannelCode.WEBHOOK:
            facts |= {"address": f"{service.address}/hook", "secret": SECRET}
        way = following.way(who, channel.value, **facts)
        stated = {"subscription_id": mine.id, "follower_id": who.id, "endpoint_id": way.id, "subject": mine.subject}
        with committing():
            session.add(Wish(news="cancellation", **stated))
    client, updates = accounts.signed_in(app, session.merge(person)), updates_link(session.merge(who), session.merge(mine))
    changing.done(dates[0])
    mails = [text.encode() for to, _subject, text in news.ticked(minutes=11) if to == "reader@example.org"]
    item = session.query(Item).order_by(Item.id.desc()).first()
    assert item is not None
    assert set(STRANGERS) & set(item.facts["refs"]) == {"search:bridge", "filter:tickets=available", "city:310000"}
    said = [each.raw for each in service.heard] + mails
    said += [client.get("/en/following/inbox").data, client.get(updates).data]
    assert len(said) == 4 + 1 + 2
    assert all(b"The Long Bridge" in each or "长桥".encode() in each or rb"\u957f\u6865" in each for each in said)
    for each in STRANGERS:
        for page in said:
            assert each.encode() not in page
            assert json.dumps(each).encode() not in page


def test_a_program_gets_the_sum_of_its_own_dates_alone(app: Flask, service: Listening, dates: list[Performance]) -> None:
    who = following.follower(language="en")
    way = following.way(who, "webhook", address=f"{service.address}/hook", secret=SECRET, name="ERP")
    following.subscription(who, f"event:{dates[1].run.event_id}", by=way)
    following.subscription(following.follower(), f"event:{dates[0].run.event_id}")
    strike()
    news.ticked(minutes=11)
    facts = service.heard[0].body["data"]["facts"]
    assert (facts["dates"], facts["events"], facts["event"], facts["title"]["en"]) == (1, 1, "late-show", "Late Show")


def test_whom_else_it_concerns_stays_with_us() -> None:
    item: dict[str, Any] = {"event": "x", "refs": ["search:y"], "net": "always", "changed_at": "2026"}
    notice = {"audience": {"subjects": ["search:y"]}, "follower": 7, "subject": {"zh": "好"}}
    own = {"of": [1, 2], "subscriptions": [3], "items": [4], "net": [["always", "2026", [5]]], "name": "Lin"}
    assert facts_of(notice, [item], own) == {"items": [{"event": "x"}], "subject": {"zh": "好"}, "name": "Lin"}
