"""A filter of the calendar: its canonical query names it, so that two who narrow alike follow the same."""

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import parse_qs, urlencode

from flask_babel import gettext

from core.language import speaking
from core.types import Bilingual
from events.filter_words import phrases
from events.filters import Filters, UnknownValue, parse_filters
from events.followable import LONGEST_REF, Followable, Former, Subject, rest_of
from events.queries import facets, followed
from events.queries.places import names_in
from events.queries.selection import Selection

KIND = "filter"
MOST_FIELDS = 60


class _Asked(dict[str, list[str]]):
    """A stored query as the filters read it."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""
        return self.get(key, [])


def filters_of(query: str) -> Filters | None:
    """The filters that a query states; None where it states none, or one that never meant anything."""
    if len(query) > 4 * LONGEST_REF:
        return None
    try:
        found = parse_filters(_Asked(parse_qs(query, max_num_fields=MOST_FIELDS)))
    except ValueError:  # UnknownValue among them
        return None
    return found if found.are_set else None


def ref_of(filters: Filters) -> str:
    """The one ref of these filters; empty where it would be too long to be followed."""
    ref = f"{KIND}:{urlencode(filters.pairs(), safe=',')}"
    return ref if len(ref) <= LONGEST_REF else ""


def _selection(filters: Filters) -> Selection | None:
    try:
        return Selection.of(filters)
    except UnknownValue:  # a house or a district that there is not
        return None


def find(query: str) -> Subject | None:
    """A filter by its query, in whatever order it is written."""
    filters = filters_of(query)
    ref = ref_of(filters) if filters else ""
    return named([ref]).get(ref) if ref and filters and _selection(filters) else None


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs; each is called by what it narrows to."""
    known = {ref: found for ref in refs if (found := filters_of(rest_of(ref))) is not None}
    places = _places(known.values())
    return {
        ref: Subject(ref=ref, name=_name(each, places), endpoint="events.calendar", values=dict(each.pairs()))
        for ref, each in known.items()
    }


def _places(several: Collection[Filters]) -> dict[str, Bilingual]:
    """What all their houses and districts are called."""
    gathered = {name: tuple({value for each in several for value in each.chosen(name)}) for name in ("venue", "district")}
    return names_in(Filters(tuple((name, values) for name, values in gathered.items() if values)))


def _name(filters: Filters, places: Mapping[str, Bilingual]) -> Bilingual:
    said = []
    for speaks in ("zh", "en"):
        with speaking(speaks):
            said.append(" · ".join(words for _name, _value, words in phrases(filters, places)))
    return Bilingual(*said)


def concerned(keys: Sequence[int], among: Sequence[str]) -> dict[int, set[str]]:
    """Which of the filters that are followed hold each date; forty a statement."""
    chosen = {ref: found for ref in among if (found := selection(ref)) is not None}
    refs: dict[int, set[str]] = {}
    for ref, held in zip(chosen, followed.holding(list(chosen.values()), keys), strict=True):
        for key in held:
            refs.setdefault(key, set()).add(ref)
    return refs


def left(former: Former, among: Sequence[str]) -> dict[int, set[str]]:
    """Which of the filters that are followed held each date."""
    return facets.held({ref: found for ref in among if (found := filters_of(rest_of(ref))) is not None}, former)


def selection(ref: str) -> Selection | None:
    """The dates that are left."""
    filters = filters_of(rest_of(ref))
    return _selection(filters) if filters else None


FILTER = Followable(
    kind=KIND, words=lambda: gettext("Filter"), find=find, named=named, concerned=concerned, left=left, selection=selection,
    is_asked=True,
)
