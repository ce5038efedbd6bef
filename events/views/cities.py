"""Cities: all of them, and one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, abort
from flask_babel import gettext, ngettext

from core import clock
from core.language import language
from core.web import link
from delta.cities import City, all_cities, city_of_slug
from events.filters import When, preset
from events.queries import calendar, counts, records
from events.queries.selection import Selection
from events.views.blueprint import Head, bp, rendered, show
from events.views.items import by_days, items_of
from events.views.looks import Way, is_long
from events.views.rows import any_demo, near_day, rows

WINDOWS = ("win-octagon", "win-moon", "win-quatrefoil", "win-square", "win-hex")
TONIGHT, CARDS, SPANS = 8, 12, 12
LONG_NAME = 3


@dataclass(frozen=True, slots=True)
class CityEntry:
    """A city in the strip: its name, its window, how much is on."""

    name: str
    href: str
    window: str
    count: int
    words: str
    is_long: bool
    province: str


def city_entries(lit: Mapping[str, int], when: str) -> list[CityEntry]:
    """All 41 cities with what is on in them; `when` is put before the number."""
    speaks = language()
    return [
        CityEntry(
            each.told_apart.in_language(speaks),
            link("events.city", slug=each.slug),
            WINDOWS[number % len(WINDOWS)],
            lit.get(each.adcode, 0),
            f"{when} {ngettext('%(num)s entry', '%(num)s entries', lit[each.adcode])}" if lit.get(each.adcode) else "",
            speaks == "en" or len(each.short_zh) >= LONG_NAME,
            each.province.in_language(speaks),
        )
        for number, each in enumerate(all_cities())
    ]


@bp.page("/cities")
def cities() -> Response:
    """The 41 cities, by province, with what is on in the next seven days."""
    return show(_cities)


def _cities() -> str:
    lit = counts.by_city(preset(When.WEEK, clock.today()))
    provinces: dict[str, list[CityEntry]] = {}
    for each in city_entries(lit, gettext("7 days:")):
        provinces.setdefault(each.province, []).append(each)
    head = Head(
        title=gettext("The 41 cities of the Delta"),
        description=gettext("Shanghai, Jiangsu, Zhejiang and Anhui: choose a city and see what is on there."),
        path=link("events.cities"),
        here="cities",
    )
    return rendered("events/cities.html", head, provinces=provinces)


@bp.page("/cities/<slug:slug>")
def city(slug: str) -> Response:
    """One city: tonight, the weeks to come, exhibitions, its venues, its series."""
    return show(lambda: _city(city_of_slug(slug) or abort(404)))


def _city(shown: City) -> str:
    now, today = clock.now(), clock.today()
    chosen, name = Selection(city=shown.adcode), shown.told_apart.in_language(language())
    tonight, month = preset(When.TONIGHT, today), preset(When.MONTH, today)
    this_evening = rows(calendar.day_list(chosen, tonight, TONIGHT).rows[:TONIGHT], now)
    tomorrow = clock.at_local(today + timedelta(days=1))
    cards = rows(calendar.next_of_each_event(chosen, after=tomorrow, limit=CARDS), now)
    spans = rows(calendar.spans(chosen, today, today, SPANS), now, {})
    venues = records.venues_in(shown.adcode)
    belonging = records.events_owned_by(shown.adcode)
    days = records.days_of_events([each.id for each in belonging])
    owned = items_of(by_days(belonging, days, today), days)
    nearest = None if this_evening else calendar.nearest_day(chosen, after=today)
    head = Head(
        title=gettext("What is on in %(place)s", place=name),
        description=gettext("Performances, forums, festivals and exhibitions in %(place)s, and its venues.", place=name),
        path=link("events.city", slug=shown.slug),
        feed=link("calendars.scope_ics", kind="cities", slug=shown.slug),
        share=link("portal.share", kind="cities", slug=shown.slug),
        has_demo=any(map(any_demo, (this_evening, cards, spans))) or any(each.is_demo for each in owned),
        city=shown.slug,
        here="cities",
    )
    return rendered(
        "events/city.html",
        head,
        city=shown,
        name=name,
        today=today,
        tonight=this_evening,
        number_tonight=counts.counted(chosen, tonight),
        number_month=counts.counted(chosen, month),
        cards=cards,
        spans=spans,
        venues=venues,
        owned=owned,
        nearest=_way_to(nearest, shown) if nearest else None,
        is_long=is_long(chosen),
    )


def _way_to(day: date, shown: City) -> Way:
    return Way(near_day(day), link("events.calendar", city=shown.slug, **{"from": day.isoformat()}))
