"""What every test may ask for: a fresh application, a client like a stranger's, a clock that stands, counted statements."""

import contextvars
import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from application import create_app
from core import clock, counting, revision
from core.config import Settings
from core.db import db, session
from core.pages import Shelf
from feeds import store as feed_store
from tests import databases

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=clock.SHANGHAI)
BOTH_DATABASES = ("test_queries", "test_services", "test_jobs", "test_receivers")
BOTH_DATABASES_FOLDERS = ("migrations", "concurrency")
ENGINE_VARIABLE = "TEST_ENGINE"
SECRET = "a key that only tests use, and nobody else"

_run = ExitStack()


def is_postgresql() -> bool:
    """Whether this run of the tests stands on PostgreSQL (TEST_ENGINE=postgresql)."""
    return os.environ.get(ENGINE_VARIABLE) == "postgresql"


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for the whole run, in the process that leads it."""
    if is_postgresql() and not hasattr(config, "workerinput"):
        os.environ[databases.SERVER_VARIABLE] = _run.enter_context(databases.postgres_server())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    _run.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what must hold on both databases."""
    for item in items:
        if item.path.name.startswith(BOTH_DATABASES) or item.path.parent.name in BOTH_DATABASES_FOLDERS:
            item.add_marker("both_databases")


# --- the clock -------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def now(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """Time stands at noon of Saturday, 21 November 2026 in Shanghai; `parametrize("now", [...], indirect=True)` moves it."""
    if request.node.get_closest_marker("running_clock"):
        yield clock.now()
        return
    moment = getattr(request, "param", NOON)
    with clock.standing_still(moment):
        yield moment


# --- the net ---------------------------------------------------------------------------------------------------------


def _is_near(address: Any) -> bool:
    """Whether an address of a socket is on this machine."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in {"localhost", ""}


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches anything beyond this machine."""
    for name in ("connect", "connect_ex"):
        really = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, really: Callable[..., Any] = really) -> Any:
            if not _is_near(address):
                raise OSError(f"a test may not reach {address}")
            return really(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)


# --- the application -------------------------------------------------------------------------------------------------


def make_settings(folder: Path, database_url: str, **more: Any) -> Settings:
    """Settings for a test: the public address is https://window.example."""
    values: dict[str, Any] = {
        "public_base_url": "https://window.example", "data_folder": folder, "log_level": "WARNING", "secret_key": SECRET,
    } | more
    return Settings(database_url=database_url.replace("postgresql://", "postgresql+psycopg://", 1), **values)


def make_app(settings: Settings) -> Flask:
    """An application as wsgi.py makes it, whose client asks like a stranger."""
    app = create_app(settings)
    # The logger must not remember the stream that one test captured.
    structlog.configure(cache_logger_on_first_use=False)
    app.test_client_class = Stranger
    return app


def close(app: Flask) -> None:
    """Give back what an application holds."""
    with app.app_context():
        session.remove()
        db.engine.dispose()


class Stranger(FlaskClient):
    """Asks from outside: nothing of the test's own context (session, language) reaches the request, nor the other way."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask; what the test holds is read anew afterwards. A write says that it comes from our own page, as browsers do."""
        kwargs.setdefault("headers", {})
        has_session = bool(contextvars.copy_context()) and db_session_is_bound()
        if has_session and (session.new or session.dirty or session.deleted):
            raise AssertionError("commit before asking: the request cannot see what was not committed")
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_session:
            session.rollback()
        return response


def db_session_is_bound() -> bool:
    """Whether a context with a session of ours is open here."""
    try:
        return session is not None and session() is not None
    except RuntimeError:
        return False


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.SqliteCopies | databases.PostgresCopies]:
    """The migrated template of this worker."""
    folder = tmp_path_factory.mktemp("template")

    def migrate(url: str) -> None:
        app = make_app(make_settings(folder, url))
        with app.app_context():
            flask_migrate.upgrade()
        close(app)

    if not is_postgresql():
        yield databases.SqliteCopies(folder, migrate)
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    made = databases.PostgresCopies(os.environ[databases.SERVER_VARIABLE], worker, migrate)
    yield made
    made.end()


@pytest.fixture(scope="session")
def standing_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder of whichever test runs can be found under one name."""
    return tmp_path_factory.mktemp("place") / "current"


@pytest.fixture
def data_folder(standing_place: Path, tmp_path: Path) -> Path:
    """This test's own folder (`tmp_path`) under a name that stays, so that an application can be kept for the next test."""
    standing_place.unlink(missing_ok=True)
    standing_place.symlink_to(tmp_path)
    return standing_place


@pytest.fixture
def database_url(copies: databases.SqliteCopies | databases.PostgresCopies, data_folder: Path) -> Iterator[str]:
    """The address of a fresh, migrated, empty database; the same for every test of this worker."""
    with copies.fresh(data_folder, "current") as url:
        yield url


@pytest.fixture
def empty_database_url(copies: databases.SqliteCopies | databases.PostgresCopies, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, as a new machine has it."""
    with copies.empty(tmp_path) as url:
        yield url


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    """The settings of this test's application; a test module may define its own."""
    return make_settings(data_folder, database_url)


@pytest.fixture(scope="session")
def kept_apps() -> dict[Settings, tuple[Flask, dict[str, Any]]]:
    """The applications of this worker: routes, compiled templates and statements are made once, not for each test."""
    return {}


@contextmanager
def as_new(app: Flask, settings: Settings) -> Iterator[None]:
    """What an application remembers is as after `create_app`, and what a test puts in its place is taken out again."""
    for kept in app.extensions.values():
        if isinstance(kept, Shelf):
            kept.clear()
    feed_store.init_app(app, settings)
    counting.init_app(app)
    replaced = (app.extensions, app.config, app.jinja_env.globals)
    before = [dict(each) for each in replaced]
    try:
        yield
    finally:
        for now_there, earlier in zip(replaced, before, strict=True):
            now_there.clear()
            now_there.update(earlier)


@pytest.fixture
def app(
    request: pytest.FixtureRequest, settings: Settings, kept_apps: dict[Settings, tuple[Flask, dict[str, Any]]]
) -> Iterator[Flask]:
    """An application on a fresh copy, its context pushed; the same one for all tests of equal settings.

    A test that builds on to it (a planted route) wears `own_application`.
    """
    revision.forget()
    if request.node.get_closest_marker("own_application"):
        made = make_app(settings)
    else:
        if settings not in kept_apps:
            kept_apps[settings] = make_app(settings), structlog.get_config()
            gc.collect()
            gc.freeze()  # it stays: the collector need not look through it again
        made, logging = kept_apps[settings]
        structlog.configure(**logging)
    with made.app_context(), as_new(made, settings):
        yield made
        session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


# --- statements ------------------------------------------------------------------------------------------------------


@dataclass
class Counted:
    """The statements that a block sent (BEGIN, COMMIT, PRAGMA and SAVEPOINT not counted)."""

    statements: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many."""
        return len(self.statements)


CountQueries = Callable[[], AbstractContextManager[Counted]]
_UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@pytest.fixture
def count_queries(app: Flask) -> CountQueries:
    """`with count_queries() as counted: client.get(...)`, then `assert counted.number == 4`.

    The remembered catalogue revision is forgotten first, so that the number does not depend on the clock.
    """
    return counting_in(app)


def counting_in(app: Flask) -> CountQueries:
    """`count_queries` for an application that several tests share; its context must be pushed."""
    del app

    @contextmanager
    def counting() -> Iterator[Counted]:
        counted = Counted()

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.lstrip().upper().startswith(_UNCOUNTED):
                counted.statements.append(statement)

        revision.forget()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting

