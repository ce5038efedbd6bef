"""how many parts of a message to a chat group arrived

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('notices_delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('parts_gone', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('notices_delivery', schema=None) as batch_op:
        batch_op.drop_column('parts_gone')
