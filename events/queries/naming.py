"""The names of what entries of the trail are about."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import session
from core.types import Bilingual
from events.models.deed import Deed
from events.models.event import Event
from events.models.ownership import Claim, Transfer
from events.models.run import Run
from venues.models import Venue

Subject = tuple[str, int | None]
# From a table's row to its event.
TO_EVENT: Mapping[str, Any] = {
    Event.__tablename__: (Event.id, Event.id), Run.__tablename__: (Run.id, Run.event_id),
    Deed.__tablename__: (Deed.id, Deed.event_id), Claim.__tablename__: (Claim.id, Claim.event_id),
    Transfer.__tablename__: (Transfer.id, Transfer.event_id),
}


def events_of(subjects: Collection[Subject]) -> dict[Subject, Event]:
    """The event that each subject belongs to, with its owner: a statement a table and one for the events."""
    keys: dict[str, set[int]] = defaultdict(set)
    for table, key in subjects:
        if key is not None and table in TO_EVENT:
            keys[table].add(key)
    event_of: dict[Subject, int] = {}
    for table, wanted in sorted(keys.items()):
        own, event = TO_EVENT[table]
        pairs = session.execute(select(own, event).where(own.in_(wanted)))
        event_of |= {(table, key): event_id for key, event_id in pairs}
    if not event_of:
        return {}
    found = session.scalars(select(Event).where(Event.id.in_(set(event_of.values()))).options(joinedload(Event.owner)))
    by_key = {each.id: each for each in found}
    return {subject: by_key[key] for subject, key in event_of.items() if key in by_key}


def house(key: int) -> Bilingual:
    """A house's name; empty where there is none."""
    row = session.get(Venue, key)
    return row.name if row else Bilingual("", "")
