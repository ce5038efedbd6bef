"""What an import changes of dates that stand.

Drafts are worked out beforehand, without any lock, and written with the rest of the import (`write`). Of dates that everybody
sees each source only proposes a change; a trusted organisation's is a deed of the change desk, with its letters and its undo.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import get_history

from core.db import session
from core.editing import set_fields
from core.errors import Refused
from events.intake.placing import Placed
from events.intake.stated import Showing
from events.models.event import Event
from events.models.intake import Intake, Origin
from events.models.performance import Performance
from events.models.run import Run
from events.queries import intake as queries
from events.services.staging import Change, listing_digest, showing_digest, when_of

_EVENT_FACTS = ("summary_zh", "summary_en", "contact", "genre", "kind")
READ_AT_ONCE = 200
Editable = Event | Run | Performance


@dataclass(frozen=True, slots=True)
class Edit:
    """The columns of a row that shall say something else, and the version that was looked at."""

    key: int
    version: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Drafts:
    """What is written in the last step: columns of drafts, and what each source said last."""

    edits: dict[type[Editable], dict[int, Edit]] = field(default_factory=lambda: defaultdict(dict))
    names: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Sorted:
    """Changes by what is to become of them; `public` by event: a trusted organisation's dates that everybody sees."""

    drafts: Drafts = field(default_factory=Drafts)
    public: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)


def sort(intake: Intake, changes: Sequence[Change], *, is_trusted: bool, at: datetime) -> Sorted:
    """Work out what becomes of changes; nothing is written, so that it needs no lock."""
    found = Sorted()
    for first in range(0, len(changes), READ_AT_ONCE):
        part = changes[first : first + READ_AT_ONCE]
        rows = queries.origins([each.origin_id for each in part])
        with session.no_autoflush:
            for each in part:
                origin = rows.get(each.origin_id)
                if origin is None or origin.event.owner_id != intake.organisation_id:
                    found.counts["foreign"] += 1
                else:
                    _sort_one(origin, each, found, is_trusted=is_trusted, at=at)
            _keep_all([each for each in rows.values() if _is_draft(each)], found.drafts)
    return found


def _sort_one(origin: Origin, change: Change, found: Sorted, *, is_trusted: bool, at: datetime) -> None:
    if _is_draft(origin):
        _change_draft(origin.event, origin.performance, change, at)
        found.counts["changed"] += 1
        found.drafts.names.append(known_as(origin, change, at=at))
    elif is_trusted:
        found.public[origin.event_id].append(change)
    else:
        found.counts["proposed"] += 1
        found.drafts.names.append(known_as(origin, change, at=at, is_proposed=True))


def _is_draft(origin: Origin) -> bool:
    return origin.event.published_at is None or origin.performance.published_at is None


def _place(placed: Placed) -> dict[str, Any]:
    """Where it is: what a file names and we do not know never takes away a house that somebody chose."""
    place = placed.place
    if place.venue_id is None:
        return {}
    return {"venue_id": place.venue_id, "hall_id": place.hall_id, "city": place.city}


def _change_draft(event: Event, row: Performance, change: Change, at: datetime) -> None:
    set_fields(row, when_of(change.showing, row.run.duration_minutes) | _place(change.placed))
    row.changed_at = at
    if event.published_at is not None:
        return
    facts = {name: value for name, value in change.placed.listing.event.items() if name in _EVENT_FACTS}
    title = change.placed.listing.title
    set_fields(event, facts | {name: text for name, text in (("title_zh", title.zh), ("title_en", title.en)) if text},
               prose=("summary",))
    set_fields(row.run, {name: value for name, value in change.placed.listing.run.items() if name != "city"} |
               _place(change.placed), prose=("main_performers",))
    fen = [price["fen"] for price in row.run.prices or []]
    row.run.price_from_fen, row.run.price_to_fen = min(fen, default=None), max(fen, default=None)


def _keep_all(origins: Iterable[Origin], drafts: Drafts) -> None:
    """Remember what was set of these dates, their listings and runs, and let the rows be as they are stored."""
    rows = {(type(row), row.id): row for each in origins for row in (each.event, each.performance, each.performance.run)}
    for (model, key), row in rows.items():
        names = _set_of(row)
        if names:
            known = drafts.edits[model].get(key)
            values = {name: getattr(row, name) for name in names}
            drafts.edits[model][key] = Edit(key, row.version, {**(known.values if known else {}), **values})
    for row in rows.values():
        session.expire(row)


def _set_of(row: Editable) -> list[str]:
    """The columns of a row that were set to something else."""
    return [each.key for each in class_mapper(type(row)).column_attrs if get_history(row, each.key).has_changes()]


def known_as(origin: Origin, change: Change, *, at: datetime, is_proposed: bool = False) -> dict[str, Any]:
    """The columns that say what a source says of a date, and whether its people have to look at it."""
    said = {"proposed": proposal(change.placed, change.showing), "proposed_at": at} if is_proposed else {
        "proposed": origin.proposed, "proposed_at": origin.proposed_at,
    }
    return said | {
        "id": origin.id, "digest": showing_digest(change.placed, change.showing), "seen_at": at,
        "listing": listing_digest(change.placed),
    }


def proposal(placed: Placed, showing: Showing) -> dict[str, Any]:
    """What a source says of a date that everybody sees."""
    listing = placed.listing
    said = {
        "title": listing.title.in_language("zh"), "place": listing.place,
        "starts_at": showing.starts_at.isoformat() if showing.starts_at else None,
        "ends_at": showing.ends_at.isoformat() if showing.ends_at else None,
        "first": showing.first.isoformat() if showing.first else None,
        "last": showing.last.isoformat() if showing.last else None,
    }
    return {name: value for name, value in said.items() if value}


def write(drafts: Drafts) -> None:
    """Write what was worked out, a few statements whatever its number; `Refused("stale")` where somebody was faster."""
    for model, edits in drafts.edits.items():
        by_names: dict[tuple[str, ...], list[Edit]] = defaultdict(list)
        for each in edits.values():
            by_names[tuple(sorted(each.values))].append(each)
        for names, alike in by_names.items():
            _write_alike(model, names, alike)
    if drafts.names:
        session.execute(update(Origin), drafts.names)


def _write_alike(model: type[Editable], names: Sequence[str], edits: Sequence[Edit]) -> None:
    table = cast(Table, model.__table__)
    statement = (
        update(table)
        .where(table.c.id == bindparam("_key"), table.c.version == bindparam("_version"))
        .values({name: bindparam(f"_{name}") for name in names} | {"version": table.c.version + 1})
    )
    stated = [
        {"_key": each.key, "_version": each.version} | {f"_{name}": each.values[name] for name in names} for each in edits
    ]
    written = session.connection().execute(statement, stated)
    if written.rowcount != len(edits):
        raise Refused("stale")
