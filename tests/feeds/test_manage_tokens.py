"""Tokens are made by owners, told once, and revoked; they are nobody else's."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.membership import ApiToken, Role
from accounts.models.organisation import Organisation
from core.db import session
from tests.factories import accounts

PATH = "/desk/bridge-players/tokens"


@pytest.fixture
def players(app: Flask) -> Organisation:
    return accounts.organisation("bridge-players")


@pytest.fixture
def owner(app: Flask, players: Organisation) -> FlaskClient:
    return accounts.member_client(app, players)


def pressed(client: FlaskClient, path: str, token: str = "", **form: object):
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PATH).text)
    assert found
    return client.post(path, data={"csrf_token": token or found[1], **form}, headers={"Sec-Fetch-Site": "same-origin"})


def test_a_token_is_told_once(owner: FlaskClient) -> None:
    page = pressed(owner, PATH, name="票务系统", scope=["listings:write"], days="30").text
    told = re.search(r'value="(dw_[\w-]{40,})"', page)
    assert told
    assert told[1] not in owner.get(PATH).text
    assert "票务系统" in owner.get(PATH).text
    answer = owner.post("/api/v1/events", json={}, headers={"Authorization": f"Bearer {told[1]}"})
    assert answer.status_code == 400, "it opens the door, the body is wrong"
    key = session.scalars(select(ApiToken.id)).one()
    assert pressed(owner, f"{PATH}/{key}").status_code == 303
    assert owner.post("/api/v1/events", json={}, headers={"Authorization": f"Bearer {told[1]}"}).status_code == 401


def test_what_was_typed_is_kept(owner: FlaskClient) -> None:
    page = pressed(owner, PATH, name="票务系统", days="30").text
    assert 'role="alert"' in page
    assert 'value="票务系统"' in page
    expired = pressed(owner, PATH, token="old", name="票务系统", scope=["listings:read"], days="30").text
    assert 'value="票务系统"' in expired
    assert session.scalars(select(ApiToken)).all() == []


def test_only_owners_of_the_organisation(app: Flask, owner: FlaskClient, players: Organisation) -> None:
    pressed(owner, PATH, name="x", scope=["listings:read"], days="30")
    key = session.scalars(select(ApiToken.id)).one()
    assert accounts.member_client(app, players, Role.EDITOR).get(PATH).status_code == 403
    strangers = accounts.organisation("strangers")
    stranger = accounts.member_client(app, strangers)
    assert stranger.get(PATH).status_code == 404
    form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', stranger.get("/desk/strangers/tokens").text)[0]}
    for path in (f"{PATH}/{key}", f"/desk/strangers/tokens/{key}"):
        assert stranger.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert session.scalars(select(ApiToken.revoked_at)).all() == [None]
