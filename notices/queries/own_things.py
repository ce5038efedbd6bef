"""What of an organisation can be followed, and which of its dates a notice can be about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models.organisation import Organisation
from core.clock import local
from core.db import session
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import TIMED
from events.queries.force_majeure import houses_of

MOST_EVENTS = 60
MOST_DATES = 120
# After its last date a listing has followers who may be thanked, for so long.
AFTERWARDS = timedelta(days=60)
HINDSIGHT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of an organisation that people follow. `ref` as subscriptions name it."""

    ref: str
    name: Bilingual


def things_of(organisation: Organisation, at: datetime) -> list[Thing]:
    """Its page, its public listings (the latest dates first), its houses. Two statements."""
    last = func.max(Performance.day)
    query = (
        select(Event.id, Event.title_zh, Event.title_en)
        .join(Run, Run.event_id == Event.id)
        .join(Performance, Performance.run_id == Run.id)
        .where(
            Event.owner_id == organisation.id, Event.published_at.is_not(None), Performance.published_at.is_not(None),
        )
        .group_by(Event.id, Event.title_zh, Event.title_en)
        .having(last >= local(at - AFTERWARDS).date())
        .order_by(last.desc(), Event.id.desc())
        .limit(MOST_EVENTS)
    )
    events = [Thing(f"event:{key}", Bilingual(zh, en)) for key, zh, en in session.execute(query)]
    houses = [Thing(f"venue:{each.id}", each.name) for each in houses_of(organisation.id)]
    return [Thing(f"organiser:{organisation.id}", organisation.name), *events, *houses]


def dates_of(organisation_id: int, at: datetime) -> Sequence[Performance]:
    """Its public dates to come, in order, then those of the last week: what a notice can be about."""
    query = (
        select(Performance)
        .join(Performance.run)
        .join(Run.event)
        .where(
            Event.owner_id == organisation_id, Event.published_at.is_not(None), Performance.published_at.is_not(None),
            Performance.form.in_(TIMED), Performance.day >= local(at - HINDSIGHT).date(),
        )
        .options(
            contains_eager(Performance.run).contains_eager(Run.event), joinedload(Performance.venue),
            joinedload(Performance.hall),
        )
        .order_by(Performance.day, Performance.starts_at, Performance.id)
        .limit(MOST_DATES)
    )
    rows = session.scalars(query).all()
    return sorted(rows, key=lambda row: row.starts_at < at)
