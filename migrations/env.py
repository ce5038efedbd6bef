"""Alembic's entrance: the application's own engine and metadata; one numbered history for both databases."""

from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy.sql.elements import False_

from core.db import Base, db
from core.types import UtcDateTime

HIDDEN = ("portal_search_fts",)


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """The tables of full-text search are made by hand, each database in its own way."""
    return not (kind == "table" and name is not None and name.startswith(HIDDEN))


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own types as what they are to the database, and defaults that both databases understand."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "server_default" and isinstance(getattr(item, "arg", None), False_):
        return "sa.false()"  # SQLite's own word for it, 0, is none on PostgreSQL
    return False


def run_migrations_online() -> None:
    """Migrate within one transaction, so that a killed migration leaves nothing half done."""
    options = dict(current_app.extensions["migrate"].configure_args)
    with db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, include_name=include_name,
            render_item=render_item, transactional_ddl=True, **options,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_migrations_online()
