"""A form that is sent after the sign-in ended loses nothing."""

import json
import re
from html import unescape
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient

from accounts.models.person import Person
from accounts.views import keeping
from core import clock
from core.db import session
from tests.factories import accounts
from tests.factories.forms import FROM_HERE, post

TYPED = {
    "name": '林舟 "on tour"\r\n<b>', "language": "en", "password": "do not keep me", "current": "nor me", "csrf_token": "x",
}


def kept_in(page: str) -> str:
    return unescape(re.findall(r'name="kept" type="hidden" value="([^"]*)"', page)[0])


def test_what_was_typed_is_kept_and_offered_again(app: Flask, client: FlaskClient) -> None:
    who = accounts.person("lin@example.org")
    answer = client.post("/en/account", data=TYPED, headers=FROM_HERE)
    assert answer.status_code == 401
    assert answer.headers["Cache-Control"] == "no-store"
    assert "do not keep me" not in answer.text
    assert "nor me" not in answer.text
    kept = kept_in(answer.text)
    wrong = post(client, "/en/account/sign-in", mail="lin@example.org", password="wrong wrong wrong", kept=kept)
    assert kept_in(wrong.text) == kept, "a wrong password loses nothing either"
    offered = post(client, "/en/account/sign-in", mail="lin@example.org", password=accounts.PASSWORD, kept=kept)
    assert offered.status_code == 200
    assert 'action="/en/account"' in offered.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', offered.text))
    sent = {name: unescape(value) for name, value in hidden.items()}
    assert {name: sent[name] for name in ("name", "language")} == {name: TYPED[name] for name in ("name", "language")}
    token = sent["csrf_token"]
    done = client.post("/en/account", data=sent | {"name": "林 舟", "csrf_token": token}, headers=FROM_HERE)
    assert done.status_code == 303
    assert session.get_one(Person, who.id).language == "en"


def test_it_goes_through_the_second_factor(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org", totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", totp_since=clock.now())
    kept = kept_in(client.post("/account", data=TYPED, headers=FROM_HERE).text)
    code_page = post(client, "/account/sign-in", mail="lin@example.org", password=accounts.PASSWORD, kept=kept)
    assert kept_in(code_page.text) == kept
    wrong = post(client, "/account/second-factor", code="000000", kept=kept)
    assert kept_in(wrong.text) == kept


def test_files_are_named_as_what_must_be_chosen_again(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/en/account", data={"name": "a", "file": (BytesIO(b"x"), "a.csv")}, headers=FROM_HERE)
    assert "Files must be chosen again." in answer.text


def test_from_elsewhere_nothing_is_kept(app: Flask, client: FlaskClient) -> None:
    assert client.post("/account", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_only_our_own_addresses_that_take_a_form_are_gone_on_to(app: Flask) -> None:
    with app.test_request_context("/"):
        for path in ("https://evil.example/", "//evil.example", "/\\evil", "/calendar", "/no", "javascript:x", "", 5, None):
            assert keeping.read(json.dumps({"path": path, "fields": [["a", "b"]]})) is None, path
        for text in ("", "{", "[]", "5", '{"path":"/account"}', '{"path":"/account","fields":[1]}'):
            assert keeping.read(text) is None, text
        assert keeping.read('{"path":"/account","fields":[["a","b"]]}') is not None


def test_a_large_form_survives(app: Flask, client: FlaskClient) -> None:
    accounts.person("lin@example.org")
    long = "长" * 100_000
    answer = client.post("/account", data={"name": long}, headers=FROM_HERE, content_type="multipart/form-data")
    kept = kept_in(answer.text)
    token = answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = {"mail": "lin@example.org", "password": accounts.PASSWORD, "kept": kept, "csrf_token": token}
    offered = client.post("/account/sign-in", data=typed, headers=FROM_HERE, content_type="multipart/form-data")
    assert long in offered.text
