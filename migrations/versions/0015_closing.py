"""organisations that closed

Revision: 0015, after 0010
"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('accounts_organisation', sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('accounts_organisation', 'closed_at')
