"""What is kept no longer than is said."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from accounts.models.person import Attempt, Consent, Person, SignIn, SignUp
from accounts.retention import LETTER, UNCONFIRMED, WANTED_MAIL
from accounts.services import forgetting, people, signins
from core import clock
from core.db import committing, session
from notices.models.delivery import Delivery
from notices.services import outbox, sending
from tests.factories import accounts


def forget(after: timedelta) -> None:
    with committing():
        forgetting.forget(at=clock.now() + after)


def number(table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_unconfirmed_sign_up_vanishes_with_all_that_belongs_to_it(app: Any) -> None:
    with committing():
        people.sign_up("lin@example.org", at=clock.now(), name="林舟", password_hash="x", language="zh")
    accounts.person("open@example.org", created_at=clock.now() - timedelta(days=400))
    forget(UNCONFIRMED - timedelta(minutes=1))
    assert number(Person) == 2
    forget(UNCONFIRMED)
    assert session.scalars(select(Person.mail)).all() == ["open@example.org"]
    assert (number(Consent), number(Delivery)) == (0, 0)


def test_each_sign_up_of_an_address_has_its_own_age(app: Any) -> None:
    for days in (0, 5):
        with committing():
            at = clock.now() + timedelta(days=days)
            people.sign_up("lin@example.org", at=at, name="林舟", password_hash=f"of day {days}", language="zh")
    forget(UNCONFIRMED)
    assert session.scalars(select(SignUp.password_hash)).all() == ["of day 5"]
    forget(UNCONFIRMED + timedelta(days=5))
    assert (number(SignUp), number(Person)) == (0, 0)


def test_an_address_that_waited_too_long_is_dropped(app: Any) -> None:
    who = accounts.person()
    with committing():
        people.want_mail(session.merge(who), "new@example.org", at=clock.now())
    forget(WANTED_MAIL)
    assert session.scalars(select(Person.mail_wanted)).all() == [""]


def test_tries_and_ended_sign_ins_go(app: Any) -> None:
    who = accounts.person()
    with committing():
        signins.begin(session.merge(who), at=clock.now(), device="a")
        signins.throttle("sign_in:x", at=clock.now(), most=3, within=timedelta(minutes=15))
    forget(timedelta(hours=1))
    assert (number(SignIn), number(Attempt)) == (1, 1)
    forget(signins.IDLE + timedelta(seconds=1))
    assert (number(SignIn), number(Attempt)) == (0, 0)


def test_letters_say_no_more_to_whom_after_a_while(app: Any) -> None:
    who = accounts.person("lin@example.org")
    with committing():
        people.ask_reset("lin@example.org", at=clock.now())
        people.tell_known(session.merge(who), at=clock.now())
    sent, waiting = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    sent_key = sent.id
    with committing():
        sending.note_sent(sent_key, at=clock.now())
    with committing():
        assert outbox.forget_old(at=clock.now() + LETTER - timedelta(seconds=1)) == 0
        assert outbox.forget_old(at=clock.now() + LETTER) == 1
        assert outbox.forget_old(at=clock.now() + LETTER) == 0
    assert (session.merge(sent).mail, session.merge(sent).facts, session.merge(sent).person_id) == ("", {}, None)
    assert session.merge(waiting).mail == "lin@example.org", "what is still to be sent stays"
