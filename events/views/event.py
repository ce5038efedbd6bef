"""The page of an event, of whatever kind: a show's stay, a festival with its programme, a forum, a call, a plan in a paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import Response
from flask_babel import gettext
from markupsafe import Markup

from accounts.models.organisation import Organisation
from core import clock
from core.language import language, say
from core.web import link
from delta.cities import city
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form, Phase
from events.queries import records
from events.queries.amendments import amendments_of
from events.queries.calendar import all_performances
from events.queries.selection import Selection
from events.views.blueprint import Head, bp, found, rendered, show
from events.views.dates import Dates
from events.views.days import Day, days_of
from events.views.facts import Fact, belongs_to, people, price_words, running, to_link
from events.views.history import told
from events.views.items import items_of
from events.views.looks import is_long
from events.views.posters import motif_of, poster, with_picture
from events.views.rows import Badge, access_badges, demo_badge, premiere_badge, rows, town
from events.views.stays import stay_of_run
from events.views.structured import nodes_of, structured
from events.views.texts import Prose, alternative, is_outdated, prose
from events.words import GENRES, KINDS
from repertoire.models import Genre, Production

ALL_FORMS = tuple(Form)
MANY_PAST = 6
DOT = Markup(" · ")


@bp.page("/events/<slug:slug>")
def event(slug: str) -> Response:
    """An event, whatever its kind."""
    return show(lambda: _page(found(records.public_event(slug), "event", "events.event", slug)))


def _page(shown: Event) -> str:
    return page_of(shown)


def page_of(shown: Event, *, preview_for: Organisation | None = None) -> str:
    """The HTML of an event's page; `preview_for` shows it to its own people with its drafts, and says so."""
    now, preview = clock.now(), preview_for is not None
    runs = records.runs_of(shown.id, with_drafts=preview)
    parts, wholes = records.parts_of(shown.id), records.wholes_of(shown.id)
    every = all_performances(Selection(event_ids=(shown.id,), forms=ALL_FORMS, with_drafts=preview), at=now)
    dates = Dates.of(every, now, amendments_of(every))
    within = Selection(event_ids=records.ids_within(shown.id)) if parts else None
    programme = _programme(within, now) if within else []
    days = days_of(rows(programme, now, {}), clock.local(now).date())
    work = next((run.production for run in runs if run.production), None)
    genre = shown.genre or (work.genre if work else None)
    name = shown.title.in_language(language())
    lines = dates.lines
    return rendered(
        "events/manage/preview.html" if preview else "events/event.html",
        replace(_head(shown, dates, days, work), feed="", is_indexed=False) if preview else _head(shown, dates, days, work),
        event=shown,
        organisation=preview_for,
        kicker=_kicker(shown, genre),
        alternative=alternative(shown.title),
        poster=with_picture(poster(motif_of(shown.kind, genre), shown.slug, name), shown, work),
        poster_foot=" · ".join(part for part in (town(dates.city or shown.city), dates.poster_days) if part),
        dates=dates,
        coming=[each for each in lines if not each.is_past],
        past=[each for each in lines if each.is_past],
        folds_past=sum(each.is_past for each in lines) > MANY_PAST,
        stays=[stay_of_run(run, dates) for run in runs],
        badges_shown=_badges(shown, runs, dates),
        price=next(filter(None, map(price_words, runs)), ""),
        running=next(filter(None, map(running, runs)), ""),
        prose=_about(shown, work),
        is_title_outdated=is_outdated(shown, "title"),
        people=[*people(shown, runs[0] if runs else None), *_co_organisers(shown), *_hosts(shown)],
        chips=belongs_to(shown, wholes),
        parts=items_of(parts),
        days=days,
        history=told(shown, every),
        structured=nodes_of(
            structured(dates.shown, now, organiser=shown.organiser, company=work.company if work else None),
            structured(programme, now, whole=shown),
        ),
        is_long=within is not None and is_long(within),
        crumbs=_crumbs(shown, wholes, dates.city or shown.city),
    )


def _head(shown: Event, dates: Dates, days: Sequence[Day], work: Production | None) -> Head:
    name, speaks = shown.title.in_language(language()), language()
    summary = shown.summary.in_language(speaks) or (work.summary.in_language(speaks) if work else "")
    has_dates = bool(dates.shown or dates.moments or days)
    return Head(
        title=name,
        description=summary or " · ".join(part for part in (str(KINDS[shown.kind]), name, dates.when) if part),
        path=link("events.event", slug=shown.slug),
        feed=link("calendars.scope_ics", kind="events", slug=shown.slug) if has_dates else "",
        share=link("portal.share", kind="events", slug=shown.slug),
        has_demo=shown.is_demo or any(row.is_demo for day in days for row in day.rows),
        here="programmes" if shown.phase is not Phase.DATED else "calendar",
    )


def _about(shown: Event, work: Production | None) -> Prose | None:
    return prose(shown, "summary") or (prose(work, "summary") if work else None)


def _kicker(shown: Event, genre: Genre | None) -> str:
    parts = [str(GENRES[genre] if genre else KINDS[shown.kind])]
    if shown.edition:
        parts.append(gettext("Edition %(number)s", number=shown.edition))
    return " · ".join(parts)


def _badges(shown: Event, runs: Sequence[Run], dates: Dates) -> list[Badge]:
    said = [badge for run in runs for badge in premiere_badge(run)]
    if any(run.is_free for run in runs):
        said.append(Badge("free", gettext("Free")))
    said += [badge for each in dates.shown if not each.has_ended_at(dates.now) for badge in access_badges(each)]
    if shown.is_demo:
        said.append(demo_badge())
    return list(dict.fromkeys(said))


def _programme(within: Selection, now: datetime) -> list[Performance]:
    return [each for each in all_performances(within, at=now) if each.is_timed]


def _co_organisers(shown: Event) -> list[Fact]:
    found_ = records.organisers_named(shown.extra.get("co_organisers", ()))
    links = [_organiser_link(each) for each in found_]
    return [Fact(gettext("Also organising"), DOT.join(links))] if links else []


def _organiser_link(body: Organisation) -> Markup:
    return to_link(link("events.organiser", slug=body.slug), say(body.name))


def _hosts(shown: Event) -> list[Fact]:
    towns = [Markup.escape(town(adcode)) for adcode in shown.extra.get("host_cities", [])]
    return [Fact(gettext("Held in"), DOT.join(towns))] if towns else []


def _crumbs(shown: Event, wholes: Sequence[Event], adcode: str) -> list[tuple[Markup | str, str]]:
    if wholes:
        whole = link("events.event", slug=wholes[0].slug)
        return [(gettext("Programmes"), link("events.programmes")), (say(wholes[0].title), whole)]
    if shown.phase is not Phase.DATED:
        return [(gettext("Programmes"), link("events.programmes"))]
    steps: list[tuple[Markup | str, str]] = [(gettext("Calendar"), link("events.calendar"))]
    if adcode:
        steps.append((town(adcode), _city_address(adcode)))
    return steps


def _city_address(adcode: str) -> str:
    return link("events.city", slug=city(adcode).slug)


