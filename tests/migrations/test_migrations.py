"""Migrations: up, down and up again with rows; what they make equals the models, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import JSON, inspect, select, text

from accounts.models.person import Person, SignUp
from core.config import ROOT
from core.db import Base, db, session
from core.health import head_revision
from core.models import Revision
from events.models.intake import ListingNumber, Origin
from events.models.performance import Performance
from events.models.words import Form
from tests.conftest import close, is_postgresql, make_app, make_settings
from tests.factories import accounts, events, repertoire


def history() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def test_head_file_names_the_single_head() -> None:
    assert history().get_heads() == [head_revision()]


def test_revisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(script.revision for script in history().walk_revisions())
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    files = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [name[:4] for name in files] == numbers


@pytest.fixture
def new_machine(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application before an empty database."""
    app = make_app(make_settings(tmp_path, empty_database_url))
    with app.app_context():
        yield app
    close(app)


def is_of_models(name: str | None, kind: str, _parents: object) -> bool:
    """As migrations/env.py: the tables of full-text search are made by hand (migrations/versions/0003_search.py)."""
    return not (kind == "table" and name is not None and name.startswith("portal_search_fts"))


def tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def version() -> str | None:
    with db.engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def write_rows() -> int:
    """A row in most tables; answers the key of a performance."""
    organiser = accounts.organisation()
    repertoire.credit(repertoire.production(), repertoire.artist())
    row = events.cancelled(events.show(organiser_id=organiser.id))
    events.moment(row.run, form=Form.DEADLINE, starts_at=row.starts_at)
    session.rollback()
    return row.id


def test_up_down_and_up_again_with_rows(new_machine: Flask) -> None:
    flask_migrate.upgrade()
    assert version() == head_revision()
    key = write_rows()
    assert session.get(Performance, key) is not None
    session.rollback()

    flask_migrate.upgrade()
    assert session.get(Performance, key) is not None, "a second upgrade changes nothing"
    session.rollback()

    flask_migrate.downgrade(revision="base")
    assert tables() <= {"alembic_version"}

    flask_migrate.upgrade()
    assert session.scalar(select(Performance.id)) is None
    session.rollback()
    write_rows()
    assert session.scalars(select(Revision.number)).one() > 0


def test_rows_from_before_the_filters_get_their_minutes(new_machine: Flask) -> None:
    flask_migrate.upgrade()
    key = write_rows()
    timed = session.get_one(Performance, key)
    stated = (timed.start_minute, timed.end_minute)
    assert stated == (19 * 60 + 30, 21 * 60 + 30)
    session.rollback()
    flask_migrate.downgrade(revision="0001")
    flask_migrate.upgrade()
    again = session.get_one(Performance, key, populate_existing=True)
    assert (again.start_minute, again.end_minute) == stated


def test_sign_ups_that_wait_keep_their_passwords_apart_from_the_person(new_machine: Flask) -> None:
    flask_migrate.upgrade()
    waits, open_one = accounts.person("new@example.org", mail_confirmed_at=None).id, accounts.person("lin@example.org").id
    chosen = session.scalars(select(SignUp.password_hash)).one()
    session.rollback()

    flask_migrate.downgrade(revision="0010")
    hashes: dict[int, str] = dict(session.execute(text("SELECT id, password_hash FROM accounts_person")).all())
    assert hashes == {waits: chosen, open_one: chosen}
    session.rollback()

    flask_migrate.upgrade()
    row = session.scalars(select(SignUp)).one()
    assert (row.person_id, row.password_hash, row.wants_news) == (waits, chosen, False)
    assert {who.id: who.password_hash for who in session.scalars(select(Person))} == {waits: "", open_one: chosen}
    session.rollback()


def test_of_listings_that_were_sent_with_one_number_the_first_keeps_it(new_machine: Flask) -> None:
    flask_migrate.upgrade()
    players = accounts.organisation()
    shows = [events.show(f"show-{number}") for number in range(3)]
    for number, row in enumerate(shows):
        row.run.event.extra = {"uid": "bridge"} if number < 2 else {}
        session.add(
            Origin(
                organisation_id=players.id, source="api", uid=f"d{number}", listing="", digest="", event_id=row.run.event_id,
                performance_id=row.id, seen_at=row.changed_at,
            )
        )
    session.commit()
    first = shows[0].run.event_id
    session.rollback()

    flask_migrate.downgrade(revision="0012")
    flask_migrate.upgrade()
    kept = session.execute(select(ListingNumber.source, ListingNumber.uid, ListingNumber.event_id)).all()
    assert kept == [("api", "bridge", first)]
    session.rollback()


def test_each_step_goes_down_and_up(new_machine: Flask) -> None:
    """Every single revision can be taken back and made again on the schema before it."""
    for script in reversed(list(history().walk_revisions())):
        flask_migrate.upgrade(revision=script.revision)
        flask_migrate.downgrade(revision=str(script.down_revision or "base"))
        flask_migrate.upgrade(revision=script.revision)
        assert version() == script.revision


def default_differs(_context: object, column: Any, _model: object, *defaults: str | None) -> bool | None:
    """Alembic asks PostgreSQL whether defaults are equal (None), which cannot say so of JSON: there, by the letter."""
    if not isinstance(column.type, JSON):
        return None
    stored, _, modelled = defaults
    return (stored or "").removesuffix("::json").strip("'") != (modelled or "")


def test_the_migrated_schema_equals_the_models(new_machine: Flask) -> None:
    flask_migrate.upgrade()
    # SQLite tells defaults in quotes that Alembic takes for a difference.
    options = {"compare_type": True, "compare_server_default": default_differs if is_postgresql() else False}
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options | {"include_name": is_of_models})
        assert compare_metadata(context, Base.metadata) == []
    assert set(Base.metadata.tables) | {"alembic_version"} == {name for name in tables() if is_of_models(name, "table", {})}


def test_checks_of_the_models_are_in_the_schema(new_machine: Flask) -> None:
    """Alembic does not compare CHECK constraints: their names are compared here."""
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        inspector = inspect(connection)
        for table in Base.metadata.tables.values():
            stated = {str(each.name) for each in table.constraints if type(each).__name__ == "CheckConstraint" and each.name}
            found = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
            assert {name for name in stated if name not in found} == set(), table.name
