"""Agreements, the file, closing."""

import json

from flask import Flask

from accounts.models.membership import Role
from core.db import session
from tests.factories import accounts, events
from tests.factories.desk import FROM_HERE
from tests.factories.desk import send as post
from tests.factories.letters import sent


def test_news_is_agreed_to_and_taken_back(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person())
    assert post(client, "/account/data/news/give").status_code == 303
    assert "agreed to on Saturday 21 November 2026" in client.get("/en/account/data").text
    assert post(client, "/account/data/news/withdraw").status_code == 303
    assert "agreed to on" not in client.get("/en/account/data").text
    post(client, "/en/account/data/terms/withdraw")
    assert "An account cannot be without this." in client.get("/en/account/data").text
    assert post(client, "/account/data/adverts/give").status_code == 404


def test_the_file(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    answer = post(client, "/account/data/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="delta-window-2026-11-21.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.text)
    assert told["profile"]["name"] == "林舟"
    assert [each["deed"] for each in told["deeds"]] == ["signed_in", "exported_data"]
    stale = client.post("/account/data/export", data={"csrf_token": "x"}, headers=FROM_HERE)
    assert stale.content_type.startswith("text/html")
    assert client.get("/account/data/export").status_code == 405


def test_closing(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    assert "not your password" in post(client, "/en/account/close", current="wrong wrong wrong").text
    assert post(client, "/en/account/close", current=accounts.PASSWORD).headers["Location"] == "/en/account/closed"
    assert client.get("/en/account/closed").status_code == 200
    assert client.get("/desk").status_code == 303
    assert "do not fit together" in post(client, "/en/account/sign-in", mail="lin@example.org", password=accounts.PASSWORD).text
    assert [(to, subject) for to, subject, _text in sent()] == [("lin@example.org", "您在长三角之窗的账号已注销")]


def test_the_last_owner_reads_what_stands_in_the_way(app: Flask) -> None:
    house = accounts.organisation()
    client = accounts.member_client(app, house)
    row = events.show(owner_id=house.id)
    page = client.get("/en/account/close").text
    assert "House of Shows" in page
    assert f'href="/en/desk/house-of-shows/listings/{row.run.event_id}"' in page
    accounts.member(house, Role.EDITOR)
    page = client.get("/en/account/close").text
    assert 'href="/en/desk/house-of-shows/people"' in page
    assert 'href="/en/desk/house-of-shows/close"' in page
    assert 'name="current"' not in page
    answer = post(client, "/en/account/close", current=accounts.PASSWORD)
    assert "An organisation would be left without an owner" in answer.text
    session.rollback()
    assert client.get("/account").status_code == 200
