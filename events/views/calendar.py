"""The calendar as a list by day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from core import clock
from core.web import link
from events.filters import Dates, Filters, When, parse_dates, parse_filters
from events.queries import calendar as queries
from events.queries import facets
from events.queries.calendar import DayList
from events.queries.facets import Counted
from events.queries.places import current
from events.queries.selection import Selection
from events.views.blueprint import Head, at_its_address, bp, parsed, rendered
from events.views.days import days_of
from events.views.filtering import panel_of
from events.views.looks import Way, days_words, is_long, looks, place_name, preset_words, topic_words
from events.views.rows import any_demo, near_day, rows, span_words

LONG_AGO_HOURS = 3
LONGEST_COUNTED, LONGEST_OPEN = timedelta(days=61), timedelta(days=30)
A_WEEK_BACK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `has_dates`: it names days itself."""

    filters: Filters
    dates: Dates
    has_dates: bool
    selection: Selection

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
    def address(self) -> str:
        """The one address of what is on the screen."""
        return self.path(page=str(self.dates.page) if self.dates.page > 1 else "")

    @property
    def since(self) -> datetime | None:
        """The start of what is shown of the first day, where not all of it is."""
        hour = self.dates.after_hour
        return clock.at_local(self.dates.first) + timedelta(hours=hour) if hour is not None else None

    @property
    def feed(self) -> str:
        """The calendar that follows this filter; its days are left out."""
        return link("calendars.calendar", **dict(self.filters.pairs()))


@bp.page("/calendar")
def calendar() -> Response:
    """The calendar as a list by day."""
    today = clock.today()
    asked = parsed(lambda: _asked(today))
    return at_its_address(asked.address, lambda: _page(asked, today))


def _asked(today: date) -> Asked:
    """What the query says. Where it names no day, what began hours ago today is left out."""
    filters, dates = current(parse_filters(request.args)), parse_dates(request.args, today)
    chosen = Selection.of(filters)
    if dates.is_stated or dates.page > 1:
        return Asked(filters, dates, has_dates=True, selection=chosen)
    hour = clock.local(clock.now()).hour - LONG_AGO_HOURS
    return Asked(filters, replace(dates, after_hour=hour if hour > 0 else None), has_dates=False, selection=chosen)


def _page(asked: Asked, today: date) -> str:
    found = queries.day_list(asked.selection, asked.dates)
    last = asked.dates.last or (found.rows[-1].day if found.rows else asked.dates.first)
    now = clock.now()
    ongoing = rows(queries.spans(asked.selection, asked.dates.first, last), now, {})
    days = days_of(rows(found.rows, now), today, are_whole=found.next_page is None)
    tally = _counted(asked, found)
    topic = topic_words(asked.filters)
    head = Head(
        title=f"{topic} · {_when_words(asked)}",
        description=gettext(
            "What is on in %(place)s: performances, forums, festivals and exhibitions, day by day.",
            place=place_name(asked.filters),
        ),
        path=asked.address,
        feed=asked.feed,
        has_demo=any_demo(ongoing) or any(any_demo(day.rows) for day in days),
        city=asked.filters.city.slug if asked.filters.city else "",
        here="calendar",
    )
    return rendered(
        "events/calendar.html",
        head,
        asked=asked,
        topic=topic,
        when_words=_when_words(asked),
        count_words=_count_words(asked, tally),
        days=days,
        ongoing=ongoing,
        presets=_presets(asked),
        panel=panel_of(asked.filters, "events.calendar", asked.date_query(), tally),
        earlier=_earlier(asked),
        later=_later(asked, found),
        nearest=None if found.rows or ongoing else _nearest(asked),
        looks=looks("list", asked.filters, asked.dates.first, asked.date_query()),
        is_long=is_long(asked.selection),
        today=today,
    )


def _counted(asked: Asked, found: DayList) -> Counted:
    """Counts over the days on the screen: those asked for, else those of the rows shown (nothing shown: a week)."""
    first = asked.dates.first
    last = asked.dates.last or (found.rows[-1].day if found.rows else first + A_WEEK_BACK)
    longest = LONGEST_COUNTED if asked.dates.last else LONGEST_OPEN
    return facets.counted(asked.filters, first, min(last, first + longest), asked.since)


def _when_words(asked: Asked) -> str:
    if asked.dates.when:
        return f"{preset_words(asked.dates.when)} · {days_words(asked.dates)}"
    return days_words(asked.dates)


def _count_words(asked: Asked, tally: Counted) -> str:
    """How many in all, where all the days asked for were counted."""
    if asked.dates.last is None or tally.until < asked.dates.last:
        return ""
    return ngettext("%(num)s entry", "%(num)s entries", tally.total)


def _presets(asked: Asked) -> list[Way]:
    pairs = dict(asked.filters.pairs())
    every = Way(gettext("From today"), link("events.calendar", **pairs), not asked.has_dates)
    return [every, *(
        Way(preset_words(when), link("events.calendar", **pairs, when=when.value), asked.dates.when is when) for when in When
    )]


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
