"""The ways to look at the same filter (list, month, week, day, map), and the words for what is on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext

from core import clock
from core.language import language
from core.web import link, settings
from events.filter_words import phrases
from events.filters import Dates, Filters, When
from events.queries import counts
from events.queries.facets import OF_PLACE
from events.queries.places import names_in
from events.queries.selection import Selection
from events.views.rows import near_day, span_words

FEED_BACK, FEED_AHEAD = timedelta(days=30), timedelta(days=400)
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Way:
    """A link with its words; `is_here` where it leads to what is on the screen."""

    words: str
    href: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at the calendar; `icon` is its drawing."""

    words: str
    href: str
    icon: str
    is_here: bool


def looks(here: str, filters: Filters, day: date, dates: Mapping[str, str] | None = None) -> list[Look]:
    """The ways to look at a filter around a day; `here` is the code of the one on the screen.

    `dates` are the days on the screen as an address states them, for the looks that show any days.
    """
    pairs = dict(filters.pairs())
    kept = {"from": "" if day == clock.today() else day.isoformat()} if dates is None else dict(dates)
    ways = {
        "list": (gettext("List"), "list", link("events.calendar", **pairs, **kept)),
        "month": (gettext("Month"), "grid", link("events.month", **pairs, month=f"{day:%Y-%m}")),
        "week": (gettext("Week"), "week", link("events.week", **pairs, week=week_name(day))),
        "day": (gettext("Day"), "clock", link("events.day", **pairs, day=day.isoformat())),
        "map": (gettext("Map"), "map", link("portal.map", **pairs, **kept)),
    }
    return [Look(words, href, drawing, code == here) for code, (words, drawing, href) in ways.items()]


def span_query(first: date, last: date) -> dict[str, str]:
    """Days as an address states them."""
    return {"from": first.isoformat(), "to": last.isoformat()}


def week_name(day: date) -> str:
    """The week of a day as browsers name it: 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def preset_words(when: When) -> str:
    """What a preset is called."""
    return {
        When.TONIGHT: gettext("Tonight"),
        When.TOMORROW: gettext("Tomorrow"),
        When.WEEKEND: gettext("This weekend"),
        When.NEXT_WEEKEND: gettext("Next weekend"),
        When.WEEK: gettext("Next 7 days"),
        When.MONTH: gettext("This month"),
    }[when]


def is_long(chosen: Selection) -> bool:
    """Whether a feed of this cannot carry all (feeds.md 0.8), so that narrower ones are offered first."""
    today = clock.today()
    return counts.has_more_than(chosen, settings().feed_entries, today - FEED_BACK, today + FEED_AHEAD)


def place_name(filters: Filters) -> str:
    """The city of a filter in the reader's language, or all of the Delta."""
    return filters.city.told_apart.in_language(language()) if filters.city else gettext("The Delta")


def topic_words(filters: Filters) -> str:
    """What a filter leaves, as a heading: the place first, then what else was chosen."""
    words = [each for _, _, each in phrases(filters, names_in(filters))]
    if not any(filters.chosen(name) for name in OF_PLACE):
        words.insert(0, place_name(filters))
    if len(words) > MOST_NAMED:
        words = [*words[:MOST_NAMED], gettext("%(number)s more", number=len(words) - MOST_NAMED)]
    return " · ".join(words)


def days_words(dates: Dates) -> str:
    """The days that are shown."""
    if dates.last is None:
        return gettext("From %(day)s", day=near_day(dates.first))
    if dates.last == dates.first:
        return near_day(dates.first)
    return span_words(dates.first, dates.last, with_year=dates.first.year != clock.today().year)
