"""The calendar as a week: seven days side by side, each with its first entries."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from core import clock
from core.web import link
from delta.holidays import DayMark, marks_of
from events.filters import EARLIEST, LATEST, Filters, parse_filters, parse_week
from events.queries import calendar as queries
from events.queries import facets
from events.queries.places import current
from events.queries.selection import Selection
from events.views.blueprint import Head, at_its_address, bp, parsed, rendered
from events.views.filtering import panel_of
from events.views.looks import Way, is_long, looks, place_name, span_query, topic_words, week_name
from events.views.rows import Row, any_demo, near_day, rows, span_words

SHOWN_A_DAY, SPANS = 8, 60
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Column:
    """One day: its first rows, how many there are in all, and the address of the whole day."""

    day: date
    mark: DayMark | None
    is_today: bool
    rows: list[Row]
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A week (its Monday) under a filter. `is_stated`: the address names the week."""

    filters: Filters
    selection: Selection
    first: date
    is_stated: bool

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def address(self) -> str:
        """The one address of what is on the screen."""
        week = week_name(self.first) if self.is_stated else ""
        return link("events.week", **dict(self.filters.pairs()), week=week)


@bp.page("/calendar/week")
def week() -> Response:
    """The calendar as a week."""
    today = clock.today()

    def parse() -> Asked:
        stated = request.args.get("week", "")
        filters = current(parse_filters(request.args))
        first = parse_week(stated) if stated else today - timedelta(days=today.weekday())
        return Asked(filters, Selection.of(filters), first, bool(stated))

    asked = parsed(parse)
    return at_its_address(asked.address, lambda: _page(asked, today))


def _path(filters: Filters, first: date) -> str:
    return link("events.week", **dict(filters.pairs()), week=week_name(first))


def _page(asked: Asked, today: date) -> str:
    filters, first, last = asked.filters, asked.first, asked.last
    now, topic = clock.now(), topic_words(filters)
    columns = _columns(asked, today)
    spans = rows(queries.spans(asked.selection, first, last, SPANS), now, {})
    tally = facets.counted(filters, first, last)
    words = span_words(first, last, with_year=first.year != today.year)
    head = Head(
        title=f"{topic} · {words}",
        description=gettext(
            "%(days)s in %(place)s: what is on each day of the week.", days=words, place=place_name(filters)
        ),
        path=_path(filters, first),
        feed=link("calendars.calendar", **dict(filters.pairs())),
        has_demo=any_demo(spans) or any(any_demo(each.rows) for each in columns),
        city=filters.city.slug if filters.city else "",
        here="calendar",
    )
    this_week = today - timedelta(days=today.weekday())
    return rendered(
        "events/week.html",
        head,
        topic=topic,
        words=words,
        count_words=ngettext("%(num)s entry", "%(num)s entries", tally.total),
        columns=columns,
        spans=spans,
        earlier=_step(filters, first - A_WEEK),
        now=None if first == this_week else Way(gettext("This week"), _path(filters, this_week)),
        later=_step(filters, first + A_WEEK),
        is_empty=not tally.total,
        nearest=None if tally.total else _nearest(asked),
        panel=panel_of(filters, "events.week", {"week": week_name(first)}, tally),
        looks=looks("week", filters, max(first, min(today, last)), span_query(first, last)),
        is_long=is_long(asked.selection),
    )


def _columns(asked: Asked, today: date) -> list[Column]:
    cells = queries.month_cells(asked.selection, asked.first, asked.last, SHOWN_A_DAY)
    keys = [title.performance_id for cell in cells.values() for title in cell.titles]
    shown: dict[date, list[Row]] = {}
    for each in rows(queries.in_order(keys), clock.now(), {}):
        shown.setdefault(each.day, []).append(each)
    days = [asked.first + timedelta(days=number) for number in range(7)]
    pairs = dict(asked.filters.pairs())
    return [
        Column(
            day,
            marks_of(day.year).get(day),
            day == today,
            shown.get(day, []),
            cells[day].count if day in cells else 0,
            link("events.day", **pairs, day=day.isoformat()),
        )
        for day in days
    ]


def _step(filters: Filters, first: date) -> Way | None:
    last = first + timedelta(days=6)
    return Way(span_words(first, last), _path(filters, first)) if first >= EARLIEST and last <= LATEST else None


def _nearest(asked: Asked) -> Way | None:
    after = queries.nearest_day(asked.selection, after=asked.last)
    day = after or queries.nearest_day(asked.selection, before=asked.first)
    return Way(near_day(day), _path(asked.filters, day - timedelta(days=day.weekday()))) if day else None
