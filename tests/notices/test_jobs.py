"""The outbox: written in the transaction, sent after it, once."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from accounts.models.person import Person
from accounts.services import telling
from core import clock
from core.db import committing, session
from core.web import settings
from notices import jobs
from notices.models import Delivery
from tests.factories import accounts


def letters(folder: Path) -> list[Any]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def tell(key: str = "a", *, who: Person, **more: Any) -> None:
    with committing():
        telling.tell("trial", at=clock.now(), to=session.merge(who), key=key, facts={"name": "林舟 <b>"}, **more)


def test_a_letter_goes_out_once(app: Any) -> None:
    who = accounts.person("lin@example.org")
    tell(who=who)
    tell(who=who)
    jobs.send_due()
    jobs.send_due()
    found = letters(settings().mail_folder)
    assert [str(letter["To"]) for letter in found] == ["lin@example.org"]
    text, html = (part.get_content() for part in found[0].iter_parts())
    assert "林舟 <b>" in text
    assert "林舟 &lt;b&gt;" in html


def test_a_rollback_takes_it_back(app: Any) -> None:
    who = accounts.person()
    with pytest.raises(ZeroDivisionError), committing():
        telling.tell("trial", at=clock.now(), to=session.merge(who), key="a")
        raise ZeroDivisionError
    assert session.scalars(select(Delivery)).all() == []


def test_what_is_recalled_before_it_is_sent_stays(app: Any) -> None:
    who = accounts.person()
    tell("a", who=who, group="deed:1")
    tell("b", who=who, group="deed:2")
    with committing():
        telling.recall("deed:1", at=clock.now())
    jobs.send_due()
    assert session.scalars(select(Delivery.key)).all() == ["b"]
    assert len(letters(settings().mail_folder)) == 1


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(app: Any) -> None:
    who = accounts.person()
    with committing():
        telling.tell("no-such-template", at=clock.now(), to=session.merge(who), key="bad")
    tell("good", who=who)
    jobs.send_due()
    assert len(letters(settings().mail_folder)) == 1
    bad = session.scalars(select(Delivery).where(Delivery.key == "bad")).one()
    assert (bad.sent_at, bad.tries) == (None, 1)
    assert bad.due_at > clock.now()
