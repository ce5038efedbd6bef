"""How the outbox stands, and that others hear of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from accounts.services import telling as letters
from core import clock
from core.db import committing
from core.health import beat
from core.metrics import OUTBOX_OLDEST_SECONDS, OUTBOX_PARKED
from notices.jobs import fanning, measuring, sending
from notices.queries import outbox as queries
from notices.services import holding
from tests.conftest import CountQueries
from tests.factories import telling


@pytest.fixture(autouse=True)
def _trial(app: Any) -> Iterator[None]:
    with telling.trial_known():
        yield


def letter(key: str = "a", **more: Any) -> None:
    with committing():
        letters.tell("trial", at=clock.now(), to="lin@example.org", key=key, **more)


def test_what_is_due_and_waits_too_long_is_said(client: FlaskClient) -> None:
    letter()
    letter("later", due_at=clock.now() + timedelta(hours=2))
    for seconds, said in ((0, "ok"), (299, "ok"), (301, "failing")):
        with clock.standing_still(clock.now() + timedelta(seconds=seconds)):
            with committing():
                beat("here:1")
            answer = client.get("/readyz")
            assert (answer.status_code, answer.json and answer.json["outbox"]) == (200, said)
            measuring.measure()
            assert OUTBOX_OLDEST_SECONDS._value.get() == seconds
    with clock.standing_still(clock.now() + timedelta(seconds=301)):
        sending.send_due()
        answer = client.get("/readyz")
        assert answer.json is not None
        assert answer.json["outbox"] == "ok"


def test_a_notice_that_nobody_writes_out_is_said_too() -> None:
    telling.notice()
    at = clock.now() + timedelta(minutes=6)
    assert not queries.is_outbox_well(at)
    fanning.fan_out()
    assert queries.is_outbox_well(at)


def test_a_held_outbox_is_told_with_its_reason() -> None:
    assert queries.held() is None
    with committing():
        assert holding.hold("a look", at=clock.now())
        assert not holding.hold("another", at=clock.now())
    assert queries.held() == (clock.now(), "a look")
    assert queries.door(clock.now()).is_held


def test_numbers(app: Any) -> None:
    telling.followers(3)
    telling.notice()
    telling.notice(void="nothing")
    letter("later", due_at=clock.now() + timedelta(hours=2))
    assert queries.numbers(clock.now()) == {"due": 0, "later": 1, "notices": 2, "parked": 0}
    fanning.fan_out()
    assert queries.numbers(clock.now()) == {"due": 3, "later": 1, "notices": 0, "parked": 0}
    measuring.measure()
    assert OUTBOX_PARKED._value.get() == 0


def test_the_statements_of_one_letter_do_not_grow(app: Any, count_queries: CountQueries) -> None:
    """Whatever waits beside: a claim of ten, for each a look and a mark; the notice's items once."""
    found = []
    for number, first in ((1, 1), (3, 101)):
        telling.followers(number, first=first, subject=f"trial:{first}")
        telling.notice(subject=f"trial:{first}")
        fanning.fan_out()
        with count_queries() as counted:
            sending.send_due()
        found.append(counted.number)
    # One of the door; what is due, whose turn it is and the mark of a claim, and one that finds nothing; items; then look,
    # subscriptions, what it came of, mark for each.
    assert found == [1 + 3 + 1 + 1 + 4, 1 + 3 + 1 + 1 + 3 * 4]
