"""What stands at which address, who may write, and that public pages are the same bytes for everybody."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from notices import doors_links
from tests.factories import accounts, events, following
from tests.shape.routes import LIST, declared, lines_of

READING = {"GET", "HEAD", "OPTIONS"}
# Answers that are about the reader or the machine, not pages for everybody.
NOT_PUBLIC_PAGES = {"core.healthz", "core.readyz", "core.metrics", "portal.appearance_css"}
# Headers that differ from one request to the next.
OWN_HEADERS = {"X-Request-Id", "Date"}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def test_every_route_is_in_the_list(app: Flask) -> None:
    """A new, changed or lost address is seen in the review of tests/shape/routes.txt (`make routes`)."""
    assert lines_of(app) == LIST.read_text(encoding="utf-8").splitlines()


def undeclared(app: Flask) -> list[str]:
    """Routes that say nowhere who may open them."""
    return [rule.rule for rule in rules(app) if not declared(app, rule.endpoint)]


@pytest.mark.own_application
def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    assert undeclared(app) == []
    app.add_url_rule("/planted", "planted", lambda: "")
    assert undeclared(app) == ["/planted"]


def unguarded(app: Flask) -> list[str]:
    """Write endpoints whose view does not wear a guard of accounts (which sets `guard` on the function)."""
    return sorted(
        f"{rule.rule} {rule.endpoint}"
        for rule in rules(app)
        if (rule.methods or set()) - READING and not getattr(app.view_functions[rule.endpoint], "guard", None)
    )


def test_every_write_endpoint_wears_a_guard(app: Flask) -> None:
    assert unguarded(app) == []


@pytest.mark.own_application
def test_a_write_endpoint_without_a_guard_is_found(app: Flask) -> None:
    app.add_url_rule("/planted", "planted", lambda: "", methods=["POST"])
    assert unguarded(app) == ["/planted planted"]


@pytest.fixture
def shown(app: Flask) -> None:
    """Something on every list."""
    events.several(3)


def askable(app: Flask) -> list[str]:
    return [
        rule.rule
        for rule in rules(app)
        if not rule.arguments - {"language"}
        and "GET" in (rule.methods or set())
        and rule.endpoint not in NOT_PUBLIC_PAGES
        and declared(app, rule.endpoint) == "public"
    ]


def test_public_pages_are_the_same_bytes_for_everybody(app: Flask, shown: None, client: FlaskClient) -> None:
    paths = askable(app)
    assert "/calendar.ics" in paths
    strange = app.test_client()
    for name in ("session", "theme", "language", "token", "remember_token"):
        strange.set_cookie(name, "0123456789abcdef")
    strange.set_cookie("appearance", "dark.large")
    for path in paths:
        _same_for(client, strange, path)


def test_public_pages_are_the_same_bytes_for_whoever_follows(app: Flask, shown: None, client: FlaskClient) -> None:
    """With the cookie of a follower without an account, and of one who is signed in."""
    bare, person = following.follower("reader@example.org", language="en"), accounts.person()
    for who in (bare, following.follower(person=person)):
        following.subscription(who, "event:1")
        following.subscription(who, "city:310000")
    ours, mine = app.test_client(), accounts.signed_in(app, person)
    assert ours.get(urlsplit(doors_links.manage_link(bare)).path).status_code == 303
    for path in askable(app):
        for browser in (ours, mine):
            _same_for(client, browser, path)
    assert "We write to" in ours.get("/en/following").text, "the cookie was a good one to the end"


def _same_for(client: FlaskClient, strange: FlaskClient, path: str) -> None:
    """Whether a browser without anything and another one are shown the same, but for what names the request."""
    plain = client.get(path)
    with_cookies = strange.get(path, headers={"Accept-Language": "de", "User-Agent": "another", "DNT": "1"})
    assert plain.status_code == with_cookies.status_code, path
    assert plain.status_code < 500, path
    assert plain.data == with_cookies.data, path
    assert "Set-Cookie" not in plain.headers, path
    assert {name: value for name, value in plain.headers.items() if name not in OWN_HEADERS} == {
        name: value for name, value in with_cookies.headers.items() if name not in OWN_HEADERS
    }, path
    assert "Cookie" not in plain.headers.get("Vary", ""), path


def test_public_pages_do_not_depend_on_the_host(app: Flask, shown: None, client: FlaskClient) -> None:
    for path in askable(app):
        here = client.get(path)
        there = app.test_client().get(path, base_url="http://evil.example:8080")
        assert here.data == there.data, path
        assert here.headers.get("Location") == there.headers.get("Location"), path
        assert b"evil.example" not in there.data, path
