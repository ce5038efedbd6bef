"""The front page: tonight first."""

from datetime import date, timedelta

from flask import Response, request
from flask_babel import gettext

from core import clock
from core.language import language
from core.web import PublicBlueprint, link
from delta.cities import all_cities, city_of_slug
from events.filters import Filters, UnknownValue, When, preset
from events.models.words import GATHERINGS
from events.queries import calendar, counts
from events.queries.selection import Selection
from events.views.blueprint import Head, parsed, rendered, show
from events.views.cities import city_entries
from events.views.looks import Way, is_long
from events.views.rows import any_demo, near_day, rows, span_words
from portal.numerals import in_chinese

bp = PublicBlueprint("portal", __name__)
TONIGHT, CARDS, PREMIERES, GATHERED, SPANS = 8, 8, 4, 6, 8


@bp.page("/")
def home() -> Response:
    """Tonight, this week, premieres, forums, what is on for longer; a city chosen by hand stays in the address."""
    filters = parsed(_filters)
    return show(lambda: _page(filters), filters)


def _filters() -> Filters:
    slug = request.args.get("city", "")
    city = city_of_slug(slug) if slug else None
    if slug and city is None:
        raise UnknownValue("city")
    return Filters.of(city=city.slug) if city else Filters()


def _page(filters: Filters) -> str:
    now, today = clock.now(), clock.today()
    chosen, city = Selection.of(filters), filters.city
    tonight = preset(When.TONIGHT, today)
    lit = counts.by_city(tonight)
    number = lit.get(city.adcode, 0) if city else sum(lit.values())
    this_evening = rows(calendar.day_list(chosen, tonight, TONIGHT).rows[:TONIGHT], now)
    tomorrow = clock.at_local(today + timedelta(days=1))
    week = calendar.next_of_each_event(chosen, after=tomorrow, limit=CARDS, last=today + timedelta(days=6))
    premieres = calendar.next_of_each_event(Selection.of(filters, only_premieres=True), after=now, limit=PREMIERES)
    gatherings = calendar.next_of_each_event(
        Selection.of(filters, kinds=tuple(sorted(GATHERINGS))), after=now, limit=GATHERED
    )
    spans = calendar.spans(chosen, today, today, SPANS)
    shown = {
        "tonight": this_evening,
        "week": rows(week, now),
        "premieres": rows(premieres, now),
        "gatherings": rows(gatherings, now),
        "spans": rows(spans, now, {}),
    }
    place = city.told_apart.in_language(language()) if city else gettext("the Delta")
    slug = city.slug if city else ""
    head = Head(
        title=gettext("Tonight in %(place)s", place=place) if city else gettext("What is on tonight in the Yangtze Delta"),
        description=gettext(
            "Performances, forums, festivals and exhibitions in %(place)s: tonight, this week, and what is to come.",
            place=place,
        ),
        path=link("portal.home", city=slug),
        feed=link("calendars.calendar", city=slug),
        has_demo=any(any_demo(list_) for list_ in shown.values()),
        city=slug,
        here="home",
    )
    return rendered(
        "portal/home.html",
        head,
        city=city,
        city_slug=slug,
        place=place,
        number=number,
        numeral=in_chinese(number),
        today=today,
        days_shown=span_words(today, today + timedelta(days=6)),
        cities=all_cities(),
        city_entries=city_entries(lit, gettext("tonight")),
        nearest=None if this_evening else _nearest(chosen, slug, today),
        is_long=is_long(chosen),
        **shown,
    )


def _nearest(chosen: Selection, slug: str, today: date) -> Way | None:
    day = calendar.nearest_day(chosen, after=today)
    return Way(near_day(day), link("events.calendar", city=slug, **{"from": day.isoformat()})) if day else None
