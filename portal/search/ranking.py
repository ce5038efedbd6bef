"""In which order answers stand."""

from datetime import date

from portal.search.document import Document, Kind, last_day
from portal.search.matching import Match

ORDER = {kind: place for place, kind in enumerate(Kind)}
COMING, UNDATED, PAST = range(3)
Place = tuple[int, int, int, date, bool, int, int, str, int, str]


def place_of(match: Match, of: Document, next_day: date | None) -> Place:
    """Sorts answers: how well, then what is on soonest, real before demo; what is over last, the latest first.

    Of equals a short title stands before a long one.
    """
    ended = 0
    if next_day:
        when = COMING
    elif not of.days:
        when = UNDATED
    else:
        when, ended = PAST, -(last_day(of.days) or date.min).toordinal()
    number = of.city if of.kind is Kind.CITY else ""
    length = len(of.title.zh or of.title.en)
    return match.tier, match.fit, when, next_day or date.max, of.is_demo, ORDER[of.kind], ended, number, length, of.slug
