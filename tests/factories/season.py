"""The papers and a fixed demo season in a database of its own, loaded once for many tests that only read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask

from core import clock, revision
from core.db import session
from tests.conftest import NOON, close, make_app, make_settings

FIXED = ("demo", "--from", "2026-11-21", "--seed", "1", "--performances", "600")


@contextmanager
def loaded(folder: Path, url: str) -> Iterator[Flask]:
    """An application on a migrated, empty database with the papers and the season of NOON's day, its context pushed."""
    with clock.standing_still(NOON):
        app = make_app(make_settings(folder, url))
        # Pushed before: a command takes the application whose context is there.
        with app.app_context():
            for arguments in (("papers",), FIXED):
                answer = app.test_cli_runner().invoke(args=["load", *arguments], catch_exceptions=False)
                assert answer.exit_code == 0, answer.output
            session.rollback()
            revision.forget()
            yield app
        close(app)


def migrated(folder: Path) -> Callable[[str], None]:
    """What brings an empty database to the present schema."""

    def migrate(url: str) -> None:
        app = make_app(make_settings(folder, url))
        with app.app_context():
            flask_migrate.upgrade()
        close(app)

    return migrate
