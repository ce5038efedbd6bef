"""Which pictures are named by what."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from core.db import session
from core.uploads import key_of
from events.models.event import Event
from events.models.run import Run
from repertoire.models import Production

UPLOADED = "/media/%"


def is_shown(stored: str) -> bool:
    """Whether a picture stands for something public: an event, or a work that a public event shows."""
    of_event = exists().where(Event.image == stored, Event.published_at.is_not(None))
    of_work = (
        select(Production.id)
        .join(Run, Run.production_id == Production.id)
        .join(Event, Event.id == Run.event_id)
        .where(Production.image == stored, Event.published_at.is_not(None))
        .exists()
    )
    return bool(session.scalar(select(or_(of_event, of_work))))


def keys_in_use() -> set[str]:
    """Keys of the uploaded pictures that events or works name, drafts too."""
    named = select(Event.image).where(_uploaded(Event.image)).union(select(Production.image).where(_uploaded(Production.image)))
    return {key for stored in session.scalars(named) if (key := key_of(stored))}


def _uploaded(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return column.like(UPLOADED)
