"""The account itself: who one is, the address, the devices, the second factor."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from accounts import codes
from accounts.models.person import Consent, Person, SignIn
from core import clock
from core.db import committing, session
from tests.conftest import CountQueries
from tests.factories import accounts
from tests.factories.desk import send as post
from tests.factories.letters import link_in, sent

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_the_overview_and_the_name(app: Flask, count_queries: CountQueries) -> None:
    who = accounts.person("lin@example.org")
    client = accounts.signed_in(app, who)
    for devices in (1, 3):
        while len(session.scalars(select(SignIn)).all()) < devices:
            accounts.signed_in(app, who)
        with count_queries() as counted:
            page = client.get("/en/account")
        assert counted.number == 8, counted.statements
        assert "lin@example.org" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    assert post(client, "/en/account", name="  林 小舟\u202e ", language="en").status_code == 303
    row = session.get_one(Person, who.id)
    assert (row.name, row.language) == ("林 小舟", "en")
    assert "Not a valid choice" in post(client, "/en/account", name="林舟", language="fr").text


def test_a_changed_wording_is_asked_for_again(app: Flask) -> None:
    who = accounts.person()
    client = accounts.signed_in(app, who)
    assert "have changed" in client.get("/en/account").text
    for purpose in ("terms", "privacy"):
        post(client, f"/en/account/data/{purpose}/give")
    assert "have changed" not in client.get("/en/account").text
    with committing():
        session.scalars(select(Consent).where(Consent.purpose == "terms")).one().wording = "2020-01"
    assert "have changed" in client.get("/en/account").text


def test_devices_are_listed_and_ended_one_by_one(app: Flask, count_queries: CountQueries) -> None:
    who = accounts.person()
    here, there = accounts.signed_in(app, who), accounts.signed_in(app, who)
    stranger = accounts.signed_in(app, accounts.person())
    with count_queries() as counted:
        page = here.get("/en/account/sign-ins").text
    assert counted.number == 4, counted.statements
    assert page.count("Firefox · Linux") == 2
    assert page.count("this one") == 1
    mine, theirs = session.scalars(select(SignIn.id).where(SignIn.person_id == who.id).order_by(SignIn.id)).all()
    assert post(stranger, f"/account/sign-ins/{theirs}/end").status_code == 404
    assert there.get("/desk").status_code == 200
    assert post(here, f"/account/sign-ins/{theirs}/end").status_code == 303
    assert there.get("/desk").status_code == 303
    assert post(here, f"/account/sign-ins/{mine}/end").headers["Location"] == "/account/sign-in"
    assert here.get("/desk").status_code == 303


def test_sign_out_everywhere(app: Flask) -> None:
    who = accounts.person()
    here, there = accounts.signed_in(app, who), accounts.signed_in(app, who)
    stale = here.post("/account/sign-ins/end", data={"csrf_token": "old"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert stale.headers["Location"] == "/account/sign-ins"
    assert "页面打开时间过长" in here.get("/account/sign-ins").text
    assert post(here, "/account/sign-ins/end").headers["Location"] == "/account/sign-in"
    assert [client.get("/desk").status_code for client in (here, there)] == [303, 303]


def test_another_address(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    same = post(client, "/en/account/mail", mail="lin@example.org", current=accounts.PASSWORD)
    assert "This is your address already." in same.text
    assert post(client, "/en/account/mail", mail="new@example.org", current=accounts.PASSWORD).status_code == 303
    assert "new@example.org waits to be confirmed" in client.get("/en/account").text
    path = link_in(sent()[0][2], "/account/mail/")
    reader = app.test_client()
    assert reader.get(path).status_code == 200
    assert "lin@example.org" in client.get("/en/account").text
    assert post(reader, path).status_code == 303
    assert "new@example.org" in client.get("/en/account").text
    assert reader.get(path).status_code == 410
    assert sent()[-1][0] == "lin@example.org", "the old address is told"


def secret_of(page: str) -> str:
    return page.partition('class="secret">')[2].partition("<")[0].replace(" ", "")


def test_setting_up_the_second_factor(app: Flask) -> None:
    who = accounts.person("lin@example.org")
    client = accounts.signed_in(app, who)
    page = client.get("/en/account/factor/new").text
    assert 'src="data:image/svg+xml' in page
    secret = secret_of(page)
    hidden = page.partition('name="secret" type="hidden" value="')[2].partition('"')[0]
    wrong = post(client, "/en/account/factor/new", secret=hidden, code="000000", current=accounts.PASSWORD)
    assert secret_of(wrong.text) == secret, "the app need not scan again"
    forged = post(client, "/en/account/factor/new", secret="forged", code=codes.code_at(SECRET, clock.now()))
    assert secret_of(forged.text) not in {secret, SECRET}
    typed = {"secret": hidden, "code": codes.code_at(secret, clock.now())}
    assert "This is not your password." in post(client, "/en/account/factor/new", **typed, current="wrong wrong wrong").text
    done = post(client, "/en/account/factor/new", **typed, current=accounts.PASSWORD)
    assert done.text.count("<li>") >= 10
    assert "Your recovery codes" in done.text
    row = session.scalars(select(SignIn).where(SignIn.person_id == who.id)).one()
    assert row.strong_at == clock.now()
    assert client.get("/en/account/factor/new").status_code == 303, "only one"


def test_turning_it_off_asks_for_both_and_staff_cannot(app: Flask) -> None:
    staff = accounts.staff_client(app)
    proof = {"current": accounts.PASSWORD, "code": codes.code_at(SECRET, clock.now())}
    assert post(staff, "/account/factor/off", **proof).status_code == 303
    assert session.scalars(select(Person.totp_since)).all() == [clock.now()]
    client = accounts.signed_in(app, accounts.person(totp_secret=SECRET, totp_since=clock.now()), is_strong=True)
    code = codes.code_at(SECRET, clock.now())
    assert "does not fit" in post(client, "/en/account/factor/off", current=accounts.PASSWORD, code="000000").text
    assert "not your password" in post(client, "/en/account/factor/off", current="wrong wrong wrong", code=code).text
    assert post(client, "/en/account/factor/codes", current=accounts.PASSWORD, code=code).text.count("<li>") >= 10
    later = codes.code_at(SECRET, clock.now() + timedelta(seconds=30))
    assert post(client, "/en/account/factor/off", current=accounts.PASSWORD, code=later).status_code == 303
    assert "The second factor is off" in client.get("/en/account/factor").text
