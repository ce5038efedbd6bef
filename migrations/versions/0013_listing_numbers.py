"""programs' own numbers of listings; which import did a deed

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

EVENTS = sa.table('events_event', sa.column('id', sa.Integer), sa.column('extra', sa.JSON))
NAMES = sa.table(
    'events_origin', sa.column('event_id', sa.Integer), sa.column('organisation_id', sa.Integer), sa.column('source', sa.String)
)
PROGRAMS = 'api'


def upgrade() -> None:
    numbers = op.create_table('events_listing_number',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('uid', sa.String(length=320), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_events_listing_number_event_id_events_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['accounts_organisation.id'], name=op.f('fk_events_listing_number_organisation_id_accounts_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_listing_number')),
    sa.UniqueConstraint('organisation_id', 'source', 'uid', name=op.f('uq_events_listing_number_organisation_id'))
    )
    with op.batch_alter_table('events_listing_number', schema=None) as batch_op:
        batch_op.create_index('ix_events_listing_number_event_id', ['event_id'], unique=False)
    _number(numbers)

    with op.batch_alter_table('events_deed', schema=None) as batch_op:
        batch_op.add_column(sa.Column('intake_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_events_deed_intake_id_events_intake'), 'events_intake', ['intake_id'], ['id'])
        batch_op.create_index('ix_events_deed_intake_id', ['intake_id'], unique=False)


def _number(numbers: sa.Table) -> None:
    """The numbers of the listings that programs sent; where one was given twice, the first listing keeps it."""
    named = sa.select(NAMES.c.organisation_id, NAMES.c.event_id).where(NAMES.c.source == PROGRAMS).distinct().subquery()
    sent = sa.select(named.c.organisation_id, EVENTS.c.id, EVENTS.c.extra).join(EVENTS, EVENTS.c.id == named.c.event_id)
    known: dict[tuple[int, str], int] = {}
    for organisation_id, event_id, extra in op.get_bind().execute(sent.order_by(EVENTS.c.id)):
        if uid := (extra or {}).get('uid'):
            known.setdefault((organisation_id, uid), event_id)
    op.bulk_insert(numbers, [
        {'organisation_id': organisation_id, 'source': PROGRAMS, 'uid': uid, 'event_id': event_id}
        for (organisation_id, uid), event_id in known.items()
    ])


def downgrade() -> None:
    with op.batch_alter_table('events_deed', schema=None) as batch_op:
        batch_op.drop_index('ix_events_deed_intake_id')
        batch_op.drop_constraint(op.f('fk_events_deed_intake_id_events_intake'), type_='foreignkey')
        batch_op.drop_column('intake_id')
    op.drop_table('events_listing_number')
