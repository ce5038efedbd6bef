"""reach as daily counts, reports of mistakes, checked addresses, confirmations

Revision ID: 0009
Revises: 0008

"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def words(*members: str, name: str, length: int = 24) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=length)


def thing() -> sa.Column:
    members = ("event", "performance", "production", "venue", "organiser", "company", "artist")
    return sa.Column("thing", words(*members, name="thing"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "portal_reach_count",
        thing(),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", words("view", "search", "embed", "fetch", "add", "save", name="kind"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("thing", "key", "day", "kind", name=op.f("pk_portal_reach_count")),
    )
    op.create_index("ix_portal_reach_count_day", "portal_reach_count", ["day"])
    op.create_table(
        "portal_reach_salt",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_portal_reach_salt")),
    )
    op.create_table(
        "portal_follower",
        sa.Column("week", sa.Date(), nullable=False),
        thing(),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("week", "thing", "key", "service", "digest", name=op.f("pk_portal_follower")),
    )
    op.create_table(
        "portal_following",
        thing(),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("addresses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("thing", "key", "week", "service", name=op.f("pk_portal_following")),
    )
    op.create_index("ix_portal_following_week", "portal_following", ["week"])
    op.create_table(
        "portal_receipt",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("told_until", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_portal_receipt")),
    )
    op.create_table(
        "portal_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("wrong", words("time", "place", "cancelled", "link", "price", "text", "translation", "picture", "rights", "other", name="wrong"), nullable=False),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("mail", sa.String(length=300), server_default="", nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", words("put_right", "as_it_is", "noted", "unfit", name="outcome"), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=300), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_portal_report_answered")),
        sa.ForeignKeyConstraint(["event_id"], ["events_event.id"], name=op.f("fk_portal_report_event_id_events_event"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["venue_id"], ["venues_venue.id"], name=op.f("fk_portal_report_venue_id_venues_venue"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["organisation_id"], ["accounts_organisation.id"], name=op.f("fk_portal_report_organisation_id_accounts_organisation"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts_organisation.id"], name=op.f("fk_portal_report_owner_id_accounts_organisation"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_report")),
    )
    op.create_table(
        "events_checked_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("state", words("unchecked", "alive", "failing", "dead", name="state"), nullable=False),
        sa.Column("outcome", sa.String(length=40), server_default="", nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events_checked_link")),
        sa.UniqueConstraint("address", name=op.f("uq_events_checked_link_address")),
    )
    op.create_index("ix_events_checked_link_due_at", "events_checked_link", ["due_at"])
    op.create_table(
        "events_asking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["events_run.id"], name=op.f("fk_events_asking_run_id_events_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events_asking")),
        sa.UniqueConstraint("run_id", "lead", "turn", name=op.f("uq_events_asking_run_id")),
    )
    op.add_column("events_run", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    for table, column in DEAD.items():
        op.add_column(table, sa.Column(column, sa.String(length=300), server_default="", nullable=False))
    for name, columns in REPORT_INDEXES.items():
        op.create_index(name, "portal_report", columns)


REPORT_INDEXES = {
    "ix_portal_report_event_id": ["event_id"],
    "ix_portal_report_venue_id": ["venue_id"],
    "ix_portal_report_organisation_id": ["organisation_id"],
    "ix_portal_report_owner_id": ["owner_id", "answered_at", "id"],
    "ix_portal_report_answered_at": ["answered_at", "id"],
    "ix_portal_report_made_at": ["made_at"],
}


DEAD = {"events_run": "dead_seller_url", "events_performance": "dead_online_url", "events_event": "dead_image"}


def downgrade() -> None:
    for table, column in DEAD.items():
        op.drop_column(table, column)
    op.drop_column("events_run", "doubted_at")
    op.drop_table("events_asking")
    op.drop_table("events_checked_link")
    op.drop_table("portal_report")
    op.drop_table("portal_receipt")
    op.drop_table("portal_following")
    op.drop_table("portal_follower")
    op.drop_table("portal_reach_salt")
    op.drop_table("portal_reach_count")
