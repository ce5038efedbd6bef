"""sign-ups with a password of their own, and indexes for letters and checked links

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# Where an address of somebody else's stands, or is noted as dead; most rows have none.
ADDRESSES = (
    ('events_run', 'seller_url'), ('events_run', 'dead_seller_url'), ('events_performance', 'online_url'),
    ('events_performance', 'dead_online_url'), ('events_event', 'dead_image'), ('accounts_organisation', 'website'),
)


def upgrade() -> None:
    op.create_table('accounts_sign_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), server_default='', nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('wants_news', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['accounts_person.id'], name=op.f('fk_accounts_sign_up_person_id_accounts_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts_sign_up'))
    )
    op.create_index('ix_accounts_sign_up_person_id', 'accounts_sign_up', ['person_id'])
    op.create_index('ix_accounts_sign_up_made_at', 'accounts_sign_up', ['made_at'])
    # Who waits to be confirmed keeps the password that they chose; the links of before are dead and can be sent again.
    op.execute("""
        INSERT INTO accounts_sign_up (person_id, name, language, password_hash, wants_news, made_at)
        SELECT id, name, language, password_hash,
            EXISTS (SELECT 1 FROM accounts_consent WHERE person_id = accounts_person.id AND purpose = 'news' AND withdrawn_at IS NULL),
            created_at
        FROM accounts_person WHERE mail_confirmed_at IS NULL AND closed_at IS NULL AND password_hash <> ''
    """)
    op.execute("""
        UPDATE accounts_person SET password_hash = '', password_at = NULL
        WHERE mail_confirmed_at IS NULL AND closed_at IS NULL AND password_hash <> ''
    """)
    says_to_whom = sa.text("mail <> ''")
    for name in ('sent_at', 'given_up_at'):
        op.create_index(f'ix_notices_delivery_{name}', 'notices_delivery', [name], sqlite_where=says_to_whom, postgresql_where=says_to_whom)
    op.create_index('ix_notices_delivery_mail', 'notices_delivery', ['mail'])
    for table, column in ADDRESSES:
        stated = sa.text(f"{column} <> ''")
        op.create_index(f'ix_{table}_{column}', table, [column], sqlite_where=stated, postgresql_where=stated)


def downgrade() -> None:
    for table, column in reversed(ADDRESSES):
        op.drop_index(f'ix_{table}_{column}', table)
    for name in ('mail', 'given_up_at', 'sent_at'):
        op.drop_index(f'ix_notices_delivery_{name}', 'notices_delivery')
    op.execute("""
        UPDATE accounts_person SET
            password_hash = (SELECT password_hash FROM accounts_sign_up WHERE person_id = accounts_person.id ORDER BY made_at DESC, id DESC LIMIT 1),
            password_at = (SELECT made_at FROM accounts_sign_up WHERE person_id = accounts_person.id ORDER BY made_at DESC, id DESC LIMIT 1)
        WHERE mail_confirmed_at IS NULL AND EXISTS (SELECT 1 FROM accounts_sign_up WHERE person_id = accounts_person.id)
    """)
    op.drop_table('accounts_sign_up')
