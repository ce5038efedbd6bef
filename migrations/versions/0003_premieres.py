"""the register of premieres

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

KINDS = ('performance', 'screening', 'exhibition', 'show')
SCOPES = ('world', 'china', 'delta', 'city', 'venue')
STATES = ('claimed', 'confirmed', 'refused', 'withdrawn')

# Every first that a run states becomes a claim. Nobody has looked at any of them, so none is confirmed.
CLAIM_WHAT_IS_STATED = """
INSERT INTO events_premiere_claim (
    run_id, production_id, event_id, kind, scope, place, state, created_at, source_language, translated_from, version
)
SELECT run.id, run.production_id, run.event_id, run.premiere_kind, run.premiere_scope,
    CASE WHEN run.premiere_scope = 'city' THEN run.city
         WHEN run.premiere_scope = 'venue' AND run.venue_id IS NOT NULL THEN 'venue:' || run.venue_id ELSE '' END,
    'claimed', COALESCE(event.published_at, event.confirmed_at, CURRENT_TIMESTAMP), 'zh', '{}', 1
FROM events_run AS run JOIN events_event AS event ON event.id = run.event_id
WHERE run.premiere_kind IS NOT NULL
ORDER BY run.id
"""
# A paper's own words are evidence where they speak of a first.
QUOTE_WHAT_PAPERS_SAY = """
UPDATE events_premiere_claim SET
    evidence_zh = (SELECT quote FROM events_event WHERE events_event.id = event_id),
    evidence_en = (SELECT quote_gist_en FROM events_event WHERE events_event.id = event_id),
    evidence_source = (SELECT quote_source FROM events_event WHERE events_event.id = event_id)
WHERE event_id IN (
    SELECT id FROM events_event
    WHERE quote LIKE '%首演%' OR quote LIKE '%首映%' OR quote LIKE '%首展%' OR quote LIKE '%首秀%'
)
"""
# Calendar entries say it from now on: they are rendered before they are next served.
RENDER_AGAIN = """
UPDATE feeds_entry SET stale_at = CURRENT_TIMESTAMP WHERE performance_id IN (
    SELECT performance.id FROM events_performance AS performance JOIN events_run AS run ON run.id = performance.run_id
    WHERE run.premiere_kind IS NOT NULL
)
"""


def upgrade() -> None:
    op.create_table('events_premiere_claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('production_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='premierekind', native_enum=False, length=24), nullable=False),
    sa.Column('scope', sa.Enum(*SCOPES, name='premierescope', native_enum=False, length=24), nullable=True),
    sa.Column('place', sa.String(length=24), server_default='', nullable=False),
    sa.Column('state', sa.Enum(*STATES, name='premierestate', native_enum=False, length=24), nullable=False),
    sa.Column('evidence_zh', sa.Text(), server_default='', nullable=False),
    sa.Column('evidence_en', sa.Text(), server_default='', nullable=False),
    sa.Column('evidence_url', sa.String(length=300), server_default='', nullable=False),
    sa.Column('evidence_source', sa.String(length=300), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=300), server_default='', nullable=False),
    sa.Column('decision_zh', sa.Text(), server_default='', nullable=False),
    sa.Column('decision_en', sa.Text(), server_default='', nullable=False),
    sa.Column('source_language', sa.String(length=2), server_default='zh', nullable=False),
    sa.Column('translated_from', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("state <> 'confirmed' OR scope IS NOT NULL", name=op.f('ck_events_premiere_claim_confirmed_scope')),
    sa.CheckConstraint("state <> 'confirmed' OR scope NOT IN ('city', 'venue') OR place <> ''", name=op.f('ck_events_premiere_claim_confirmed_place')),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_events_premiere_claim_event_id_events_event')),
    sa.ForeignKeyConstraint(['production_id'], ['repertoire_production.id'], name=op.f('fk_events_premiere_claim_production_id_repertoire_production')),
    sa.ForeignKeyConstraint(['run_id'], ['events_run.id'], name=op.f('fk_events_premiere_claim_run_id_events_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_premiere_claim'))
    )
    with op.batch_alter_table('events_premiere_claim', schema=None) as batch_op:
        batch_op.create_index('ix_events_premiere_claim_event_id', ['event_id'], unique=False)
        batch_op.create_index('ix_events_premiere_claim_production_id', ['production_id'], unique=False)
        batch_op.create_index('ix_events_premiere_claim_run_id', ['run_id'], unique=False)
    _unique('first_of_production', ['production_id', 'kind', 'scope', 'place'], "state = 'confirmed'")
    _unique('first_of_event', ['event_id', 'kind', 'scope', 'place'], "state = 'confirmed' AND production_id IS NULL")
    _unique('live_of_run', ['run_id'], "state IN ('claimed', 'confirmed')")
    # Not through a copy of the table: events_performance hangs on it.
    op.add_column('events_run', sa.Column('premiere_state', sa.Enum(*STATES, name='premierestate', native_enum=False, length=24), nullable=True))
    op.drop_index('ix_events_run_premiere_kind', table_name='events_run')
    op.execute(CLAIM_WHAT_IS_STATED)
    op.execute(QUOTE_WHAT_PAPERS_SAY)
    op.execute("UPDATE events_run SET premiere_state = 'claimed' WHERE premiere_kind IS NOT NULL")
    op.execute(RENDER_AGAIN)
    op.execute("UPDATE core_revision SET number = number + 1")


def _unique(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(f'ix_events_premiere_claim_{name}', 'events_premiere_claim', columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.create_index('ix_events_run_premiere_kind', 'events_run', ['premiere_kind'], unique=False)
    op.drop_column('events_run', 'premiere_state')
    op.drop_table('events_premiere_claim')
    op.execute(RENDER_AGAIN)
    op.execute("UPDATE core_revision SET number = number + 1")
