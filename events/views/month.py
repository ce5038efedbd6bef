"""The calendar as a month: a real table, and beside it what is on for longer."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from core import clock
from core.language import day_words, month_words, weekday
from core.web import link
from delta.holidays import DayMark, marks_of
from events.filters import EARLIEST, LATEST, Filters, parse_filters, parse_month
from events.queries import calendar as queries
from events.queries import facets
from events.queries.calendar import DayCell
from events.queries.places import current
from events.queries.selection import Selection
from events.views.blueprint import Head, at_its_address, bp, parsed, rendered
from events.views.filtering import panel_of
from events.views.looks import Way, is_long, looks, place_name, span_query, topic_words
from events.views.rows import any_demo, rows

WEEKS = Calendar(firstweekday=0)
SPANS = 60
A_MONDAY = date(2024, 1, 1)
FEW, MANY = 4, 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the table; another month's day has no entries here."""

    day: date
    is_out: bool
    is_today: bool
    mark: DayMark | None
    entries: DayCell | None
    href: str

    @property
    def dots(self) -> int:
        """One to three dots: how full the evening is."""
        count = self.entries.count if self.entries else 0
        return 1 if count < FEW else 2 if count < MANY else 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A month under a filter. `is_stated`: the address names the month."""

    filters: Filters
    selection: Selection
    first: date
    is_stated: bool

    @property
    def last(self) -> date:
        """The last day of the month."""
        return last_of(self.first)

    @property
    def address(self) -> str:
        """The one address of what is on the screen."""
        month = f"{self.first:%Y-%m}" if self.is_stated else ""
        return link("events.month", **dict(self.filters.pairs()), month=month)


@bp.page("/calendar/month")
def month() -> Response:
    """The calendar as a month."""
    today = clock.today()

    def parse() -> Asked:
        stated = request.args.get("month", "")
        filters = current(parse_filters(request.args))
        first = parse_month(stated) if stated else today.replace(day=1)
        return Asked(filters, Selection.of(filters), first, bool(stated))

    asked = parsed(parse)
    return at_its_address(asked.address, lambda: _page(asked, today))


def month_path(filters: Filters, first: date) -> str:
    """The address of a month with a filter."""
    return link("events.month", **dict(filters.pairs()), month=f"{first:%Y-%m}")


def last_of(first: date) -> date:
    """The last day of the month that starts on `first`."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _page(asked: Asked, today: date) -> str:
    filters, first, last = asked.filters, asked.first, asked.last
    cells = queries.month_cells(asked.selection, first, last)
    spans = rows(queries.spans(asked.selection, first, last, SPANS), clock.now(), {})
    tally = facets.counted(filters, first, last)
    topic, this_month = topic_words(filters), today.replace(day=1)
    head = Head(
        title=f"{topic} · {month_words(first)}",
        description=gettext(
            "%(month)s in %(place)s at a glance: what is on each day, with public holidays.",
            month=month_words(first), place=place_name(filters),
        ),
        path=month_path(filters, first),
        feed=link("calendars.calendar", **dict(filters.pairs())),
        has_demo=any_demo(spans) or any(title.is_demo for cell in cells.values() for title in cell.titles),
        city=filters.city.slug if filters.city else "",
        here="calendar",
    )
    return rendered(
        "events/month.html",
        head,
        topic=topic,
        first=first,
        count_words=ngettext("%(num)s entry", "%(num)s entries", tally.total),
        weeks=_weeks(filters, first, cells, today),
        weekdays=[weekday(A_MONDAY + timedelta(days=number)) for number in range(7)],
        spans=spans,
        earlier=_step(filters, first - timedelta(days=1)),
        now=None if first == this_month else Way(gettext("This month"), month_path(filters, this_month)),
        later=_step(filters, last + timedelta(days=1)),
        is_empty=not tally.total,
        nearest=None if tally.total else _nearest(asked),
        panel=panel_of(filters, "events.month", {"month": f"{first:%Y-%m}"}, tally),
        looks=looks("month", filters, max(first, min(today, last)), span_query(first, last)),
        is_long=is_long(asked.selection),
    )


def _weeks(filters: Filters, first: date, cells: dict[date, DayCell], today: date) -> list[list[Cell]]:
    marks = marks_of(first.year)
    pairs = dict(filters.pairs())
    return [
        [
            Cell(
                day,
                day.month != first.month,
                day == today,
                marks.get(day),
                cells.get(day),
                link("events.calendar", **pairs, **{"from": day.isoformat(), "to": day.isoformat()}) if day in cells else "",
            )
            for day in week
        ]
        for week in WEEKS.monthdatescalendar(first.year, first.month)
    ]


def _step(filters: Filters, day: date) -> Way | None:
    first = day.replace(day=1)
    return Way(month_words(first), month_path(filters, first)) if EARLIEST <= first <= LATEST else None


def _nearest(asked: Asked) -> Way | None:
    after = queries.nearest_day(asked.selection, after=asked.last)
    day = after or queries.nearest_day(asked.selection, before=asked.first)
    return Way(day_words(day), month_path(asked.filters, day.replace(day=1))) if day else None
