"""The page of what somebody was told: newest first, once each, in the language of the page, what is unread marked."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from notices.channels.channel import Outcome
from notices.jobs import sending
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Follower
from notices.models.notice import Item, Notice
from notices.services import ways
from tests.conftest import CountQueries
from tests.factories import following
from tests.factories.browsing import post, send, token_in

INBOX = "/following/inbox"


@pytest.fixture
def owner(app: Flask) -> Follower:
    return following.follower(None)


@pytest.fixture
def reader(app: Flask, owner: Follower) -> FlaskClient:
    """A browser that knows who follows."""
    client = app.test_client()
    following.open_in(client, owner)
    return client


def notice(kind: str = "told_in_a_test", *, items: Sequence[dict[str, Any]] = (), **facts: Any) -> Notice:
    """Something that was told; its items stand beside it."""
    at = clock.now()
    number = session.query(Notice).count()
    with committing():
        row = Notice(kind=kind, key=f"{kind}:{number}", facts=facts, made_at=at, due_at=at, released_at=at, fanned_at=at)
        session.add(row)
        session.flush()
        session.add_all(Item(notice_id=row.id, at=at, facts=each, told=True) for each in items)
    return row


def delivered(of: Notice, to: Follower, channel: str = ChannelCode.INBOX.value, **facts: Any) -> Delivery:
    """One delivery of it, sent."""
    at = clock.now()
    stated = {"fate": Fate.SENT, "over_at": at, "facts": {}} | facts
    with committing():
        row = Delivery(
            key=f"{of.id}:{to.id}:{channel}", kind=of.kind, channel=channel, notice_id=of.id, follower_id=to.id, mail="",
            language="zh", made_at=at, due_at=at, turn_at=at, **stated,
        )
        session.add(row)
    return row


@pytest.fixture(autouse=True)
def template(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of notice of the tests' own."""
    loader = app.jinja_env.loader
    assert loader
    really = loader.get_source
    text = (
        "{% block subject %}{{ title.zh if language() == 'zh' else title.en }}{% endblock %}"
        "{% block body %}{{ items | map(attribute='say') | join(', ') }}\n\n{{ absolute('events.calendar') }}{% endblock %}"
    )

    def get_source(environment: Any, name: str) -> Any:
        return (text, None, lambda: True) if name == "notices/told_in_a_test.txt" else really(environment, name)

    monkeypatch.setattr(loader, "get_source", get_source)


TITLE = {"zh": "改期", "en": "Moved"}


def test_what_was_told_is_read_in_the_language_of_the_page(reader: FlaskClient, owner: Follower) -> None:
    told = notice(title=TITLE, items=[{"say": "one"}, {"say": "two"}])
    keys = [each.id for each in session.query(Item).filter_by(notice_id=told.id).order_by(Item.id)]
    delivered(told, owner, facts={"items": keys[1:]})
    page = reader.get(INBOX)
    assert page.status_code == 200
    assert "改期" in page.text
    assert "two" in page.text
    assert "one" not in page.text.split('class="letter')[1].split("</article>")[0]
    assert '<a href="https://window.example/calendar">' in page.text
    assert "Moved" in reader.get(f"/en{INBOX}").text
    assert page.headers["Cache-Control"] == "no-store"


def test_newest_first_twenty_a_page(reader: FlaskClient, owner: Follower, count_queries: CountQueries) -> None:
    for number in range(23):
        delivered(notice(title={"zh": f"第{number}条", "en": f"No {number}"}), owner)
    with count_queries() as counted:
        first = reader.get(INBOX).text
    assert counted.number == 5
    assert re.findall(r"第(\d+)条</h2>", first) == [str(each) for each in range(22, 2, -1)]
    older = re.search(rf'href="({INBOX}\?before=\d+)"', first)
    assert older
    assert re.findall(r"第(\d+)条</h2>", reader.get(older[1]).text) == ["2", "1", "0"]


def test_what_went_by_mail_too_is_shown_once(reader: FlaskClient, owner: Follower) -> None:
    both, mailed = notice(title=TITLE), notice(title={"zh": "取消", "en": "Cancelled"})
    delivered(both, owner)
    delivered(both, owner, ChannelCode.MAIL.value)
    delivered(mailed, owner, ChannelCode.MAIL.value)
    page = reader.get(INBOX).text
    assert page.count("改期</h2>") == 1
    assert page.count("取消</h2>") == 1
    assert page.count("已发邮件") == 2
    assert page.count("letter--unread") == 1


