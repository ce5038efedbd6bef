"""the outbox keeps no index of what nobody looks up: a notice to many is written out faster; and the browsers of followers

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
    op.add_column('notices_subscription', sa.Column('net_ended_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('notices_browser',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('follower_id', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ['follower_id'], ['notices_follower.id'], name=op.f('fk_notices_browser_follower_id_notices_follower'), ondelete='CASCADE'
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices_browser')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_notices_browser_token_hash'))
    )
    op.create_index('ix_notices_browser_follower_id', 'notices_browser', ['follower_id', 'id'])
    op.create_index('ix_notices_browser_ends_at', 'notices_browser', ['ends_at'])
    op.add_column('notices_delivery', sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True))
    op.drop_index('ix_notices_delivery_organisation_id', table_name='notices_delivery')
    for name, columns, where in SMALLER:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns, sqlite_where=where, postgresql_where=where)
    op.drop_index('ix_notices_item_at', table_name='notices_item')
    op.create_index('ix_notices_notice_fanned_at', 'notices_notice', ['kind', 'fanned_at'])
    for name, columns, _before in BY_WAY:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns, sqlite_where=OPEN, postgresql_where=OPEN)
    add_inboxes()
    keep_what_calendars_carry()


def downgrade() -> None:
    op.drop_column('notices_subscription', 'net_ended_at')
    op.drop_table('notices_browser')
    op.drop_index('ix_notices_notice_fanned_at', table_name='notices_notice')
    op.create_index('ix_notices_item_at', 'notices_item', ['at'])
    op.drop_column('notices_delivery', 'delivered_at')
    for name, _columns, before in BY_WAY:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', before, sqlite_where=OPEN, postgresql_where=OPEN)
    for name, columns, _where in SMALLER:
        op.drop_index(name, table_name='notices_delivery')
        op.create_index(name, 'notices_delivery', columns)
    op.create_index('ix_notices_delivery_organisation_id', 'notices_delivery', ['organisation_id', 'turn_at'])


# --- rows --------------------------------------------------------------------------------------------------------------

FOLLOWER = sa.table('notices_follower', sa.column('id', sa.Integer), sa.column('made_at', sa.DateTime(timezone=True)))
ENDPOINT = sa.table(
    'notices_endpoint', sa.column('id', sa.Integer), sa.column('follower_id', sa.Integer), sa.column('channel', sa.String),
    sa.column('name', sa.String), sa.column('options', sa.JSON), sa.column('made_at', sa.DateTime(timezone=True)),
    sa.column('ended_at', sa.DateTime(timezone=True)),
)
WISH = sa.table('notices_wish', *(
    sa.column(name) for name in ('subscription_id', 'follower_id', 'endpoint_id', 'subject', 'news')
))
ON_A_CALENDAR = ('change', 'cancellation')
NOT_OF_A_DATE = ('new_dates', 'on_sale')


def add_inboxes() -> None:
    """Everybody who follows has a page of what they are told."""
    there = sa.exists().where(
        ENDPOINT.c.follower_id == FOLLOWER.c.id, ENDPOINT.c.channel == 'inbox', ENDPOINT.c.ended_at.is_(None)
    )
    missing = sa.select(
        FOLLOWER.c.id, sa.literal('inbox'), sa.literal(''), sa.literal({}, sa.JSON), FOLLOWER.c.made_at
    ).where(~there)
    op.execute(ENDPOINT.insert().from_select(['follower_id', 'channel', 'name', 'options', 'made_at'], missing))


def keep_what_calendars_carry() -> None:
    """A calendar shows dates and their changes: what else was wished by one was never told. Nor are other dates of one date."""
    by_calendar = sa.select(ENDPOINT.c.id).where(ENDPOINT.c.channel == 'calendar')
    each = WISH.alias()
    for news in ON_A_CALENDAR:
        twin = WISH.alias()
        has_it = sa.exists().where(
            twin.c.subscription_id == each.c.subscription_id, twin.c.endpoint_id == each.c.endpoint_id, twin.c.news == news
        )
        columns = (each.c.subscription_id, each.c.follower_id, each.c.endpoint_id, each.c.subject)
        missing = sa.select(*columns, sa.literal(news)).where(each.c.endpoint_id.in_(by_calendar), ~has_it).distinct()
        op.execute(WISH.insert().from_select([*(column.name for column in columns), 'news'], missing))
    op.execute(WISH.delete().where(WISH.c.endpoint_id.in_(by_calendar), WISH.c.news.not_in(ON_A_CALENDAR)))
    op.execute(WISH.delete().where(WISH.c.subject.like('performance:%'), WISH.c.news.in_(NOT_OF_A_DATE)))
