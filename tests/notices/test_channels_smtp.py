"""A mail server's answers: what is the letter's, what is the server's, and what is over once the letter was taken."""

from email.message import EmailMessage

import pytest

from notices.channels.channel import Outcome
from notices.channels.smtp import Smtp
from tests.factories.mail_server import MailServer, mail_server

TO = "reader@mail.example"


def letter() -> EmailMessage:
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = "desk@window.example", TO, "A trial"
    written.set_content("Nothing is to be done.")
    return written


def sent(**says: str) -> tuple[Outcome, MailServer]:
    with mail_server(**says) as server:
        return Smtp(server.address).send(letter(), TO), server


def test_a_letter_goes_out() -> None:
    outcome, server = sent()
    assert outcome == Outcome()
    assert len(server.taken) == 1


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


def test_a_server_that_does_not_answer_is_shut() -> None:
    with mail_server() as server:
        pass
    outcome = Smtp(server.address).send(letter(), TO)
    assert (outcome.problem, outcome.is_shut) == ("ConnectionRefusedError", True)
    assert Smtp("smtp://127.0.0.1:no-port").send(letter(), TO).is_shut
    assert Smtp(f"smtp://{'x' * 70}.example").send(letter(), TO).is_shut


@pytest.mark.parametrize(
    ("command", "answer", "for_good"),
    [
        ("RCPT", "550 5.1.1 no such person", True), ("RCPT", "553 not here", True), ("RCPT", "450 4.2.1 later", False),
        ("END", "552 5.3.4 too large", True), ("END", "451 later", False), ("DATA", "554 no", True), ("END", "", False),
        # Of us, not of whom it is for: somebody will set it right.
        ("RCPT", "554 5.7.1 relay access denied", False), ("RCPT", "530 sign in first", False),
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
