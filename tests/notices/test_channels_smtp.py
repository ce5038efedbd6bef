"""A mail server's answers: what is the letter's, what is the server's, and what is over once the letter was taken."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from notices.channels import smtp
from notices.channels.channel import Message, Outcome
from notices.channels.smtp import Smtp
from tests.factories.mail_server import MailServer, mail_server

TO = "reader@mail.example"


@pytest.fixture(autouse=True)
def _app(app: Any) -> None:
    """The settings name the sender."""


def message(number: int = 1, **more: Any) -> Message:
    stated = {"to": TO, "subject": "A trial", "body": "Nothing is to be done.\n"} | more
    return Message(number=number, kind="trial", language="en", made_at=clock.now(), **stated)


def sent_to(server: MailServer, *messages: Message) -> list[Outcome]:
    with Smtp(server.address).opened() as way:
        return [way.send(each) for each in messages]


def sent(**says: str) -> tuple[Outcome, MailServer]:
    with mail_server(**says) as server:
        return sent_to(server, message())[0], server


def test_a_letter_goes_out() -> None:
    outcome, server = sent()
    assert outcome == Outcome()
    assert len(server.taken) == 1


def test_one_connection_serves_several_letters() -> None:
    with mail_server() as server:
        assert sent_to(server, *map(message, range(1, 6))) == [Outcome()] * 5
        assert (server.greeted, len(server.taken)) == (1, 5)


def test_nothing_is_connected_before_there_is_something_to_say() -> None:
    with mail_server() as server, Smtp(server.address).opened():
        assert server.greeted == 0


def test_a_connection_that_was_ended_meanwhile_is_opened_again() -> None:
    """Servers end a connection after some time or some letters: no letter's fault, and no reason to wait."""
    with mail_server(letters_a_line="2") as server:
        assert sent_to(server, *map(message, range(1, 6))) == [Outcome()] * 5
        assert (server.greeted, len(server.taken)) == (3, 5)


def test_a_letter_that_was_begun_is_not_sent_again_at_once() -> None:
    """The answer was lost: nobody knows whether it was taken."""
    with mail_server(END="") as server:
        found = sent_to(server, message(1), message(2))
        assert [each.problem for each in found] == ["SMTPServerDisconnected"] * 2
        assert not any(each.is_shut or each.for_good for each in found)
        assert server.greeted == 2


def test_a_refused_letter_leaves_the_connection_to_the_next() -> None:
    with mail_server(RCPT="550 5.1.1 no such person") as server:
        assert [each.for_good for each in sent_to(server, message(1), message(2))] == [True, True]
        assert server.greeted == 1


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("HELLO", "554 not now"), ("HELLO", ""), ("AUTH", "535 5.7.8 bad credentials"), ("EHLO", "250 no signing in here"),
        ("MAIL", "552 5.7.1 daily quota exceeded, sender blocked"), ("MAIL", "451 later"),
    ],
)
def test_what_is_wrong_between_us_and_the_server_is_no_letters_fault(command: str, answer: str) -> None:
    outcome, server = sent(**{command: answer})
    assert (outcome.went_out, outcome.is_shut, outcome.for_good) == (False, True, False)
    assert server.taken == []


def test_a_server_that_does_not_answer_is_shut_and_asked_again_soon() -> None:
    with mail_server() as server:
        pass
    outcome = sent_to(server, message())[0]
    assert (outcome.problem, outcome.is_shut, outcome.wait) == ("ConnectionRefusedError", True, timedelta(seconds=10))
    for address in ("smtp://127.0.0.1:no-port", f"smtp://{'x' * 70}.example"):
        with Smtp(address).opened() as way:
            assert way.send(message()).is_shut


def test_a_server_that_sends_us_away_is_left_alone_for_longer() -> None:
    assert sent(AUTH="535 5.7.8 bad credentials")[0].wait is None, "the usual minute"


def test_a_server_that_hangs_is_waited_for_no_longer_than_a_letter_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_S", 0.05)
    with mail_server(HELLO="hang") as server:
        outcome = sent_to(server, message())[0]
    assert (outcome.went_out, outcome.is_shut) == (False, True)
    with mail_server(END="hang") as server:
        outcome = sent_to(server, message())[0]
    assert (outcome.went_out, outcome.is_shut, outcome.for_good) == (False, False, False)


def test_the_limits_leave_a_lease_room() -> None:
    assert smtp.TIMEOUT_S <= 20
    assert smtp.LETTER_S <= 45


@pytest.mark.parametrize(
    ("command", "answer", "for_good"),
    [
        ("RCPT", "550 5.1.1 no such person", True), ("RCPT", "553 not here", True), ("RCPT", "450 4.2.1 later", False),
        ("END", "552 5.3.4 too large", True), ("END", "451 later", False), ("DATA", "554 no", True), ("END", "", False),
        ("RCPT", "550 5.7.1 not from you", True),
        # Of us, not of whom it is for: somebody will set it right.
        ("RCPT", "530 sign in first", False),
        ("END", "550 5.7.26 unsigned letters are not taken", False),
    ],
)
def test_what_is_wrong_with_one_letter_is_its_own(command: str, answer: str, for_good: bool) -> None:
    outcome, server = sent(**{command: answer})
    assert (outcome.went_out, outcome.is_shut, outcome.for_good) == (False, False, for_good)
    assert server.taken == []


@pytest.mark.parametrize("answer", ["421 closing, too busy", "500 what?", ""])
def test_a_letter_that_was_taken_went_out_whatever_comes_after(answer: str) -> None:
    outcome, server = sent(QUIT=answer)
    assert outcome == Outcome()
    assert len(server.taken) == 1


@pytest.mark.parametrize("address", ["no address", "two@ats@x", "a@b.example\r\nBcc: c@d.example", ""])
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with mail_server() as server:
        outcome = sent_to(server, message(to=address))[0]
        assert (outcome.for_good, server.greeted) == (True, 0)
