"""The figures of the outbox desk: what they count, and that they ask an index and no more."""

from datetime import timedelta

from flask import Flask

from core import clock
from notices.models.delivery import Fate
from notices.queries import desk
from tests.factories import accounts, outbox

MINUTE = timedelta(minutes=1)


def test_open_rows_by_organisation_and_way(app: Flask) -> None:
    ours, at = accounts.organisation("ours"), clock.now()
    outbox.delivery(organisation_id=ours.id, due_at=at - 9 * MINUTE)
    outbox.delivery(organisation_id=ours.id, due_at=at - 2 * MINUTE)
    outbox.delivery(organisation_id=ours.id, due_at=at - 20 * MINUTE, claimed_by="a", claimed_until=at + MINUTE)
    outbox.delivery(organisation_id=ours.id, due_at=at + MINUTE, tries=2, problem="answered 451")
    outbox.delivery(channel="wecom", due_at=at + MINUTE)
    outbox.delivery(Fate.SENT, organisation_id=ours.id)
    found = [
        (each.organisation_id, each.channel, each.due, each.going, each.tried, each.later, each.oldest)
        for each in desk.still_open(at)[0]
    ]
    assert found == [(ours.id, "mail", 2, 1, 1, 1, at - 9 * MINUTE), (None, "wecom", 0, 0, 0, 1, None)]
    assert desk.still_open(at)[1] == [("mail", "answered 451", 1)]


def test_a_claim_that_ran_out_is_due_again(app: Flask) -> None:
    outbox.delivery(claimed_by="dead", claimed_until=clock.now())
    assert [(each.due, each.going) for each in desk.still_open(clock.now())[0]] == [(1, 0)]


def test_what_is_over_by_what_was_said(app: Flask) -> None:
    at = clock.now()
    for _ in range(3):
        outbox.parked()
    outbox.parked("TimeoutError")
    outbox.delivery(Fate.SKIPPED, why="unsubscribed", problem="answered 451")
    outbox.delivery(Fate.REFUSED, problem="recipient refused: 550")
    outbox.delivery(Fate.REFUSED, over_at=at - timedelta(days=2))
    assert [(each.number, each.what) for each in desk.parked()] == [(3, "answered 451"), (1, "TimeoutError")]
    assert {(each.number, each.what, each.fate) for each in desk.over_lately(at)} == {
        (1, "unsubscribed", Fate.SKIPPED), (1, "recipient refused: 550", Fate.REFUSED),
    }


def test_the_rate_is_of_the_last_minutes(app: Flask) -> None:
    at = clock.now()
    for minutes in (1, 4, 6, 59, 61):
        outbox.delivery(Fate.SENT, over_at=at - minutes * MINUTE)
    assert desk.sent_by_channel(at) == {"mail": 2}
    assert desk.sent_lately(at) == 4


def test_notices_that_wait_are_written_out_or_were_taken_out(app: Flask) -> None:
    at = clock.now()
    waits = outbox.notice(due_at=at + 5 * MINUTE).id
    going = outbox.notice(due_at=at - MINUTE, released_at=at, cursor=7, readers=500).id
    outbox.notice(**outbox.out())
    gone = outbox.notice(voided_at=at, void_reason="nothing").id
    assert [each.id for each in desk.notices_not_out()] == [going, waits]
    assert [each.id for each in desk.notices_voided()] == [gone]
