"""organisations that closed; exports made in the background

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('accounts_organisation', sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('portal_export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('done', sa.Integer(), server_default='0', nullable=False),
    sa.Column('total', sa.Integer(), server_default='0', nullable=False),
    sa.Column('size', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_portal_export_organisation_id_accounts_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portal_export'))
    )
    with op.batch_alter_table('portal_export', schema=None) as batch_op:
        batch_op.create_index('ix_portal_export_organisation_id', ['organisation_id', 'id'], unique=False)
        batch_op.create_index('ix_portal_export_finished_at', ['finished_at', 'failed_at', 'id'], unique=False)
        batch_op.create_index('ix_portal_export_asked_at', ['asked_at'], unique=False)


def downgrade() -> None:
    op.drop_table('portal_export')
    op.drop_column('accounts_organisation', 'closed_at')
