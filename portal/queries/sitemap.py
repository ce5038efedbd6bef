"""What stands in the sitemap: public pages of rows, in files by ranges of their keys, with the day they last changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, tuple_

from accounts.models.organisation import Organisation
from core.db import session
from core.models import Change
from events.models.event import Event, Inclusion
from repertoire.models import Artist, Company, Production
from venues.models import Venue

# Keys a file: two addresses each, far below the 50,000 of sitemaps.org, and small enough to be kept on the shelf.
KEYS = 500
# The name of a kind in addresses, its rows, and the topic under which core/history.py keeps its changes.
KINDS: Mapping[str, tuple[Any, str]] = {
    "events": (Event, "event"),
    "productions": (Production, "production"),
    "companies": (Company, "company"),
    "artists": (Artist, "artist"),
    "venues": (Venue, "venue"),
    "organisers": (Organisation, "organisation"),
}
SHOWS_NO_OTHERS = frozenset({"events", "productions"})


def _listed(kind: str, *, has_demo: bool) -> list[ColumnElement[bool]] | None:
    """Which rows of a kind are listed; None where none is.

    While a demo season is loaded, pages that gather rows of others may show some of it and are not indexed: they are left out.
    """
    row = KINDS[kind][0]
    if has_demo and kind not in SHOWS_NO_OTHERS:
        return None
    found = [row.is_demo.is_(False)]
    if row is Organisation:
        found.append(Organisation.listed_at.is_not(None))
    if row is Event:
        found.append(Event.published_at.is_not(None))
        if has_demo:
            found.append(~exists().where(Inclusion.whole_id == Event.id))
    return found


def files_of(kind: str, *, has_demo: bool) -> Sequence[int]:
    """The numbers of the files that list something, from 1; each is found by one step along the key."""
    listed, row = _listed(kind, has_demo=has_demo), KINDS[kind][0]
    if listed is None:
        return ()
    first = select(((func.min(row.id) - 1) // KEYS).label("number")).where(*listed)
    steps = first.cte("steps", recursive=True)
    following = select((func.min(row.id) - 1) // KEYS).where(row.id > (steps.c.number + 1) * KEYS, *listed).scalar_subquery()
    steps = steps.union_all(select(following).where(steps.c.number.is_not(None)))
    return [number + 1 for number in session.scalars(select(steps.c.number)) if number is not None]


def entries_of(kind: str, file: int, *, has_demo: bool) -> list[tuple[str, datetime | None]]:
    """The slugs in one file, by key, each with the moment of its last public change (None where no history is kept)."""
    listed, (row, topic) = _listed(kind, has_demo=has_demo), KINDS[kind]
    if listed is None:
        return []
    keys = row.id.between((file - 1) * KEYS + 1, file * KEYS)
    found = session.execute(select(row.id, row.slug).where(keys, *listed).order_by(row.id)).all()
    changed = _last_changes([f"{topic}:{key}" for key, _slug in found])
    return [(slug, changed.get(f"{topic}:{key}")) for key, slug in found]


def _last_changes(topics: Sequence[str]) -> dict[str, datetime]:
    last = select(Change.topic, func.max(Change.id)).where(Change.topic.in_(topics)).group_by(Change.topic)
    query = select(Change.topic, Change.at).where(tuple_(Change.topic, Change.id).in_(last))
    return {topic: at for topic, at in session.execute(query)}
