"""Dates on a reader's lists as pages show them, and which of them clash."""

from collections.abc import Sequence

from core import clock
from core.types import Bilingual
from events.models.performance import Performance
from notices.calendar_words import clash_words
from notices.clashes import Visit, clashes
from notices.queries import calendars as queries


def visit_of(row: Performance) -> Visit:
    """A date as the clashes know it."""
    event, house = row.run.event, row.venue
    return Visit(
        key=row.id,
        title=_joined(event.title, row.title),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        end_is_stated=row.end_is_stated,
        city=row.city,
        venue_id=row.venue_id,
        point=(house.lat, house.lng) if house and house.lat is not None and house.lng is not None else None,
    )


def _joined(title: Bilingual, more: Bilingual) -> Bilingual:
    if not more:
        return title
    return Bilingual(*(" · ".join(filter(None, (title.in_language(each), more.in_language(each)))) for each in ("zh", "en")))


def clash_lines(shown: Sequence[Performance], follower_id: int, *, are_offered: bool = False) -> list[str]:
    """In words: which of these coming dates clash with each other, or with what is on any of the reader's lists. Dates that
    are only offered are looked at beside what is on a list, not beside each other."""
    at = clock.now()
    listed = queries.dates_on_all(follower_id)
    keys = {row.id for row in shown}
    rows = [*shown, *queries.dates(sorted(listed - keys), after=at)]
    visits = [visit_of(row) for row in rows if row.is_timed and row.takes_place and row.ends_at > at]

    def is_asked(one: int, other: int) -> bool:
        is_beside = one in listed or other in listed or not are_offered
        return is_beside and (one in keys or other in keys)

    return [clash_words(each) for each in clashes(visits, is_asked)]
