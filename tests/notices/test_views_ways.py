"""The pages of robots and programs: both languages, no script, nothing lost, nothing of others."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.letters import texts_of
from notices.channels.channel import Outcome
from notices.doors_links import manage_link
from notices.models.delivery import Delivery
from notices.models.follower import Endpoint, Follower
from notices.queries import audience
from notices.services import standing
from notices.services import ways as deeds
from tests.conftest import CountQueries
from tests.factories import following
from tests.factories.browsing import send

KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
ADDRESS = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
def follower(client: FlaskClient) -> Follower:
    """Somebody without an account, whose browser came by the link of a letter."""
    row = following.follower()
    assert client.get(manage_link(row).removeprefix("https://window.example")).status_code == 303
    return row


def robot(of: Follower, **facts: Any) -> Endpoint:
    return following.way(of, "wecom", **{"name": "票务群", "address": KEY} | facts)


def test_a_stranger_is_told_how_to_begin(client: FlaskClient) -> None:
    page = client.get("/following/ways")
    assert page.status_code == 200
    assert "/account/sign-in" in page.text
    assert client.get("/following/ways/add/robot").status_code == 404
    assert client.get("/following/ways/add/program").status_code == 404


def test_a_robot_is_added_and_tried(client: FlaskClient, follower: Follower) -> None:
    following.subscription(follower, "venue:1", ["change"])
    typed = {"service": "wecom", "address": ADDRESS, "name": "票务群", "all": "1", "secret": "unused"}
    answer = send(client, "/following/ways/add/robot", typed, status=303)
    row = session.query(Endpoint).filter_by(channel="wecom").one()
    assert answer.location == f"/following/ways/{row.id}"
    assert (row.follower_id, row.address, row.name, row.secret) == (follower.id, KEY, "票务群", "")
    told = session.query(Delivery).one()
    assert (told.kind, told.channel, told.language) == ("way_try", "wecom", "zh")
    assert told.facts == {"name": "票务群", "code": "", "things": 1}
    page = client.get(answer.location).text
    assert "票务群" in page
    assert "…5aaa" in page
    assert KEY not in page + client.get("/following/ways").text
    assert "你" not in re.sub(r"<[^>]+>", "", page)


def test_a_robot_is_added_by_its_services_own_address_where_a_gateway_sends(
    app: Flask, client: FlaskClient, follower: Follower
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], wecom_base="https://gateway.example/robots")
    send(client, "/following/ways/add/robot", {"service": "wecom", "address": ADDRESS}, status=303)
    assert session.query(Endpoint).filter_by(channel="wecom").one().address == KEY
    told = session.query(Delivery).one()
    assert told.facts["things"] == 0
    assert "目前还不会在这里通知" in texts_of(told.kind, told.language, told.facts)[1]


def test_in_english(client: FlaskClient, follower: Follower) -> None:
    robot(follower, name="")
    assert "WeCom group" in client.get("/en/following/ways").text
    form = client.get("/en/following/ways/add/robot").text
    assert "Webhook address of the robot" in form
    assert '<b lang="zh-CN">长三角之窗</b>' in form
    answer = send(client, "/en/following/ways/add/robot", {"service": "feishu", "address": KEY}, status=303)
    assert answer.location.startswith("/en/following/ways/")
    assert session.query(Delivery).one().language == "en"


@pytest.mark.parametrize(("typed", "words"), [
    ({"service": "wecom", "address": "https://evil.example/send?key=" + KEY}, "whole webhook address"),
    ({"service": "", "address": ADDRESS}, "Choose the service"), ({}, "Choose the service"),
    ({"service": "slack", "address": ADDRESS}, "Choose the service"),
    ({"service": "dingtalk", "address": KEY, "secret": "密 钥"}, "signing secret is one word"),
])
def test_bad_input_says_so_and_loses_nothing(
    client: FlaskClient, follower: Follower, typed: dict[str, str], words: str
) -> None:
    page = send(client, "/en/following/ways/add/robot", typed | {"name": "<b>Ushers</b>"}, status=200).text
    assert words in page
    assert "&lt;b&gt;Ushers&lt;/b&gt;" in page
    assert typed.get("address", "") in page.replace("&#39;", "'")
    assert session.query(Endpoint).count() == 0


def test_an_expired_form_loses_nothing(client: FlaskClient, follower: Follower) -> None:
    typed = {"service": "wecom", "address": ADDRESS, "csrf_token": "old"}
    page = client.post("/en/following/ways/add/robot", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 200
    assert ADDRESS.replace("&", "&amp;") in page.text
    assert session.query(Endpoint).count() == 0


def test_a_programs_secret_is_shown_once(client: FlaskClient, follower: Follower) -> None:
    answer = send(client, "/following/ways/add/program", {"address": "https://window.example/hook", "name": "ERP"}, status=200)
    row = session.query(Endpoint).filter_by(channel="webhook").one()
    assert row.secret in answer.text
    assert row.secret not in client.get(f"/following/ways/{row.id}").text
    first = row.secret
    again = send(client, f"/following/ways/{row.id}", {"deed": "secret"}, status=200).text
    session.refresh(row)
    assert row.secret != first
    assert row.secret in again
    assert first not in again
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_program_hears_nothing_before_its_code_is_typed(client: FlaskClient, follower: Follower) -> None:
    following.subscription(follower, "venue:1", ["change"])
    typed = {"address": "https://window.example/hook", "all": "1"}
    page = send(client, "/en/following/ways/add/program", typed, status=200).text
    row = session.query(Endpoint).filter_by(channel="webhook").one()
    told, path = session.query(Delivery).one(), f"/en/following/ways/{row.id}"
    assert (told.kind, told.facts["code"]) == ("way_try", row.code)
    assert "Waits for its code" in page
    assert row.code not in page + client.get(path).text
    assert [each.endpoint.channel for each in audience.wanted(["venue:1"], ["change"], 0, clock.now())] == ["mail"]
    for deed, words in (("go_on", "Type the code"), ("try", "within the last day"), ("prove", "not the code")):
        send(client, path, {"deed": deed, "code": "1"}, status=303)
        assert words in client.get(path).text
    session.refresh(row)
    assert not row.is_open
    send(client, path, {"deed": "prove", "code": f" {row.code[:4]} {row.code[4:]}"}, status=303)
    session.refresh(row)
    assert (row.is_open, row.code) == (True, "")
    assert {each.endpoint.channel for each in audience.wanted(["venue:1"], ["change"], 0, clock.now())} == {"mail", "webhook"}


def test_a_code_is_not_guessed(client: FlaskClient, follower: Follower) -> None:
    send(client, "/en/following/ways/add/program", {"address": "https://window.example/hook"}, status=200)
    row = session.query(Endpoint).filter_by(channel="webhook").one()
    for _guess in range(10):
        send(client, f"/en/following/ways/{row.id}", {"deed": "prove", "code": "x"}, status=303)
    send(client, f"/en/following/ways/{row.id}", {"deed": "prove", "code": row.code}, status=303)
    assert "many tries" in client.get(f"/en/following/ways/{row.id}").text
    session.refresh(row)
    assert not row.is_open


@pytest.mark.parametrize("address", ["http://window.example/", "https://a:b@window.example/", "ftp://x", "", "https://x:22/", "https://127.0.0.1/"])
def test_a_program_at_no_address(client: FlaskClient, follower: Follower, address: str) -> None:
    page = send(client, "/en/following/ways/add/program", {"address": address}, status=200)
    assert 'aria-invalid="true"' in page.text
    assert session.query(Endpoint).count() == 0


def test_pausing_going_on_renaming_removing(client: FlaskClient, follower: Follower) -> None:
    row = robot(follower)
    path = f"/following/ways/{row.id}"
    send(client, path, {"deed": "pause"}, status=303)
    assert "已暂停" in client.get("/following/ways").text
    send(client, path, {"deed": "go_on"}, status=303)
    session.refresh(row)
    assert row.is_open
    send(client, path, {"deed": "rename", "name": "引座员群\r\nX: y"}, status=303)
    session.refresh(row)
    assert row.name == "引座员群 X: y"
    send(client, path, {"deed": "end"}, status=303)
    assert client.get(path).status_code == 404
    assert "引座员群" not in client.get("/following/ways").text


def test_what_failed_is_said_with_what_helps(client: FlaskClient, follower: Follower) -> None:
    row = robot(follower)
    with committing():
        deeds.note_outcome(session.get_one(Endpoint, row.id), Outcome("keyword 310000", for_good=True), at=clock.now())
    page = client.get("/en/following/ways").text
    assert "Stopped" in page
    assert "长三角之窗 as its keyword" in page
    assert "Use it again" in page


def test_a_second_test_within_a_minute_waits(client: FlaskClient, follower: Follower) -> None:
    row = robot(follower)
    for _ in range(2):
        send(client, f"/en/following/ways/{row.id}", {"deed": "try"}, status=303)
    assert session.query(Delivery).count() == 1
    assert "within the last minute" in client.get(f"/en/following/ways/{row.id}").text


def test_nobody_touches_what_is_not_theirs(client: FlaskClient, follower: Follower) -> None:
    other = robot(following.follower())
    mine = following.way(follower)
    for key in (other.id, mine.id, 9_999_999_999, other.id + 500):
        assert client.get(f"/following/ways/{key}").status_code == 404
    page = client.get("/following/ways/add/robot").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, "deed": "end"}
    assert client.post(f"/following/ways/{other.id}", data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert client.post(f"/following/ways/{other.id}", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    session.refresh(other)
    assert other.is_open


def test_an_unknown_deed_changes_nothing(client: FlaskClient, follower: Follower) -> None:
    row = robot(follower)
    send(client, f"/following/ways/{row.id}", {"deed": "explode"}, status=303)
    session.refresh(row)
    assert row.is_open


def test_a_robot_more_costs_no_statement_more(
    client: FlaskClient, follower: Follower, count_queries: CountQueries
) -> None:
    robot(follower)
    client.get("/following/ways")
    with count_queries() as one:
        client.get("/following/ways")
    for number in range(4):
        robot(follower, address=f"{KEY}{number}")
    with count_queries() as five:
        client.get("/following/ways")
    assert (one.number, five.number) == (4, 4)


@pytest.mark.parametrize(("is_complaint", "words"), [(True, "reported as unwanted"), (False, "our letters came back")])
def test_a_stopped_mailbox_is_said_and_can_be_used_again(
    client: FlaskClient, follower: Follower, is_complaint: bool, words: str
) -> None:
    following.subscription(follower, "venue:1", ["change"])
    with committing():
        for _ in range(3):
            standing.note_refusal(follower.address, "5.2.2", at=clock.now())
        if is_complaint:
            standing.note_complaint(follower.address, at=clock.now())
    page = client.get("/en/following/ways").text
    assert words in page
    assert "No mail goes to f…@example.org" in page
    send(client, "/en/following/ways/mail", at="/en/following/ways", status=303)
    page = client.get("/en/following/ways").text
    assert "We send to f…@example.org again." in page
    assert words not in page
    assert following.way(follower).is_open
