"""A new password by mail, and by whoever knows the present one."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.person import SignIn
from accounts.queries import people as stored
from accounts.services import people
from core import clock
from core.db import committing, session
from tests.factories import accounts
from tests.factories.desk import send as post
from tests.factories.letters import link_in, sent

FRESH = "moonlight over the proscenium"


def test_a_reset_works_once_and_signs_out_everywhere(app: Flask, client: FlaskClient) -> None:
    who = accounts.person("lin@example.org")
    elsewhere = accounts.signed_in(app, who)
    assert post(client, "/en/account/forgot", mail="lin@example.org").headers["Location"] == "/en/account/sent/reset"
    path = link_in(sent()[-1][2], "/reset/")
    assert client.get(path).status_code == 200
    weak = post(client, path, password="password1234")
    assert "用的人太多" in weak.text or "Many people" in weak.text
    with clock.standing_still(clock.now() + timedelta(minutes=1)):
        assert post(client, path, password=FRESH).headers["Location"].endswith("/account/sign-in")
        assert elsewhere.get("/desk").status_code == 303
        assert post(client, path, password="another good one here").status_code == 410
        assert post(client, "/account/sign-in", mail="lin@example.org", password=FRESH).headers["Location"] == "/desk"
        assert "您的密码" in " ".join(text for _to, _subject, text in sent()) or len(sent()) == 2


def test_a_link_that_went_to_the_old_address_is_dead_once_the_address_is_another(app: Flask, client: FlaskClient) -> None:
    accounts.person("old@example.org")
    post(client, "/account/forgot", mail="old@example.org")
    path = link_in(sent()[-1][2], "/reset/")
    row = stored.person_of_mail("old@example.org")
    assert row is not None
    with committing():
        people.want_mail(session.merge(row), "new@example.org", at=clock.now())
        people.take_mail(session.merge(row), at=clock.now(), digest=people.digest_of_mail("new@example.org"))
    assert client.get(path).status_code == 410
    assert post(client, path, password=FRESH).status_code == 410


def test_an_unknown_address_gets_the_same_answer_and_no_letter(app: Flask, client: FlaskClient) -> None:
    assert post(client, "/account/forgot", mail="nobody@example.org").headers["Location"] == "/account/sent/reset"
    assert sent() == []


def test_an_unconfirmed_account_gets_its_confirming_link(app: Flask, client: FlaskClient) -> None:
    accounts.person("new@example.org", mail_confirmed_at=None)
    post(client, "/account/forgot", mail="new@example.org")
    assert "/account/confirm/" in sent()[0][2]


def test_a_link_for_one_purpose_opens_no_other(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org")
    post(client, "/account/forgot", mail="lin@example.org")
    token = link_in(sent()[0][2], "/reset/").rpartition("/")[2]
    assert client.get(f"/account/confirm/{token}").status_code == 410
    assert client.get(f"/account/mail/{token}").status_code == 410


def test_resets_are_slowed_down(app: Flask, client: FlaskClient) -> None:
    for _each in range(3):
        post(client, "/en/account/forgot", mail="lin@example.org")
    assert "Too many tries" in post(client, "/en/account/forgot", mail="lin@example.org").text


def test_changing_the_password_keeps_this_device_alone(app: Flask) -> None:
    who = accounts.person("lin@example.org")
    here, there = accounts.signed_in(app, who), accounts.signed_in(app, who)
    wrong = post(here, "/en/account/password", current="wrong wrong wrong", password=FRESH)
    assert "This is not your password." in wrong.text
    before = here.get_cookie("session")
    assert post(here, "/en/account/password", current=accounts.PASSWORD, password=FRESH).status_code == 303
    after = here.get_cookie("session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert "has been signed out" in here.get("/en/account").text
    assert there.get("/desk").status_code == 303
    assert len(session.scalars(select(SignIn)).all()) == 1
    assert [subject for _to, subject, _text in sent()] == ["您在长三角之窗的密码已更改"]
