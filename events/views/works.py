"""Productions, companies, artists: who plays what, in all cities and on all dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response
from flask_babel import gettext, ngettext
from markupsafe import Markup

from core import clock
from core.language import language, say
from core.web import link
from delta.cities import city
from events.models.performance import Performance
from events.models.words import TIMED
from events.queries import calendar, premieres, records
from events.queries.selection import Selection
from events.views.blueprint import Head, bp, found, rendered, show
from events.views.facts import Fact, to_link
from events.views.firsts import Side, side_of
from events.views.items import items_of_productions
from events.views.posters import WINDOW, motif_of, poster, with_picture
from events.views.rows import Badge, any_demo, demo_badge, one_an_event, premiere_badge, rows, span_words, status_badges, town
from events.views.structured import structured
from events.views.texts import alternative, prose
from events.words import GENRES, LANGUAGES_SPOKEN, SURTITLES
from repertoire.models import Artist, Company, Credit, Production, Surtitles

CARDS, PAST_CARDS = 24, 8


@dataclass(frozen=True, slots=True)
class TourStop:
    """One run of a production: days, city, house, how many dates, what has become of it."""

    days: str
    city: str
    city_href: str
    place: Markup
    number: str
    badges: tuple[Badge, ...]
    href: str
    title: Markup
    is_past: bool


@bp.page("/productions/<slug:slug>")
def production(slug: str) -> Response:
    """A production with all its cities and dates."""
    return show(lambda: _production(found(records.production_by_slug(slug), "production", "events.production", slug)))


def _production(shown: Production) -> str:
    now = clock.now()
    dates = calendar.all_performances(Selection(production_id=shown.id, forms=TIMED), at=now)
    stops = _stops(dates, now)
    coming = [each for each in dates if not each.has_ended_at(now) and each.takes_place]
    name = shown.title.in_language(language())
    head = Head(
        title=name,
        description=shown.summary.in_language(language()) if shown.summary else f"{GENRES[shown.genre]} · {name}",
        path=link("events.production", slug=shown.slug),
        feed=link("calendars.scope_ics", kind="productions", slug=shown.slug),
        share=link("portal.share", kind="productions", slug=shown.slug),
        has_demo=shown.is_demo,
        here="calendar",
    )
    return rendered(
        "events/production.html",
        head,
        production=shown,
        poster=with_picture(poster(motif_of(None, shown.genre), shown.slug, name), shown),
        genre=GENRES[shown.genre],
        alternative=alternative(shown.title),
        coming=[each for each in stops if not each.is_past],
        past=[each for each in stops if each.is_past],
        summing=_summing(coming),
        ended=bool(dates) and not coming,
        badges_shown=[*(badge for badge in _premieres(dates)), *([demo_badge()] if shown.is_demo else [])],
        firsts=_firsts(shown, dates),
        prose=prose(shown, "summary"),
        facts=_work_facts(shown),
        credits=[
            Fact(say(each.role), to_link(link("events.artist", slug=each.artist.slug), say(each.artist.name)))
            for each in shown.credits
        ],
        structured=[] if shown.is_demo else structured(dates, now, company=shown.company),
    )


def _premieres(dates: Sequence[Performance]) -> list[Badge]:
    return list(dict.fromkeys(badge for each in dates for badge in premiere_badge(each.run)))


def _firsts(shown: Production, dates: Sequence[Performance]) -> list[Side]:
    """What the register of premieres says of the work, the earliest first; asked only where a run of it is one."""
    if not any(each.run.is_premiere for each in dates):
        return []
    register = premieres.register_of([shown.id])
    keys = sorted(register.claims, key=lambda key: (register.day_of(key) or date.max, key))
    return [side_of(register.claims[key], register) for key in keys]


def _summing(coming: Sequence[Performance]) -> str:
    if not coming:
        return ""
    cities = len({each.city for each in coming})
    return " · ".join((
        span_words(coming[0].day, coming[-1].day, with_year=True),
        ngettext("%(num)s city", "%(num)s cities", cities),
        ngettext("%(num)s date", "%(num)s dates", len(coming)),
    ))


def _stops(dates: Sequence[Performance], now: datetime) -> list[TourStop]:
    by_run: dict[int, list[Performance]] = {}
    for each in dates:
        by_run.setdefault(each.run_id, []).append(each)
    return [_stop(each, now) for each in by_run.values()]


def _stop(dates: Sequence[Performance], now: datetime) -> TourStop:
    first, run = dates[0], dates[0].run
    standing = [each for each in dates if each.takes_place] or dates
    is_past = all(each.has_ended_at(now) for each in dates)
    badges = list(dict.fromkeys(badge for each in dates for badge in status_badges(each, now) if badge.look != "ended"))
    if is_past and any(each.takes_place for each in dates):
        badges.append(Badge("ended", gettext("Ended")))
    venue = first.venue
    return TourStop(
        span_words(standing[0].day, standing[-1].day, with_year=standing[0].day.year != now.year),
        town(first.city),
        link("events.city", slug=city(first.city).slug) if first.city else "",
        to_link(link("events.venue", slug=venue.slug), say(venue.name)) if venue else Markup(""),
        ngettext("%(num)s date", "%(num)s dates", len(standing)),
        (*badges, *premiere_badge(run)),
        link("events.event", slug=run.event.slug),
        say(run.event.title),
        is_past,
    )


def _work_facts(shown: Production) -> list[Fact]:
    spoken = [str(LANGUAGES_SPOKEN.get(shown.language_spoken, shown.language_spoken))] if shown.language_spoken else []
    if shown.surtitles and (shown.surtitles is not Surtitles.NONE or spoken):
        spoken.append(str(SURTITLES[shown.surtitles]))
    facts = []
    if shown.company:
        href = link("events.company", slug=shown.company.slug)
        facts.append(Fact(gettext("Company"), to_link(href, say(shown.company.name))))
    if shown.duration_minutes:
        facts.append(Fact(gettext("Running time"), Markup.escape(_duration(shown))))
    if spoken:
        facts.append(Fact(gettext("Language"), Markup.escape(" · ".join(spoken))))
    if shown.age_min:
        facts.append(Fact(gettext("Age"), Markup.escape(gettext("From %(years)s years", years=shown.age_min))))
    return facts


def _duration(shown: Production) -> str:
    said = ngettext("About %(num)s minute", "About %(num)s minutes", shown.duration_minutes or 0)
    if shown.interval_minutes:
        said += gettext(", with an interval of %(minutes)s minutes", minutes=shown.interval_minutes)
    return said


@bp.page("/companies/<slug:slug>")
def company(slug: str) -> Response:
    """A company: what it plays, its productions, its people."""
    return show(lambda: _company(found(records.company_by_slug(slug), "company", "events.company", slug)))


def _company(shown: Company) -> str:
    now = clock.now()
    past, coming = calendar.past_and_coming(Selection(company_id=shown.id), at=now, limit=120)
    works = records.productions_of_company(shown.id)
    name = shown.name.in_language(language())
    motif = motif_of(None, works[0].genre) if works else WINDOW
    cards = rows(one_an_event(coming)[:CARDS], now)
    head = Head(
        title=name,
        description=shown.summary.in_language(language()) if shown.summary else name,
        path=link("events.company", slug=shown.slug),
        feed=link("calendars.scope_ics", kind="companies", slug=shown.slug),
        has_demo=shown.is_demo or any_demo(cards),
    )
    return rendered(
        "events/company.html",
        head,
        shown=shown,
        kicker=" · ".join(part for part in (gettext("Company"), town(shown.city)) if part),
        alternative=alternative(shown.name),
        poster=poster(motif, shown.slug, name),
        prose=prose(shown, "summary"),
        cards=cards,
        past=rows(one_an_event(past)[:PAST_CARDS], now, {}),
        works=items_of_productions(works),
        people=records.artists_of_company(shown.id),
        company=None,
        credits=[],
    )


@bp.page("/artists/<slug:slug>")
def artist(slug: str) -> Response:
    """An artist: what she or he has a part in."""
    return show(lambda: _artist(found(records.artist_by_slug(slug), "artist", "events.artist", slug)))


def _artist(shown: Artist) -> str:
    now = clock.now()
    past, coming = calendar.past_and_coming(Selection(artist_id=shown.id), at=now, limit=120)
    credits_ = records.credits_of(shown.id)
    name = shown.name.in_language(language())
    cards = rows(one_an_event(coming)[:CARDS], now)
    head = Head(
        title=name,
        description=shown.summary.in_language(language()) if shown.summary else name,
        path=link("events.artist", slug=shown.slug),
        feed=link("calendars.scope_ics", kind="artists", slug=shown.slug),
        has_demo=shown.is_demo or any_demo(cards),
    )
    return rendered(
        "events/company.html",
        head,
        shown=shown,
        kicker=gettext("Artist"),
        alternative=alternative(shown.name),
        poster=poster(motif_of(None, credits_[0].production.genre) if credits_ else WINDOW, shown.slug, name),
        prose=prose(shown, "summary"),
        cards=cards,
        past=rows(one_an_event(past)[:PAST_CARDS], now, {}),
        works=items_of_productions({each.production.id: each.production for each in credits_}.values()),
        people=[],
        company=shown.company,
        credits=[_part(each) for each in credits_],
    )


def _part(each: Credit) -> Fact:
    work = each.production
    return Fact(say(each.role), to_link(link("events.production", slug=work.slug), say(work.title)))
