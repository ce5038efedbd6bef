"""Events and festivals as JSON."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from core.api.cursors import BY_KEY, key_after
from core.api.operations import Operation, Page
from core.api.parameters import DEMO, MOST_ROWS, PER_PAGE, Asked, cursor
from core.api.rows import found, key_of, page, shown_or_none
from events.amendments import UNAMENDED
from events.api.filters import date_parameters, dates_of, filter_parameters, filters_of, has_dates
from events.api.shapes import EventFacts, EventRef, EventWhole, FestivalWhole, event_facts, event_ref, performance_facts
from events.filters import EARLIEST, Dates
from events.models.event import Event
from events.models.words import EventKind
from events.queries import listing, records
from events.queries.amendments import amendments_of
from events.queries.selection import Selection

TOPIC = _("Events")


def _shown(rows: Sequence[Event], asked: Asked) -> Page:
    days = records.days_of_events([each.id for each in rows]) if rows else {}
    return page(rows, asked, lambda each: event_facts(each, days.get(each.id), asked), key_of)


def _events(asked: Asked) -> Page:
    filters, key = filters_of(asked), key_after(asked.after(BY_KEY))
    if not (filters.are_set or has_dates(asked)):
        return _shown(listing.events_behind(key, asked.rows + 1, with_demo=asked.with_demo), asked)
    chosen = Selection.of(filters, with_demo=asked.with_demo)
    return _shown(listing.events_with_dates_behind(key, asked.rows + 1, chosen=chosen, dates=dates_of(asked)), asked)


def _refs(rows: Sequence[Event], asked: Asked) -> list[EventRef]:
    return [event_ref(each) for each in rows if shown_or_none(each, asked)]


def _whole(each: Event, asked: Asked) -> EventWhole:
    days = records.days_of_events([each.id])
    return {
        **event_facts(each, days.get(each.id), asked),
        "part_of": _refs(records.wholes_of(each.id), asked),
        "parts": _refs(records.parts_of(each.id), asked),
    }


def _one_event(asked: Asked) -> EventWhole:
    return _whole(found(records.public_event(asked.path["slug"]), asked, kind="event", moved_to=records.moved_to), asked)


def _festivals(asked: Asked) -> Page:
    key = key_after(asked.after(BY_KEY))
    return _shown(
        listing.events_behind(key, asked.rows + 1, with_demo=asked.with_demo, kind=EventKind.FESTIVAL), asked
    )


def _one_festival(asked: Asked) -> FestivalWhole:
    known = records.public_event(asked.path["slug"])
    festival = known if known is None or known.kind is EventKind.FESTIVAL else None
    each = found(festival, asked, kind="event", moved_to=records.moved_to)
    chosen = Selection(event_ids=records.ids_within(each.id), with_demo=asked.with_demo)
    rows = listing.performances_behind(chosen, Dates(EARLIEST), None, MOST_ROWS)
    amended = amendments_of(rows)
    programme = [performance_facts(row, asked, amended.get(row.id, UNAMENDED)) for row in rows]
    return {**_whole(each, asked), "programme": programme}


OPERATIONS = (
    Operation(
        rule="/events",
        name="list_events",
        topic=TOPIC,
        title=_("Events"),
        about=_(
            "Of all kinds, in the order in which they were entered; also what public papers name without a date. With a filter "
            "or days: those that have a date there, from today on unless days are stated."
        ),
        gives=EventFacts,
        answer=_events,
        parameters=(*filter_parameters(), *date_parameters(), DEMO, PER_PAGE, cursor(BY_KEY)),
    ),
    Operation(
        rule="/events/<slug:slug>",
        name="get_event",
        topic=TOPIC,
        title=_("One event"),
        about=_("With what it belongs to and what belongs to it."),
        gives=EventWhole,
        answer=_one_event,
        parameters=(DEMO,),
        example="the-long-bridge",
    ),
    Operation(
        rule="/festivals",
        name="list_festivals",
        topic=TOPIC,
        title=_("Festivals"),
        about=_("Festivals and their editions, in the order in which they were entered."),
        gives=EventFacts,
        answer=_festivals,
        parameters=(DEMO, PER_PAGE, cursor(BY_KEY)),
    ),
    Operation(
        rule="/festivals/<slug:slug>",
        name="get_festival",
        topic=TOPIC,
        title=_("One festival"),
        about=_("With its programme."),
        gives=FestivalWhole,
        answer=_one_festival,
        parameters=(DEMO,),
        example="the-long-bridge",
    ),
)
