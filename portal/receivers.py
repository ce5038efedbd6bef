"""Whatever changes a row that can be found notes it, and the index follows within the same transaction, before its commit.

Watching the session rather than signals: a new deed, an import or a draft that is deleted cannot be forgotten (decision 0009).
Statements that change many rows at once pass the session by: those who write them call portal/services/search.py.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from accounts.models.organisation import Organisation
from accounts.signals import demo_owner_named
from core.db import session
from events.models.event import Event, EventStrand
from events.models.performance import Performance
from events.models.run import Run
from events.services import demo
from events.signals import listings_extended, listings_extending, listings_shown, listings_staged
from portal.queries.sources import Changed, works_on_at
from portal.search.document import Kind
from portal.services import search
from portal.services.search import Prepared
from repertoire.models import Artist, Company, Credit, Production
from venues.models import Hall, Venue

THINGS = {
    Event: Kind.EVENT, Production: Kind.PRODUCTION, Company: Kind.COMPANY, Artist: Kind.ARTIST, Venue: Kind.VENUE,
    Organisation: Kind.ORGANISER,
}


class Pending:
    """What changed in one transaction; called once, before its commit."""

    def __init__(self) -> None:
        self.changed = Changed()

    def __call__(self) -> None:
        """Index anew."""
        search.follow(self.changed)


def connect() -> None:
    """Watch the session; called once by the application (again does no harm)."""
    demo_owner_named.connect(_on_demo_owner)
    if not event.contains(session, "after_flush", _note):
        event.listen(session, "after_flush", _note)
    listings_staged.connect(_on_staged)
    listings_shown.connect(_on_shown)
    listings_extending.connect(_on_extending)
    listings_extended.connect(_on_extended)


def _on_staged(keys: Sequence[int], **_more: Any) -> None:
    """Listings that were written in bulk and that nobody may find yet."""
    search.refresh(Kind.EVENT, keys, shown=False)


def _on_shown(keys: Sequence[int], **_more: Any) -> None:
    search.show_events(keys)


def _on_extending(keys: Sequence[int], intake_id: int, **_more: Any) -> dict[int, Prepared]:
    """What their entries will say is made while others write."""
    return search.prepared(keys, intake_id)


def _on_extended(keys: Sequence[int], prepared: Sequence[Any] = (), **_more: Any) -> None:
    """Whoever finds these sees their new dates; so does whoever finds the works that are on."""
    made = {key: each for several in prepared for key, each in several.items() if isinstance(each, Prepared)}
    left = search.write_prepared({key: made[key] for key in keys if key in made})
    changed = _pending(session())
    _spread(changed, Kind.EVENT, iter(left | (set(keys) - made.keys())))
    _own(changed, Kind.PRODUCTION, iter(works_on_at(keys)))


def _on_demo_owner(organisation: Organisation, **_more: Any) -> None:
    """Whoever owns an organisation of the demo manages its shows; accounts cannot know of events (house.md 1.1)."""
    demo.give(organisation.id)


def _pending(of: Session) -> Changed:
    """What is noted of the running transaction. The index is written before the catalogue revision is raised."""
    waiting: dict[Callable[[], None], bool] = of.info.setdefault("before_commit", {})
    known = next((each for each in waiting if isinstance(each, Pending)), None)
    if known is None:
        known = Pending()
        of.info["before_commit"] = {known: True, **waiting}
    return known.changed


def _note(of: Session, _context: object) -> None:
    """Note what a flush wrote. What is new is shown nowhere else yet."""
    for row in of.new:
        _note_row(of, row, is_new=True)
    for row in (*of.dirty, *of.deleted):
        _note_row(of, row, is_new=False)


def _note_row(of: Session, row: Any, *, is_new: bool) -> None:
    kind = THINGS.get(type(row))
    if kind:
        changed = _pending(of)
        (changed.things if is_new else changed.spreading).setdefault(kind, set()).add(row.id)
    elif type(row) in PARTS:
        PARTS[type(row)](_pending(of), row)


def _values(row: Any, name: str) -> Iterator[int]:
    """What a column holds now and what it held before."""
    history = inspect(row).attrs[name].history
    yield from (value for value in (*history.added, *history.unchanged, *history.deleted) if value is not None)


def _spread(changed: Changed, kind: Kind, keys: Iterator[int]) -> None:
    changed.spreading.setdefault(kind, set()).update(keys)


def _own(changed: Changed, kind: Kind, keys: Iterator[int]) -> None:
    changed.things.setdefault(kind, set()).update(keys)


def _note_run(changed: Changed, row: Run) -> None:
    _own(changed, Kind.EVENT, _values(row, "event_id"))
    _own(changed, Kind.PRODUCTION, _values(row, "production_id"))


def _note_performance(changed: Changed, row: Performance) -> None:
    changed.runs.update(_values(row, "run_id"))


def _note_credit(changed: Changed, row: Credit) -> None:
    _spread(changed, Kind.PRODUCTION, _values(row, "production_id"))


def _note_hall(changed: Changed, row: Hall) -> None:
    _own(changed, Kind.VENUE, _values(row, "venue_id"))


def _note_strand(changed: Changed, row: EventStrand) -> None:
    _own(changed, Kind.EVENT, _values(row, "event_id"))


PARTS: dict[type[Any], Callable[[Changed, Any], None]] = {
    Run: _note_run, Performance: _note_performance, Credit: _note_credit, Hall: _note_hall, EventStrand: _note_strand,
}
