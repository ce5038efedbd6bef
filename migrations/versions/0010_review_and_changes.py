"""review, and the change desk

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('events_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('move', 'postpone', 'cancel', 'sell_out', 'reopen', 'hall', 'cast', name='deedkind', native_enum=False, length=24), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('cause', sa.Enum('illness', 'technical', 'scheduling', 'venue', 'approval', 'demand', 'artistic', 'other', 'force_majeure', name='cause', native_enum=False, length=24), nullable=False),
    sa.Column('reason_zh', sa.Text(), server_default='', nullable=False),
    sa.Column('reason_en', sa.Text(), server_default='', nullable=False),
    sa.Column('refund_zh', sa.Text(), server_default='', nullable=False),
    sa.Column('refund_en', sa.Text(), server_default='', nullable=False),
    sa.Column('selection', sa.JSON(), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('undo_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts_person.id'], name=op.f('fk_events_batch_actor_id_accounts_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_batch_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['accounts_person.id'], name=op.f('fk_events_batch_undone_by_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_batch')),
    sa.UniqueConstraint('token', name=op.f('uq_events_batch_token'))
    )
    with op.batch_alter_table('events_batch', schema=None) as batch_op:
        batch_op.create_index('ix_events_batch_actor_id', ['actor_id'], unique=False)
        batch_op.create_index('ix_events_batch_organisation_id', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_events_batch_undone_by_id', ['undone_by_id'], unique=False)

    op.create_table('events_deed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('move', 'postpone', 'cancel', 'sell_out', 'reopen', 'hall', 'cast', name='deedkind', native_enum=False, length=24), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('cause', sa.Enum('illness', 'technical', 'scheduling', 'venue', 'approval', 'demand', 'artistic', 'other', 'force_majeure', name='cause', native_enum=False, length=24), nullable=True),
    sa.Column('reason_zh', sa.Text(), server_default='', nullable=False),
    sa.Column('reason_en', sa.Text(), server_default='', nullable=False),
    sa.Column('refund_zh', sa.Text(), server_default='', nullable=False),
    sa.Column('refund_en', sa.Text(), server_default='', nullable=False),
    sa.Column('token', sa.String(length=64), nullable=True),
    sa.Column('undo_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts_person.id'], name=op.f('fk_events_deed_actor_id_accounts_person')),
    sa.ForeignKeyConstraint(['batch_id'], ['events_batch.id'], name=op.f('fk_events_deed_batch_id_events_batch')),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_events_deed_event_id_events_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_deed_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['accounts_person.id'], name=op.f('fk_events_deed_undone_by_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_deed')),
    sa.UniqueConstraint('token', name=op.f('uq_events_deed_token'))
    )
    with op.batch_alter_table('events_deed', schema=None) as batch_op:
        batch_op.create_index('ix_events_deed_actor_id', ['actor_id'], unique=False)
        batch_op.create_index('ix_events_deed_batch_id', ['batch_id'], unique=False)
        batch_op.create_index('ix_events_deed_event_id', ['event_id', 'id'], unique=False)
        batch_op.create_index('ix_events_deed_organisation_id', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_events_deed_undone_by_id', ['undone_by_id'], unique=False)

    op.create_table('events_submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=True),
    sa.Column('promised_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.Column('is_after', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('appeal_of_id', sa.Integer(), nullable=True),
    sa.Column('plea', sa.Text(), server_default='', nullable=False),
    sa.Column('claimed_by_id', sa.Integer(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.Enum('published', 'changes_asked', 'refused', name='decision', native_enum=False, length=24), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason_zh', sa.Text(), server_default='', nullable=False),
    sa.Column('reason_en', sa.Text(), server_default='', nullable=False),
    sa.Column('override', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('(decision IS NULL) = (decided_at IS NULL)', name=op.f('ck_events_submission_decided_at')),
    sa.ForeignKeyConstraint(['appeal_of_id'], ['events_submission.id'], name=op.f('fk_events_submission_appeal_of_id_events_submission'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['accounts_person.id'], name=op.f('fk_events_submission_claimed_by_id_accounts_person')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts_person.id'], name=op.f('fk_events_submission_decided_by_id_accounts_person')),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_events_submission_event_id_events_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_submission_organisation_id_accounts_organisation')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['accounts_person.id'], name=op.f('fk_events_submission_submitted_by_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_submission')),
    sa.UniqueConstraint('appeal_of_id', name=op.f('uq_events_submission_appeal_of_id'))
    )
    with op.batch_alter_table('events_submission', schema=None) as batch_op:
        batch_op.create_index('ix_events_submission_claimed_by_id', ['claimed_by_id'], unique=False)
        batch_op.create_index('ix_events_submission_decided_by_id', ['decided_by_id'], unique=False)
        batch_op.create_index('ix_events_submission_event_id', ['event_id', 'id'], unique=False)
        batch_op.create_index('ix_events_submission_organisation_id', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_events_submission_submitted_by_id', ['submitted_by_id'], unique=False)
        batch_op.create_index('ix_events_submission_waiting', ['decided_at', 'withdrawn_at', 'is_after', 'submitted_at', 'id'], unique=False)

    op.create_table('events_deed_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deed_id', sa.Integer(), nullable=False),
    sa.Column('performance_id', sa.Integer(), nullable=True),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('approval_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['approval_id'], ['events_approval.id'], name=op.f('fk_events_deed_row_approval_id_events_approval'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['deed_id'], ['events_deed.id'], name=op.f('fk_events_deed_row_deed_id_events_deed'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['performance_id'], ['events_performance.id'], name=op.f('fk_events_deed_row_performance_id_events_performance'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['run_id'], ['events_run.id'], name=op.f('fk_events_deed_row_run_id_events_run'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_deed_row'))
    )
    with op.batch_alter_table('events_deed_row', schema=None) as batch_op:
        batch_op.create_index('ix_events_deed_row_approval_id', ['approval_id'], unique=False)
        batch_op.create_index('ix_events_deed_row_deed_id', ['deed_id'], unique=False)
        batch_op.create_index('ix_events_deed_row_performance_id', ['performance_id'], unique=False)
        batch_op.create_index('ix_events_deed_row_run_id', ['run_id'], unique=False)

    op.add_column('events_event', sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
    # Rebuilding SQLite's table would take its halls with it: the column brings its key along, on both databases.
    op.execute(
        "ALTER TABLE venues_venue ADD COLUMN keeper_id INTEGER CONSTRAINT fk_venues_venue_keeper_id_accounts_organisation "
        "REFERENCES accounts_organisation (id)"
    )
    op.create_index('ix_venues_venue_keeper_id', 'venues_venue', ['keeper_id'])



def downgrade() -> None:
    op.drop_index('ix_venues_venue_keeper_id', 'venues_venue')
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint('fk_venues_venue_keeper_id_accounts_organisation', 'venues_venue')
    op.drop_column('venues_venue', 'keeper_id')
    op.drop_column('events_event', 'withdrawn_at')

    with op.batch_alter_table('events_deed_row', schema=None) as batch_op:
        batch_op.drop_index('ix_events_deed_row_run_id')
        batch_op.drop_index('ix_events_deed_row_performance_id')
        batch_op.drop_index('ix_events_deed_row_deed_id')
        batch_op.drop_index('ix_events_deed_row_approval_id')

    op.drop_table('events_deed_row')
    with op.batch_alter_table('events_submission', schema=None) as batch_op:
        batch_op.drop_index('ix_events_submission_waiting')
        batch_op.drop_index('ix_events_submission_submitted_by_id')
        batch_op.drop_index('ix_events_submission_organisation_id')
        batch_op.drop_index('ix_events_submission_event_id')
        batch_op.drop_index('ix_events_submission_decided_by_id')
        batch_op.drop_index('ix_events_submission_claimed_by_id')

    op.drop_table('events_submission')
    with op.batch_alter_table('events_deed', schema=None) as batch_op:
        batch_op.drop_index('ix_events_deed_undone_by_id')
        batch_op.drop_index('ix_events_deed_organisation_id')
        batch_op.drop_index('ix_events_deed_event_id')
        batch_op.drop_index('ix_events_deed_batch_id')
        batch_op.drop_index('ix_events_deed_actor_id')

    op.drop_table('events_deed')
    with op.batch_alter_table('events_batch', schema=None) as batch_op:
        batch_op.drop_index('ix_events_batch_undone_by_id')
        batch_op.drop_index('ix_events_batch_organisation_id')
        batch_op.drop_index('ix_events_batch_actor_id')

    op.drop_table('events_batch')
