"""the index of the search

Revision ID: 0004
Revises: 0003

"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portal_search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("city", "venue", "production", "event", "company", "artist", "organiser", name="kind", native_enum=False, length=24), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title_zh", sa.String(length=300), server_default="", nullable=False),
        sa.Column("title_en", sa.String(length=300), server_default="", nullable=False),
        sa.Column("city", sa.String(length=6), server_default="", nullable=False),
        sa.Column("place_zh", sa.String(length=300), server_default="", nullable=False),
        sa.Column("place_en", sa.String(length=300), server_default="", nullable=False),
        sa.Column("about_kind", sa.String(length=40), server_default="", nullable=False),
        sa.Column("genre", sa.String(length=40), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("names", sa.Text(), server_default="", nullable=False),
        sa.Column("others", sa.Text(), server_default="", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("sounds", sa.Text(), server_default="", nullable=False),
        sa.Column("days", sa.Text(), server_default="", nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=16), server_default="", nullable=False),
        sa.Column("tokens_digest", sa.String(length=16), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_search_entry")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_portal_search_entry_kind")),
    )
    op.create_table(
        "portal_search_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_search_form")),
    )
    op.create_index("ix_events_event_on_behalf_of_id", "events_event", ["on_behalf_of_id"])
    # The tokens of each entry, under its key. Filled by the application: `flask load if-empty`, `flask search rebuild` or the
    # scheduler's job "portal.index", whichever comes first; none of them before anything can be found in an old database.
    if op.get_bind().dialect.name == "sqlite":
        # "ascii" takes every character beyond ASCII as part of a token; places and sizes are not asked for.
        op.execute("CREATE VIRTUAL TABLE portal_search_fts USING fts5(tokens, detail=none, columnsize=0, tokenize='ascii')")
    else:
        op.execute("CREATE TABLE portal_search_fts (id INTEGER NOT NULL PRIMARY KEY, tokens TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_portal_search_fts_tokens ON portal_search_fts USING gin (tokens)")


def downgrade() -> None:
    op.execute("DROP TABLE portal_search_fts")
    op.drop_index("ix_events_event_on_behalf_of_id", table_name="events_event")
    op.drop_table("portal_search_form")
    op.drop_table("portal_search_entry")
