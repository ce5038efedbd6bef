"""Selects of what stands changed of public dates: their history, and the names of houses and halls that it speaks of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from core import history
from core.db import session
from core.models import Change
from events.amendments import Amended, Amendment, WasAt, cast_of, casts_before, place_before, time_before
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS
from venues.models import Hall, Venue

DEEDS = ("moved", "moved_back", "changed_place", "undone", "edited")
AT_ONCE = 400
Keys = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Places:
    """Houses and halls by their keys."""

    venues: Mapping[int, Venue] = field(default_factory=dict)
    halls: Mapping[int, Hall] = field(default_factory=dict)

    def at(self, venue_id: int | None, hall_id: int | None) -> WasAt:
        """The place of these keys."""
        return WasAt(self.venues.get(venue_id or 0), self.halls.get(hall_id or 0))


def places_named(venue_ids: Iterable[int | None], hall_ids: Iterable[int | None]) -> Places:
    """Houses and halls by their keys; a statement for each sort that is named."""
    houses, halls = sorted({key for key in venue_ids if key}), sorted({key for key in hall_ids if key})
    return Places(
        {each.id: each for each in session.scalars(select(Venue).where(Venue.id.in_(houses)))} if houses else {},
        {each.id: each for each in session.scalars(select(Hall).where(Hall.id.in_(halls)))} if halls else {},
    )


def amendments_of(rows: Iterable[Performance]) -> dict[int, Amended]:
    """What stands changed of each of these dates; those that nothing has happened to are absent and cost nothing.

    One statement for some hundred dates, and two for the places they were to be in. SEQUENCE rises with every such change.
    """
    chosen = [row for row in rows if row.sequence > 0 and row.takes_place and row.form not in MOMENTS]
    found: dict[int, Amended] = {}
    places: dict[int, Amendment[Keys]] = {}
    for first in range(0, len(chosen), AT_ONCE):
        some = chosen[first : first + AT_ONCE]
        past = _history_of(some)
        runs = {row.run_id: row.run for row in some}
        casts = {key: casts_before(run.main_performers, past.get((Run.__tablename__, key), ())) for key, run in runs.items()}
        for row in some:
            own = past.get((Performance.__tablename__, row.id), ())
            found[row.id] = Amended(time=time_before(row, own), cast=cast_of(row, casts[row.run_id]))
            if place := place_before(row, own):
                places[row.id] = place
    named = places_named((each.was[0] for each in places.values()), (each.was[1] for each in places.values()))
    for key, each in places.items():
        found[key] = replace(found[key], place=Amendment(named.at(*each.was), each.since, each.reason))
    return found


def _history_of(rows: Sequence[Performance]) -> dict[tuple[str, int], list[Change]]:
    keys = {Performance.__tablename__: [row.id for row in rows], Run.__tablename__: sorted({row.run_id for row in rows})}
    found: dict[tuple[str, int], list[Change]] = {}
    for each in history.changes_to(keys, DEEDS):
        found.setdefault((each.subject, each.subject_id), []).append(each)
    return found
