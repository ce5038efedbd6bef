"""In which order answers stand."""

from datetime import date

from portal.search.document import Document, Kind, last_day
from portal.search.matching import Tier

ORDER = {kind: place for place, kind in enumerate(Kind)}
COMING, UNDATED, PAST = range(3)
Place = tuple[Tier, int, date, bool, int, int, str]


def place_of(tier: Tier, of: Document, next_day: date | None) -> Place:
    """Sorts answers: how well, then what is on soonest, real before demo; what is over last, the latest first."""
    if next_day:
        return tier, COMING, next_day, of.is_demo, ORDER[of.kind], 0, of.slug
    if not of.days:
        return tier, UNDATED, date.max, of.is_demo, ORDER[of.kind], 0, of.slug
    ended = last_day(of.days) or date.min
    return tier, PAST, date.max, of.is_demo, ORDER[of.kind], -ended.toordinal(), of.slug
