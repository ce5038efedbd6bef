"""Choosing a look: the page, the deed, the cookie, the sheet."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.events.test_views_lists import html

HERE = {"Origin": "https://window.example"}
SENT = {"look": "large", "back": "/en/calendar?city=hefei"}


def test_every_page_leads_to_the_choice_and_back(client: FlaskClient) -> None:
    page = html(client, "/en/calendar?city=hefei")
    assert 'href="/en/appearance?back=/en/calendar?city%3Dhefei"' in page
    assert '<input type="hidden" name="back" value="/en/calendar?city=hefei">' in html(
        client, "/en/appearance?back=/en/calendar?city%3Dhefei"
    )
    assert page.index("site.css") < page.index('href="/appearance.css"')
    assert 'href="/appearance.css"' in client.get("/nothing-here").get_data(as_text=True)


def test_a_choice_is_kept_and_leads_back(client: FlaskClient) -> None:
    answer = client.post("/en/appearance/choice", data=SENT, headers=HERE)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/en/calendar?city=hefei"
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("appearance=auto.large;")
    for words in ("Max-Age=31536000", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert words in cookie
    assert "Secure" not in cookie
    answer = client.post("/appearance/choice", data={"look": "dark"}, headers=HERE)
    assert answer.headers["Set-Cookie"].startswith("appearance=dark.large;")
    assert answer.headers["Location"] == "/"


def test_the_cookie_is_for_tls_alone_in_production(app: Flask, client: FlaskClient) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], production=True)
    assert "Secure" in client.post("/appearance/choice", data=SENT, headers=HERE).headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303), ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403), ({"Sec-Fetch-Site": "cross-site", **HERE}, 403), (HERE, 303),
        ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": "https://[bad"}, 403), ({}, 403),
        ({"Origin": "https://window.example.evil.example"}, 403), ({"Referer": "https://window.example/en/appearance"}, 303),
        ({"Referer": "https://evil.example/https://window.example/"}, 403), ({"Origin": "http://localhost"}, 303),
    ],
)
def test_only_our_own_pages_may_send_it(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    answer = client.post("/appearance/choice", data=SENT, headers=headers)
    assert answer.status_code == status
    assert ("Set-Cookie" in answer.headers) == (status == 303)


@pytest.mark.parametrize(
    "back",
    [
        "", "calendar", "//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/nothing-here",
        "/calendar\r\nX: 1", "/appearance", "/en/appearance?back=/", "/appearance/choice", "/" + "x" * 2000,
        "/%2f/evil.example", "//[", "/calendar\u2028", "/en",
    ],
)
def test_the_way_back_is_a_page_of_ours(client: FlaskClient, back: str) -> None:
    answer = client.post("/appearance/choice", data={"look": "large", "back": back}, headers=HERE)
    assert answer.headers["Location"] in {"/", "/en"}
    assert client.get("/appearance", query_string={"back": back}).status_code == 200


def test_an_unknown_look_changes_nothing(client: FlaskClient) -> None:
    answer = client.post("/en/appearance/choice", data={"look": "purple", "back": "/en/calendar"}, headers=HERE)
    assert answer.headers["Location"] == "/en/appearance?back=/en/calendar"
    assert "Set-Cookie" not in answer.headers
    assert client.get("/appearance/choice").status_code == 405


def test_the_sheet_alone_reads_the_cookie(client: FlaskClient) -> None:
    plain = client.get("/appearance.css")
    assert plain.content_type == "text/css; charset=utf-8"
    assert plain.headers["Cache-Control"] == "private, no-cache"
    assert {each.strip() for each in plain.headers["Vary"].split(",")} == {"Accept-Encoding", "Cookie"}
    assert "prefers-color-scheme: light" in plain.text
    assert client.get("/appearance.css", headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    client.set_cookie("appearance", "dark.large")
    chosen = client.get("/appearance.css", headers={"If-None-Match": plain.headers["ETag"]})
    assert chosen.status_code == 200
    assert "--root-size" in chosen.text
    assert chosen.headers["ETag"] != plain.headers["ETag"]


def test_what_a_cookie_says_never_reaches_the_sheet(client: FlaskClient) -> None:
    plain = client.get("/appearance.css").data
    client.set_cookie("appearance", "dark.large}body{display:none")
    assert client.get("/appearance.css").data == plain
