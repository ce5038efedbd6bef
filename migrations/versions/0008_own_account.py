"""A person's own account: recovery codes of the second factor, and the address that waits to be confirmed.

Revision ID: 0008
Revises: 0007
"""
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounts_recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_recovery_code_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_recovery_code'))
    )
    with op.batch_alter_table('accounts_recovery_code', schema=None) as batch_op:
        batch_op.create_index('ix_accounts_recovery_code_person_id', ['person_id'], unique=False)

    op.add_column('accounts_person', sa.Column('mail_wanted', sa.String(length=254), server_default='', nullable=False))
    op.add_column('accounts_person', sa.Column('mail_wanted_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('accounts_person', 'mail_wanted_at')
    op.drop_column('accounts_person', 'mail_wanted')
    with op.batch_alter_table('accounts_recovery_code', schema=None) as batch_op:
        batch_op.drop_index('ix_accounts_recovery_code_person_id')

    op.drop_table('accounts_recovery_code')
