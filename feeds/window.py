"""Which entries a feed carries when there are too many (feeds.md 0.7, 0.8); pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

BACK = timedelta(days=30)
AHEAD = timedelta(days=400)
CANCELLED_STAYS = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be carried: `is_off` where it does not take place, `is_moved` where it has another time,
    `is_stale` where its bytes must be made before they are served. `size` is in bytes, `changed_at` (UTC) is the entry's stamp.
    """

    performance_id: int
    day: date
    last_day: date
    size: int
    is_off: bool = False
    is_moved: bool = False
    is_stale: bool = False
    changed_at: datetime | None = None

    @property
    def must_stay(self) -> bool:
        """Whether it may not be dropped before its time (feeds.md 0.8)."""
        return self.is_off or self.is_moved

    def has_left(self, today: date) -> bool:
        """Whether its time is over: what was cancelled leaves eight days after its end."""
        return self.is_off and self.last_day + CANCELLED_STAYS < today


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries carried, in the order given; `until` is the last whole day where days were cut off the far end."""

    carried: tuple[int, ...]
    until: date | None


def choose(
    candidates: Sequence[Candidate], today: date, *, most_entries: int, most_bytes: int, is_cut: bool = False
) -> Choice:
    """Keep what is on today or later in date order; drop past entries first, then whole days from the far end.

    A day is never cut in two, so a first day that alone is too large is carried whole. What must stay is counted first.
    `is_cut`: there is more beyond the candidates, so that an end must be named even where all of them fit.
    """
    forced = [each for each in candidates if each.must_stay]
    carried = {each.performance_id for each in forced}
    entries, size = len(forced), sum(each.size for each in forced)
    coming = [each for each in candidates if each.last_day >= today and not each.must_stay]
    until: date | None = None
    last_whole: date | None = None
    for day, group in _by_day(coming, today):
        fits = entries + len(group) <= most_entries and size + sum(each.size for each in group) <= most_bytes
        if not fits and last_whole is not None:
            until = last_whole
            break
        carried.update(each.performance_id for each in group)
        entries, size, last_whole = entries + len(group), size + sum(each.size for each in group), day
    until = until or (last_whole if is_cut else None)
    if until is None:
        past = [each for each in candidates if each.last_day < today and not each.must_stay]
        for each in reversed(past):
            if entries + 1 > most_entries or size + each.size > most_bytes:
                break
            carried.add(each.performance_id)
            entries, size = entries + 1, size + each.size
    return Choice(tuple(each.performance_id for each in candidates if each.performance_id in carried), until)


def _by_day(coming: Sequence[Candidate], today: date) -> list[tuple[date, list[Candidate]]]:
    """Groups of a day each; what began before today counts as today's."""
    groups: dict[date, list[Candidate]] = {}
    for each in coming:
        groups.setdefault(max(each.day, today), []).append(each)
    return sorted(groups.items())
