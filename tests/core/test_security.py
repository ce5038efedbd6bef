"""Headers on every answer, hosts that are answered, proxies that are believed."""

from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from core.security import HEADERS
from tests.conftest import close, make_app, make_settings


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/nothing", "/nothing.ics", "/calendar.ics"])
def test_every_answer_bears_the_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], name
    assert "Strict-Transport-Security" not in answer.headers
    assert "Server" not in answer.headers


def test_a_304_bears_them_too(client: FlaskClient) -> None:
    tag = client.get("/calendar.ics").headers["ETag"]
    answer = client.get("/calendar.ics", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def production(database_url: str, tmp_path: Path, **more: object) -> Flask:
    return make_app(make_settings(tmp_path, database_url, production=True, trusted_hosts=("window.example",), **more))


def test_production_answers_its_own_host_only_and_asks_for_https(database_url: str, tmp_path: Path) -> None:
    app = production(database_url, tmp_path)
    client = app.test_client()
    answer = client.get("/healthz", base_url="https://window.example")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert client.get("/healthz", base_url="https://evil.example").status_code == 400
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    close(app)


def _seen(app: Flask, **headers: str) -> list[str]:
    app.add_url_rule("/planted", "planted", lambda: [request.remote_addr or "", request.scheme, request.host])
    answer = app.test_client().get("/planted", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return list(answer.json or ())


FORWARDED = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "window.example"}


@pytest.mark.own_application
def test_nobody_is_believed_about_the_sender_unless_a_proxy_is_set(app: Flask) -> None:
    assert _seen(app, **FORWARDED) == ["127.0.0.1", "http", "localhost"]


@pytest.mark.own_application
def test_as_many_proxies_are_believed_as_are_set(database_url: str, tmp_path: Path) -> None:
    app = make_app(make_settings(tmp_path, database_url, proxy_hops=1))
    # What a reader claims stands before what our proxy adds.
    forwarded = FORWARDED | {"X_Forwarded_For": "10.9.9.9, 203.0.113.9"}
    assert _seen(app, **forwarded) == ["203.0.113.9", "https", "window.example"]
    close(app)


def test_request_ids_are_ours_or_fit(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "abc-123_456.7"}).headers["X-Request-Id"] == "abc-123_456.7"
    for unfit in ("short", "x" * 65, "<script>alert(1)</script>", "a b c d e f g"):
        assert client.get("/healthz", headers={"X-Request-Id": unfit}).headers["X-Request-Id"] != unfit
