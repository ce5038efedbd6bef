"""Dated rows as JSON: the calendar, and the dates of one event, production, company or venue."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from core.api.cursors import Codec
from core.api.errors import NOT_FOUND
from core.api.operations import Operation, Page
from core.api.parameters import DEMO, PER_PAGE, Asked, Parameter, cursor
from core.api.rows import found, page, shown_or_none
from core.numbers import LARGEST_KEY
from events.amendments import UNAMENDED
from events.api.filters import date_parameters, dates_of, filter_parameters, filters_of
from events.api.shapes import PerformanceFacts, performance_facts
from events.filters import Filters
from events.models.performance import Performance
from events.models.words import MOMENTS, TIMED, Form
from events.queries import listing, records
from events.queries.amendments import amendments_of
from events.queries.calendar import performance_with_all
from events.queries.listing import Position
from events.queries.selection import Selection
from repertoire import queries as repertoire
from venues import queries as venues

TOPIC = _("Calendar")
BY_DAY = Codec((3, 8, 4))
FORMS = {"timed": TIMED, "span": (Form.SPAN,), "moment": MOMENTS}
FORM = Parameter(
    "form",
    _("timed: performances and sessions; span: exhibitions and whole days; moment: tickets on sale, deadlines"),
    {"type": "string", "enum": list(FORMS), "default": "timed"},
)
_EARLIEST, _LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def place_of(row: Performance) -> str:
    """The cursor of a dated row in the order of days."""
    return BY_DAY.write(row.day.toordinal(), (row.starts_at - _EARLIEST) // _MICROSECOND, row.id)


def position(asked: Asked) -> Position | None:
    """Where the page begins; what no calendar has becomes the nearest that one has."""
    places = asked.after(BY_DAY)
    if places is None:
        return None
    day, since, key = places
    start = _EARLIEST + min(since, (_LATEST - _EARLIEST) // _MICROSECOND) * _MICROSECOND
    return Position(date.fromordinal(max(1, min(day, date.max.toordinal()))), start, min(key, LARGEST_KEY))


def _list(asked: Asked, filters: Filters, **more: Any) -> Page:
    forms = FORMS[asked.stated.get("form", "timed")]
    chosen = Selection.of(filters, forms=forms, with_demo=asked.with_demo, **more)
    rows = listing.performances_behind(chosen, dates_of(asked), position(asked), asked.rows + 1)
    amended = amendments_of(rows)
    return page(rows, asked, lambda each: performance_facts(each, asked, amended.get(each.id, UNAMENDED)), place_of)


def _calendar(asked: Asked) -> Page:
    return _list(asked, filters_of(asked))


def _of_event(asked: Asked) -> Page:
    event = found(records.public_event(asked.path["slug"]), asked, kind="event", moved_to=records.moved_to)
    return _list(asked, Filters(), event_ids=records.ids_within(event.id))


def _of_production(asked: Asked) -> Page:
    work = found(repertoire.production_of_slug(asked.path["slug"]), asked, kind="production")
    return _list(asked, Filters(), production_id=work.id)


def _of_company(asked: Asked) -> Page:
    company = found(repertoire.company_of_slug(asked.path["slug"]), asked, kind="company")
    return _list(asked, Filters(), company_id=company.id)


def _of_venue(asked: Asked) -> Page:
    venue = found(venues.venue_of_slug(asked.path["slug"]), asked, kind="venue")
    return _list(asked, Filters(), venue_id=venue.id)


def _one(asked: Asked) -> PerformanceFacts:
    key = asked.path["id"]
    row = performance_with_all(key) if key <= LARGEST_KEY else None
    if row is None or shown_or_none(row.run.event, asked) is None:
        raise NOT_FOUND
    return performance_facts(row, asked, amendments_of([row]).get(row.id, UNAMENDED))


PAGING = (FORM, DEMO, PER_PAGE, cursor(BY_DAY))


def _dates_of(name: str, title: Any, answer: Callable[[Asked], Page], example: str) -> Operation:
    return Operation(
        rule=f"/{name}/<slug:slug>/performances",
        name=f"list_performances_of_{name}",
        topic=TOPIC,
        title=title,
        about=_("In the order of days, from today on unless days are stated."),
        gives=PerformanceFacts,
        answer=answer,
        parameters=(*date_parameters(), *PAGING),
        example=example,
    )


OPERATIONS = (
    Operation(
        rule="/performances",
        name="list_performances",
        topic=TOPIC,
        title=_("What is on"),
        about=_("In the order of days, from today on unless days are stated, with the filters of the pages."),
        gives=PerformanceFacts,
        answer=_calendar,
        parameters=(*filter_parameters(), *date_parameters(), *PAGING),
    ),
    Operation(
        rule="/performances/<key:id>",
        name="get_performance",
        topic=TOPIC,
        title=_("One date"),
        about=_("A performance, a session, a span of days or a moment, by its number."),
        gives=PerformanceFacts,
        answer=_one,
        parameters=(DEMO,),
        example="12",
    ),
    _dates_of("events", _("The dates of an event and of its parts"), _of_event, "the-long-bridge"),
    _dates_of("productions", _("The dates of a production in all cities"), _of_production, "the-long-bridge"),
    _dates_of("companies", _("The dates of a company"), _of_company, "lantern-players"),
    _dates_of("venues", _("The dates of a venue"), _of_venue, "shanghai-grand-theatre"),
)
