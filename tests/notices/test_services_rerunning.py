"""The staff's deeds on the outbox, each with its reason in the trail."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.membership import StaffRole
from accounts.models.trail import TrailEntry
from core import clock
from core.db import committing, session
from core.errors import Refused
from notices.choosing import Choice, State
from notices.models.delivery import Delivery, Fate
from notices.queries import desk
from notices.services import rerunning
from notices.services.rerunning import Deed
from tests.factories import accounts, outbox


def deed(reason: str = "the server is back") -> Deed:
    return Deed(at=clock.now(), actor=accounts.acting(accounts.staff(StaffRole.CONSOLE)), reason=reason)


def trail() -> list[tuple[str, str, dict[str, object]]]:
    rows = session.scalars(select(TrailEntry).order_by(TrailEntry.id))
    return [(row.deed, row.reason, row.after) for row in rows if row.deed not in {"signed_in", "trusted"}]


def standing() -> list[tuple[Fate, str, int, bool]]:
    session.rollback()
    rows = session.scalars(select(Delivery).order_by(Delivery.id))
    return [(row.fate, row.why, row.tries, row.over_at is None) for row in rows]


def test_what_was_given_up_is_due_again_untried(app: Flask) -> None:
    ours, others = accounts.organisation("ours"), accounts.organisation("others")
    outbox.parked(organisation_id=ours.id)
    outbox.parked(organisation_id=ours.id, kind="reach")
    outbox.parked(organisation_id=others.id)
    doing = deed()
    with committing():
        choice = Choice(state=State.PARKED, organisation_id=ours.id, kind="trial")
        assert rerunning.retry(choice, doing) == 1
    assert standing() == [(Fate.OPEN, "", 0, True), (Fate.PARKED, "", 6, False), (Fate.PARKED, "", 6, False)]
    assert trail() == [("letters_retried", "the server is back", {"letters": 1, "letter_kind": "trial"})]
    row = session.scalars(select(Delivery).where(Delivery.fate == Fate.OPEN)).one()
    assert (row.due_at, row.turn_at) == (clock.now(), clock.now())


def test_the_sites_own_are_none_of_an_organisations(app: Flask) -> None:
    ours = accounts.organisation("ours")
    outbox.parked(organisation_id=ours.id)
    outbox.parked(organisation_id=None)
    doing = deed()
    with committing():
        assert rerunning.retry(Choice(state=State.PARKED, organisation_id=0), doing) == 1
    assert [fate for fate, *_rest in standing()] == [Fate.PARKED, Fate.OPEN]


def test_a_letter_whose_address_is_forgotten_stays(app: Flask) -> None:
    outbox.parked(mail="")
    outbox.parked(mail="", channel="wecom")
    doing = deed()
    with committing():
        assert rerunning.retry(Choice(state=State.PARKED), doing) == 1
    assert [fate for fate, *_rest in standing()] == [Fate.PARKED, Fate.OPEN]


def test_what_waits_is_set_aside_but_for_what_is_being_sent(app: Flask) -> None:
    later = clock.now() + timedelta(hours=3)
    outbox.delivery()
    outbox.delivery(claimed_by="a worker", claimed_until=clock.now() + timedelta(minutes=2))
    outbox.delivery(due_at=later)
    doing = deed("sent by mistake")
    with committing():
        assert rerunning.skip(Choice(state=State.DUE), doing) == 1
    with committing():
        assert rerunning.skip(Choice(state=State.LATER), doing) == 1
    assert [(fate, why) for fate, why, *_rest in standing()] == [
        (Fate.SKIPPED, "by_staff"), (Fate.OPEN, ""), (Fate.SKIPPED, "by_staff"),
    ]
    with committing():
        assert rerunning.retry(Choice(state=State.ASIDE), doing) == 2
    assert [fate for fate, *_rest in standing()] == [Fate.OPEN] * 3
    rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [row.due_at for row in rows] == [clock.now(), clock.now(), later], "quiet hours still count"


def test_what_went_out_is_neither_sent_again_nor_set_aside(app: Flask) -> None:
    outbox.delivery(Fate.SENT)
    doing = deed()
    for act, reason in ((rerunning.retry, "not_over"), (rerunning.skip, "over_already")):
        with pytest.raises(Refused, match=reason), committing():
            act(Choice(state=State.SENT), doing)
    assert [fate for fate, *_rest in standing()] == [Fate.SENT]


def test_a_thousand_a_transaction(app: Flask) -> None:
    with committing():
        session.add_all(
            Delivery(
                key=f"bulk:{number}", kind="trial", mail="a@example.org", language="zh", made_at=clock.now(),
                due_at=clock.now(), turn_at=clock.now(), over_at=clock.now(), fate=Fate.PARKED,
            )
            for number in range(1_003)
        )
    doing, done = deed(), []
    for _ in range(3):
        with committing():
            done.append(rerunning.retry(Choice(state=State.PARKED), doing))
    assert done == [1_000, 3, 0]


def test_the_outbox_is_held_once_and_released_once(app: Flask) -> None:
    doing = deed("restored a backup")
    with committing():
        rerunning.hold(doing)
    assert (desk.gate().since, desk.gate().why) == (clock.now(), "by_staff")
    with pytest.raises(Refused, match="held_already"), committing():
        rerunning.hold(doing)
    with committing():
        rerunning.release(doing)
    assert desk.gate().since is None
    with pytest.raises(Refused, match="not_held"), committing():
        rerunning.release(doing)
    assert [name for name, *_rest in trail()] == ["outbox_held", "outbox_released"]


def test_a_waiting_notice_is_taken_out_and_put_back(app: Flask) -> None:
    key, doing = outbox.notice(topic="event:1").id, deed("wrong")
    with committing():
        rerunning.void(key, doing)
    row = desk.notice_of(key)
    assert row is not None
    assert (row.voided_at, row.void_reason) == (clock.now(), "by_staff")
    with committing():
        rerunning.revive(key, doing)
    row = desk.notice_of(key)
    assert row is not None
    assert (row.voided_at, row.void_reason) == (None, "")
    assert [name for name, *_rest in trail()] == ["notice_voided", "notice_revived"]


def test_a_notice_that_goes_out_is_not_taken_out(app: Flask) -> None:
    doing = deed()
    soon = clock.now() + timedelta(minutes=1)
    for row in (outbox.notice(**outbox.out()), outbox.notice(claimed_by="a worker", claimed_until=soon)):
        key = row.id
        with pytest.raises(Refused, match="goes_out_already"), committing():
            rerunning.void(key, doing)


def test_a_notice_is_not_put_back_beside_a_later_one_nor_too_late(app: Flask) -> None:
    doing = deed()
    first = outbox.notice(topic="event:1").id
    late = outbox.notice(useful_until=clock.now()).id
    by_itself = outbox.notice(voided_at=clock.now(), void_reason="nothing").id
    for key in (first, late):
        with committing():
            rerunning.void(key, doing)
    outbox.notice(topic="event:1")
    for key, reason in ((first, "another_took"), (late, "of_no_use"), (by_itself, "not_voided_here")):
        with pytest.raises(Refused, match=reason), committing():
            rerunning.revive(key, doing)


def test_what_a_restored_backup_would_send_again_is_set_aside_while_held(app: Flask) -> None:
    outbox.delivery()
    key = outbox.notice(due_at=clock.now() - timedelta(minutes=1)).id
    doing = deed("restored")
    with pytest.raises(Refused, match="not_held"), committing():
        rerunning.set_aside(doing)
    with committing():
        rerunning.hold(doing)
    with committing():
        assert rerunning.set_aside(doing) == (1, 1)
    assert [(fate, why) for fate, why, *_rest in standing()] == [(Fate.SKIPPED, "restored")]
    with committing():
        assert rerunning.retry(Choice(state=State.ASIDE), doing) == 1
    with committing():
        rerunning.revive(key, doing)
    row = desk.notice_of(key)
    assert row is not None
    assert row.voided_at is None


def test_a_notice_that_broke_is_tried_anew(app: Flask) -> None:
    at = clock.now()
    broken = outbox.out(fanned_at=None, voided_at=at, void_reason="broken", tries=5, problem="ZeroDivisionError")
    key = outbox.notice(**broken).id
    doing = deed()
    with committing():
        rerunning.revive(key, doing)
    row = desk.notice_of(key)
    assert row is not None
    assert (row.voided_at, row.tries, row.problem) == (None, 0, "")


def test_what_is_sent_again_stands_behind_what_its_organisation_has_in_the_queue(app: Flask) -> None:
    ours, at = accounts.organisation("ours"), clock.now()
    outbox.delivery(organisation_id=ours.id, turn_at=at + timedelta(seconds=30))
    for _ in range(3):
        outbox.parked(organisation_id=ours.id)
    doing = deed()
    with committing():
        assert rerunning.retry(Choice(state=State.PARKED, organisation_id=ours.id), doing) == 3
    session.rollback()
    turns = [row.turn_at - at for row in session.scalars(select(Delivery).order_by(Delivery.id))]
    assert turns == [timedelta(seconds=seconds) for seconds in (30, 30, 30.2, 30.4)]
    assert {row.due_at for row in session.scalars(select(Delivery))} == {at}


@pytest.mark.parametrize("state", [State.LATER, State.WAITING])
def test_what_waits_for_another_try_has_it_now(app: Flask, state: State) -> None:
    at = clock.now()
    hour, doing = timedelta(hours=1), deed()
    outbox.delivery(due_at=at + hour, tries=3, problem="answered 451")
    outbox.delivery(due_at=at + hour, problem="busy 503", channel="wecom")  # its way was shut: that counts as no try
    outbox.delivery(due_at=at + hour)  # quiet hours
    outbox.delivery(due_at=at, tries=2, problem="answered 451", claimed_by="a", claimed_until=at + timedelta(minutes=1))
    with committing():
        assert rerunning.retry(Choice(state=state), doing) == 2
    session.rollback()
    rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [(row.due_at, row.tries) for row in rows] == [(at, 0), (at, 0), (at + hour, 0), (at, 2)]
    assert trail()[-1][0] == "letters_retried"
