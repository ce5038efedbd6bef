"""papers, pictures, decisions, and ownership on its way

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Decisions are append-only, whoever asks.
ONLY_ADDED = {
    "sqlite": tuple(
        f"CREATE TRIGGER accounts_decision_{deed.lower()} BEFORE {deed} ON accounts_decision "
        "BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END"
        for deed in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        """CREATE FUNCTION accounts_decision_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'decisions are append-only'; END $$""",
        """CREATE TRIGGER accounts_decision_stays BEFORE UPDATE OR DELETE ON accounts_decision
        FOR EACH ROW EXECUTE FUNCTION accounts_decision_stays()""",
    ),
}
NO_MORE = {
    "sqlite": ("DROP TRIGGER accounts_decision_update", "DROP TRIGGER accounts_decision_delete"),
    "postgresql": ("DROP TRIGGER accounts_decision_stays ON accounts_decision", "DROP FUNCTION accounts_decision_stays()"),
}
TABLES = (
    "events_transfer", "events_claim", "accounts_organisation_claim", "accounts_handover", "accounts_decision",
    "accounts_licence", "accounts_picture", "accounts_evidence", "accounts_capacity",
)
OUTCOME = sa.Enum("accepted", "refused", "revoked", name="outcome", native_enum=False, length=24)
PROOFS = (
    "business_licence", "company_licence", "agency_licence", "place_filing", "artist_filing", "broker_filing",
    "broker_certificate", "rights_letter", "recommendation", "letter",
)
KINDS = ("artist", "producer", "company", "agent", "venue", "buyer", "service", "government")


def key() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def tie(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def moment(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def line(name: str) -> sa.Column:
    return sa.Column(name, sa.String(length=300), server_default="", nullable=False)


def prose(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def version() -> sa.Column:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def make(table: str, *columns: sa.Column, ties: dict[str, str], keys: tuple[str, ...] = ("id",), **more: tuple[str, ...]) -> None:
    """A table with its foreign keys, and an index on each of these unless it leads the primary key or a unique one."""
    op.create_table(
        table, *columns, *more.pop("extra", ()),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))
            for name, to in ties.items()
        ),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
    )
    led = {keys[0], *more.get("led", ())}
    for name in ties:
        if name not in led:
            op.create_index(f"ix_{table}_{name}", table, [name])


def upgrade() -> None:
    organisation, person, evidence, event = "accounts_organisation", "accounts_person", "accounts_evidence", "events_event"
    make(
        "accounts_capacity", tie("organisation_id"),
        sa.Column("kind", sa.Enum(*KINDS, name="memberkind", native_enum=False, length=24), nullable=False),
        ties={"organisation_id": organisation}, keys=("organisation_id", "kind"),
    )
    make(
        evidence, key(), tie("organisation_id"), sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ending", sa.String(length=8), nullable=False), line("name"), sa.Column("size", sa.Integer(), nullable=False),
        tie("sent_by_id", True), moment("sent_at", False),
        ties={"organisation_id": organisation, "sent_by_id": person},
    )
    op.create_index("ix_accounts_evidence_digest", evidence, ["digest"])
    make(
        "accounts_picture", key(), tie("organisation_id"), sa.Column("key", sa.String(length=32), nullable=False),
        line("name"), sa.Column("size", sa.Integer(), nullable=False), tie("sent_by_id", True), moment("sent_at", False),
        ties={"organisation_id": organisation, "sent_by_id": person}, led=("organisation_id",),
        extra=(sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_accounts_picture_organisation_id")),),
    )
    op.create_index("ix_accounts_picture_key", "accounts_picture", ["key"])
    make(
        "accounts_licence", key(), tie("organisation_id"),
        sa.Column("proof", sa.Enum(*PROOFS, name="proof", native_enum=False, length=24), nullable=False),
        line("number"), line("scope"), sa.Column("expires_on", sa.Date(), nullable=True), tie("evidence_id", True),
        tie("sent_by_id", True), moment("sent_at", False), moment("withdrawn_at"), version(),
        ties={"organisation_id": organisation, "evidence_id": evidence, "sent_by_id": person},
    )
    op.create_index("ix_accounts_licence_expires_on", "accounts_licence", ["expires_on"])
    make(
        "accounts_decision", key(), tie("licence_id"), tie("person_id"), moment("at", False),
        sa.Column("outcome", OUTCOME, nullable=False), sa.Column("digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True), prose("reason"),
        ties={"licence_id": "accounts_licence", "person_id": person}, led=("licence_id",),
    )
    op.create_index("ix_accounts_decision_licence_id", "accounts_decision", ["licence_id", "id"])
    make(
        "accounts_handover", key(), tie("organisation_id"), tie("giver_id"), tie("taker_id"),
        moment("offered_at", False), moment("expires_at", False), moment("accepted_at"), moment("withdrawn_at"), version(),
        ties={"organisation_id": organisation, "giver_id": person, "taker_id": person},
    )
    decided = (
        sa.Column("outcome", OUTCOME, nullable=True), moment("decided_at"), tie("decided_by_id", True), prose("answer"),
    )
    make(
        "accounts_organisation_claim", key(), tie("organisation_id"), tie("person_id"), prose("reason"),
        tie("evidence_id", True), moment("made_at", False), *decided, version(),
        ties={"organisation_id": organisation, "person_id": person, "evidence_id": evidence, "decided_by_id": person},
    )
    op.create_index("ix_accounts_organisation_claim_decided_at", "accounts_organisation_claim", ["decided_at"])
    decided = (
        sa.Column("outcome", OUTCOME, nullable=True), moment("decided_at"), tie("decided_by_id", True), prose("answer"),
    )
    make(
        "events_claim", key(), tie("event_id"), tie("organisation_id"), tie("person_id"),
        prose("reason"), tie("evidence_id", True), moment("made_at", False), *decided, version(),
        ties={
            "event_id": event, "organisation_id": organisation, "person_id": person, "evidence_id": evidence,
            "decided_by_id": person,
        },
    )
    op.create_index("ix_events_claim_decided_at", "events_claim", ["decided_at"])
    make(
        "events_transfer", key(), tie("event_id"), tie("giver_id"), tie("taker_id"),
        tie("offered_by_id"), moment("offered_at", False), moment("accepted_at"), moment("declined_at"),
        moment("withdrawn_at"), version(),
        ties={"event_id": event, "giver_id": organisation, "taker_id": organisation, "offered_by_id": person},
    )
    # Rebuilding SQLite's table would take what hangs on it along: the column brings its key, on both databases.
    op.execute(
        "ALTER TABLE accounts_organisation ADD COLUMN merged_into_id INTEGER CONSTRAINT "
        "fk_accounts_organisation_merged_into_id_accounts_organisation REFERENCES accounts_organisation (id)"
    )
    op.create_index("ix_accounts_organisation_merged_into_id", organisation, ["merged_into_id"])
    op.create_index("ix_events_event_image", event, ["image"])
    op.create_index("ix_repertoire_production_image", "repertoire_production", ["image"])
    for statement in ONLY_ADDED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in NO_MORE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("ix_repertoire_production_image", "repertoire_production")
    op.drop_index("ix_events_event_image", "events_event")
    op.drop_index("ix_accounts_organisation_merged_into_id", "accounts_organisation")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_accounts_organisation_merged_into_id_accounts_organisation", "accounts_organisation")
    op.drop_column("accounts_organisation", "merged_into_id")
    for table in TABLES:
        op.drop_table(table)
