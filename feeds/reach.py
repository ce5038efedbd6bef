"""Which calendars a change of dates would alter: those of everything the dates belong to, and the filtered ones in use."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from core import clock
from core.types import Bilingual
from core.web import link
from delta.cities import city, is_city
from delta.windows import strand, window
from events.filters import UnknownValue, parse_filters
from events.queries.selection import Selection
from events.reach import Calendar, Reach
from feeds import queries
from feeds.queries import Belonging

IN_USE = timedelta(days=7)
MOST_FILTERED = 400
ALL = Bilingual("全部演出与活动", "Everything")
FIRSTS = Bilingual("首演首展", "Premieres")


class _Asked(dict[str, list[str]]):
    """A stored query as the filters read it."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""
        return self.get(key, [])


def reach_of_feeds(keys: Sequence[int], venue_ids: Sequence[int] = ()) -> Reach:
    """The calendars that hold these dates, or will since the dates come to these houses.

    Six statements and a few more for filtered calendars, whatever their number.
    """
    named = [_calendar(name, kind, slug) for name, kind, slug in _named(queries.belonging_of(keys, venue_ids))]
    paths = {_path(each, speaks): each for each in named for speaks in ("zh", "en")}
    fetched = queries.fetched_since(clock.now() - IN_USE, list(paths))
    used = {id(paths[path]) for path in fetched}
    filtered, is_least = _filtered(keys)
    found = tuple(
        Calendar(name=each.name, endpoint=each.endpoint, values=each.values, is_followed=id(each) in used) for each in named
    )
    return Reach(calendars=found, filtered=filtered, is_least=is_least)


def _named(of: Belonging) -> list[tuple[Bilingual, str, str]]:
    """What the dates belong to, as (name, kind of feed, slug): the widest first."""
    found = [(ALL, "", "")]
    found += [(city(code).name, "cities", city(code).slug) for code in sorted(of.cities) if is_city(code)]
    for kind in ("venues", "events", "productions", "companies", "artists", "organisers"):
        found += [(name, kind, slug) for name, slug in of.things.get(kind, ())]
    for code in sorted(of.strands):
        if known := strand(code):
            found.append((known.name, "strands", code.replace("_", "-")))
    for code in sorted(of.windows):
        if measure := window(code):
            found.append((measure.name, "windows", code))
    return [*found, (FIRSTS, "premieres", "")] if of.has_first else found


def _calendar(name: Bilingual, kind: str, slug: str) -> Calendar:
    if not kind:
        return Calendar(name=name, endpoint="calendars.calendar")
    if not slug:
        return Calendar(name=name, endpoint="calendars.fixed", values={"name": kind})
    return Calendar(name=name, endpoint="calendars.scope_ics", values={"kind": kind, "slug": slug})


def _path(of: Calendar, speaks: str) -> str:
    return link(of.endpoint, speaks, **of.values)


def _filtered(keys: Sequence[int]) -> tuple[int, bool]:
    """How many filtered calendars that somebody fetched within a week hold one of the dates."""
    bare = [link("calendars.calendar", speaks) for speaks in ("zh", "en")]
    addresses = queries.filtered_since(clock.now() - IN_USE, bare, MOST_FILTERED + 1)
    chosen = [each for each in map(_selection, addresses[:MOST_FILTERED]) if each is not None]
    return queries.holding(chosen, keys), len(addresses) > MOST_FILTERED


def _selection(address: str) -> Selection | None:
    """The selection of a stored address; None where what it names is gone."""
    try:
        return Selection.of(parse_filters(_Asked(parse_qs(urlsplit(address).query))))
    except UnknownValue:
        return None
