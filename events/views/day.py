"""The calendar as one day, by the hour."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from core import clock
from core.language import day_words
from core.web import link
from delta.holidays import marks_of
from events.daytime import Daytime, daytime_of
from events.filter_words import DAYTIMES
from events.filters import EARLIEST, LATEST, Dates, Filters, parse_day, parse_filters, parse_page
from events.queries import calendar as queries
from events.queries import facets
from events.queries.places import current
from events.queries.selection import Selection
from events.views.blueprint import Head, at_its_address, bp, parsed, rendered
from events.views.filtering import panel_of
from events.views.looks import Way, is_long, looks, place_name, span_query, topic_words
from events.views.rows import Row, any_demo, near_day, rows

ROWS_A_PAGE, SPANS = 100, 60
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day with its rows; `starts` groups them by the minute they start."""

    words: str
    starts: dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A day under a filter. `is_stated`: the address names the day."""

    filters: Filters
    selection: Selection
    day: date
    page: int
    is_stated: bool

    @property
    def address(self) -> str:
        """The one address of what is on the screen."""
        return self.on(self.day if self.is_stated else None, self.page)

    def on(self, day: date | None, page: int = 1) -> str:
        """The address of the same filter on another day or page."""
        stated = {"day": day.isoformat() if day else "", "page": str(page) if page > 1 else ""}
        return link("events.day", **dict(self.filters.pairs()), **stated)


@bp.page("/calendar/day")
def day() -> Response:
    """The calendar as one day."""
    today = clock.today()

    def parse() -> Asked:
        stated = request.args.get("day", "")
        filters = current(parse_filters(request.args))
        chosen = parse_day(stated) if stated else today
        return Asked(filters, Selection.of(filters), chosen, parse_page(request.args), bool(stated))

    asked = parsed(parse)
    return at_its_address(asked.address, lambda: _page(asked, today))


def _page(asked: Asked, today: date) -> str:
    shown, now, topic = asked.day, clock.now(), topic_words(asked.filters)
    found = queries.day_list(asked.selection, Dates(shown, shown, page=asked.page), ROWS_A_PAGE)
    listed = rows(found.rows, now)
    spans = rows(queries.spans(asked.selection, shown, shown, SPANS), now, {})
    tally = facets.counted(asked.filters, shown, shown)
    head = Head(
        title=f"{topic} · {day_words(shown)}",
        description=gettext("%(day)s in %(place)s, hour by hour.", day=day_words(shown), place=place_name(asked.filters)),
        path=asked.on(shown, asked.page),
        feed=link("calendars.calendar", **dict(asked.filters.pairs())),
        has_demo=any_demo(spans) or any_demo(listed),
        city=asked.filters.city.slug if asked.filters.city else "",
        here="calendar",
    )
    return rendered(
        "events/day.html",
        head,
        topic=topic,
        day=shown,
        mark_of_day=marks_of(shown.year).get(shown),
        count_words=ngettext("%(num)s entry", "%(num)s entries", tally.total),
        parts=_parts(listed),
        spans=spans,
        earlier=_step(asked, shown - A_DAY),
        now=None if shown == today else Way(gettext("Today"), asked.on(today)),
        later=_step(asked, shown + A_DAY),
        more=Way(gettext("More of this day"), asked.on(shown, found.next_page)) if found.next_page else None,
        is_empty=not listed and not spans,
        nearest=None if listed or spans else _nearest(asked),
        panel=panel_of(asked.filters, "events.day", {"day": shown.isoformat()}, tally),
        looks=looks("day", asked.filters, shown, span_query(shown, shown)),
        is_long=is_long(asked.selection),
    )


def _parts(listed: list[Row]) -> list[Part]:
    found: dict[Daytime, dict[str, list[Row]]] = {}
    for each in listed:
        hours, _, minutes = each.starts.partition(":")
        part = daytime_of(int(hours) * 60 + int(minutes))
        found.setdefault(part, {}).setdefault(each.starts, []).append(each)
    return [Part(str(DAYTIMES[part]), starts) for part, starts in found.items()]


def _step(asked: Asked, day: date) -> Way | None:
    return Way(near_day(day), asked.on(day)) if EARLIEST <= day <= LATEST else None


def _nearest(asked: Asked) -> Way | None:
    after = queries.nearest_day(asked.selection, after=asked.day)
    found = after or queries.nearest_day(asked.selection, before=asked.day)
    return Way(near_day(found), asked.on(found)) if found else None
