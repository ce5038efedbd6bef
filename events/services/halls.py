"""Whether a hall is free for what a deed wants: asked once for one deed, or for several that are done together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from core.errors import Refused
from events.change import Change, is_change
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.queries import deeds as queries
from events.queries.deeds import Taken

NEEDS_THE_HALL = frozenset({DeedKind.MOVE, DeedKind.HALL, DeedKind.REOPEN})
Asked = tuple[Sequence[Performance], Change]


class Halls:
    """What takes place in halls. `asked` are deeds that will be done together: each hall is read once for all of them, and
    their dates count as they stand after the deeds before, written or not."""

    def __init__(self, owner_id: int | None, asked: Sequence[Asked] = ()) -> None:
        self._owner_id = owner_id
        self._changing = {row.id: row for rows, _change in asked for row in rows}
        # One window for all: a date that is moved may go to another hall afterwards.
        begins = [moment for rows, change in asked for row in rows for moment in (row.starts_at, change.starts_of(row))]
        ends = [moment for rows, change in asked for row in rows for moment in (row.ends_at, change.ends_of(row))]
        halls = {hall for rows, change in asked for hall in needing(rows, change)}
        self._known = {hall: self._read(hall, min(begins), max(ends), self._changing) for hall in halls}

    def _read(self, hall: int, begins: datetime, ends: datetime, but: Collection[int]) -> list[Taken]:
        return queries.in_the_same_hall(hall, begins, ends, owner_id=self._owner_id, but=but)

    def others(self, hall: int, ours: Sequence[Performance], change: Change) -> Iterator[Taken]:
        """What takes place in a hall beside these dates, at least while they shall."""
        keys = {row.id for row in ours}
        known = self._known.get(hall)
        if known is None:
            begins, ends = min(map(change.starts_of, ours)), max(map(change.ends_of, ours))
            known = self._read(hall, begins, ends, keys | self._changing.keys())
        yield from known
        for row in self._changing.values():
            if row.hall_id == hall and row.id not in keys and row.is_timed and row.takes_place:
                yield Taken(row.id, row.starts_at, row.ends_at, row.run.event.title)


def needing(rows: Iterable[Performance], change: Change) -> dict[int, list[Performance]]:
    """The dates that take place in a hall afterwards, by the hall's key."""
    found: dict[int, list[Performance]] = defaultdict(list)
    if change.kind in NEEDS_THE_HALL:
        for row in rows:
            if (hall := change.hall_of(row)) is not None and row.is_timed and _stands_after(row, change):
                found[hall].append(row)
    return found


def refuse_taken_hall(rows: Sequence[Performance], change: Change, halls: Halls) -> None:
    """Say no where something else takes place in the hall, or two of these dates at once."""
    for hall, ours in needing(rows, change).items():
        others = list(halls.others(hall, ours, change))
        for row in (each for each in ours if _comes_anew(each, change)):
            start, end = change.starts_of(row), change.ends_of(row)
            clash = next((each for each in others if each.starts_at < end and each.ends_at > start), None)
            if clash is not None:
                raise Refused("hall_taken", other=clash.title, starts_at=clash.starts_at)
        _refuse_own_overlap(ours, change)


def _stands_after(row: Performance, change: Change) -> bool:
    """Whether a date takes place afterwards: one that is postponed gets another hall without taking it yet."""
    return row.takes_place or (change.kind is not DeedKind.HALL and is_change(row, change))


def _comes_anew(row: Performance, change: Change) -> bool:
    """Whether it did not stand there and then before."""
    return is_change(row, change) and not (change.kind is DeedKind.REOPEN and row.takes_place)


def _refuse_own_overlap(rows: Sequence[Performance], change: Change) -> None:
    spans = sorted((change.starts_of(row), change.ends_of(row)) for row in rows)
    for (_, ends), (begins, _end) in pairwise(spans):
        if begins < ends:
            raise Refused("dates_overlap")
