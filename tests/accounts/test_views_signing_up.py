"""Signing up: the same answer for every address; a link that scanners may open."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from accounts.limits import CONFIRM_WITHIN, LIMITS
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.queries import people
from accounts.services import consents, memberships
from accounts.wordings import Purpose
from core import clock
from core.db import committing, session
from tests.factories import accounts
from tests.factories.desk import FROM_HERE
from tests.factories.desk import send as post
from tests.factories.letters import link_in, sent

TYPED = {"mail": "Lin@Example.org", "name": "林舟", "password": "moonlight over the proscenium", "agrees": "y"}


def test_from_sign_up_to_the_desk(app: Flask, client: FlaskClient) -> None:
    answer = post(client, "/en/account/new", **TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/account/sent/new")
    to, subject, text = sent()[0]
    assert (to, subject) == ("lin@example.org", "Confirm your address for Delta Window")
    path = link_in(text)
    assert path.startswith("/en/account/confirm/")
    for _scanner in range(2):
        assert client.get(path).status_code == 200
    assert not people.person_of_mail("lin@example.org").is_open, "opening changes nothing"  # type: ignore[union-attr]
    assert post(client, path).status_code == 200, "a press alone opens nothing"
    wrong = post(client, path, current="the password of somebody else")
    assert "This is not the password of this sign-up." in wrong.text
    assert not people.person_of_mail("lin@example.org").is_open  # type: ignore[union-attr]
    opened = post(client, path, current=TYPED["password"])
    assert (opened.status_code, opened.headers["Location"]) == (303, "/en/desk")
    assert "林舟" in client.get("/en/desk").text
    elsewhere = app.test_client()
    again = elsewhere.get(path)
    assert again.status_code == 410
    assert "Your address is confirmed already" in again.text
    assert post(elsewhere, path, current=TYPED["password"]).status_code == 410
    assert elsewhere.get("/desk").status_code == 303, "the link signs in once"


def test_a_known_address_gets_the_same_answer_and_another_letter(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org")
    known, unknown = post(client, "/account/new", **TYPED), post(client, "/account/new", **TYPED | {"mail": "new@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    told = [(to, "已有账号" in subject) for to, subject, _text in sent()]
    assert told == [("lin@example.org", True), ("new@example.org", False)]


def test_what_does_not_fit_is_said_beside_what_was_typed(client: FlaskClient) -> None:
    for wrong, words in (
        ({"mail": "lin@example"}, "no complete e-mail address"), ({"mail": "a b@example.org"}, "no complete e-mail address"),
        ({"password": "password1234"}, "Many people use this"), ({"password": "short"}, "At least 12 characters"),
        ({"name": "press http://evil.example"}, "A name without addresses"), ({"name": ""}, "Your name is needed"),
        ({"agrees": ""}, "Without this there can be no account"), ({"mail": "x" * 300 + "@example.org"}, "254 characters"),
        ({"mail": "a@example.org\r\nBcc: b@example.org"}, "no complete e-mail address"),
        ({"password": "长" * 300}, "At most 200"),
    ):
        answer = post(client, "/en/account/new", **TYPED | wrong)
        assert answer.status_code == 200
        assert words in answer.text, wrong
        assert "moonlight over" not in answer.text, "a password never comes back"
        assert "mail" in wrong or "lin@example.org" in answer.text
    assert sent() == []


def test_a_full_width_address_is_the_same_one(app: Flask, client: FlaskClient) -> None:
    post(client, "/account/new", **TYPED | {"mail": "ｌｉｎ＠ｅｘａｍｐｌｅ。ｏｒｇ"})
    assert people.person_of_mail("lin@example.org")


def test_a_stale_token_loses_nothing(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/en/account/new", data=TYPED | {"csrf_token": "old"}, headers=FROM_HERE)
    assert "Nothing is lost" in answer.text
    assert "lin@example.org" in answer.text
    assert people.person_of_mail("lin@example.org") is None
    assert client.post("/account/new", data=TYPED, headers={"Origin": "https://evil.example"}).status_code == 403


def test_the_link_is_sent_again_and_dies_of_age(app: Flask, client: FlaskClient) -> None:
    post(client, "/account/new", **TYPED)
    with clock.standing_still(clock.now() + timedelta(minutes=1)):
        answer = post(client, "/account/new/again", mail="lin@example.org")
        assert post(client, "/account/new/again", mail="nobody@example.org").headers["Location"] == answer.headers["Location"]
        letters = sent()
    assert answer.headers["Location"] == "/account/sent/again"
    assert [to for to, _subject, _text in letters] == ["lin@example.org"] * 2
    path = link_in(letters[1][2])
    with clock.standing_still(clock.now() + timedelta(minutes=2)):
        assert client.get(path).status_code == 200
        assert client.get(path[:-3] + "abc").status_code == 410
        assert client.get("/account/confirm/nonsense").status_code == 410
    with clock.standing_still(clock.now() + CONFIRM_WITHIN + timedelta(minutes=2)):
        assert client.get(path).status_code == 410


def test_too_many_sign_ups_are_slowed_down(app: Flask, client: FlaskClient) -> None:
    for _each in range(LIMITS["sign_up"].account):
        assert post(client, "/en/account/new", **TYPED).status_code == 303
    answer = post(client, "/en/account/new", **TYPED)
    assert "Too many tries. Please wait 60 minutes." in answer.text
    assert "lin@example.org" in answer.text
    session.rollback()


STRANGERS = TYPED | {"name": "陌生人", "password": "a stranger knows this one"}
KITE = "kite marble oak and a river"


def test_a_stranger_who_signs_up_with_the_same_address_gains_nothing(app: Flask, client: FlaskClient) -> None:
    """Their sign-up came later and its letter lies in the same mailbox: neither link opens an account that they know."""
    post(client, "/en/account/new", **TYPED)
    post(app.test_client(), "/en/account/new", **STRANGERS)
    ours, theirs = (link_in(text) for _to, _subject, text in sent())
    page = client.get(theirs).text
    assert "陌生人" in page
    assert 'autocomplete="current-password"' in page
    assert "This is not the password" in post(client, theirs, current=TYPED["password"]).text
    assert post(client, ours, current=TYPED["password"]).headers["Location"] == "/en/desk"
    row = people.person_of_mail("lin@example.org")
    assert row is not None
    assert row.name == "林舟"
    assert post(app.test_client(), theirs, current=STRANGERS["password"]).status_code == 410
    for password, is_in in ((STRANGERS["password"], False), (TYPED["password"], True)):
        answer = post(app.test_client(), "/en/account/sign-in", mail="lin@example.org", password=password)
        assert (answer.status_code == 303) is is_in


def test_a_stranger_who_signs_up_first_gains_nothing(app: Flask, client: FlaskClient) -> None:
    post(app.test_client(), "/en/account/new", **STRANGERS, news="y")
    post(client, "/en/account/new", **TYPED)
    ours = link_in(sent()[1][2])
    assert post(client, ours, current=TYPED["password"]).status_code == 303
    row = people.person_of_mail("lin@example.org")
    assert row is not None
    assert Purpose.NEWS not in consents.in_force(row), "what a stranger ticked is not agreed to"
    answer = post(app.test_client(), "/en/account/sign-in", mail="lin@example.org", password=STRANGERS["password"])
    assert "do not fit together" in answer.text


def test_whoever_reads_the_mailbox_may_choose_another_password(app: Flask, client: FlaskClient) -> None:
    post(app.test_client(), "/en/account/new", **STRANGERS)
    path = link_in(sent()[0][2])
    assert f'href="{path}/anew"' in client.get(path).text
    assert "At least 12 characters" in post(client, f"{path}/anew", password="short").text
    assert post(client, f"{path}/anew", password=KITE).headers["Location"] == "/en/desk"
    assert client.get(f"{path}/anew").status_code == 410
    for password, status in ((STRANGERS["password"], 200), (KITE, 303)):
        answer = post(app.test_client(), "/en/account/sign-in", mail="lin@example.org", password=password)
        assert answer.status_code == status


def test_guessing_at_a_link_is_slowed_down(app: Flask, client: FlaskClient) -> None:
    post(client, "/en/account/new", **TYPED)
    path = link_in(sent()[0][2])
    for _each in range(LIMITS["password"].account):
        assert "This is not the password" in post(client, path, current="wrong wrong wrong").text
    answer = post(client, path, current=TYPED["password"])
    assert "Too many tries" in answer.text
    assert not people.person_of_mail("lin@example.org").is_open  # type: ignore[union-attr]


def test_a_pressed_link_whose_token_is_stale_opens_nothing(app: Flask, client: FlaskClient) -> None:
    post(client, "/en/account/new", **TYPED)
    path = link_in(sent()[0][2])
    answer = client.post(path, data={"csrf_token": "old", "current": TYPED["password"]}, headers=FROM_HERE)
    assert "Nothing is lost" in answer.text
    assert client.get(f"{path[:-4]}/anew").status_code == 410


def test_an_invitation_goes_along_through_sign_up_and_confirmation(app: Flask, client: FlaskClient) -> None:
    house = accounts.organisation()
    owner = accounts.member(house)
    with committing():
        memberships.invite(
            session.get_one(Organisation, house.id), "lin@example.org", Role.EDITOR, until=None, at=clock.now(),
            actor=accounts.acting(owner),
        )
    path = link_in(sent()[-1][2], "/desk/invitations/")
    door = client.get(path).headers["Location"]
    page = client.get(door).text
    onward = page.partition('href="/account/new?next=')[2].partition('"')[0]
    form = client.get(f"/account/new?next={onward}").text
    assert 'value="lin@example.org"' in form
    assert "邀请已为您保留" in form
    post(client, f"/account/new?next={onward}", **TYPED)
    answer = post(client, link_in(sent()[-1][2]), current=TYPED["password"])
    assert answer.headers["Location"].endswith("/desk/invitations")
    assert "演艺之家" in client.get(answer.headers["Location"]).text


def test_a_made_up_invitation_tells_no_address(client: FlaskClient) -> None:
    page = client.get("/account/new?next=/desk/invitations/made-up")
    assert page.status_code == 200
    assert "邀请已为您保留" not in page.text


def test_a_short_password_is_counted(client: FlaskClient) -> None:
    answer = post(client, "/account/new", **TYPED | {"password": "蓝鲸-木桥-雨伞-五月"})
    assert "现在是 11 个" in answer.text
