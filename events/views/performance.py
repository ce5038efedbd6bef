"""The page of one date: what a link in a message or a ticket should lead to."""

from flask import Response, abort
from flask_babel import gettext

from core import clock
from core.language import language, say
from core.numbers import LARGEST_KEY
from core.web import link
from delta.cities import city
from events.models.performance import Performance
from events.models.words import Phase
from events.queries.amendments import amendments_of
from events.queries.calendar import next_performances, performance_with_all
from events.queries.selection import Selection
from events.views.blueprint import Head, bp, rendered, show
from events.views.dates import Dates
from events.views.facts import people
from events.views.posters import motif_of, poster, with_picture
from events.views.rows import demo_badge, rows, town
from events.views.stays import stay_of_date
from events.views.structured import structured
from events.views.texts import alternative

OTHERS_SHOWN = 6


@bp.page("/performances/<key:key>")
def performance(key: int) -> Response:
    """One date with its place, facts and status, and the other dates of its event."""
    return show(lambda: _page(_found(key)))


def _found(key: int) -> Performance:
    row = performance_with_all(key) if key <= LARGEST_KEY else None
    if row is None:
        abort(404)
    return row


def _page(row: Performance) -> str:
    now = clock.now()
    event, run, dates = row.run.event, row.run, Dates.of([row], now, amendments_of([row]))
    genre = event.genre or (run.production.genre if run.production else None)
    name = event.title.in_language(language())
    others = [
        each for each in next_performances(Selection(event_ids=(event.id,)), after=now, limit=OTHERS_SHOWN + 1)
        if each.id != row.id
    ][:OTHERS_SHOWN]
    return rendered(
        "events/performance.html",
        Head(
            title=f"{name} · {dates.poster_days or dates.when}" if dates.when else name,
            description=" · ".join(part for part in (name, dates.when, town(row.city)) if part),
            path=link("events.performance", key=row.id),
            feed=link("calendars.scope_ics", kind="events", slug=event.slug),
            share=link("portal.share", kind="events", slug=event.slug),
            has_demo=event.is_demo,
            here="calendar" if event.phase is Phase.DATED else "programmes",
        ),
        row=row,
        event=event,
        session_title=say(row.title),
        alternative=alternative(event.title),
        poster=with_picture(poster(motif_of(event.kind, genre), event.slug, name), event, run.production),
        poster_foot=" · ".join(part for part in (town(row.city), dates.poster_days) if part),
        dates=dates,
        stay=stay_of_date(run, dates, row),
        badges_shown=[*(badge for line in dates.lines for badge in line.badges), *([demo_badge()] if event.is_demo else [])],
        people=people(event, run),
        others=rows(others, now, {}),
        crumbs=_crumbs(row),
        structured=structured(
            [row], now, organiser=event.organiser, company=run.production.company if run.production else None
        ),
    )


def _crumbs(row: Performance) -> list[tuple[object, str]]:
    steps: list[tuple[object, str]] = [(gettext("Calendar"), link("events.calendar"))]
    if row.city:
        steps.append((town(row.city), link("events.city", slug=city(row.city).slug)))
    return [*steps, (say(row.run.event.title), link("events.event", slug=row.run.event.slug))]
