"""Atom of one thing that somebody follows: what was told of it, for whoever holds its link."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.letters import signed_link
from core.logs import told_path
from events.models.performance import Performance
from notices.models.follower import Follower, Subscription
from notices.models.notice import Item, Notice
from notices.views.atom import updates_link
from tests.conftest import CountQueries
from tests.factories import events, following

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://window.example"
AFTER = {"zh": "12月1日 19:30", "en": "1 December, 19:30"}


@pytest.fixture
def night(app: Flask) -> Performance:
    return events.show()


@pytest.fixture
def mine(app: Flask, night: Performance) -> Subscription:
    return following.subscription(following.follower(), f"event:{night.run.event_id}")


@pytest.fixture(autouse=True)
def template(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a change says, in the tests' own words."""
    loader = app.jinja_env.loader
    assert loader
    really = loader.get_source
    text = (
        "{% block subject %}{{ 'Moved' if language() == 'en' else '改期' }}{% endblock %}{% block body %}"
        "{% for each in items %}{{ each.was_when[language()] }} → {{ each.when[language()] }}{% endfor %}{% endblock %}"
    )

    def get_source(environment: Any, name: str) -> Any:
        return (text, None, lambda: True) if name == "notices/change.txt" else really(environment, name)

    monkeypatch.setattr(loader, "get_source", get_source)
    monkeypatch.setattr(app.jinja_env, "cache", {})  # what other tests read, and what this one does, stays theirs


def told(
    of: Performance, *, told: bool = True, days_ago: int = 0, when: Mapping[str, str] = AFTER, kind: str = "change"
) -> Item:
    """Something that was told of a date."""
    at = clock.now() - timedelta(days=days_ago)
    key = f"told:{session.query(Notice).count()}"
    with committing():
        row = Notice(kind=kind, key=key, facts={}, made_at=at, due_at=at, released_at=at)
        facts = {"when": dict(when), "was_when": {"zh": "11月30日", "en": "30 November"}}
        item = Item(notice=row, performance_id=of.id, at=at, facts=facts, told=told)
        session.add_all([row, item])
    return item


def path_of(mine: Subscription, prefix: str = "") -> str:
    row = session.get_one(Subscription, mine.id)
    return prefix + updates_link(session.get_one(Follower, row.follower_id), row).removeprefix(BASE)


def titles(body: bytes) -> list[str]:
    return [each.findtext(f"{ATOM}title") or "" for each in ET.fromstring(body).iter(f"{ATOM}entry")]


def test_what_was_told_with_before_and_after(client: FlaskClient, mine: Subscription, night: Performance) -> None:
    told(night)
    told(events.show("another"))
    answer = client.get(path_of(mine))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    entries = list(feed.iter(f"{ATOM}entry"))
    assert [each.findtext(f"{ATOM}content") for each in entries] == ["11月30日 → 12月1日 19:30\n"]
    for needed in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{needed}")
        assert entries[0].findtext(f"{ATOM}{needed}")
    own = next(each for each in feed.iter(f"{ATOM}link") if each.get("rel") == "self")
    assert own.get("href") == BASE + path_of(mine)
    assert "30 November → 1 December, 19:30" in client.get(path_of(mine, "/en")).text


def test_newest_first_for_sixty_days_only(client: FlaskClient, mine: Subscription, night: Performance) -> None:
    for days in (61, 59, 1):
        told(night, days_ago=days, when={"zh": f"{days}", "en": ""})
    told(night, told=False)
    body = client.get(path_of(mine)).text
    assert "→ 61" not in body
    assert body.index("→ 1\n") < body.index("→ 59")
    assert body.count("<entry>") == 2


@pytest.mark.parametrize("kind", ["digest", "reminder", "announcement"])
def test_what_was_told_by_the_clock_or_to_one_reader_stands_in_none(
    client: FlaskClient, mine: Subscription, night: Performance, kind: str
) -> None:
    told(night, days_ago=1)
    told(night, kind=kind)
    assert titles(client.get(path_of(mine)).data) == ["改期"]


def test_a_fixed_number_of_statements(
    client: FlaskClient, mine: Subscription, night: Performance, count_queries: CountQueries
) -> None:
    path = path_of(mine)
    numbers = []
    for number in (1, 3):
        for _ in range(number):
            told(night)
        with count_queries() as counted:
            client.get(path)
        numbers.append(counted.number)
    assert numbers == [5, 5]


def test_asked_again_it_is_not_sent_again(client: FlaskClient, mine: Subscription, night: Performance) -> None:
    told(night)
    path = path_of(mine)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert first.headers["Cache-Control"] == "private, max-age=0"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert first.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert "Set-Cookie" not in first.headers
    told(night)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_ended_subscription_or_another_key_is_gone(client: FlaskClient, mine: Subscription) -> None:
    path = path_of(mine)
    owner = session.get_one(Subscription, mine.id).follower_id
    with committing():
        session.get_one(Follower, owner).key = "another"
    assert client.get(path).status_code == 410
    fresh = path_of(mine)
    assert client.get(fresh).status_code == 200
    with committing():
        session.get_one(Subscription, mine.id).ended_at = clock.now()
    assert client.get(fresh).status_code == 410


def test_the_address_holds_no_key_and_earlier_ones_work_on(client: FlaskClient, mine: Subscription) -> None:
    path, owner = path_of(mine), session.get_one(Follower, session.get_one(Subscription, mine.id).follower_id)
    key = owner.key
    earlier = signed_link("my.updates", "atom", [owner.id, key, mine.id]).removeprefix(BASE)
    assert readable(earlier, key)
    assert not readable(path, key)
    assert client.get(earlier).status_code == 200
    with committing():
        session.get_one(Follower, owner.id).key = "another"
    assert client.get(earlier).status_code == 410


def readable(path: str, key: str) -> bool:
    """Whether anybody who sees an address can read a key in it."""
    token = path.rsplit("/", 1)[1].removesuffix(".atom")
    return any(key.encode() in urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))


@pytest.mark.parametrize("facts", [[1], "x", [1, "x", 999], [1, "x", "y"], {"a": 1}])
def test_strange_links_open_nothing(client: FlaskClient, app: Flask, facts: Any) -> None:
    with app.test_request_context():
        path = signed_link("my.updates", "atom", facts).removeprefix(BASE)
        other = signed_link("my.updates", "manage", [1, "x", 1]).removeprefix(BASE)
    assert client.get(path).status_code in {404, 410}
    assert client.get(other).status_code == 404
    assert client.get("/following/updates/nonsense.atom").status_code == 404


def test_the_link_stands_in_no_log(app: Flask, mine: Subscription) -> None:
    path = path_of(mine)
    for each in (path, path.removesuffix(".atom")):
        with app.test_request_context(each):
            assert path.split("/")[-1][:20] not in told_path()


def test_markup_in_what_was_told_stays_words(client: FlaskClient, mine: Subscription, night: Performance) -> None:
    told(night, when={"zh": "<b>&x", "en": ""})
    body = client.get(path_of(mine))
    assert "&lt;b&gt;&amp;x" in body.text
    assert titles(body.data) == ["改期"]
