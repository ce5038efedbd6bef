"""What a reader asks of the calendar, read from an address and written back in one canonical order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from delta.cities import City, city_of_slug
from events.models.words import EventKind

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MOST_PAGES = 200
FILTER_NAMES = ("city", "kind")


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
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the calendar apart from dates: what a feed "as filtered" keeps (feeds.md 0.8)."""

    city: City | None = None
    kind: EventKind | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The query of this filter in its one canonical order."""
        stated = {"city": self.city.slug if self.city else "", "kind": self.kind.value if self.kind else ""}
        return [(name, stated[name]) for name in FILTER_NAMES if stated[name]]

    @property
    def are_set(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.city or self.kind)


@dataclass(frozen=True, slots=True)
class Dates:
    """Which days are shown. `last` None: from `first` on. `after_hour`: only what starts at that hour or later."""

    first: date
    last: date | None = None
    when: When | None = None
    after_hour: int | None = None
    page: int = 1


def parse_filters(args: Mapping[str, str]) -> Filters:
    """City and kind; `UnknownValue` for a value that is none."""
    city = None
    if args.get("city"):
        city = city_of_slug(args["city"])
        if city is None:
            raise UnknownValue("city")
    kind = None
    if args.get("kind"):
        try:
            kind = EventKind(args["kind"])
        except ValueError:
            raise UnknownValue("kind") from None
    return Filters(city, kind)


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


def preset(when: When, today: date) -> Dates:
    """The days of a preset: tonight is today from 17:00, a weekend is Friday evening's Saturday and Sunday."""
    if when is When.TONIGHT:
        return Dates(today, today, when, after_hour=17)
    if when is When.TOMORROW:
        return Dates(today + timedelta(days=1), today + timedelta(days=1), when)
    if when is When.WEEKEND:
        saturday = today + timedelta(days=(5 - today.weekday()) % 7) if today.weekday() != 6 else today - timedelta(days=1)
        return Dates(max(saturday, today), saturday + timedelta(days=1), when)
    if when is When.WEEK:
        return Dates(today, today + timedelta(days=6), when)
    return Dates(today, (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1), when)


def parse_dates(args: Mapping[str, str], today: date) -> Dates:
    """Days from `when`, or from `from` and `to` (whichever order), or from today on."""
    page = _page(args.get("page", ""))
    if args.get("when"):
        try:
            chosen = preset(When(args["when"]), today)
        except ValueError:
            raise UnknownValue("when") from None
        return Dates(chosen.first, chosen.last, chosen.when, chosen.after_hour, page)
    first = parse_day(args["from"]) if args.get("from") else None
    last = parse_day(args["to"]) if args.get("to") else None
    if first and last and last < first:
        first, last = last, first
    return Dates(first or min(today, last or today), last, page=page)


def _page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= MOST_PAGES):
        raise UnknownValue("page")
    return int(text)
