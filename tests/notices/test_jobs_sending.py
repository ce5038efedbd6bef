"""The outbox: written in the transaction, sent after it, once."""

from dataclasses import replace
from datetime import timedelta
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
from notices.jobs import sending as jobs
from notices.jobs.owners import name_of_a_run
from notices.jobs.sending import MailShut
from notices.models.delivery import Delivery
from tests.factories import accounts
from tests.factories.mail_server import mail_server


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
    assert (bad.over_at, bad.tries) == (None, 1)
    assert bad.due_at > clock.now()


def due() -> list[tuple[str, int, bool]]:
    session.rollback()
    rows = session.scalars(select(Delivery).order_by(Delivery.id))
    return [(row.key, row.tries, row.over_at is None) for row in rows]


def use(app: Any, server: str) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], mail_server=server)


@pytest.mark.parametrize("answer", [{"AUTH": "535 5.7.8 bad credentials"}, {"MAIL": "552 5.7.1 sender blocked"}])
def test_a_server_that_shuts_us_out_costs_no_letter(app: Any, answer: dict[str, str]) -> None:
    """A wrong setting over a night: every letter waits, untried, and goes out once it is right."""
    for key in "abc":
        tell(key, who=accounts.person(f"{key}@example.org"))
    with mail_server(**answer) as server:
        use(app, server.address)
        for minutes in range(0, 600, 30):
            with clock.standing_still(clock.now() + timedelta(minutes=minutes)), pytest.raises(MailShut, match="answered 5"):
                jobs.send_due()
        assert server.greeted == 20, "one knock a run, however many letters wait"
    assert due() == [("a", 0, True), ("b", 0, True), ("c", 0, True)]
    with mail_server() as server, clock.standing_still(clock.now() + timedelta(minutes=600)):
        use(app, server.address)
        jobs.send_due()
        assert len(server.taken) == 3


def test_a_server_that_shuts_us_out_is_left_alone_for_a_minute(app: Any) -> None:
    tell("a", who=accounts.person())
    with mail_server(AUTH="535 no") as server:
        use(app, server.address)
        with pytest.raises(MailShut):
            jobs.send_due()
        jobs.send_due()
        with clock.standing_still(clock.now() + timedelta(seconds=59)):
            jobs.send_due()
        assert server.greeted == 1


def test_a_letter_on_which_the_server_hangs_up_does_not_hold_up_the_others(app: Any) -> None:
    for key in "ab":
        tell(key, who=accounts.person(f"{key}@example.org"))
    with mail_server(DATA="") as server:
        use(app, server.address)
        jobs.send_due()
        assert server.greeted == 2
    assert due() == [("a", 1, True), ("b", 1, True)]


def test_every_run_claims_under_a_name_of_its_own(app: Any) -> None:
    """Containers share host names and process numbers."""
    names = {name_of_a_run() for _ in range(20)}
    assert len(names) == 20
    assert max(len(name) for name in names) <= 40


def test_a_folder_that_takes_nothing_costs_no_letter(app: Any) -> None:
    tell("a", who=accounts.person())
    settings().mail_folder.write_text("no folder")
    with pytest.raises(MailShut):
        jobs.send_due()
    assert due() == [("a", 0, True)]
