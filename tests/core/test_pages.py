"""Public bytes: tags, 304, compression, and a shelf with bounds."""

import gzip
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from core import clock, pages
from core.db import committing
from core.pages import Made, Shelf, etag_of, made, packed, public_page, respond
from core.revision import touch

MODIFIED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PAGE = made("长三角之窗".encode() * 40, "world", None, MODIFIED)
TAG = PAGE.etag


@pytest.fixture
def ask(app: Flask) -> Callable[..., Response]:
    """The answer to a request with these headers."""

    def asking(method: str = "GET", **headers: str) -> Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        with app.test_request_context("/x", method=method, headers=sent):
            return respond(PAGE, "text/html; charset=utf-8", "public, no-cache")

    return asking


def test_a_page_names_its_tag_and_its_date(ask: Callable[..., Response]) -> None:
    answer = ask()
    assert answer.status_code == 200
    assert answer.data == PAGE.body
    assert answer.headers["ETag"] == f'W/"{TAG}"'
    assert answer.headers["Last-Modified"] == "Fri, 20 Nov 2026 08:00:00 GMT"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "known", [f'"{TAG}"', f'W/"{TAG}"', f'"other", W/"{TAG}"', "*", f'"other","{TAG}"', f'W/"{TAG}", "other"']
)
def test_who_has_it_gets_304(ask: Callable[..., Response], known: str) -> None:
    answer = ask(If_None_Match=known)
    assert answer.status_code == 304
    assert answer.data == b""
    assert answer.headers["ETag"] == f'W/"{TAG}"'
    assert "Content-Type" not in answer.headers
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("known", ['"other"', "garbage", f'"{TAG[:-1]}"', "W/", '""', ",,,", '"', "\u00e9"])
def test_who_has_something_else_gets_the_page(ask: Callable[..., Response], known: str) -> None:
    assert ask(If_None_Match=known).status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Fri, 20 Nov 2026 08:00:00 GMT", 304), ("Fri, 20 Nov 2026 09:00:00 GMT", 304),
        ("Fri, 20 Nov 2026 07:59:59 GMT", 200), ("yesterday", 200), ("", 200), ("Fri, 99 Nov 2026 08:00:00 GMT", 200),
    ],
)
def test_a_date_counts_where_no_tag_is_sent(ask: Callable[..., Response], since: str, status: int) -> None:
    assert ask(If_Modified_Since=since).status_code == status
    # A tag that differs wins over the date (RFC 9110 13.1.3).
    assert ask(If_Modified_Since=since, If_None_Match='"other"').status_code == 200


def test_it_is_compressed_for_who_accepts_it(ask: Callable[..., Response]) -> None:
    answer = ask(Accept_Encoding="br, gzip;q=0.8")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == PAGE.body
    assert answer.headers["ETag"] == f'W/"{TAG}"'
    for refused in ("identity", "br", "gzip;q=0", ""):
        assert "Content-Encoding" not in ask(Accept_Encoding=refused).headers, refused


@pytest.mark.own_application
def test_a_head_request_has_no_body(app: Flask) -> None:
    app.add_url_rule("/planted", "planted", lambda: respond(PAGE, "text/plain", "public"))
    answer = app.test_client().head("/planted")
    assert answer.status_code == 200
    assert answer.data == b""
    assert int(answer.headers["Content-Length"]) == len(PAGE.body)


def test_compressed_bytes_bear_no_time() -> None:
    assert packed(b"x" * 100) == packed(b"x" * 100)
    assert packed(b"x")[4:8] == b"\0\0\0\0"


def test_equal_bytes_keep_tag_and_compressed_form() -> None:
    first = made(b"same", 1)
    again = made(b"same", 2, first)
    assert again.etag == first.etag
    assert again.packed is first.packed
    assert again.valid_for == 2
    other = made(b"other", 3, again)
    assert other.etag != first.etag == etag_of(b"same")


@pytest.mark.own_application
def test_a_page_is_made_once_for_a_state_of_the_world(app: Flask, client: FlaskClient) -> None:
    calls = itertools.count(1)

    def view() -> Response:
        return public_page(lambda: str(next(calls)))

    app.add_url_rule("/planted", "planted", view)
    assert [client.get("/planted").text for _ in range(3)] == ["1", "1", "1"]
    with committing():
        touch()
    assert client.get("/planted").text == "2"
    with clock.standing_still(clock.now() + timedelta(minutes=10)):
        assert client.get("/planted").text == "3"


@pytest.mark.own_application
def test_an_unchanged_page_keeps_its_tag_over_revisions(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/planted", "planted", lambda: public_page(lambda: "always"))
    tag = client.get("/planted").headers["ETag"]
    with committing():
        touch()
    assert client.get("/planted", headers={"If-None-Match": tag}).status_code == 304


def sized(size: int) -> Made:
    return replace(PAGE, body=b"x" * size, packed=b"")


def test_the_shelf_is_bounded_and_drops_what_was_used_least_recently() -> None:
    shelf = Shelf(8 * 1500)
    for key in range(8):
        shelf.put(key, sized(1000))
    assert shelf.weight == 8 * 1500
    shelf.get(0)
    shelf.put("new", sized(1000))
    assert shelf.get(0) is not None
    assert shelf.get(1) is None
    assert shelf.weight <= shelf.limit


def test_the_shelf_counts_a_replacement_once() -> None:
    shelf = Shelf(100_000)
    for _ in range(10):
        shelf.put("same", sized(1000))
    assert shelf.weight == 1500
    shelf.put("same", sized(50_000))
    assert shelf.get("same") is None, "larger than an eighth of the shelf: not kept, and the earlier one is gone"
    assert shelf.weight == 0
    shelf.put("a", sized(10))
    shelf.clear()
    assert shelf.weight == 0


def test_pages_are_valid_for_five_minutes(app: Flask) -> None:
    assert pages.world() == pages.world()
    before = pages.world()
    with clock.standing_still(clock.now() + timedelta(seconds=pages.SLOT_SECONDS)):
        assert pages.world() != before
