"""the outbox keeps no index of what nobody looks up: a notice to many is written out faster

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

OPEN = sa.text('over_at IS NULL')
OVER = sa.text('over_at IS NOT NULL')
OPEN_IN_GROUP = sa.text("over_at IS NULL AND \"group\" <> ''")
OF_SOMEBODY = sa.text('person_id IS NOT NULL')
SMALLER = (
    ('ix_notices_delivery_group', ['group'], OPEN_IN_GROUP),
    ('ix_notices_delivery_fate', ['fate', 'over_at'], OVER),
    ('ix_notices_delivery_person_id', ['person_id'], OF_SOMEBODY),
)
# Each way is claimed by itself; what waits for its hour is not walked through. Name, columns from now on, columns before.
BY_WAY = (
    ('ix_notices_delivery_turn_at', ['channel', 'turn_at', 'id'], ['turn_at', 'id']),
    ('ix_notices_delivery_due_at', ['due_at', 'channel'], ['due_at']),
    ('ix_notices_delivery_last_turn', ['organisation_id', 'due_at', 'turn_at'], ['organisation_id', 'turn_at']),
)


def upgrade() -> None:
    op.drop_index('ix_notices_delivery_organisation_id', table_name='notices_delivery')
    for name, columns, where in SMALLER:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns, sqlite_where=where, postgresql_where=where)
    for name, columns, _before in BY_WAY:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    for name, _columns, before in BY_WAY:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', before, sqlite_where=OPEN, postgresql_where=OPEN)
    for name, columns, _where in SMALLER:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns)
    op.create_index('ix_notices_delivery_organisation_id', 'notices_delivery', ['organisation_id', 'turn_at'])
