"""The strip for a form that is being filled in: the same HTML by a button of the form, or fetched by a small script."""

from collections.abc import Sequence
from datetime import date, time

from flask import Response, request
from werkzeug.datastructures import MultiDict

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import member
from core import clock
from delta.cities import city_of_slug
from events import generator
from events.filters import UnreadableDate, parse_day
from events.manage.blueprint import bp, own_event
from events.manage.houses import chosen_house
from events.manage.strips import ASSUMED_MINUTES, EVENING, Strip, fragment, strip_of
from events.queries import listings as stored
from events.radar import Wanted
from events.rule_box import UnreadableRule, read_times
from events.run_rule import Typed, pattern_of, weekly_of
from repertoire.models import Genre

Words = MultiDict[str, str]


@bp.page("/desk/<slug:organisation>/radar")
@member(Role.VIEWER)
def radar(organisation: Organisation) -> Response:
    """The strip around what a form says; empty where it says no day yet."""
    return Response(fragment(strip_around(organisation, request.args)), content_type="text/html; charset=utf-8")


def strip_around(organisation: Organisation, typed: Words) -> Strip | None:
    """The strip around what a form says so far, whatever else is still missing in it; None where it says no day yet."""
    first, last = _day(typed, "first") or _day(typed, "day"), _day(typed, "last")
    if first is None:
        return None
    key = typed.get("event", "")
    event = own_event(organisation, int(key)) if key.isdecimal() and len(key) <= 10 else None
    run = next(iter(stored.runs_of_event(event.id)), None) if event else None
    days, starts = _days(typed, first, last or first)
    venue, hall = chosen_house(typed.get("place", ""))
    town = city_of_slug(typed.get("city", ""))
    genre = event.genre if event else _genre(typed.get("genre", ""))
    wanted = Wanted(
        starts=starts, minutes=(run.running_minutes if run else None) or ASSUMED_MINUTES,
        city=venue.city if venue else town.adcode if town else run.city if run else organisation.city,
        venue_id=venue.id if venue else run.venue_id if run else None,
        hall_id=hall.id if hall else run.hall_id if run and not venue else None, genre=genre,
        least_age=run.least_age if run else None,
    )
    plays = {row.day for row in stored.dates_of_run(run.id)} if run else set()
    return strip_of(wanted, days, organisation, event.id if event else None, plays=plays)


def _day(typed: Words, name: str) -> date | None:
    try:
        return parse_day(typed.get(name, ""))
    except UnreadableDate:
        return None


def _genre(code: str) -> Genre | None:
    return Genre(code) if code in set(Genre) else None


def _days(typed: Words, first: date, last: date) -> tuple[Sequence[date], time]:
    """The days of the run that is being typed; the first alone while it cannot be read."""
    try:
        times = read_times(typed.get("times") or typed.get("at") or "")
        weekdays = [int(each) for each in typed.getlist("weekdays") if each in set("0123456")]
        weekly = weekly_of(weekdays, times or (EVENING,))
        pattern = pattern_of(Typed(first=first, last=last, weekly=weekly, rule=typed.get("rule", "")))
        moments = [clock.local(each) for each in generator.starts(pattern)]
    except (UnreadableRule, generator.BadPattern):
        return [first], EVENING
    return sorted({each.date() for each in moments}), moments[0].time()