@pytest.mark.parametrize("fate", [Fate.OPEN, Fate.SKIPPED, Fate.PARKED, Fate.REFUSED])
def test_what_was_not_sent_was_not_told(reader: FlaskClient, owner: Follower, fate: Fate) -> None:
    delivered(notice(title=TITLE), owner, ChannelCode.MAIL.value, fate=fate)
    assert "改期" not in reader.get(INBOX).text


def test_others_read_nothing_of_it(client: FlaskClient, reader: FlaskClient, owner: Follower) -> None:
    delivered(notice(title=TITLE), owner)
    delivered(notice(title={"zh": "别人的", "en": "Theirs"}), following.follower(None))
    assert "改期" not in client.get(INBOX).text
    assert "别人的" not in reader.get(INBOX).text


def test_marked_as_read_one_by_one_or_all(reader: FlaskClient, owner: Follower) -> None:
    first, second = (delivered(notice(title=TITLE), owner) for _ in range(2))
    theirs = delivered(notice(title=TITLE), following.follower(None))
    keys = [first.id, second.id, theirs.id]
    send(reader, f"{INBOX}/read", {"key": keys[0]}, at=INBOX, status=303)
    session.expire_all()
    assert [session.get_one(Delivery, key).read_at is not None for key in keys] == [True, False, False]
    token = token_in(reader.get(INBOX).text)
    post(reader, f"{INBOX}/read", {"key": keys[2], "csrf_token": token}, status=303)
    post(reader, f"{INBOX}/read", {"csrf_token": token}, status=303)
    session.expire_all()
    assert [session.get_one(Delivery, key).read_at is not None for key in keys] == [True, True, False]


def test_reading_alone_marks_nothing(reader: FlaskClient, owner: Follower) -> None:
    row = delivered(notice(title=TITLE), owner)
    reader.get(INBOX)
    assert reader.get(f"{INBOX}/read").status_code == 405
    assert session.get_one(Delivery, row.id).read_at is None


def test_a_message_that_cannot_be_written_hides_no_other(reader: FlaskClient, owner: Follower) -> None:
    delivered(notice("of-a-kind-that-is-gone"), owner)
    delivered(notice(title=TITLE), owner)
    page = reader.get(INBOX)
    assert page.status_code == 200
    assert "改期" in page.text


def test_markup_in_what_was_told_is_words(reader: FlaskClient, owner: Follower) -> None:
    delivered(notice(title={"zh": "<b>x</b>", "en": "x"}, items=[]), owner)
    assert "<b>x</b>" not in reader.get(INBOX).text


@pytest.mark.parametrize("query", ["before=x", "before=99999999999", "before=-1", "before="])
def test_a_strange_page_is_the_first(reader: FlaskClient, owner: Follower, query: str) -> None:
    delivered(notice(title=TITLE), owner)
    assert "改期" in reader.get(f"{INBOX}?{query}").text


def test_nothing_yet_leads_on(client: FlaskClient, reader: FlaskClient) -> None:
    for each in (client, reader):
        page = each.get(INBOX)
        assert page.status_code == 200
        assert 'class="btn btn--main" href="/calendar"' in page.text


def test_old_messages_stay_as_long_as_they_are_known(reader: FlaskClient, owner: Follower) -> None:
    row = delivered(notice(title=TITLE), owner)
    with committing():
        session.get_one(Delivery, row.id).over_at = clock.now() - timedelta(days=30)
    assert "改期" in reader.get(INBOX).text


def test_that_a_way_was_stopped_is_told(reader: FlaskClient, owner: Follower) -> None:
    """It belongs to no notice, and stands on the page, unread, all the same; by mail too, which is not told twice here."""
    with committing():
        session.merge(owner).mail, owner.confirmed_at = "owner@example.org", clock.now()
    way = following.way(owner, "wecom", name="票务群", address="k" * 20)
    with committing():
        ways.note_outcome(session.merge(way), Outcome("key 93000", for_good=True), at=clock.now())
    sending.send_due()
    page = reader.get("/following/inbox").text
    assert page.count('<article class="letter letter--unread">') == 1
    assert "“票务群”" in page
    assert "1 条" in page
    sent = session.query(Delivery).filter_by(kind="way_stopped", channel="mail").one()
    assert (sent.fate, sent.mail) == (Fate.SENT, owner.address)
