"""accounts, and the outbox

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


# The trail is append-only, whoever asks.
ONLY_ADDED = {
    "sqlite": tuple(
        f"CREATE TRIGGER accounts_trail_entry_{deed.lower()} BEFORE {deed} ON accounts_trail_entry "
        "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        for deed in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        """CREATE FUNCTION accounts_trail_entry_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$""",
        """CREATE TRIGGER accounts_trail_entry_stays BEFORE UPDATE OR DELETE ON accounts_trail_entry
        FOR EACH ROW EXECUTE FUNCTION accounts_trail_entry_stays()""",
    ),
}
NO_MORE = {
    "sqlite": ("DROP TRIGGER accounts_trail_entry_update", "DROP TRIGGER accounts_trail_entry_delete"),
    "postgresql": (
        "DROP TRIGGER accounts_trail_entry_stays ON accounts_trail_entry", "DROP FUNCTION accounts_trail_entry_stays()",
    ),
}


def upgrade() -> None:
    op.create_table('accounts_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_attempt'))
    )
    with op.batch_alter_table('accounts_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_attempt_at', ['at'], unique=False)
        batch_op.create_index('ix_accounts_attempt_key', ['key', 'at'], unique=False)

    op.create_table('accounts_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mail', sa.String(length=254), nullable=True),
    sa.Column('mail_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('name', sa.String(length=300), server_default='', nullable=False),
    sa.Column('language', sa.String(length=2), server_default='zh', nullable=False),
    sa.Column('password_hash', sa.String(length=200), server_default='', nullable=False),
    sa.Column('password_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_secret', sa.String(length=40), server_default='', nullable=False),
    sa.Column('totp_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_step', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_demo', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_person')),
    sa.UniqueConstraint('mail', name=op.f('uq_accounts_person_mail'))
    )
    op.create_table('accounts_api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), server_default='', nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_accounts_api_token_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_api_token_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_accounts_api_token_token_hash'))
    )
    with op.batch_alter_table('accounts_api_token', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_api_token_organisation_id', ['organisation_id'], unique=False)
        batch_op.create_index('ix_accounts_api_token_person_id', ['person_id'], unique=False)

    op.create_table('accounts_consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('wording', sa.String(length=40), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_consent_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_consent'))
    )
    with op.batch_alter_table('accounts_consent', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_consent_person_id', ['person_id', 'purpose'], unique=False)

    op.create_table('accounts_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('mail', sa.String(length=254), nullable=False),
    sa.Column('role', sa.Enum('owner', 'editor', 'viewer', name='role', native_enum=False, length=24), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['invited_by_id'], ['accounts_person.id'], name=op.f('fk_accounts_invitation_invited_by_id_accounts_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_accounts_invitation_organisation_id_accounts_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_invitation'))
    )
    with op.batch_alter_table('accounts_invitation', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_invitation_invited_by_id', ['invited_by_id'], unique=False)
        batch_op.create_index('ix_accounts_invitation_mail', ['mail'], unique=False)
        batch_op.create_index('ix_accounts_invitation_organisation_id', ['organisation_id'], unique=False)

    op.create_table('accounts_membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('owner', 'editor', 'viewer', name='role', native_enum=False, length=24), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_accounts_membership_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_membership_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_membership'))
    )
    with op.batch_alter_table('accounts_membership', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_membership_organisation_id', ['organisation_id'], unique=False)
        batch_op.create_index('ix_accounts_membership_person_id', ['person_id'], unique=False)

    op.create_table('accounts_sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=300), server_default='', nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('strong_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_sign_in_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_sign_in')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_accounts_sign_in_token_hash'))
    )
    with op.batch_alter_table('accounts_sign_in', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_sign_in_person_id', ['person_id'], unique=False)

    op.create_table('accounts_staff_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('reviewer', 'console', 'admin', name='staffrole', native_enum=False, length=24), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_staff_grant_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_staff_grant'))
    )
    with op.batch_alter_table('accounts_staff_grant', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_staff_grant_person_id', ['person_id'], unique=False)

    op.create_table('accounts_trail_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deed', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('subject', sa.String(length=40), server_default='', nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('via', sa.String(length=10), server_default='web', nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_accounts_trail_entry_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_trail_entry_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_trail_entry'))
    )
    with op.batch_alter_table('accounts_trail_entry', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_trail_entry_organisation_id', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_accounts_trail_entry_person_id', ['person_id', 'id'], unique=False)
        batch_op.create_index('ix_accounts_trail_entry_subject', ['subject', 'subject_id', 'id'], unique=False)

    op.create_table('notices_delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('group', sa.String(length=80), server_default='', nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('mail', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(length=40), server_default='', nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(length=300), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_notices_delivery_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_notices_delivery_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices_delivery')),
    sa.UniqueConstraint('key', name=op.f('uq_notices_delivery_key'))
    )
    with op.batch_alter_table('notices_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_notices_delivery_due_at', ['sent_at', 'given_up_at', 'due_at'], unique=False)
        batch_op.create_index('ix_notices_delivery_group', ['group'], unique=False)
        batch_op.create_index('ix_notices_delivery_organisation_id', ['organisation_id'], unique=False)
        batch_op.create_index('ix_notices_delivery_person_id', ['person_id'], unique=False)

    op.add_column('accounts_organisation', sa.Column('credit_code', sa.String(length=18), server_default='', nullable=False))
    op.add_column('accounts_organisation', sa.Column('contact_name', sa.String(length=300), server_default='', nullable=False))
    op.add_column('accounts_organisation', sa.Column('contact_mail', sa.String(length=254), server_default='', nullable=False))
    op.add_column('accounts_organisation', sa.Column('contact_phone', sa.String(length=40), server_default='', nullable=False))
    op.add_column('accounts_organisation', sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('accounts_organisation', sa.Column('trusted_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('accounts_organisation', sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('accounts_organisation', sa.Column('created_at', sa.DateTime(timezone=True), nullable=True))

    op.add_column('events_event', sa.Column('created_at', sa.DateTime(timezone=True), nullable=True))

    op.add_column('events_run', sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))

    # Rebuilding SQLite's table would take its performances with it: the column brings its key along, on both databases.
    op.execute(
        "ALTER TABLE events_event ADD COLUMN owner_id INTEGER CONSTRAINT fk_events_event_owner_id_accounts_organisation "
        "REFERENCES accounts_organisation (id)"
    )
    op.create_index("ix_events_event_owner_id", "events_event", ["owner_id", "id"])
    # Whoever stands in the calendar already is seen.
    op.execute("UPDATE accounts_organisation SET listed_at = CURRENT_TIMESTAMP, created_at = CURRENT_TIMESTAMP")
    for statement in ONLY_ADDED[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in NO_MORE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("ix_events_event_owner_id", "events_event")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_events_event_owner_id_accounts_organisation", "events_event")
    op.drop_column("events_event", "owner_id")
    op.drop_column('events_run', 'confirmed_at')

    op.drop_column('events_event', 'created_at')

    op.drop_column('accounts_organisation', 'created_at')
    op.drop_column('accounts_organisation', 'suspended_at')
    op.drop_column('accounts_organisation', 'trusted_since')
    op.drop_column('accounts_organisation', 'listed_at')
    op.drop_column('accounts_organisation', 'contact_phone')
    op.drop_column('accounts_organisation', 'contact_mail')
    op.drop_column('accounts_organisation', 'contact_name')
    op.drop_column('accounts_organisation', 'credit_code')

    with op.batch_alter_table('notices_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_delivery_person_id')
        batch_op.drop_index('ix_notices_delivery_organisation_id')
        batch_op.drop_index('ix_notices_delivery_group')
        batch_op.drop_index('ix_notices_delivery_due_at')

    op.drop_table('notices_delivery')
    with op.batch_alter_table('accounts_trail_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_trail_entry_subject')
        batch_op.drop_index('ix_accounts_trail_entry_person_id')
        batch_op.drop_index('ix_accounts_trail_entry_organisation_id')

    op.drop_table('accounts_trail_entry')
    with op.batch_alter_table('accounts_staff_grant', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_staff_grant_person_id')

    op.drop_table('accounts_staff_grant')
    with op.batch_alter_table('accounts_sign_in', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_sign_in_person_id')

    op.drop_table('accounts_sign_in')
    with op.batch_alter_table('accounts_membership', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_membership_person_id')
        batch_op.drop_index('ix_accounts_membership_organisation_id')

    op.drop_table('accounts_membership')
    with op.batch_alter_table('accounts_invitation', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_invitation_organisation_id')
        batch_op.drop_index('ix_accounts_invitation_mail')
        batch_op.drop_index('ix_accounts_invitation_invited_by_id')

    op.drop_table('accounts_invitation')
    with op.batch_alter_table('accounts_consent', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_consent_person_id')

    op.drop_table('accounts_consent')
    with op.batch_alter_table('accounts_api_token', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_api_token_person_id')
        batch_op.drop_index('ix_accounts_api_token_organisation_id')

    op.drop_table('accounts_api_token')
    op.drop_table('accounts_person')
    with op.batch_alter_table('accounts_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_attempt_key')
        batch_op.drop_index('ix_accounts_attempt_at')

    op.drop_table('accounts_attempt')
