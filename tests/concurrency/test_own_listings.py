"""Programs that send a listing twice at once: one number is one listing, one key is one answer."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import session
from events.models.event import Event
from tests.events.test_api_own import LISTING, post, token_for
from tests.factories import accounts, venues

PATIENCE = 30


def sent_at_once(app: Flask, token: str, bodies: Sequence[Any], key: str = "") -> list[Any]:
    gate = threading.Barrier(len(bodies))

    def send(body: Any) -> Any:
        gate.wait(PATIENCE)
        return post(app.test_client(), token, body, key=key)

    session.rollback()
    with ThreadPoolExecutor(len(bodies)) as pool:
        return [each.result(PATIENCE) for each in [pool.submit(send, body) for body in bodies]]


@pytest.fixture
def token(app: Flask) -> str:
    venues.venue()
    return token_for(accounts.organisation("bridge-players"))


@pytest.mark.running_clock
@pytest.mark.parametrize(("first", "second"), [
    ({"uid": "z1", "dates": "a"}, {"uid": "z1", "dates": "b"}), ({"uid": "z1", "dates": "a"}, {"uid": "z2", "dates": "a"}),
])
def test_of_two_with_one_number_the_second_is_refused(
    app: Flask, token: str, first: dict[str, str], second: dict[str, str]
) -> None:
    bodies = [
        LISTING | {"uid": each["uid"], "runs": [{"dates": [{"uid": each["dates"], "first": "2026-12-05"}]}]}
        for each in (first, second)
    ]
    answers = sent_at_once(app, token, bodies)
    assert sorted(each.status_code for each in answers) == [201, 409]
    assert session.scalar(select(func.count()).select_from(Event)) == 1


@pytest.mark.running_clock
def test_one_key_at_once_is_one_listing_and_one_answer(app: Flask, token: str) -> None:
    one, other = sent_at_once(app, token, [LISTING, LISTING], key="k-1")
    assert (one.status_code, other.status_code, one.json) == (201, 201, other.json)
    assert session.scalar(select(func.count()).select_from(Event)) == 1
