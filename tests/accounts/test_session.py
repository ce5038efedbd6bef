"""Doors: who may stand at them, and that a session dies on the server."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role, StaffRole
from accounts.session import member, signed_in, staff
from core.db import committing, session
from core.forms import Form
from tests.factories import accounts

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}

pytestmark = pytest.mark.own_application


def plant(app: Flask) -> None:
    """Views of each rule."""

    @signed_in
    def anybody() -> str:
        return "in"

    @member(Role.EDITOR)
    def editor(organisation: object) -> str:
        if Form().validate_on_submit():
            with committing():
                pass
            return "written"
        return f"{organisation.slug}"  # type: ignore[attr-defined]

    @staff(StaffRole.REVIEWER)
    def desk() -> str:
        return "staff"

    app.add_url_rule("/planted", "planted", anybody)
    app.add_url_rule("/planted/<slug:organisation>", "planted_editor", editor, methods=["GET", "POST"])
    app.add_url_rule("/planted-staff", "planted_staff", desk)


def test_nobody_is_led_to_the_sign_in_and_back(app: Flask, client: FlaskClient) -> None:
    plant(app)
    answer = client.get("/planted")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/account/sign-in?next=/planted"


def test_members_only_and_nobody_else_learns_that_it_exists(app: Flask) -> None:
    plant(app)
    ours, theirs = accounts.organisation("ours"), accounts.organisation("theirs")
    editor, viewer = accounts.member_client(app, ours, Role.EDITOR), accounts.member_client(app, ours, Role.VIEWER)
    assert editor.get(f"/planted/{ours.slug}").text == "ours"
    assert editor.get(f"/planted/{theirs.slug}").status_code == 404
    assert editor.get("/planted/nobodys").status_code == 404
    assert viewer.get(f"/planted/{ours.slug}").status_code == 403


def test_staff_need_their_second_factor(app: Flask) -> None:
    plant(app)
    weak = accounts.signed_in(app, accounts.staff())
    assert weak.get("/planted-staff").headers["Location"] == "/account/second-factor?next=/planted-staff"
    assert accounts.staff_client(app).get("/planted-staff").text == "staff"
    assert accounts.signed_in(app, accounts.person(), is_strong=True).get("/planted-staff").status_code == 404


def test_a_write_from_elsewhere_is_refused_and_one_without_a_token_changes_nothing(app: Flask) -> None:
    plant(app)
    ours = accounts.organisation("ours")
    client = accounts.member_client(app, ours)
    path = f"/planted/{ours.slug}"
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(path).status_code == 403, "a request that says nothing comes from elsewhere"
    assert client.post(path, headers=FROM_HERE).text == "ours", "the form is shown again"
    page = client.get("/account/sign-in").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert client.post(path, data={"csrf_token": token}, headers=FROM_HERE).text == "written"


def test_signing_in_and_out(app: Flask, client: FlaskClient) -> None:
    who = accounts.member(accounts.organisation())
    page = client.get("/account/sign-in?next=/desk").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = {"csrf_token": token, "mail": who.mail, "password": "wrong password here", "next": "/desk"}
    again = client.post("/account/sign-in", data=typed, headers=FROM_HERE)
    assert again.status_code == 200
    assert str(who.mail) in again.text, "what was typed is still there"
    answer = client.post("/account/sign-in", data=typed | {"password": accounts.PASSWORD}, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    desk = client.get("/desk")
    assert desk.status_code == 200
    assert desk.headers["Cache-Control"] == "no-store"
    copied = client.get_cookie("session")
    token = desk.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post("/account/sign-out", data={"csrf_token": token}, headers=FROM_HERE)
    assert copied is not None
    client.set_cookie("session", copied.value)
    assert client.get("/desk").status_code == 303, "a copied cookie is worth nothing after signing out"
    session.rollback()


def test_after_signing_in_nobody_is_led_to_another_site(app: Flask, client: FlaskClient) -> None:
    who = accounts.person()
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        fresh = app.test_client()
        page = fresh.get("/account/sign-in").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        typed = {"csrf_token": token, "mail": who.mail, "password": accounts.PASSWORD, "next": elsewhere}
        assert fresh.post("/account/sign-in", data=typed, headers=FROM_HERE).headers["Location"] == "/desk"


@pytest.mark.parametrize("page", ["new", "sign-in", "factor", "factor/new"])
def test_no_page_repeats_the_way_to_another_site(app: Flask, page: str) -> None:
    browser = accounts.signed_in(app, accounts.person())
    for elsewhere in ("https://evil.example", "//evil.example/x", "javascript:evil.example"):
        answer = browser.get(f"/account/{page}", query_string={"next": elsewhere})
        assert answer.status_code == 200
        assert "evil.example" not in answer.text
    assert "calendar" in browser.get(f"/account/{page}?next=/en/calendar?kind=forum").text
