"""The checks of a whole listing, drafts too, for its organisation and for reviewers."""

from collections.abc import Sequence

from events.advert import findings_of
from events.checked import Checked
from events.duplicates import Likeness, Listed
from events.listing import listing_of, says_access, sittings_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS
from events.queries import review as queries
from events.queries.duplicates import duplicates_of


def checked(event: Event) -> Checked:
    """What the checks say of a listing as it stands."""
    return checked_parts(event, queries.runs_of_listing(event.id), queries.rows_of_listing(event.id))


def checked_parts(event: Event, runs: Sequence[Run], rows: Sequence[Performance], *, with_doubles: bool = False) -> Checked:
    """The same, of parts that were loaded already; what may be the same thing is looked for only where it is wanted."""
    dated = [row for row in rows if row.form not in MOMENTS]
    listing = listing_of(
        event, runs, sittings=sittings_of(rows), dates=len(dated), has_access=any(map(says_access, dated))
    )
    return Checked(findings_of(listing), _doubles(event, runs, dated) if with_doubles else ())


def _doubles(event: Event, runs: Sequence[Run], dated: Sequence[Performance]) -> tuple[Likeness, ...]:
    listed = Listed(
        event_id=event.id, slug=event.slug, title=event.title, days=frozenset(row.day for row in dated),
        city=runs[0].city if runs else event.city, venue_id=runs[0].venue_id if runs else None,
    )
    return duplicates_of(listed, owner_id=event.owner_id)
