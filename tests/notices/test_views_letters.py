"""A person's own letters, turned off and on."""

from flask import Flask
from sqlalchemy import select

from core import clock
from core.db import committing, session
from notices.models.follower import Stop
from tests.factories import accounts
from tests.factories.desk import send


def stops() -> list[tuple[str, str]]:
    session.rollback()
    return [(row.mail, row.kind) for row in session.scalars(select(Stop).order_by(Stop.id))]


def test_a_letter_is_turned_off_and_on(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    assert "/en/account/letters" in client.get("/en/account").text
    page = client.get("/en/account/letters").text
    assert 'Turn off<span class="vh">: Reach of your listings, weekly' in page
    for _ in range(2):
        assert send(client, "/en/account/letters/stop/reach").status_code == 303
    assert stops() == [("lin@example.org", "reach")]
    assert 'Turn on<span class="vh">: Reach of your listings, weekly' in client.get("/en/account/letters").text
    send(client, "/en/account/letters/resume/reach")
    assert stops() == []


def test_what_protects_an_account_always_comes(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    for kind in ("reset", "review_decided", "nothing-known", "*", "x" * 300):
        send(client, f"/en/account/letters/stop/{kind}")
    assert stops() == []
    page = client.get("/en/account/letters").text
    assert "These letters always come." in page
    assert "A new password asked for" in page


def test_what_was_stopped_altogether_can_come_again(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    with committing():
        session.add(Stop(mail="lin@example.org", kind="*", at=clock.now()))
    page = client.get("/en/account/letters").text
    assert "You stopped all letters that can be stopped." in page
    assert "Turn off" not in page
    send(client, "/en/account/letters/resume/*")
    assert stops() == []


def test_an_old_page_turns_nothing_off(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    answer = client.post(
        "/en/account/letters/stop/reach", data={"csrf_token": "old"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303
    assert "Please press again" in client.get("/en/account/letters").text
    assert stops() == []
