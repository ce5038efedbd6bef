"""A notice becomes deliveries: settled once, batch after batch, gone on with by whoever comes next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core import clock
from core.db import committing, session
from notices.jobs import fanning, sending
from notices.kinds import Reader
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode
from notices.models.notice import Notice
from notices.services import fanning as services
from notices.services import holding
from tests.conftest import CountQueries
from tests.factories import accounts, telling

SECRET = "s"
RAISES: dict[str, Any] = {"raise": True}


@pytest.fixture(autouse=True)
def _trial(app: Any) -> Iterator[None]:
    with telling.trial_known():
        yield


def state(notice: Notice) -> Notice:
    session.rollback()
    return session.get_one(Notice, notice.id, populate_existing=True)


def number() -> int:
    return session.scalar(select(func.count()).select_from(Delivery)) or 0


def test_a_due_notice_gets_a_row_for_every_reader() -> None:
    telling.followers(3)
    telling.follower(subject="trial:2")
    row = telling.notice(organisation_id=accounts.organisation().id)
    fanning.fan_out()
    row = state(row)
    assert (row.readers, row.cursor, row.fanned_at, row.released_at) == (3, 3, clock.now(), clock.now())
    assert (row.claimed_by, row.claimed_until) == ("", None)
    found = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [each.mail for each in found] == [f"reader{key}@reader.example" for key in (1, 2, 3)]
    assert {(each.kind, each.notice_id, each.organisation_id, each.fate) for each in found} == {
        ("trial", row.id, row.organisation_id, Fate.OPEN)
    }
    assert found[0].facts["subscriptions"] == [1]


def test_what_is_not_due_waits() -> None:
    telling.followers(1)
    row = telling.notice(due_in=timedelta(minutes=30))
    fanning.fan_out()
    assert (state(row).released_at, number()) == (None, 0)
    with clock.standing_still(clock.now() + timedelta(minutes=30)):
        fanning.fan_out()
    assert number() == 1


def test_a_notice_with_nothing_to_tell_is_voided_with_its_reason() -> None:
    telling.followers(1)
    row, late = telling.notice(void="nothing"), telling.notice(useful_until=clock.now() - timedelta(seconds=1))
    fanning.fan_out()
    assert (state(row).void_reason, state(row).voided_at, number()) == ("nothing", clock.now(), 0)
    assert state(late).void_reason == "too_late"


def test_one_that_cannot_be_settled_is_set_aside_and_does_not_hold_up_the_others() -> None:
    telling.followers(1)
    bad, unknown, good = telling.notice(**RAISES), telling.notice(kind="nobodys"), telling.notice()
    moment = clock.now()
    for _ in range(5):
        with clock.standing_still(moment):
            fanning.fan_out()
            fanning.fan_out()
        moment += timedelta(hours=2)
    assert state(good).fanned_at is not None
    assert (state(bad).void_reason, state(bad).tries, state(bad).problem) == ("broken", 5, "RuntimeError")
    assert (state(unknown).void_reason, state(unknown).problem) == ("broken", "Unknown")
    with committing():
        again = session.get_one(Notice, bad.id)
        services.run_again(again, at=moment)
        again.facts = {"subject": telling.SUBJECT}
    with clock.standing_still(moment):
        fanning.fan_out()
    assert (state(bad).fanned_at, state(bad).readers) == (moment, 1)


def test_a_notice_that_failed_is_left_alone_for_a_while() -> None:
    bad = telling.notice(**RAISES)
    fanning.fan_out()
    fanning.fan_out()
    assert state(bad).tries == 1
    with clock.standing_still(clock.now() + timedelta(seconds=61)):
        fanning.fan_out()
    assert state(bad).tries == 2


def test_it_goes_on_where_another_stopped_and_writes_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the first batch: its rows and its cursor are one transaction."""
    telling.followers(1_200)
    row = telling.notice()
    with committing():
        assert services.take(row.id, "dead", at=clock.now())
        assert services.release(row.id, "dead", at=clock.now())
    with committing():
        assert services.write_batch(row.id, "dead", SECRET, at=clock.now())
    assert (state(row).readers, state(row).cursor, number()) == (500, 500, 500)
    fanning.fan_out()
    assert number() == 500, "still held"
    with clock.standing_still(clock.now() + services.LEASE):
        fanning.fan_out()
    assert (state(row).readers, state(row).cursor, number()) == (1_200, 1_200, 1_200)
    with committing():
        assert not services.write_batch(row.id, "dead", SECRET, at=clock.now()), "whoever was stopped finds that it is over"


def test_whoever_lost_a_notice_writes_nothing() -> None:
    telling.followers(3)
    row = telling.notice()
    with committing():
        services.take(row.id, "slow", at=clock.now())
        services.release(row.id, "slow", at=clock.now())
    with committing():
        assert not services.take(row.id, "quick", at=clock.now())
        assert services.take(row.id, "quick", at=clock.now() + services.LEASE)
    with committing():
        assert not services.write_batch(row.id, "slow", SECRET, at=clock.now())
    assert number() == 0


