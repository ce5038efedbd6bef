"""Error pages: in style, in the reader's language, telling nothing of ours."""

import re

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule

from core.errors import Refused, Unavailable
from core.forms import takes_files

# Most tests here plant routes that fail: each has an application of its own.
pytestmark = pytest.mark.own_application
FAILURES = {
    400: lambda: abort(400), 403: lambda: abort(403), 413: lambda: abort(413), 429: lambda: abort(429), 418: lambda: abort(418),
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def _raise(error: Exception) -> str:
    raise error


@pytest.fixture
def planted(app: Flask) -> FlaskClient:
    """An application with views that fail, at /broken/… and /en/broken/…."""
    views = {
        **{str(code): view for code, view in FAILURES.items()},
        "500": lambda: _raise(RuntimeError("secret detail")),
        "503": lambda: _raise(Unavailable()),
        "gone": lambda: _raise(OperationalError("SELECT secret", {}, Exception("secret"))),
        "409": lambda: _raise(Refused("stale")),
    }
    for name, view in views.items():
        for prefix in ("", "/en"):
            for ending in ("", ".ics"):
                app.url_map.add(Rule(f"{prefix}/broken/{name}{ending}", endpoint=f"broken.{name}", methods=["GET"]))
        app.view_functions[f"broken.{name}"] = view
    return app.test_client()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("400", 400), ("403", 403), ("413", 413), ("429", 429), ("500", 500), ("503", 503), ("gone", 503), ("418", 418),
        ("409", 409),
    ],
)
def test_every_failure_has_a_page_in_both_languages(planted: FlaskClient, name: str, code: int) -> None:
    chinese, english = planted.get(f"/broken/{name}"), planted.get(f"/en/broken/{name}")
    for answer in (chinese, english):
        assert answer.status_code == code
        assert answer.content_type == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    assert re.search(r"<html[^>]*lang=\"zh", chinese.text)
    assert re.search(r"<html[^>]*lang=\"en\"", english.text)
    headline = re.search(r"<h1[^>]*>(.*?)</h1>", chinese.text, re.S)
    assert headline
    assert HAN.search(headline[1]), headline[1]
    headline = re.search(r"<h1[^>]*>(.*?)</h1>", english.text, re.S)
    assert headline
    assert not HAN.search(headline[1])


@pytest.mark.parametrize(("name", "code"), [("400", 400), ("500", 500), ("503", 503), ("gone", 503)])
def test_a_calendar_client_gets_plain_words(planted: FlaskClient, name: str, code: int) -> None:
    answer = planted.get(f"/broken/{name}.ics")
    assert answer.status_code == code
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.startswith(f"{code} ")
    assert len(answer.text.splitlines()) == 1


def test_who_must_wait_is_told_how_long(planted: FlaskClient) -> None:
    for name in ("503", "gone", "429"):
        assert int(planted.get(f"/broken/{name}").headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "path", ["/nothing", "/en/nothing", "/nothing.ics", "/static/nothing.css", "/%ff", "/events/%2e%2e", "/" + "x" * 3000]
)
def test_an_unknown_address_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_writing_where_one_reads_is_405_and_says_what_works(client: FlaskClient) -> None:
    answer = client.post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_too_much_at_once_is_refused(app: Flask) -> None:
    app.add_url_rule("/planted", "planted", lambda: request.get_data().hex()[:1], methods=["POST"])
    assert app.test_client().post("/planted", data=b"x" * (3 * 2**20)).status_code == 413


def test_what_is_too_large_is_told_the_limit_and_the_way_back(app: Flask) -> None:
    @takes_files(2 * 2**20, largest=2**20)
    def takes() -> str:
        return "taken"

    for prefix, speaks in (("", "zh"), ("/en", "en")):
        app.url_map.add(Rule(f"{prefix}/planted", endpoint="planted", methods=["GET", "POST"], defaults={"language": speaks}))
    app.view_functions["planted"] = takes
    client = app.test_client()
    for path, words in (("/planted", "最大 1 MB"), ("/en/planted", "at most 1 MB")):
        answer = client.post(path, data=b"x", environ_overrides={"CONTENT_LENGTH": str(3 * 2**20)})
        assert answer.status_code == 413
        assert words in answer.text
        assert f'href="{path}"' in answer.text


def test_what_is_too_large_elsewhere_leads_back_only_to_what_can_be_read(app: Flask) -> None:
    app.url_map.add(Rule("/planted", endpoint="planted", methods=["POST"]))
    app.view_functions["planted"] = lambda: request.form.get("a", "")
    answer = app.test_client().post("/planted", data=b"x" * (3 * 2**20))
    assert answer.status_code == 413
    assert 'href="/planted"' not in answer.text
