"""What stands changed of a date, in words: for pages as markup, for calendars as plain text."""

from collections.abc import Callable
from typing import TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from core.language import say
from core.types import Bilingual
from events.amendments import Amended, WasAt
from events.models.performance import Performance
from venues.models import Hall, Venue

Words = TypeVar("Words", str, Markup)
ANOTHER_HALL = _("In another hall: %(now)s (was: %(was)s)")
ANOTHER_HOUSE = _("In another house: %(now)s (was: %(was)s)")
ANOTHER_CAST = _("With another cast: %(now)s (was: %(was)s)")
# Where nothing was stated before.
NOW_PLAYING = _("Now playing: %(now)s")


def is_another_house(row: Performance, was: WasAt) -> bool:
    """Whether it is in another house, not only in another hall of the same one."""
    return row.venue_id != (was.venue.id if was.venue else None)


def place_name(venue: Venue | None, hall: Hall | None, *, with_house: bool) -> Bilingual:
    """House and hall in one line; a hall alone where the house goes without saying. A language that lacks the house's name
    falls back to the other."""
    parts = [each.name for each in (venue if with_house or hall is None else None, hall) if each is not None]
    return Bilingual(*(" ".join(part.in_language(speaks) for part in parts) for speaks in ("zh", "en")))


def _said(row: Performance, amended: Amended, named: Callable[[Bilingual], Words]) -> list[tuple[LazyString, dict[str, Words]]]:
    found = []
    if place := amended.place:
        is_house = is_another_house(row, place.was)
        now = place_name(row.venue, row.hall, with_house=is_house)
        was = place_name(place.was.venue, place.was.hall, with_house=is_house) or row.run.event.place_stated
        found.append((ANOTHER_HOUSE if is_house else ANOTHER_HALL, {"now": named(now), "was": named(was)}))
    if cast := amended.cast:
        words = ANOTHER_CAST if cast.was else NOW_PLAYING
        found.append((words, {"now": named(row.run.main_performers), "was": named(cast.was)}))
    return found


def shown_lines(row: Performance, amended: Amended) -> list[Markup]:
    """Another place, another cast, for a page; a name that is not translated says so."""
    return [escape(str(words)) % values for words, values in _said(row, amended, say)]


def plain_lines(row: Performance, amended: Amended, speaks: str) -> list[str]:
    """The same as plain text, in a language that is in force."""
    return [str(words) % values for words, values in _said(row, amended, lambda text: text.in_language(speaks))]
