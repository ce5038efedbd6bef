"""Why a reader heard of a notice, and why not: each step from the notice to their mailbox."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from application import FOLLOWABLES, LETTER_KINDS, NOTICE_KINDS
from core import clock
from core.db import session
from core.types import Bilingual
from events.followable import Followable, Subject
from events.models.performance import Performance
from notices import registry
from notices.kinds import NoticeKind
from notices.models.delivery import Fate
from notices.models.follower import Follower, Subscription
from notices.queries import concerning, explaining, searching
from notices.step_words import WORDS, step_words
from tests.factories import accounts, changing, outbox

MAIL = "reader@example.org"
HOUR = timedelta(hours=1)


def concerned(keys: Sequence[int], _asked: Sequence[str]) -> Mapping[int, AbstractSet[str]]:
    return {key: {f"performance:{key}"} for key in keys}


DATE = Followable(
    kind="performance", words=lambda: "date", find=lambda _name: None, selection=lambda _ref: None, concerned=concerned,
    named=lambda refs: {ref: Subject(ref=ref, name=Bilingual("一场", "A date")) for ref in refs},
)
CHANGE = NoticeKind(
    code="change", words=lambda: "Change", settle=lambda _notice, _at: "", readers=lambda _notice, _after, _at: (),
)


@pytest.fixture(autouse=True)
def kinds(app: Flask) -> Iterator[None]:
    """A date is all that can be followed, a change all that is told; afterwards what the application says."""
    registry.fill(followables=(DATE,), notice_kinds=(CHANGE,), letter_kinds=LETTER_KINDS)
    yield
    registry.fill(followables=FOLLOWABLES, notice_kinds=NOTICE_KINDS, letter_kinds=LETTER_KINDS)


@pytest.fixture
def date(app: Flask) -> Performance:
    return changing.listing(accounts.organisation("ours"), "long-bridge")[0]


def steps(key: int, asked: str = MAIL) -> list[tuple[str, bool | None]]:
    session.rollback()
    reader, notice = searching.reader_asked_for(asked), next(iter(explaining.notices_numbered(key)), None)
    assert reader is not None
    assert notice is not None
    rows, subscriptions = searching.deliveries_of_notice(reader, key), searching.subscriptions_of(reader)
    found = explaining.why_not(reader, notice, rows, subscriptions, at=clock.now())
    assert all(step_words(each) for each in found)
    return [(each.code, each.leads_on) for each in found]


def followed(date: Performance, *news: str, **facts: Any) -> tuple[Follower, Subscription]:
    who = outbox.follower()
    return who, outbox.follows(who, f"performance:{date.id}", *news, **facts)


OUT = ("notice_out", True)


def test_whoever_follows_another_date_is_not_concerned(date: Performance) -> None:
    who = outbox.follower()
    outbox.follows(who, f"performance:{date.id + 999}", "change")
    assert steps(outbox.notice(of=date, **outbox.out()).id) == [OUT, ("nothing_concerned", False)]


def test_whoever_wants_other_news_of_it(date: Performance) -> None:
    followed(date, "reminder:1440", "cancellation")
    key = outbox.notice(of=date, **outbox.out()).id
    assert steps(key) == [OUT, ("subscription_concerned", True), ("no_wish", False)]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"confirmed_at": None}, "subscription_unconfirmed"), ({"ended_at": HOUR}, "subscription_ended"),
        ({"paused_at": HOUR}, "subscription_paused"), ({"confirmed_at": -HOUR}, "subscription_later"),
    ],
)
def test_a_subscription_that_did_not_count(date: Performance, facts: dict[str, timedelta | None], code: str) -> None:
    """`facts`: so long ago (a negative time: after the notice)."""
    stated = {name: None if ago is None else clock.now() - ago for name, ago in facts.items()}
    followed(date, "change", **stated)
    assert steps(outbox.notice(of=date, **outbox.out()).id)[1] == (code, False)


def test_a_way_that_is_closed(date: Performance) -> None:
    who = outbox.follower()
    robot = outbox.way(who, "wecom", stopped_at=clock.now(), problem="errcode 93000")
    outbox.follows(who, f"performance:{date.id}", "change", by=robot)
    key = outbox.notice(of=date, **outbox.out()).id
    assert steps(key) == [OUT, ("subscription_concerned", True), ("way_closed", False)]


@pytest.mark.parametrize(("ago", "code"), [(HOUR, "calendar_not_fetched"), (-HOUR, "calendar_fetched")])
def test_a_calendar_that_was_fetched_before_or_after_the_change(date: Performance, ago: timedelta, code: str) -> None:
    who, changed_at = outbox.follower(), clock.now() - 2 * HOUR
    calendar = outbox.way(who, "calendar", fetched_at=changed_at - ago)
    outbox.follows(who, f"performance:{date.id}", "change", by=calendar)
    key = outbox.notice(of=date, changed_at=changed_at, **outbox.out()).id
    assert (code, None) in steps(key)


def test_whoever_paused_everything_or_never_confirmed(date: Performance) -> None:
    who = outbox.follower(confirmed_at=None, paused_at=clock.now(), paused_until=clock.now() + HOUR)
    outbox.follows(who, f"performance:{date.id}", "change")
    codes = [code for code, _leads in steps(outbox.notice(of=date, **outbox.out()).id, str(who.id))]
    assert codes[:3] == ["notice_out", "address_unconfirmed", "follower_paused"]


def test_a_notice_whose_readers_are_still_written_out(date: Performance) -> None:
    who, _row = followed(date, "change")
    for cursor, leads_on in ((who.id - 1, False), (who.id, None)):
        key = outbox.notice(of=date, **outbox.out(fanned_at=None, cursor=cursor)).id
        assert steps(key)[0] == ("notice_half_out", leads_on)


def test_what_brought_a_delivery(date: Performance) -> None:
    _who, row = followed(date, "change", "reminder:60")
    known = {row.id: row}
    sent = outbox.delivery(Fate.SENT, kind="change", facts={"subscriptions": [row.id, 999]})
    assert explaining.brought_by(sent, known) == [row]
    assert [each.news for each in concerning.wishes_met(sent, row)] == ["change"]
    for odd in ({}, {"subscriptions": None}, {"subscriptions": "1"}, {"subscriptions": ["1"]}):
        assert explaining.brought_by(outbox.delivery(Fate.SENT, facts=odd), known) == []


def test_notices_of_an_event_by_its_dates(date: Performance) -> None:
    when_published = [each.id for each in explaining.notices_about("long-bridge")]
    ours = outbox.notice(of=date).id
    outbox.notice()
    assert [each.id for each in explaining.notices_about("long-bridge")] == [ours, *when_published]
    assert explaining.notices_about("no-such-event") == ()


def test_every_step_has_words() -> None:
    text = Path(explaining.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r"\"((?:notice|delivery|subscription|mailbox|calendar|follower)_[a-z_]+)\"", text))
    assert len(named) > 20
    assert named - set(WORDS) == {"notice_id", "notice_kind"} & named
    assert {f"delivery_{fate.value}" for fate in (Fate.PARKED, Fate.REFUSED, Fate.SKIPPED)} <= set(WORDS)


def test_a_reader_by_mail_number_and_letter(app: Flask) -> None:
    who = outbox.follower()
    letter = outbox.delivery(Fate.SENT, follower_id=who.id, mail="").id
    for asked in (MAIL, str(who.id), f"n{letter}", f"<n{letter}.abc123@window.example>"):
        found = searching.reader_asked_for(asked)
        assert found is not None
        assert (found.mail, found.follower_ids) == (MAIL, (who.id,))
    gone = outbox.delivery(Fate.SENT, mail="").id
    for asked in (f"n{gone}", "0", str(2**31), "nobody@example.org", "", "n"):
        assert searching.reader_asked_for(asked) is None


def test_the_letters_of_an_account_and_of_its_follower_are_one_readers(app: Flask) -> None:
    person = accounts.person("lin@example.org")
    who = outbox.follower(mail=None, person_id=person.id)
    keys = [
        outbox.delivery(Fate.SENT, mail="lin@example.org").id, outbox.delivery(Fate.SENT, mail="", follower_id=who.id).id,
        outbox.delivery(Fate.SENT, mail="old@example.org", person_id=person.id).id,
    ]
    outbox.delivery(Fate.SENT)
    found = searching.reader_asked_for("lin@example.org")
    assert found is not None
    assert [each.id for each in searching.deliveries_to(found, before=2**31 - 1, limit=9)] == keys[::-1]
