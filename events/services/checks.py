"""The checks of a whole listing, drafts too, for its organisation and for reviewers."""

from collections.abc import Sequence

from events.checked import Checked, Note
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import EventKind
from events.queries import review as queries

TITLE_WORDS = ("中国", "中华", "全国", "国际")


def checked(event: Event) -> Checked:
    """What the checks say of a listing as it stands."""
    return checked_parts(event, queries.runs_of_listing(event.id), queries.rows_of_listing(event.id))


def checked_parts(event: Event, runs: Sequence[Run], rows: Sequence[Performance]) -> Checked:
    """The same, of parts that were loaded already."""
    notes = []
    if not rows:
        notes.append(Note("no_dates", blocks=True))
    if not event.place_stated and not any(run.venue_id for run in runs):
        notes.append(Note("no_place", blocks=True))
    if event.kind is EventKind.SHOW and not all(run.is_free for run in runs):
        notes += [Note("title_word", False, "R8", {"word": word}) for word in TITLE_WORDS if word in event.title.zh]
    return Checked(tuple(sorted(notes, key=lambda each: not each.blocks)))
