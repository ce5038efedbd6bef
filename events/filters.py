"""What a reader asks of the calendar, read from an address and written back in one canonical order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from delta.cities import City, city_of_slug
from events.facets import BY_NAME

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MOST_PAGES = 200
LONGEST_STATED = 2_000
USUAL_HOURS = "3"
# What WeChat adds to an address that is shared in it; it would else be read as a date.
SHARED_FROM = frozenset({"timeline", "singlemessage", "groupmessage"})


class UnknownValue(ValueError):
    """A filter has a value that never meant anything."""


class UnreadableDate(ValueError):
    """A date that is none, or lies outside of 2000-2100."""


class When(StrEnum):
    """Presets of dates, relative to today."""

    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    WEEKEND = "weekend"
    WEEK = "week"
    NEXT_WEEKEND = "next-weekend"
    MONTH = "month"


class Args(Protocol):
    """A query: werkzeug's, or any mapping of lists."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the calendar apart from dates: what a feed "as filtered" keeps (feeds.md 0.8).

    `stated`: the names with their values, both in canonical order; `Filters.of` makes it.
    """

    stated: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, **chosen: str | Iterable[str]) -> "Filters":
        """Filters by name (`city="shanghai"`, `kind=("forum", "summit")`); `UnknownValue` for a name or value that is none."""
        if not chosen.keys() <= BY_NAME.keys():
            raise UnknownValue(next(name for name in chosen if name not in BY_NAME))
        return cls(_settled({name: [value] if isinstance(value, str) else list(value) for name, value in chosen.items()}))

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values of a filter; none where it is not set."""
        return dict(self.stated).get(name, ())

    def pairs(self) -> list[tuple[str, str]]:
        """The query of this filter in its one canonical order."""
        return [(name, ",".join(values)) for name, values in self.stated]

    def without(self, name: str, value: str = "") -> "Filters":
        """These filters with one of them taken away, or one value of it."""
        left = dict(self.stated)
        values = tuple(each for each in left.pop(name, ()) if value and each != value)
        if values:
            left[name] = values
        return Filters.of(**left)

    def having(self, name: str, value: str) -> "Filters":
        """These filters with one value more; where only one may be chosen, with it in place of the other."""
        values = (*self.chosen(name), value) if BY_NAME[name].is_many else (value,)
        return Filters.of(**(dict(self.stated) | {name: values}))

    @property
    def city(self) -> City | None:
        """The city, where exactly one is chosen."""
        chosen = self.chosen("city")
        return city_of_slug(chosen[0]) if len(chosen) == 1 else None

    @property
    def are_set(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.stated)


@dataclass(frozen=True, slots=True)
class Dates:
    """Which days are shown. `last` None: from `first` on. `after_hour`: only what starts at that hour or later.
    `is_stated`: the reader named them."""

    first: date
    last: date | None = None
    when: When | None = None
    after_hour: int | None = None
    page: int = 1
    is_stated: bool = False


def parse_filters(args: Args) -> Filters:
    """The filters of a query, several values with commas or by repeating the name; `UnknownValue` for one that is none."""
    stated = {name: [part for text in args.getlist(name) for part in _parts(name, text)] for name in BY_NAME}
    return Filters(_settled(stated))


def _parts(name: str, text: str) -> list[str]:
    if len(text) > LONGEST_STATED:
        raise UnknownValue(name)
    return [part for part in (each.strip() for each in text.split(",")) if part]


def _settled(stated: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names and values in canonical order; a distance means something only with the place it is measured from."""
    found: dict[str, tuple[str, ...]] = {}
    for name, facet in BY_NAME.items():
        try:
            values = facet.read(stated.get(name, []))
        except ValueError:
            raise UnknownValue(name) from None
        if values:
            found[name] = values
    if "near" in found:
        found.setdefault("within", (USUAL_HOURS,))
    else:
        found.pop("within", None)
    return tuple((name, found[name]) for name in BY_NAME if name in found)


def parse_day(text: str) -> date:
    """A date as browsers send it (2026-08-01); `UnreadableDate` else."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise UnreadableDate(text[:20])
    return day


def parse_month(text: str) -> date:
    """The first day of a month as browsers send it (2026-08)."""
    return parse_day(f"{text}-01") if len(text) == 7 else parse_day("")


def parse_week(text: str) -> date:
    """The Monday of a week as browsers send it (2026-W47)."""
    try:
        monday = date.fromisoformat(f"{text}-1") if len(text) == 8 and text[4:6] == "-W" else None
    except ValueError:
        monday = None
    if monday is None or not EARLIEST <= monday <= LATEST - timedelta(days=6):
        raise UnreadableDate(text[:20])
    return monday


def parse_page(args: Mapping[str, str]) -> int:
    """The number of a page, from 1; `UnknownValue` beyond those there can be."""
    return _page(args.get("page", ""))


def preset(when: When, today: date) -> Dates:
    """The days of a preset: tonight is today from 17:00, a weekend is Friday evening's Saturday and Sunday."""
    if when is When.TONIGHT:
        return Dates(today, today, when, after_hour=17)
    if when is When.TOMORROW:
        return Dates(today + timedelta(days=1), today + timedelta(days=1), when)
    if when is When.WEEKEND:
        saturday = today + timedelta(days=(5 - today.weekday()) % 7) if today.weekday() != 6 else today - timedelta(days=1)
        return Dates(max(saturday, today), saturday + timedelta(days=1), when)
    if when is When.NEXT_WEEKEND:
        monday = today + timedelta(days=7 - today.weekday())
        return Dates(monday + timedelta(days=5), monday + timedelta(days=6), when)
    if when is When.WEEK:
        return Dates(today, today + timedelta(days=6), when)
    return Dates(today, (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1), when)


def parse_dates(args: Mapping[str, str], today: date) -> Dates:
    """Days from `from` and `to` (whichever order), else from `when`, else from today on."""
    page = parse_page(args)
    since = args.get("from", "")
    first = parse_day(since) if since and since not in SHARED_FROM else None
    last = parse_day(args["to"]) if args.get("to") else None
    if args.get("when") and not (first or last):
        try:
            chosen = preset(When(args["when"]), today)
        except ValueError:
            raise UnknownValue("when") from None
        return Dates(chosen.first, chosen.last, chosen.when, chosen.after_hour, page, is_stated=True)
    if first and last and last < first:
        first, last = last, first
    return Dates(first or min(today, last or today), last, page=page, is_stated=bool(first or last))


def _page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= MOST_PAGES):
        raise UnknownValue("page")
    return int(text)
