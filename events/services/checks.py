"""The checks of listings, drafts too, for their organisations and for reviewers: what they say, their halls, their licences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from accounts.licensing import Held
from accounts.queries.proofs import held_by
from events.advert import Finding, findings_of
from events.checked import Checked
from events.duplicates import Likeness, Listed
from events.halls import Standing, clashes_of, wants_hall
from events.holding import holding_of
from events.listing import Listing, listing_of, says_access, sittings_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS
from events.queries import review as queries
from events.queries.duplicates import duplicates_of
from events.queries.halls import standing_in

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Around:
    """What the checks have to know beside the listings themselves: what stands in their halls, what their organisers hold."""

    in_halls: Sequence[Standing] = ()
    held: Mapping[int, Sequence[Held]] = field(default_factory=dict)


def around(events: Iterable[Event], rows: Iterable[Performance]) -> Around:
    """What is around listings with these dates: two statements, however many they are."""
    listings, dated = list(events), [row for row in rows if wants_hall(row)]
    organisers = {event.organiser_id for event in listings if event.organiser_id is not None}
    held = held_by(organisers) if organisers else {}
    return Around(_in_halls(listings, dated), {key: [each for each, _number in of_one] for key, of_one in held.items()})


def _in_halls(events: Sequence[Event], rows: Sequence[Performance]) -> Sequence[Standing]:
    if not rows:
        return ()
    return standing_in(
        {row.hall_id for row in rows if row.hall_id}, {row.venue_id for row in rows if row.venue_id},
        # What began on the day before may last over midnight.
        min(row.day for row in rows) - ONE, max(row.day for row in rows) + ONE,
        owners={event.owner_id for event in events if event.owner_id is not None},
    )


def checked(event: Event) -> Checked:
    """What the checks say of a listing as it stands."""
    return checked_parts(event, queries.runs_of_listing(event.id), queries.rows_of_listing(event.id))


def checked_parts(
    event: Event, runs: Sequence[Run], rows: Sequence[Performance], *, known: Around | None = None, with_doubles: bool = False
) -> Checked:
    """The same, of parts that were loaded already, and of what is `known` of many listings at a time.

    What may be the same thing is looked for only where it is wanted.
    """
    beside = known or around([event], rows)
    listing, dated = whole_listing(event, runs, rows), _dated(rows)
    held = beside.held.get(event.organiser_id or 0, ())
    found = (
        *findings_of(listing), *clashes_of(event, rows, beside.in_halls), *holding_of(event, listing, runs, dated, held=held),
    )
    notes = tuple(sorted(found, key=lambda each: not each.blocks))
    return Checked(notes, _doubles(event, runs, dated) if with_doubles else ())


def said(event: Event, runs: Sequence[Run], rows: Sequence[Performance]) -> tuple[Finding, ...]:
    """What the checks find in what a listing itself says; no statement."""
    return findings_of(whole_listing(event, runs, rows))


def _dated(rows: Sequence[Performance]) -> list[Performance]:
    return [row for row in rows if row.form not in MOMENTS]


def whole_listing(event: Event, runs: Sequence[Run], rows: Sequence[Performance]) -> Listing:
    """A listing as the checks see it."""
    dated = _dated(rows)
    return listing_of(event, runs, sittings=sittings_of(rows), dates=len(dated), has_access=any(map(says_access, dated)))


def _doubles(event: Event, runs: Sequence[Run], dated: Sequence[Performance]) -> tuple[Likeness, ...]:
    listed = Listed(
        event_id=event.id, slug=event.slug, title=event.title, days=frozenset(row.day for row in dated),
        city=runs[0].city if runs else event.city, venue_id=runs[0].venue_id if runs else None,
    )
    return duplicates_of(listed, owner_id=event.owner_id)
