"""the outbox keeps no index of what nobody looks up: a notice to many is written out faster

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

OVER = sa.text('over_at IS NOT NULL')
OPEN_IN_GROUP = sa.text("over_at IS NULL AND \"group\" <> ''")
OF_SOMEBODY = sa.text('person_id IS NOT NULL')
SMALLER = (
    ('ix_notices_delivery_group', ['group'], OPEN_IN_GROUP),
    ('ix_notices_delivery_fate', ['fate', 'over_at'], OVER),
    ('ix_notices_delivery_person_id', ['person_id'], OF_SOMEBODY),
)


def upgrade() -> None:
    op.add_column('notices_delivery', sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True))
    op.drop_index('ix_notices_delivery_organisation_id', table_name='notices_delivery')
    for name, columns, where in SMALLER:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_column('notices_delivery', 'delivered_at')
    for name, columns, _where in SMALLER:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns)
    op.create_index('ix_notices_delivery_organisation_id', 'notices_delivery', ['organisation_id', 'turn_at'])
