"""A link by letter that is pressed several times at the same moment works once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.queries import people
from core.db import session
from tests.factories import accounts
from tests.factories.desk import send as post
from tests.factories.letters import link_in, sent

AT_ONCE = 4


def pressed(app: Flask, path: str, field: str, words: list[str]) -> list[int]:
    """The answers to one link, pressed at the same moment by several browsers, each with a password of its own."""
    together = threading.Barrier(len(words))

    def press(number: int) -> int:
        client = app.test_client()
        client.get(path)
        together.wait()
        return post(client, path, **{field: words[number]}).status_code

    with ThreadPoolExecutor(len(words)) as pool:
        return sorted(pool.map(press, range(len(words))))


@pytest.mark.running_clock
def test_a_reset_pressed_at_once_sets_one_password(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org")
    post(client, "/account/forgot", mail="lin@example.org")
    path = link_in(sent()[-1][2], "/reset/")
    words = [f"marble kite and river {number}" for number in range(AT_ONCE)]
    assert pressed(app, path, "password", words) == [303, 410, 410, 410]
    session.rollback()
    answers = [post(app.test_client(), "/account/sign-in", mail="lin@example.org", password=each) for each in words]
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 303]


@pytest.mark.running_clock
def test_a_sign_up_confirmed_at_once_opens_once(app: Flask) -> None:
    accounts.person("new@example.org", mail_confirmed_at=None)
    post(app.test_client(), "/account/new/again", mail="new@example.org")
    path = link_in(sent()[-1][2], "/confirm/")
    assert pressed(app, path, "current", [accounts.PASSWORD] * AT_ONCE) == [303, 410, 410, 410]
    session.rollback()
    row = people.person_of_mail("new@example.org")
    assert row is not None
    assert row.is_open
