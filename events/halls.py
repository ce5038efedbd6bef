"""Whether the hall of a listing's dates is free: what else takes place there and then, as findings of the checks. Pure.

A date that is not public yet keeps its listing back where the hall is taken by another public one. What is public on both
sides, or a draft on both, is only said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from core.types import Bilingual
from events.advert import Code, Finding, Severity
from events.models.event import Event
from events.models.performance import Performance

ANCHOR = "dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A date that takes place in a hall; `is_public` False: a draft."""

    event_id: int
    owner_id: int | None
    title: Bilingual
    hall_id: int
    starts_at: datetime
    ends_at: datetime
    is_public: bool


def wants_hall(row: Performance) -> bool:
    """Whether a dated row needs a hall of its own."""
    return row.hall_id is not None and row.venue_id is not None and row.is_timed and row.takes_place


def clashes_of(event: Event, rows: Iterable[Performance], others: Sequence[Standing]) -> tuple[Finding, ...]:
    """What else takes place in the halls of a listing's dates, one finding for each other listing; `others` by their starts."""
    in_hall: dict[int, list[Standing]] = defaultdict(list)
    for other in others:
        if other.event_id != event.id and (other.is_public or other.owner_id == event.owner_id):
            in_hall[other.hall_id].append(other)
    found: dict[tuple[int, Severity], tuple[Standing, list[datetime]]] = {}
    for row in filter(wants_hall, rows):
        for other in _over(row, in_hall[row.hall_id or 0]):
            found.setdefault((other.event_id, _severity(event, row, other)), (other, []))[1].append(row.starts_at)
    return tuple(
        Finding(Code.HALL_TAKEN, severity, "", ANCHOR, {"title": other.title, "starts": tuple(dict.fromkeys(starts))})
        for (_, severity), (other, starts) in found.items()
    )


def _over(row: Performance, others: Sequence[Standing]) -> list[Standing]:
    """Those that overlap with a date."""
    return [other for other in takewhile(lambda each: each.starts_at < row.ends_at, others) if other.ends_at > row.starts_at]


def _severity(event: Event, row: Performance, other: Standing) -> Severity:
    is_seen = event.is_public and row.published_at is not None
    return Severity.BLOCK if other.is_public and not is_seen else Severity.WARN
