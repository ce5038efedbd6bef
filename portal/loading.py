"""What the `load` commands do, step by step. Each step is one short transaction: readers and writers never wait long."""

from collections.abc import Callable
from datetime import datetime

from accounts.queries import organisations as accounts_queries
from accounts.services import organisations as accounts
from core.db import committing
from core.loading import Counts
from core.revision import touch
from core.web import settings
from events.queries import loading as stored
from events.season.values import Wish
from events.services import demo
from events.services import papers as events
from events.services.demo_rows import Keys
from feeds import services as feeds
from portal import entries, indexing
from portal.search.document import Kind
from portal.services import search
from repertoire import queries as repertoire_queries
from repertoire import services as repertoire
from repertoire.demo import works
from venues import queries as venues_queries
from venues import services as venues

Progress = Callable[[int], None]
ROWS_A_DELETION = 1_000
EVENTS_A_DELETION = 500
MOST_EVENTS = 1_000_000


def load_papers(*, at: datetime) -> list[Counts]:
    """Organisations, venues, productions and events as the papers name them; again it changes nothing."""
    with committing():
        return [
            accounts.load_papers(at=at), *venues.load_papers(at=at), repertoire.load_papers(at=at), events.load_papers(at=at),
        ]


def in_words(counts: list[Counts]) -> str:
    """One line a table: what was added, changed, found as it was."""
    return "\n".join(f"{each.name}: {each.added} added, {each.changed} changed, {each.same} unchanged" for each in counts)


def needs_papers() -> bool:
    """Whether the reference data are missing."""
    return not venues_queries.any_venue()


def needs_demo() -> bool:
    """Whether there is nothing to show: no public demo event and no performance of anybody's."""
    return not stored.any_public_demo_event() and not stored.any_real_performance()


def load_demo(wish: Wish, *, at: datetime, progress: Progress) -> int:
    """Load the season that was wished for, in place of any other; answers how many dated rows were written (0: it was there).

    `progress` is told how many performances were written or rendered since it was last told: twice `wish.performances` in all.
    """
    if demo.is_loaded(wish):
        return 0
    remove_demo()
    with committing():
        feeds.note_base(settings().public_base_url, at=at)
    _load_base(wish, at=at)
    keys = _write_season(wish, at=at, progress=progress)
    for part in entries.rendered(keys, at=at):
        with committing():
            entries.write(part)
        progress(len(part) // 2)
    indexing.index_hidden(stored.demo_event_keys(MOST_EVENTS))
    with committing():
        demo.publish(at=at)
        search.show_demo(shown=True)
    return len(keys)


def _load_base(wish: Wish, *, at: datetime) -> None:
    """What the season hangs on: organisations, rooms, works."""
    with committing():
        accounts.load_demo(at=at)
        venues.load_demo(demo.VENUES)
        repertoire.load_demo(works(wish.performances))
        touch()


def _write_season(wish: Wish, *, at: datetime, progress: Progress) -> list[int]:
    halls = venues_queries.halls()
    stock = demo.stock_of(halls, works(wish.performances), accounts.demo_organisations())
    keys = Keys(
        organisations=accounts_queries.organisation_keys(),
        venues={hall.venue.slug: hall.venue.id for hall in halls},
        halls={f"{hall.venue.slug}/{hall.code}": hall.id for hall in halls},
        productions=repertoire_queries.production_keys(),
    )
    writer = demo.Writer(wish, keys, at=at)
    written: list[int] = []
    for batch in demo.batches(wish, stock):
        with committing():
            added = writer.write(batch)
        written += added
        progress(len(added))
    with committing():
        writer.write_inclusions()
    return written


def remove_demo(progress: Progress = lambda _rows: None) -> int:
    """Remove every row of the demo, hidden first, then part after part; answers how many dated rows there were."""
    if not stored.demo_seasons() and not venues_queries.demo_venue_keys():
        return 0
    with committing():
        demo.withdraw()
        search.show_demo(shown=False)
    removed = 0
    while keys := stored.demo_performance_keys(ROWS_A_DELETION):
        with committing():
            entries.remove(keys)
            demo.delete_performances(keys)
        removed += len(keys)
        progress(len(keys))
    while keys := stored.demo_event_keys(EVENTS_A_DELETION):
        with committing():
            search.forget(Kind.EVENT, keys)
            demo.delete_events(keys)
    _remove_base()
    return removed


def _remove_base() -> None:
    """Works, rooms and organisations, but those that somebody's own events hang on."""
    with committing():
        repertoire.remove_demo(in_use=stored.production_keys_in_use())
        venues.remove_demo(in_use=stored.venue_keys_in_use())
        accounts.remove_demo(in_use=stored.organisation_keys_in_use())
        search.forget_demo()
        touch()
