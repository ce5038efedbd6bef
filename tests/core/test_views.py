"""Health and figures, for machines."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import clock, health
from core.db import committing, db, session
from core.health import beat
from core.models import Heartbeat
from tests.conftest import close, is_postgresql, make_app, make_settings

pytestmark = pytest.mark.both_databases
FINE = {"database": "ok", "schema": "ok", "scheduler": "ok", "disk": "ok", "outbox": "ok"}


def test_healthz_asks_nothing(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.engine, "connect", None)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_readyz_is_green_when_all_is_well(client: FlaskClient) -> None:
    with committing():
        beat("here:1")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, FINE)


def test_a_silent_scheduler_is_told_but_turns_no_web_machine_away(client: FlaskClient) -> None:
    assert client.get("/readyz").json == FINE | {"scheduler": "failing"}
    with committing():
        beat("here:1")
    with clock.standing_still(clock.now() + timedelta(seconds=59)):
        assert client.get("/readyz").json == FINE
    with clock.standing_still(clock.now() + timedelta(seconds=61)):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, FINE | {"scheduler": "failing"})


def test_a_wrong_schema_turns_requests_away(client: FlaskClient) -> None:
    with committing():
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["schema"] == "failing"
    assert answer.json["database"] == "ok"
    with committing():
        session.execute(text(f"UPDATE alembic_version SET version_num = '{health.head_revision()}'"))
    assert client.get("/readyz").status_code == 200


def test_a_database_that_is_gone_turns_requests_away(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/gone" if is_postgresql() else f"sqlite:///{tmp_path}/no/such/folder.sqlite3"
    app = make_app(make_settings(tmp_path, url))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] == "failing"
    assert "127.0.0.1" not in answer.text
    close(app)


def test_a_full_disk_is_told(app: Flask, client: FlaskClient, database_url: str, tmp_path: Path) -> None:
    full = make_app(make_settings(tmp_path, database_url, least_free_disk_bytes=2**62))
    answer = full.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["disk"] == "failing"
    close(full)


def test_heartbeats_are_one_row_a_process_and_forgotten_after_a_day(app: Flask) -> None:
    for _ in range(3):
        with committing():
            beat("here:1")
    with clock.standing_still(clock.now() + timedelta(days=2)):
        with committing():
            beat("there:2")
        assert [row.process for row in session.query(Heartbeat)] == ["there:2"]


def test_metrics_are_for_this_machine(client: FlaskClient) -> None:
    client.get("/healthz")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert 'deltawindow_requests_total{endpoint="core.healthz",status="200"}' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"])
def test_metrics_are_hidden_behind_a_proxy_on_this_machine(client: FlaskClient, name: str) -> None:
    assert client.get("/metrics", headers={name: "203.0.113.9"}).status_code == 404


def test_metrics_are_hidden_from_elsewhere_unless_the_token_is_told(database_url: str, tmp_path: Path) -> None:
    app = make_app(make_settings(tmp_path, database_url, metrics_token="a-long-token"))
    client = app.test_client()
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_overrides=elsewhere).status_code == 404
    for wrong in ("Bearer wrong", "Bearer ", "Bearer a-long-token2", "Bearer é"):
        assert client.get("/metrics", environ_overrides=elsewhere, headers={"Authorization": wrong}).status_code == 404
    told = {"Authorization": "Bearer a-long-token"}
    assert client.get("/metrics", environ_overrides=elsewhere, headers=told).status_code == 200
    close(app)


def test_without_a_token_none_is_guessed(client: FlaskClient) -> None:
    answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.9"}, headers={"Authorization": "Bearer "})
    assert answer.status_code == 404


def test_metrics_never_count_by_address(client: FlaskClient) -> None:
    client.get("/a-path-that-a-reader-chose")
    assert "a-path-that-a-reader-chose" not in client.get("/metrics").text
