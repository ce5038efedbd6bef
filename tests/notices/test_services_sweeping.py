"""Nothing is kept longer than accounts/retention.py says: notices, mailboxes nobody writes to, ways that nothing is on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accounts.retention import EMPTY_WAY, NOTICE, STANDING
from core.db import committing, session
from events.models.performance import Performance
from notices.jobs.keeping import forget
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Follower, Standing, Stop
from notices.models.notice import Item, Notice
from notices.services import sweeping
from tests.conftest import CountQueries
from tests.factories import accounts, announcing, changing, following, news, outbox

pytestmark = pytest.mark.both_databases
A_DAY = timedelta(days=1)


@pytest.fixture
def date(app: Flask) -> Performance:
    row = changing.listing(accounts.organisation("ours"), "long-bridge")[0]
    with committing():
        session.query(Item).delete()
        session.query(Notice).delete()
    return row


def made(*rows: Any) -> None:
    with committing():
        session.add_all(rows)


def left() -> tuple[int, int, int]:
    """How many notices, items and rows of who was told there are."""
    session.rollback()
    return tuple(session.query(each).count() for each in (Notice, Item, Delivery))  # type: ignore[return-value]


def test_what_the_site_sent_by_itself_goes_with_its_dates_and_rows(date: Performance, now: datetime) -> None:
    old, young = now - NOTICE, now - NOTICE + A_DAY
    for at in (old, young):
        row = outbox.notice(of=date, **outbox.out(made_at=at))
        outbox.delivery(Fate.SENT, notice_id=row.id, mail="", over_at=at)
    outbox.notice("digest", made_at=old, voided_at=old, void_reason="empty")
    outbox.delivery(Fate.SENT, over_at=old, mail="")
    assert left() == (3, 2, 3)
    forget()
    assert left() == (1, 1, 2), "the younger one, and the single letter that must not be written twice"
    forget()
    assert left() == (1, 1, 2)


def test_a_notice_stays_while_something_of_it_waits(date: Performance, now: datetime) -> None:
    row = outbox.notice(of=date, **outbox.out(made_at=now - NOTICE))
    outbox.delivery(notice_id=row.id)
    forget()
    assert left() == (1, 1, 1)


def test_a_large_one_goes_over_several_runs(date: Performance, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    row = outbox.notice(of=date, **outbox.out(made_at=now - NOTICE))
    for _ in range(3):
        outbox.delivery(Fate.SENT, notice_id=row.id, mail="", over_at=now - NOTICE)
    monkeypatch.setattr(sweeping, "ROWS_A_SWEEP", 2)
    forget()
    assert left() == (1, 1, 1)
    forget()
    assert left() == (0, 0, 0)


def test_what_people_wrote_stays_with_its_numbers(app: Flask, now: datetime) -> None:
    ours = accounts.organisation("ours")
    announcing.fan(f"organiser:{ours.id}", mail="reader@example.org")
    announcing.handed_in(ours, accounts.member(ours))
    news.ticked(minutes=1)
    before = left()
    with committing():
        sweeping.forget_notices(at=now + 2 * NOTICE)
    assert left() == before


def test_how_a_mailbox_stands_goes_where_nobody_writes_to_it(app: Flask, now: datetime) -> None:
    old = now - STANDING
    names = ("gone", "young", "follows", "account", "letter")
    made(*(Standing(mail=f"{each}@example.org", at=now if each == "young" else old, stopped_at=old) for each in names))
    made(Stop(mail="gone@example.org", kind="*", at=old))
    following.follower("follows@example.org")
    accounts.person("account@example.org")
    outbox.delivery(Fate.SENT, mail="letter@example.org")
    forget()
    assert {each.mail.partition("@")[0] for each in session.query(Standing)} == set(names) - {"gone"}
    assert session.query(Stop).count() == 1, "a no stays a no"


def test_a_list_that_nothing_is_on_and_nobody_asks_for(app: Flask, now: datetime) -> None:
    old = now - EMPTY_WAY
    for name, facts in {
        "gone": {}, "fetched": {"fetched_at": now}, "renewed": {"fetched_at": old, "rotated_at": now},
        "young": {"made_at": old + A_DAY}, "full": {},
    }.items():
        who = following.follower(None, key=name, made_at=old)
        by = following.way(who, "calendar", **{"made_at": old} | facts)
        if name == "full":
            following.subscription(who, "city:310000", ["change"], by=by)
    forget()
    assert {each.key for each in session.query(Follower)} == {"fetched", "renewed", "young", "full"}


def test_a_run_with_nothing_old_looks_at_few_rows(date: Performance, now: datetime, count_queries: CountQueries) -> None:
    outbox.notice(of=date)
    with count_queries() as counted, committing():
        assert sweeping.forget_notices(at=now) == 0
    assert counted.number == 1
