"""Venues, all and one; organisers."""

from flask import Response
from flask_babel import gettext

from accounts.models.organisation import Organisation
from core import clock
from core.language import language
from core.web import link
from delta.cities import all_cities, city
from events.queries import calendar, records
from events.queries.links import is_dead
from events.queries.selection import Selection
from events.views.blueprint import Head, bp, found, rendered, show
from events.views.days import days_of
from events.views.items import items_of
from events.views.looks import is_long
from events.views.posters import WINDOW, poster
from events.views.rows import any_demo, one_an_event, rows, town
from events.views.texts import alternative
from events.words import HALL_KINDS, ORGANISATION_KINDS
from venues.models import Venue

LINES, PAST_LINES, CARDS = 60, 8, 24


@bp.page("/venues")
def venues() -> Response:
    """All venues, by city."""
    return show(_venues)


def _venues() -> str:
    by_city: dict[str, list[Venue]] = {}
    for each in records.all_venues():
        by_city.setdefault(each.city, []).append(each)
    head = Head(
        title=gettext("Venues of the Delta"),
        description=gettext("Theatres, concert halls and other houses, city by city."),
        path=link("events.venues"),
        has_demo=any(each.is_demo for found_ in by_city.values() for each in found_),
    )
    groups = [(each, town(each.adcode), by_city[each.adcode]) for each in all_cities() if each.adcode in by_city]
    return rendered("events/venues.html", head, groups=groups)


@bp.page("/venues/<slug:slug>")
def venue(slug: str) -> Response:
    """A venue: where it is, its halls, what is on."""
    return show(lambda: _venue(found(records.venue_by_slug(slug), "venue", "events.venue", slug)))


def _venue(shown: Venue) -> str:
    now = clock.now()
    past, coming = calendar.past_and_coming(Selection(venue_id=shown.id), at=now, limit=LINES)
    name = shown.name.in_language(language())
    timed = [each for each in coming if each.is_timed]
    lines, over = rows(timed, now), rows(one_an_event(past)[:PAST_LINES], now, {})
    spans = rows([each for each in coming if not each.is_timed], now, {})
    place = city(shown.city)
    head = Head(
        title=name,
        description=gettext(
            "%(name)s in %(place)s: where it is, its halls, and what is on.", name=name, place=town(shown.city)
        ),
        path=link("events.venue", slug=shown.slug),
        feed=link("calendars.scope_ics", kind="venues", slug=shown.slug),
        share=link("portal.share", kind="venues", slug=shown.slug),
        has_demo=shown.is_demo or any(map(any_demo, (lines, spans, over))),
    )
    return rendered(
        "events/venue.html",
        head,
        venue=shown,
        city=place,
        town=town(shown.city),
        alternative=alternative(shown.name),
        poster=poster(WINDOW, shown.slug, name),
        hall_kinds=HALL_KINDS,
        days=days_of(lines, clock.local(now).date()),
        spans=spans,
        has_more=len(coming) >= LINES,
        past=over,
        is_long=is_long(Selection(venue_id=shown.id)),
    )


@bp.page("/organisers/<slug:slug>")
def organiser(slug: str) -> Response:
    """An organiser: what it holds, and what is held on its behalf."""
    return show(lambda: _organiser(found(records.organiser_by_slug(slug), "organiser", "events.organiser", slug)))


def _organiser(shown: Organisation) -> str:
    now = clock.now()
    past, coming = calendar.past_and_coming(Selection(organiser_id=shown.id), at=now, limit=120)
    name = shown.name.in_language(language())
    cards = rows(one_an_event(coming)[:CARDS], now)
    over = rows(one_an_event(past)[:PAST_LINES], now, {})
    undated = items_of(records.undated_events_by(shown.id))
    head = Head(
        title=name,
        description=gettext("What %(name)s holds, and what is held on its behalf.", name=name),
        path=link("events.organiser", slug=shown.slug),
        feed=link("calendars.scope_ics", kind="organisers", slug=shown.slug),
        has_demo=shown.is_demo or any_demo(cards) or any_demo(over),
    )
    return rendered(
        "events/organiser.html",
        head,
        organiser=shown,
        website="" if is_dead(shown.website) else shown.website,
        kind=ORGANISATION_KINDS[shown.kind],
        town=town(shown.city),
        alternative=alternative(shown.name),
        cards=cards,
        past=over,
        undated=undated,
        is_long=is_long(Selection(organiser_id=shown.id)),
    )
