"""The panel of filters beside a calendar: what is on, what each value would leave, what dropping one would bring back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.types import Bilingual
from core.web import link
from events.facets import FACETS, Facet
from events.filter_words import LEGENDS, phrases, standing_alone, value_words
from events.filters import Filters
from events.queries.facets import Counted
from events.queries.places import names_in

# How each filter stands in the form: all its values at sight, or a list to pull down.
SELECTS = frozenset({"city", "near", "within", "ends", "age"})
# What is asked most stands open; what is chosen is open too.
OPEN = frozenset({"city", "kind", "family", "price", "time"})
# What is asked for most often, one tap away.
QUICK = (
    ("zone", "show-life"), ("price", "free"), ("time", "matinee"), ("age", "6"), ("tickets", "available"), ("surtitles", "en"),
    ("access", "wheelchair"),
)
# A row has one of these at most, so that their counts may be added up.
OF_ONE_VALUE = frozenset({
    "city", "province", "district", "venue", "kind", "family", "genre", "price", "lead", "spoken", "scope", "time",
})
PARTS: tuple[tuple[str, ...], ...] = (
    ("city", "near", "within", "zone", "district", "venue", "province"),
    ("kind", "family", "genre", "premiere", "scope"),
    ("time", "ends", "price", "tickets", "age", "access", "spoken", "surtitles"),
    ("strand", "window", "lead"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter with how many entries it would leave (None: not counted)."""

    value: str
    words: str
    count: int | None
    is_on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter in the form."""

    name: str
    legend: str
    options: tuple[Option, ...]
    is_select: bool
    is_many: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Toggle:
    """A value that one tap sets or takes away again."""

    words: str
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that is on, the address without it, and how many entries that would give (None: not counted)."""

    words: str
    href: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The whole form. `kept` are the parts of the address that are no filters (days, month)."""

    action: str
    kept: tuple[tuple[str, str], ...]
    parts: tuple[tuple[Group, ...], ...]
    chips: tuple[Chip, ...]
    quick: tuple[Toggle, ...]
    clear: str
    total: int | None

    @property
    def number(self) -> int:
        """How many values are on."""
        return len(self.chips)


def panel_of(filters: Filters, endpoint: str, kept: Mapping[str, str], counts: Counted | None) -> Panel:
    """The panel for a page at `endpoint`, whose address keeps `kept`; without counts where none were made."""
    names = names_in(filters)
    groups = {facet.name: _group(facet, filters, counts, names) for facet in FACETS}
    return Panel(
        action=link(endpoint),
        kept=tuple((name, value) for name, value in kept.items() if value),
        parts=tuple(tuple(groups[name] for name in part if groups[name].options) for part in PARTS),
        chips=tuple(_chips(filters, counts, names, lambda left: address(left, endpoint, kept))),
        quick=tuple(_quick(filters, lambda changed: address(changed, endpoint, kept))),
        clear=link(endpoint, **kept),
        total=counts.total if counts else None,
    )


def address(filters: Filters, endpoint: str, kept: Mapping[str, str]) -> str:
    """The canonical address of a filter: its pairs in their order, then what is kept."""
    return link(endpoint, **(dict(filters.pairs()) | dict(kept)))


def _group(facet: Facet, filters: Filters, counts: Counted | None, names: Mapping[str, Bilingual]) -> Group:
    chosen = filters.chosen(facet.name)
    tally = counts.by_value.get(facet.name, {}) if counts else {}
    known = dict(names) | dict(counts.places.get(facet.name, {})) if counts else dict(names)
    values = facet.choices or _met(filters, tally, chosen)
    options = tuple(
        Option(value, value_words(facet.name, value, known), _count(facet, tally, value, counts), value in chosen)
        for value in values
    )
    return Group(
        name=facet.name,
        legend=str(LEGENDS[facet.name]),
        options=options,
        is_select=facet.name in SELECTS and len(chosen) <= 1,
        is_many=facet.is_many,
        is_open=bool(chosen) or facet.name in OPEN,
    )


def _met(filters: Filters, tally: Mapping[str, int], chosen: tuple[str, ...]) -> Iterable[str]:
    """Houses and districts have too many values to list them all: those of the city that is chosen."""
    met = set(tally) if filters.city else set()
    return sorted(met | set(chosen), key=lambda value: (-tally.get(value, 0), value))


def _count(facet: Facet, tally: Mapping[str, int], value: str, counts: Counted | None) -> int | None:
    return tally.get(value, 0) if counts and facet.name != "near" and (facet.name != "within" or tally) else None


def _chips(
    filters: Filters, counts: Counted | None, names: Mapping[str, Bilingual], address_of: Callable[[Filters], str]
) -> Iterable[Chip]:
    for name, value, words in phrases(filters, names):
        left = filters.without("near") if name == "within" else filters.without(name, value)
        count = None
        if counts:
            count = _count_without(filters, counts, name, value)
        yield Chip(words, address_of(left), count)


def _count_without(filters: Filters, counts: Counted, name: str, value: str) -> int | None:
    """How many entries there would be without a value; None where rows may have several of the values that are left."""
    left = [each for each in filters.chosen(name) if each != value]
    if not left:
        return counts.total + counts.without.get(name, 0)
    return sum(counts.by_value[name].get(each, 0) for each in left) if name in OF_ONE_VALUE else None


def _quick(filters: Filters, address_of: Callable[[Filters], str]) -> Iterable[Toggle]:
    for name, value in QUICK:
        is_on = value in filters.chosen(name)
        changed = filters.without(name, value) if is_on else filters.having(name, value)
        yield Toggle(standing_alone(changed if not is_on else filters, name, value, {}), address_of(changed), is_on)
