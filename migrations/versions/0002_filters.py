"""filters

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# Shanghai is eight hours ahead of UTC; years with a summer time (1986-91) lie before every calendar of ours.
SQLITE_START = "(CAST(strftime('%H', starts_at) AS INTEGER) * 60 + CAST(strftime('%M', starts_at) AS INTEGER) + 480) % 1440"
SQLITE_LENGTH = "CAST(ROUND((julianday(ends_at) - julianday(starts_at)) * 1440) AS INTEGER)"
POSTGRESQL_START = (
    "CAST(EXTRACT(HOUR FROM starts_at AT TIME ZONE 'Asia/Shanghai') * 60"
    " + EXTRACT(MINUTE FROM starts_at AT TIME ZONE 'Asia/Shanghai') AS INTEGER)"
)
POSTGRESQL_LENGTH = "CAST(FLOOR(EXTRACT(EPOCH FROM ends_at - starts_at) / 60) AS INTEGER)"


def upgrade() -> None:
    op.add_column('events_performance', sa.Column('start_minute', sa.Integer(), nullable=True))
    op.add_column('events_performance', sa.Column('end_minute', sa.Integer(), nullable=True))
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    start = SQLITE_START if is_sqlite else POSTGRESQL_START
    length = SQLITE_LENGTH if is_sqlite else POSTGRESQL_LENGTH
    rows = sa.table('events_performance', sa.column('start_minute'), sa.column('end_minute'), sa.column('form'))
    op.execute(
        rows.update()
        .where(rows.c.form != 'span')
        .values(start_minute=sa.text(start), end_minute=sa.text(f'{start} + {length}'))
    )


def downgrade() -> None:
    op.drop_column('events_performance', 'end_minute')
    op.drop_column('events_performance', 'start_minute')
