"""imports, and by what names dates are known elsewhere

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('events_column_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=16), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_column_mapping_organisation_id_accounts_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_column_mapping')),
    sa.UniqueConstraint('organisation_id', 'digest', name=op.f('uq_events_column_mapping_organisation_id'))
    )
    op.create_table('events_idempotency_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_idempotency_key_organisation_id_accounts_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_idempotency_key')),
    sa.UniqueConstraint('organisation_id', 'key', name=op.f('uq_events_idempotency_key_organisation_id'))
    )
    with op.batch_alter_table('events_idempotency_key', schema=None) as batch_op:
        batch_op.create_index('ix_events_idempotency_key_at', ['at'], unique=False)

    op.create_table('events_subscribed_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('problem', sa.String(length=40), server_default='', nullable=False),
    sa.Column('etag', sa.String(length=300), server_default='', nullable=False),
    sa.Column('modified', sa.String(length=300), server_default='', nullable=False),
    sa.Column('digest', sa.String(length=40), server_default='', nullable=False),
    sa.Column('dates', sa.Integer(), server_default='0', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_subscribed_source_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_events_subscribed_source_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_subscribed_source')),
    sa.UniqueConstraint('organisation_id', 'url', name=op.f('uq_events_subscribed_source_organisation_id'))
    )
    with op.batch_alter_table('events_subscribed_source', schema=None) as batch_op:
        batch_op.create_index('ix_events_subscribed_source_next_at', ['next_at'], unique=False)
        batch_op.create_index('ix_events_subscribed_source_person_id', ['person_id'], unique=False)

    op.create_table('events_intake',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('sheet', 'calendar', 'source', name='intakekind', native_enum=False, length=24), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('file_name', sa.String(length=300), server_default='', nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('headings', sa.JSON(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('stated', sa.Text(), nullable=True),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('warnings', sa.JSON(), nullable=False),
    sa.Column('refused', sa.String(length=40), server_default='', nullable=False),
    sa.Column('total', sa.Integer(), server_default='0', nullable=False),
    sa.Column('listings', sa.Integer(), server_default='0', nullable=False),
    sa.Column('done', sa.Integer(), server_default='0', nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('committed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_intake_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_events_intake_person_id_accounts_person')),
    sa.ForeignKeyConstraint(['source_id'], ['events_subscribed_source.id'], name=op.f('fk_events_intake_source_id_events_subscribed_source')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_intake'))
    )
    with op.batch_alter_table('events_intake', schema=None) as batch_op:
        batch_op.create_index('ix_events_intake_confirmed_at', ['confirmed_at', 'committed_at'], unique=False)
        batch_op.create_index('ix_events_intake_organisation_id', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_events_intake_person_id', ['person_id'], unique=False)
        batch_op.create_index('ix_events_intake_source_id', ['source_id'], unique=False)

    op.create_table('events_origin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('uid', sa.String(length=320), nullable=False),
    sa.Column('listing', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=16), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('performance_id', sa.Integer(), nullable=False),
    sa.Column('intake_id', sa.Integer(), nullable=True),
    sa.Column('proposed', sa.JSON(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_events_origin_event_id_events_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['intake_id'], ['events_intake.id'], name=op.f('fk_events_origin_intake_id_events_intake')),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_origin_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['performance_id'], ['events_performance.id'], name=op.f('fk_events_origin_performance_id_events_performance'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_origin')),
    sa.UniqueConstraint('organisation_id', 'source', 'uid', name=op.f('uq_events_origin_organisation_id'))
    )
    with op.batch_alter_table('events_origin', schema=None) as batch_op:
        batch_op.create_index('ix_events_origin_event_id', ['event_id'], unique=False)
        batch_op.create_index('ix_events_origin_intake_id', ['intake_id'], unique=False)
        batch_op.create_index('ix_events_origin_listing', ['organisation_id', 'source', 'listing'], unique=False)
        batch_op.create_index('ix_events_origin_performance_id', ['performance_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('events_origin', schema=None) as batch_op:
        batch_op.drop_index('ix_events_origin_performance_id')
        batch_op.drop_index('ix_events_origin_listing')
        batch_op.drop_index('ix_events_origin_intake_id')
        batch_op.drop_index('ix_events_origin_event_id')

    op.drop_table('events_origin')
    with op.batch_alter_table('events_intake', schema=None) as batch_op:
        batch_op.drop_index('ix_events_intake_source_id')
        batch_op.drop_index('ix_events_intake_person_id')
        batch_op.drop_index('ix_events_intake_organisation_id')
        batch_op.drop_index('ix_events_intake_confirmed_at')

    op.drop_table('events_intake')
    with op.batch_alter_table('events_subscribed_source', schema=None) as batch_op:
        batch_op.drop_index('ix_events_subscribed_source_person_id')
        batch_op.drop_index('ix_events_subscribed_source_next_at')

    op.drop_table('events_subscribed_source')
    with op.batch_alter_table('events_idempotency_key', schema=None) as batch_op:
        batch_op.drop_index('ix_events_idempotency_key_at')

    op.drop_table('events_idempotency_key')
    op.drop_table('events_column_mapping')