def test_a_batch_is_cut_between_readers_and_never_larger_than_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_ROWS", 5)

    def readers(_notice: Notice, cursor: int, _at: datetime) -> list[Reader]:
        return [
            Reader(cursor=key, channel="mail", language="zh", mail=f"r{key}.{way}@reader.example")
            for key in range(cursor + 1, 8) for way in range(2)
        ]

    telling.register_trial(replace(telling.TRIAL, code="trial", readers=readers))
    row = telling.notice()
    with committing():
        services.take(row.id, "a", at=clock.now())
        services.release(row.id, "a", at=clock.now())
    cursors = []
    for _ in range(9):
        with committing():
            if not services.write_batch(row.id, "a", SECRET, at=clock.now()):
                break
        cursors.append((state(row).cursor, number()))
    assert cursors == [(2, 4), (4, 8), (6, 12), (7, 14)]


def test_one_mailbox_hears_once_whoevers_it_is() -> None:
    telling.follower("lin@example.org")
    second = telling.follower("LIN@example.org")
    row = telling.notice()
    fanning.fan_out()
    assert (number(), state(row).readers, state(row).cursor) == (1, 1, second.id)


def test_the_inbox_is_told_with_its_row() -> None:
    telling.follower(channel=ChannelCode.INBOX)
    telling.notice()
    fanning.fan_out()
    found = session.scalars(select(Delivery)).one()
    assert (found.fate, found.over_at, found.mail) == (Fate.SENT, clock.now(), "")


def test_a_reader_without_an_address_is_noted() -> None:
    telling.follower(confirmed_at=None)
    telling.notice()
    fanning.fan_out()
    found = session.scalars(select(Delivery)).one()
    assert (found.fate, found.why) == (Fate.SKIPPED, "no_address")


def test_organisations_take_turns() -> None:
    telling.followers(3)
    ours, theirs = accounts.organisation("ours"), accounts.organisation("theirs")
    telling.notice(organisation_id=ours.id)
    fanning.fan_out()
    telling.notice(organisation_id=ours.id)
    telling.notice(organisation_id=theirs.id)
    telling.notice(organisation_id=ours.id, is_urgent=True)
    telling.notice(is_urgent=True)
    fanning.fan_out()
    found = session.execute(
        select(Delivery.notice_id, Delivery.turn_at).order_by(Delivery.notice_id, Delivery.id)
    ).all()
    after = [(turn_at - clock.now()).total_seconds() for _notice, turn_at in found]
    assert after == [0, 0.2, 0.4, 0.4, 0.6, 0.8, 0, 0.2, 0.4, 0, 0.2, 0.4, 0, 0, 0]


def test_one_whose_readers_sleep_keeps_no_later_turn_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due tomorrow puts off nothing that the same organisation says today."""
    telling.followers(1)
    ours = accounts.organisation("ours")
    telling.notice(organisation_id=ours.id)
    fanning.fan_out()
    with committing():
        tomorrow = clock.now() + timedelta(hours=20)
        session.execute(update(Delivery).values(due_at=tomorrow, turn_at=tomorrow))
    telling.notice(organisation_id=ours.id)
    fanning.fan_out()
    assert session.scalars(select(func.min(Delivery.turn_at))).one() == clock.now()


def test_a_small_notice_does_not_wait_until_a_large_one_is_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanning, "A_SLICE", 1)
    telling.followers(1_600)
    large = telling.notice()
    seen: list[int] = []
    late = telling.notice(due_in=timedelta(seconds=1), subject="trial:2")
    telling.follower(subject="trial:2", id=9_000)

    def readers(notice: Notice, cursor: int, at: datetime) -> Any:
        seen.append(notice.id)
        return telling.TRIAL.readers(notice, cursor, at)

    telling.register_trial(replace(telling.TRIAL, readers=readers))
    with committing():
        services.take(large.id, "a", at=clock.now())
        services.release(large.id, "a", at=clock.now())
        services.give_back(large.id, "a")
    with clock.standing_still(clock.now() + timedelta(seconds=1)):
        fanning.fan_out()
    assert seen[0] == late.id
    assert state(large).readers == 1_600


def test_a_held_outbox_writes_nothing_out() -> None:
    telling.followers(1)
    telling.notice()
    with committing():
        holding.hold("trial", at=clock.now())
    fanning.fan_out()
    assert number() == 0


def test_a_tick_with_nothing_due_costs_two_statements(count_queries: CountQueries) -> None:
    telling.followers(2)
    telling.notice(due_in=timedelta(hours=1))
    with count_queries() as counted:
        for job in (*fanning.JOBS, *sending.JOBS):
            job.run()
    assert counted.number == 2
