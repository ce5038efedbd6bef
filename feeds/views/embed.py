"""Calendars for other sites: small pages that stand in a frame, in the host's colours, with ways to follow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NoReturn

from flask import Response, abort, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from core import assets, clock
from core.language import language, say
from core.pages import Made, made, public_page, respond
from core.security import let_be_framed
from core.web import PublicBlueprint, absolute, link, refuse_broken_query, settings, with_query
from events.filters import UnknownValue, parse_filters
from events.models.performance import Performance
from events.models.words import Form
from events.queries import calendar as queries
from events.queries.amendments import amendments_of
from events.queries.coming import latest_day, still_to_come
from events.queries.records import moved_to
from events.queries.selection import Selection
from events.views.days import days_of
from events.views.looks import Way, topic_words
from events.views.rows import any_demo, near_day, rows
from feeds import scopes
from feeds.appearance import Appearance, parse_appearance
from feeds.colours import UnreadableColour
from feeds.scopes import Scope
from feeds.views.addresses import site_name
from feeds.window import AHEAD

bp = PublicBlueprint("embed", __name__)
CACHE_CONTROL = "public, max-age=300"
SCRIPT_CACHE_CONTROL = "public, max-age=3600"
FEWEST_SPANS = 3
SPANS_AHEAD = timedelta(days=60)
SCRIPT = "embed.js"


@dataclass(frozen=True, slots=True)
class Shown:
    """What an embed shows: its name (plain, and marked up), its rows, the feed that follows it, its page on the site.

    `pairs` is the filter that it shows, None where it is one thing.
    """

    title: str
    name: Markup
    selection: Selection
    feed: str
    page: str
    pairs: Sequence[tuple[str, str]] | None = None


@bp.before_request
def _framed() -> None:
    let_be_framed()


@bp.app_template_global()
def colours_path(look: Appearance | None = None) -> str:
    """The address of the style sheet with an embed's colours; it changes with what stands in it."""
    pairs = (look or Appearance()).colour_pairs()
    return with_query(link("embed.colours"), [*pairs, ("v", _sheet(look or Appearance()).etag[:10])])


@bp.page("/embed")
def calendar() -> Response:
    """The calendar as filtered."""
    look = _appearance()
    try:
        filters = parse_filters(request.args)
    except UnknownValue:
        abort(404)
    pairs = filters.pairs()

    def shown() -> Shown:
        topic = topic_words(filters)
        return Shown(
            topic,
            Markup.escape(topic),
            Selection.of(filters),
            with_query(link("calendars.calendar"), pairs),
            _in_calendar(pairs),
            pairs,
        )

    return public_page(lambda: _page(shown(), look), *pairs, *look.pairs(), cache_control=CACHE_CONTROL)


@bp.page("/embed/<slug:name>")
def fixed(name: str) -> Response:
    """Premieres, tickets going on sale, deadlines."""
    look = _appearance()
    scope = scopes.FIXED.get(name)
    if scope is None:
        abort(404)
    feed = link("calendars.fixed", name=name)
    return public_page(lambda: _page(_of_scope(scope, feed), look), *look.pairs(), cache_control=CACHE_CONTROL)


@bp.page("/embed/<slug:kind>/<slug:slug>", endpoint="scope")
def scope_(kind: str, slug: str) -> BaseResponse:
    """One thing that can be followed: a city, a house, a company, a festival …"""
    look = _appearance()
    if kind not in scopes.BY_SLUG:
        abort(404)

    def make() -> str:
        scope = scopes.BY_SLUG[kind](slug)
        if scope is None:
            _lead_on(kind, slug, look)
        return _page(_of_scope(scope, link("calendars.scope_ics", kind=kind, slug=slug)), look)

    return public_page(make, *look.pairs(), cache_control=CACHE_CONTROL)


@bp.get("/embed/colours.css")
def colours() -> Response:
    """An embed's colours as a style sheet of its own, so that neither side needs inline style."""
    look = _appearance()
    sheet = _sheet(look)
    keeps = assets.FOR_EVER if request.args.get("v") == sheet.etag[:10] else assets.ASK_AGAIN
    return respond(sheet, "text/css; charset=utf-8", keeps)


@bp.get(f"/{SCRIPT}")
def script() -> Response:
    """The script that puts an embed into a page and sizes it; its address stays, so it is not kept for long."""
    return respond(assets.finished(SCRIPT), assets.content_type_of(SCRIPT), SCRIPT_CACHE_CONTROL)


def _appearance() -> Appearance:
    """How it shall look: 404 for what never meant anything, 400 for a colour that is none."""
    refuse_broken_query()
    try:
        return parse_appearance(request.args)
    except UnknownValue:
        abort(404)
    except UnreadableColour:
        abort(400)


@lru_cache(maxsize=256)
def _sheet(look: Appearance) -> Made:
    return made(look.style_sheet().encode("ascii"), None)


def _lead_on(kind: str, slug: str, look: Appearance) -> NoReturn:
    """Off to the new address of what was renamed, for ever; 404 else."""
    new = moved_to(scopes.RENAMED.get(kind, ""), slug)
    if new is None:
        abort(404)
    abort(redirect(with_query(link("embed.scope", kind=kind, slug=new), look.pairs()), 301))


def _in_calendar(pairs: Sequence[tuple[str, str]]) -> str:
    """A filter's page on the site."""
    return settings().public_base_url + with_query(link("events.calendar"), list(pairs))


def _of_scope(scope: Scope, feed: str) -> Shown:
    name = scope.name.in_language(language())
    return Shown(name, say(scope.name), scope.selection, feed, absolute(scope.endpoint, **scope.values))


def _page(shown: Shown, look: Appearance) -> str:
    now, today = clock.now(), clock.today()
    coming = still_to_come(shown.selection, at=now, last=today + AHEAD, limit=look.rows)
    lasting = _lasting(shown.selection, coming, look.rows)
    amended = amendments_of((*coming, *lasting))
    timed, spans = rows(coming, now, {}, amended), rows(lasting, now, {}, amended)
    nearest = None if timed or spans else latest_day(shown.selection, first=today - AHEAD, before=today)
    return render_template(
        "feeds/embed.html",
        shown=shown,
        look=look,
        site=site_name(),
        today=today,
        days=days_of(timed, today),
        spans=spans,
        has_demo=any_demo(timed) or any_demo(spans),
        nearest=_on_day(shown, nearest) if nearest else None,
    )


def _lasting(chosen: Selection, coming: Sequence[Performance], most: int) -> Sequence[Performance]:
    """Exhibitions and festivals that are on while the rows above run; all that is left room for, three at least."""
    if Form.SPAN not in chosen.forms:
        return ()
    today = clock.today()
    last = coming[-1].day if len(coming) == most else today + SPANS_AHEAD
    return queries.spans(chosen, today, last, max(FEWEST_SPANS, most - len(coming)))


def _on_day(shown: Shown, day: date) -> Way:
    """The last day that had something, on the site."""
    page = shown.page if shown.pairs is None else _in_calendar([*shown.pairs, ("from", day.isoformat())])
    return Way(near_day(day), page)
