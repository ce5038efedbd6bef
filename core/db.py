"""The database: one base for all models, one session, and the door through which every change is committed."""

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.orm.exc import StaleDataError

from core.config import ROOT, Settings
from core.errors import Refused

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PRAGMAS = ("journal_mode=wal", "synchronous=normal", "foreign_keys=on", "busy_timeout=5000", "cache_size=-6000")


class Base(DeclarativeBase):
    """What every model derives from; it knows nothing of Flask."""

    registry = registry(metadata=MetaData(naming_convention=NAMES))


@event.listens_for(Base, "init", propagate=True)
def _fill_defaults(target: Any, _args: tuple[Any, ...], stated: dict[str, Any]) -> None:
    """Columns have their defaults from the moment a row is made, not only after it was written."""
    for attribute in target.__mapper__.column_attrs:
        default = attribute.columns[0].default
        if default is None or attribute.key in stated:
            continue
        if default.is_scalar:
            stated[attribute.key] = default.arg
        elif default.is_callable:
            stated[attribute.key] = default.arg(None)


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
session = db.session
migrate = Migrate(db=db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)

USUAL_PATIENCE_MS = 5_000
LOCK_RETRIES = 3
_jitter = threading.Event()
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_forbidden: ContextVar[str] = ContextVar("forbidden", default="")
_patience: ContextVar[int] = ContextVar("patience", default=USUAL_PATIENCE_MS)
_synced: ContextVar[bool] = ContextVar("synced", default=False)


def _on_connect(connection: Any, _record: object) -> None:
    """SQLite as quality.md 4.6 wants it: WAL, foreign keys, a patient lock, transactions begun by us."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    """Writers take SQLite's lock at once, so that no read-then-write is ever lost; readers never wait for it."""
    if connection.dialect.name == "sqlite":
        if _writing.get():
            _take_lock(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _take_lock(connection: Connection) -> None:
    """Begin as the one writer. SQLite's wait is not fair: an ordinary writer that was passed over asks again (quality.md 4.6);
    who states a patience of its own has something better to do than to wait."""
    patience = _patience.get()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
    connection.exec_driver_sql(f"PRAGMA synchronous={'full' if _synced.get() else 'normal'}")
    for _ in range(LOCK_RETRIES if patience == USUAL_PATIENCE_MS else 0):
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError:
            _jitter.wait(random.uniform(0.01, 0.1))  # noqa: S311 - spreads writers, hides nothing
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def hook(engine: Engine) -> None:
    """Prepare an engine (the application's, or one of a test or child process)."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the database to the application."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    # Every combination of filters is a statement of its own: what is kept of them is bounded tightly.
    # An error of the database tells no values: they may be somebody's address (quality.md 2.11).
    options: dict[str, Any] = {"query_cache_size": 150, "hide_parameters": True}
    if settings.database_url.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "pool_timeout": 5}
        options["connect_args"] = {"connect_timeout": 5}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    migrate.init_app(app)
    with app.app_context():
        hook(db.engine)
    app.before_request(allow_commit)


def forbid_commit(reason: str) -> None:
    """Nothing can be committed in this request any more: `committing` refuses with `reason`."""
    _forbidden.set(reason)


def allow_commit() -> None:
    """A new request begins: what an earlier one of this thread was forbidden is forgotten."""
    _forbidden.set("")


@contextmanager
def committing(*, patience_ms: int = USUAL_PATIENCE_MS, is_synced: bool = False) -> Iterator[None]:
    """One deed, one transaction. The view, job or command wears this; rooms below never commit.

    Reads made before are dropped, so that the deed decides on what is true inside its own transaction.
    A row that somebody else changed meanwhile becomes `Refused("stale")`.
    A public change raises the catalogue revision as the last statement (house.md 14).
    `patience_ms` is how long SQLite's lock is waited for. `is_synced`: on the disk even where the power fails the next moment,
    and all that was committed before (SQLite; PostgreSQL does so always).
    """
    if _forbidden.get():
        raise Refused(_forbidden.get())
    session.rollback()
    token, patience, synced = _writing.set(True), _patience.set(patience_ms), _synced.set(is_synced)
    try:
        yield
        session.flush()
        for last in session.info.pop("before_commit", ()):
            last()
        session.commit()
    except StaleDataError as stale:
        session.rollback()
        raise Refused("stale") from stale
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("before_commit", None)
        _writing.reset(token)
        _patience.reset(patience)
        _synced.reset(synced)


def is_unavailable(error: BaseException) -> bool:
    """Whether an error means that the database is gone or locked, rather than that we asked wrongly."""
    return isinstance(error, OperationalError)
