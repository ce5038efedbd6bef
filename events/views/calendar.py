"""The calendar as a list by day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import Response, request
from flask_babel import gettext, ngettext

from core import clock
from core.language import language
from core.web import link, settings
from delta.cities import all_cities
from delta.holidays import DayMark, marks_of
from events.filters import Dates, Filters, When, parse_dates, parse_filters
from events.queries import calendar as queries
from events.queries import counts
from events.queries.calendar import DayList
from events.queries.selection import Selection
from events.views.blueprint import Head, bp, parsed, rendered, show
from events.views.rows import Row, any_demo, near_day, rows, span_words
from events.words import KINDS

DATE_NAMES = ("when", "from", "to", "page")
LONG_AGO_HOURS = 3
LONGEST_COUNTED = timedelta(days=62)
FEED_BACK, FEED_AHEAD = timedelta(days=30), timedelta(days=400)
A_WEEK_BACK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Way:
    """A link with its words; `is_here` where it leads to what is on the screen."""

    words: str
    href: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the list with its rows; `is_whole` unless it goes on on another page."""

    day: date
    mark: DayMark | None
    is_today: bool
    rows: list[Row]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `has_dates`: it names days itself."""

    filters: Filters
    dates: Dates
    has_dates: bool

    @property
    def selection(self) -> Selection:
        """Its rows, whatever their days."""
        return Selection.of(self.filters)

    def path(self, **changed: str) -> str:
        """The canonical address, or that of a neighbour: a name in `changed` that is empty is left out."""
        return link("events.calendar", **(dict(self.filters.pairs()) | self.date_query() | changed))

    def date_query(self) -> dict[str, str]:
        """The days as the address states them."""
        if not self.has_dates:
            return {}
        if self.dates.when:
            return {"when": self.dates.when.value}
        last = self.dates.last.isoformat() if self.dates.last else ""
        return {"from": self.dates.first.isoformat(), "to": last}

    def on_days(self, first: date, last: date | None = None) -> str:
        """The address of the same filter on other days."""
        return self.path(**{"when": "", "page": "", "from": first.isoformat(), "to": last.isoformat() if last else ""})

    @property
    def feed(self) -> str:
        """The calendar that follows this filter; its days are left out."""
        return link("calendars.calendar", **dict(self.filters.pairs()))


def preset_words(when: When) -> str:
    """What a preset is called."""
    return {
        When.TONIGHT: gettext("Tonight"),
        When.TOMORROW: gettext("Tomorrow"),
        When.WEEKEND: gettext("This weekend"),
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
    """What a filter leaves, as a heading."""
    return " · ".join([place_name(filters), *([str(KINDS[filters.kind])] if filters.kind else [])])


def days_words(dates: Dates) -> str:
    """The days that are shown."""
    if dates.last is None:
        return gettext("From %(day)s", day=near_day(dates.first))
    return near_day(dates.first) if dates.last == dates.first else span_words(dates.first, dates.last)


def dropped(filters: Filters, endpoint: str, kept: dict[str, str]) -> list[Way]:
    """For each filter that is on: its words, and the address without it."""
    pairs = dict(filters.pairs())
    words = {"city": place_name(filters), "kind": str(KINDS[filters.kind]) if filters.kind else ""}
    return [
        Way(words[name], link(endpoint, **({key: value for key, value in pairs.items() if key != name} | kept)))
        for name in pairs
    ]


@bp.page("/calendar")
def calendar() -> Response:
    """The calendar as a list by day."""
    today = clock.today()
    asked = parsed(lambda: _asked(today))
    return show(lambda: _page(asked, today), asked)


def _asked(today: date) -> Asked:
    """What the query says. Where it names no day, what began hours ago today is left out."""
    filters, dates = parse_filters(request.args), parse_dates(request.args, today)
    if any(request.args.get(name) for name in DATE_NAMES):
        return Asked(filters, dates, has_dates=True)
    hour = clock.local(clock.now()).hour - LONG_AGO_HOURS
    return Asked(filters, replace(dates, after_hour=hour if hour > 0 else None), has_dates=False)


def _page(asked: Asked, today: date) -> str:
    found = queries.day_list(asked.selection, asked.dates)
    last = asked.dates.last or (found.rows[-1].day if found.rows else asked.dates.first)
    now = clock.now()
    ongoing = rows(queries.spans(asked.selection, asked.dates.first, last), now, {})
    days = days_of(rows(found.rows, now), today, are_whole=found.next_page is None)
    head = Head(
        title=f"{topic_words(asked.filters)} · {_when_words(asked)}",
        description=gettext(
            "What is on in %(place)s: performances, forums, festivals and exhibitions, day by day.",
            place=place_name(asked.filters),
        ),
        path=asked.path(page=str(asked.dates.page) if asked.dates.page > 1 else ""),
        feed=asked.feed,
        has_demo=any_demo(ongoing) or any(any_demo(day.rows) for day in days),
        city=asked.filters.city.slug if asked.filters.city else "",
        here="calendar",
    )
    return rendered(
        "events/calendar.html",
        head,
        asked=asked,
        topic=topic_words(asked.filters),
        when_words=_when_words(asked),
        count_words=_count_words(asked),
        days=days,
        ongoing=ongoing,
        presets=_presets(asked),
        dropping=_dropping(asked),
        earlier=_earlier(asked),
        later=_later(asked, found),
        nearest=None if found.rows else _nearest(asked),
        cities=all_cities(),
        kinds=KINDS,
        month=link("events.month", **dict(asked.filters.pairs()), month=f"{asked.dates.first:%Y-%m}"),
        is_long=is_long(asked.selection),
        today=today,
    )


def days_of(shown: Iterable[Row], today: date, *, are_whole: bool = True) -> list[Day]:
    """Rows under the days on which they stand."""
    grouped: dict[date, list[Row]] = {}
    for each in shown:
        grouped.setdefault(each.day, []).append(each)
    return [Day(day, marks_of(day.year).get(day), day == today, each, are_whole) for day, each in grouped.items()]


def _when_words(asked: Asked) -> str:
    if asked.dates.when:
        return f"{preset_words(asked.dates.when)} · {days_words(asked.dates)}"
    return days_words(asked.dates)


def _count_words(asked: Asked) -> str:
    dates = asked.dates
    if dates.last is None or dates.last - dates.first > LONGEST_COUNTED:
        return ""
    count = counts.counted(asked.selection, dates)
    return ngettext("%(num)s entry", "%(num)s entries", count)


def _presets(asked: Asked) -> list[Way]:
    pairs = dict(asked.filters.pairs())
    every = Way(gettext("From today"), link("events.calendar", **pairs), not asked.has_dates)
    return [every, *(
        Way(preset_words(when), link("events.calendar", **pairs, when=when.value), asked.dates.when is when) for when in When
    )]


def _dropping(asked: Asked) -> list[Way]:
    found = dropped(asked.filters, "events.calendar", asked.date_query())
    if asked.has_dates:
        found.append(Way(_when_words(asked), link("events.calendar", **dict(asked.filters.pairs()))))
    return found


def _earlier(asked: Asked) -> Way | None:
    """The seven days that end with the last day before that has something; first what was left out of today."""
    if not asked.has_dates and asked.dates.after_hour:
        return Way(gettext("All of today"), asked.on_days(asked.dates.first, asked.dates.first))
    before = queries.nearest_day(asked.selection, before=asked.dates.first)
    if before is None:
        return None
    first = before - A_WEEK_BACK
    return Way(span_words(first, before), asked.on_days(first, before))


def _later(asked: Asked, found: DayList) -> Way | None:
    """The next page of a long day, the rest of the days asked for, or the next day with something."""
    if found.next_page:
        return Way(gettext("More of this day"), asked.path(page=str(found.next_page)))
    if found.next_day:
        return Way(gettext("From %(day)s", day=near_day(found.next_day)), asked.on_days(found.next_day, asked.dates.last))
    if asked.dates.last is None or not found.rows:
        return None
    after = queries.nearest_day(asked.selection, after=asked.dates.last)
    return Way(gettext("From %(day)s", day=near_day(after)), asked.on_days(after)) if after else None


def _nearest(asked: Asked) -> Way | None:
    """The nearest day with something: after the days asked for, else before them."""
    last = asked.dates.last or asked.dates.first
    day = queries.nearest_day(asked.selection, after=last) or queries.nearest_day(asked.selection, before=asked.dates.first)
    return Way(near_day(day), asked.on_days(day)) if day else None
