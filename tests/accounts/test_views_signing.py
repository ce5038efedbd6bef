"""Signing in: throttled, with a second factor where one is set, under a new token each time."""

from datetime import timedelta

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from accounts import codes
from accounts.limits import LIMITS
from accounts.models.person import Attempt, Person, SignIn
from accounts.queries import people
from accounts.services import factors
from core import clock
from core.db import committing, session
from tests.factories import accounts
from tests.factories.desk import send as post

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client: FlaskClient, mail: str, password: str = accounts.PASSWORD, **more: str) -> TestResponse:
    return post(client, "/en/account/sign-in", mail=mail, password=password, **more)


def code(later_s: int = 0) -> str:
    return codes.code_at(SECRET, clock.now() + timedelta(seconds=later_s))


def with_factor(mail: str = "lin@example.org") -> Person:
    return accounts.person(mail, totp_secret=SECRET, totp_since=clock.now())


def test_too_many_wrong_passwords_are_slowed_down_and_a_right_one_forgives(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org")
    limit = LIMITS["sign_in"]
    for _each in range(limit.account - 1):
        assert "do not fit together" in sign_in(client, "lin@example.org", "wrong wrong wrong").text
    assert sign_in(client, "lin@example.org").status_code == 303
    kinds = {key.partition(":")[0].partition("@")[0] for key in session.scalars(select(Attempt.key))}
    assert kinds == {"sign_in"}
    assert all("@example" not in key and "127.0.0.1" not in key for key in session.scalars(select(Attempt.key)))
    for _each in range(limit.account):
        sign_in(client, "lin@example.org", "wrong wrong wrong")
    told = sign_in(client, "lin@example.org").text
    assert "Too many tries. Please wait 15 minutes." in told
    with clock.standing_still(clock.now() + limit.within):
        assert sign_in(app.test_client(), "lin@example.org").status_code == 303


def test_a_machine_that_tries_many_accounts_is_slowed_down(app: Flask, client: FlaskClient) -> None:
    limit = LIMITS["sign_in"]
    for each in range(limit.machine):
        sign_in(client, f"nobody{each}@example.org", "wrong wrong wrong")
    assert "Too many tries" in sign_in(client, "another@example.org").text
    session.rollback()


def test_an_unknown_an_unconfirmed_and_a_closed_account_answer_alike(app: Flask, client: FlaskClient) -> None:
    accounts.person("new@example.org", mail_confirmed_at=None)
    accounts.person("closed@example.org", closed_at=clock.now())
    for mail in ("nobody@example.org", "new@example.org", "closed@example.org"):
        answer = sign_in(client, mail)
        assert answer.status_code == 200
        assert "do not fit together" in answer.text
    assert session.scalars(select(SignIn)).all() == []


def test_a_password_of_older_settings_is_hashed_anew(app: Flask, client: FlaskClient) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(accounts.PASSWORD)
    who = accounts.person("lin@example.org", password_hash=old)
    sign_in(client, "lin@example.org")
    row = session.get_one(Person, who.id)
    assert row.password_hash != old
    assert row.password_at == clock.now()
    assert sign_in(app.test_client(), "lin@example.org").status_code == 303


def test_the_password_alone_opens_nothing_where_a_code_is_set(app: Flask, client: FlaskClient) -> None:
    with_factor()
    answer = sign_in(client, "lin@example.org", next="/en/account")
    assert answer.headers["Location"] == "/en/account/second-factor?next=/en/account"
    assert client.get("/desk").status_code == 303
    assert session.scalars(select(SignIn)).all() == []
    wrong = post(client, "/en/account/second-factor", code="000000", next="/en/account")
    assert "does not fit" in wrong.text
    right = post(client, "/en/account/second-factor", code=f" {code()[:3]} {code()[3:]}", next="/en/account")
    assert right.headers["Location"] == "/en/account"
    assert client.get("/en/account").status_code == 200
    assert session.scalars(select(SignIn.strong_at)).all() == [clock.now()]
    other = app.test_client()
    sign_in(other, "lin@example.org")
    assert "used already" in post(other, "/en/account/second-factor", code=code()).text, "no code twice"


def test_the_half_way_in_ends_by_itself_and_with_a_new_password(app: Flask, client: FlaskClient) -> None:
    who = with_factor()
    sign_in(client, "lin@example.org")
    with committing():
        session.get_one(Person, who.id).password_at = clock.now() + timedelta(seconds=1)
    assert post(client, "/account/second-factor", code=code()).headers["Location"] == "/account/sign-in"


def test_codes_are_slowed_down(app: Flask, client: FlaskClient) -> None:
    with_factor()
    sign_in(client, "lin@example.org")
    for _each in range(LIMITS["code"].account):
        post(client, "/en/account/second-factor", code="000000")
    assert "Too many tries" in post(client, "/en/account/second-factor", code=code()).text
    assert session.scalars(select(SignIn)).all() == []


def test_a_recovery_code_opens_in_place_of_a_code(app: Flask, client: FlaskClient) -> None:
    who = with_factor()
    with committing():
        made = factors.new_recovery_codes(session.merge(who))
    sign_in(client, "lin@example.org")
    assert post(client, "/account/second-factor", code=made[0]).status_code == 303
    assert client.get("/desk").status_code == 200


def test_a_weak_sign_in_becomes_strong_under_another_cookie(app: Flask) -> None:
    who = accounts.staff(totp_secret=SECRET)
    client = accounts.signed_in(app, who)
    before = client.get_cookie("session")
    assert post(client, "/account/second-factor", code=code()).status_code == 303
    after = client.get_cookie("session")
    assert before is not None
    assert after is not None
    assert client.get("/desk").status_code == 200
    copied = app.test_client()
    copied.set_cookie("session", before.value)
    assert copied.get("/desk").status_code == 303, "the cookie of before opens nothing"
    row = people.sign_ins_of(who.id, clock.now())[0]
    assert row.strong_at == clock.now()


def test_staff_without_a_second_factor_are_led_to_setting_it_up(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.staff(totp_secret="", totp_since=None))
    answer = client.get("/account/second-factor?next=/staff/review")
    assert answer.headers["Location"] == "/account/factor?next=/staff/review"
