"""What is looked at once more before each letter, and what comes of each answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

import application
from accounts.letter_kinds import LetterKind
from accounts.services import telling as letters
from core import clock
from core.db import committing, session
from core.jobs import ending
from core.web import settings
from notices import registry
from notices.jobs import fanning, sending
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower, Standing, Stop, Subscription, Wish
from notices.models.notice import Notice
from notices.queries import outbox as queries
from notices.queries import sending as cases
from notices.queries.outbox import LEASE
from notices.queries.reports import report_of
from notices.services import holding
from notices.services import sending as services
from tests.factories import telling
from tests.factories.mail_server import mail_server
from tests.notices.test_jobs_sending import use

READER = "reader1@reader.example"


@pytest.fixture(autouse=True)
def _trial(app: Any) -> Iterator[None]:
    with telling.trial_known():
        yield


def written_out(**facts: Any) -> None:
    """One reader, one notice, written out and not sent."""
    telling.followers(1)
    telling.notice(**facts)
    fanning.fan_out()


def fate() -> tuple[Fate, str, int]:
    session.rollback()
    row = session.scalars(select(Delivery)).one()
    return row.fate, row.why, row.tries


def mails() -> int:
    return len(list(settings().mail_folder.glob("*.eml")))


def change(model: Any, **values: Any) -> None:
    with committing():
        session.execute(update(model).values(**values))


@pytest.mark.parametrize(
    ("model", "values", "why"),
    [
        (Notice, {"voided_at": 0, "void_reason": "cancelled"}, "voided"),
        (Delivery, {"useful_until": -1}, "too_late"),
        (Subscription, {"ended_at": 0}, "unsubscribed"),
        (Subscription, {"paused_at": 0}, "paused"),
        (Follower, {"paused_at": 0}, "paused"),
        (Follower, {"mail": "another@reader.example"}, "address_changed"),
        (Follower, {"confirmed_at": None}, "address_changed"),
        (Endpoint, {"ended_at": 0}, "endpoint_ended"),
        (Endpoint, {"stopped_at": 0}, "endpoint_ended"),
    ],
)
def test_what_happened_between_writing_out_and_sending_counts(model: Any, values: dict[str, Any], why: str) -> None:
    written_out()
    moments = {
        name: clock.now() + timedelta(seconds=value) if isinstance(value, int) else value for name, value in values.items()
    }
    change(model, **moments)
    sending.send_due()
    assert (fate(), mails()) == ((Fate.SKIPPED, why, 0), 0)


def test_a_reader_who_is_gone_gets_nothing() -> None:
    written_out()
    with committing():
        session.execute(delete(Follower))
    sending.send_due()
    assert fate()[:2] == (Fate.SKIPPED, "person_gone")


def test_a_pause_that_is_over_holds_nothing_up() -> None:
    written_out()
    change(Follower, paused_at=clock.now(), paused_until=clock.now())
    sending.send_due()
    assert (fate()[0], mails()) == (Fate.SENT, 1)


def test_one_subscription_of_several_is_enough() -> None:
    written_out()
    with committing():
        session.add(Subscription(id=77, follower_id=1, subject="venue:1", made_at=clock.now(), confirmed_at=clock.now()))
        session.flush()
        session.add(Wish(subscription_id=77, follower_id=1, endpoint_id=1, subject="venue:1", news="change"))
        row = session.scalars(select(Delivery)).one()
        row.facts = row.facts | {"subscriptions": [1, 77]}
    change(Subscription, ended_at=clock.now())
    with committing():
        session.execute(update(Subscription).where(Subscription.id == 77).values(ended_at=None))
    sending.send_due()
    assert fate()[0] is Fate.SENT


def test_the_kind_has_the_last_word() -> None:
    written_out(refuse="fetched")
    sending.send_due()
    assert fate() == (Fate.SKIPPED, "fetched", 0)


def letter_kinds(*kinds: LetterKind) -> None:
    registry.fill(followables=(), notice_kinds=(telling.TRIAL, *application.NOTICE_KINDS), letter_kinds=kinds)


@pytest.mark.parametrize(
    ("stop", "may_be_stopped", "is_sent"),
    [("trial", True, False), ("*", True, False), ("trial", False, True), ("*", False, True), ("reach", True, True)],
)
def test_a_stop_holds_for_what_can_be_stopped(stop: str, may_be_stopped: bool, is_sent: bool) -> None:
    letter_kinds(LetterKind(code="trial", words=lambda: "Trial", may_be_stopped=may_be_stopped))
    with committing():
        letters.tell("trial", at=clock.now(), to=READER, key="a")
        session.add(Stop(mail=READER, kind=stop, at=clock.now()))
    sending.send_due()
    assert fate()[:2] == ((Fate.SENT, "") if is_sent else (Fate.SKIPPED, "stopped"))


@pytest.mark.parametrize(
    ("is_complaint", "is_essential", "why"),
    [(True, True, ""), (True, False, "complained"), (False, True, ""), (False, False, "bounced")],
)
def test_a_stopped_mailbox_gets_only_what_somebody_asked_for_this_minute(
    is_complaint: bool, is_essential: bool, why: str
) -> None:
    letter_kinds(LetterKind(code="trial", words=lambda: "Trial", is_essential=is_essential))
    with committing():
        letters.tell("trial", at=clock.now(), to=READER, key="a")
        session.add(Standing(mail=READER, at=clock.now(), stopped_at=clock.now(), is_complaint=is_complaint))
    sending.send_due()
    assert fate()[:2] == ((Fate.SKIPPED, why) if why else (Fate.SENT, ""))


def test_three_refusals_in_a_row_stop_a_mailbox(app: Any) -> None:
    telling.followers(1)
    with mail_server(RCPT="550 5.2.1 takes no letters") as server:
        use(app, server.address)
        for _ in range(4):
            telling.notice()
            fanning.fan_out()
            sending.send_due()
        assert server.greeted == 3
    known = session.scalars(select(Standing)).one()
    assert (known.mail, known.refusals, known.stopped_at, known.why) == (READER, 3, clock.now(), "bounced")
    fates = session.execute(select(Delivery.fate, Delivery.why, Delivery.tries).order_by(Delivery.id)).all()
    assert fates == [(Fate.REFUSED, "refused", 1)] * 3, "the way is stopped: nothing more is even written for it"


def test_that_our_mail_server_takes_a_letter_says_nothing_of_the_mailbox() -> None:
    written_out()
    with committing():
        session.add(Standing(mail=READER, at=clock.now(), refusals=2))
    sending.send_due()
    assert session.scalars(select(Standing.refusals)).one() == 2


@pytest.mark.parametrize(("words", "why", "refusals"), [
    ("550 5.7.1 not from you", "not_allowed", 0), ("550 5.1.1 nobody", "no_mailbox", 1), ("550 no", "refused", 1),
])
def test_what_a_recipients_server_refuses_is_never_tried_again_and_said_in_words(
    app: Any, words: str, why: str, refusals: int
) -> None:
    written_out()
    with mail_server(RCPT=words) as server:
        use(app, server.address)
        sending.send_due()
        with clock.standing_still(clock.now() + timedelta(days=3)):
            sending.send_due()
        assert server.greeted == 1
    assert fate() == (Fate.REFUSED, why, 1)
    assert sum(session.scalars(select(Standing.refusals))) == refusals
    key = session.scalars(select(Notice.id)).one()
    assert report_of(key).refused_for == {why: 1}


def test_a_server_that_says_later_is_asked_six_times_with_growing_pauses(app: Any) -> None:
    written_out()
    moments = []
    with mail_server(RCPT="451 later") as server:
        use(app, server.address)
        for minute in range(500):
            with clock.standing_still(clock.now() + timedelta(minutes=minute)):
                before = server.greeted
                sending.send_due()
                if server.greeted > before:
                    moments.append(minute)
    assert moments == [0, 1, 5, 21, 85, 341]
    assert fate() == (Fate.PARKED, "", 6)


def test_a_letter_that_cannot_be_written_is_parked_after_five_tries_and_can_go_later() -> None:
    written_out()
    change(Notice, facts={"name": {"planted": 1}, "subject": telling.SUBJECT})
    with committing():
        letters.tell("no-such-template", at=clock.now(), to=READER, key="bad")
    for minute in (0, 1, 5, 21, 85, 200):
        with clock.standing_still(clock.now() + timedelta(minutes=minute)):
            sending.send_due()
    session.rollback()
    bad = session.scalars(select(Delivery).where(Delivery.key == "bad")).one()
    assert (bad.fate, bad.tries, bad.problem) == (Fate.PARKED, 5, "cannot be written: TemplateNotFound")
    assert mails() == 1, "the other one went"
    with committing():
        bad = session.scalars(select(Delivery).where(Delivery.key == "bad")).one()
        bad.kind, bad.fate, bad.over_at, bad.tries, bad.due_at = "trial", Fate.OPEN, None, 0, clock.now()
    sending.send_due()
    assert mails() == 2


def test_nothing_leaves_while_it_is_held() -> None:
    written_out()
    with committing():
        holding.hold("trial", at=clock.now())
    sending.send_due()
    assert (fate()[0], mails()) == (Fate.OPEN, 0)
    with committing():
        holding.release()
    sending.send_due()
    assert mails() == 1


def test_what_another_holds_is_left_alone_until_its_lease_is_over() -> None:
    written_out()
    with committing():
        assert len(services.claim("dead", at=clock.now())) == 1
    sending.send_due()
    assert mails() == 0
    with clock.standing_still(clock.now() + LEASE):
        sending.send_due()
    assert mails() == 1
    row = session.scalars(select(Delivery)).one()
    assert (row.claimed_by, row.claimed_until) == ("", None)


def test_a_lease_from_before_the_clock_went_back_holds_nobody_up() -> None:
    written_out()
    with committing():
        services.claim("dead", at=clock.now() + timedelta(hours=1))
    sending.send_due()
    assert mails() == 1


def test_nothing_goes_early_where_the_clock_went_back_after_the_claim() -> None:
    written_out()
    with committing():
        (key,) = services.claim("us", at=clock.now())
    case = cases.case_of(key)
    assert case is not None
    assert services.is_ours(case, "us", at=clock.now())
    assert not services.is_ours(case, "us", at=clock.now() - timedelta(minutes=10))
    assert not services.is_ours(case, "us", at=clock.now() + LEASE)
    assert not services.is_ours(case, "others", at=clock.now())


def test_two_claims_never_share_a_letter_and_take_ten_at_most() -> None:
    telling.followers(25)
    telling.notice()
    fanning.fan_out()
    taken = []
    for owner in ("a", "b", "c", "d"):
        with committing():
            taken.append(list(services.claim(owner, at=clock.now())))
    assert [len(each) for each in taken] == [10, 10, 5, 0]
    assert len({key for each in taken for key in each}) == 25


def test_a_process_that_is_told_to_end_sends_no_more_and_holds_nothing() -> None:
    written_out()
    ending.set()
    try:
        sending.send_due()
    finally:
        ending.clear()
    row = session.scalars(select(Delivery)).one()
    assert (row.fate, row.claimed_by, mails()) == (Fate.OPEN, "", 0)


def test_a_shut_mail_server_is_remembered_for_all_and_said(app: Any) -> None:
    telling.followers(12)
    telling.notice()
    fanning.fan_out()
    with mail_server(AUTH="535 no") as server:
        use(app, server.address)
        with pytest.raises(sending.MailShut):
            sending.send_due()
        assert server.greeted == 1
    session.rollback()
    assert session.scalars(select(Delivery.tries).distinct()).all() == [0]
    assert session.scalars(select(Delivery.claimed_by).distinct()).all() == [""]
    with mail_server() as server, clock.standing_still(clock.now() + timedelta(seconds=61)):
        use(app, server.address)
        sending.send_due()
        assert (server.greeted, len(server.taken)) == (1, 12)
    assert queries.door(clock.now()).shut == {}
