"""The page that explains following a calendar to a person who has never done it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import segno
from flask import Response, abort, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from core.language import language, other
from core.pages import public_page
from core.templating import in_other_language
from core.web import PublicBlueprint, link, parsed_path, settings
from delta.cities import all_cities
from delta.windows import STRANDS, all_windows
from events.filters import UnknownValue, parse_filters
from events.queries.selection import Selection
from events.views.blueprint import Head, rendered, show
from events.views.looks import is_long, topic_words
from events.words import KINDS
from feeds import scopes
from feeds.scopes import Scope

bp = PublicBlueprint("feeds", __name__)
MOST_LENGTH = 4_000


@bp.app_template_global()
def ways(path: str) -> dict[str, str]:
    """The addresses by which clients follow the feed at a path (feeds.md 1.6)."""
    base = settings().public_base_url
    bare = base.split("://", 1)[1]
    webcal = f"webcal://{bare}{path}"
    return {
        "https": base + path,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(base + path, safe='')}",
        "atom": path.replace(".ics", ".atom", 1),
    }


@dataclass(frozen=True, slots=True)
class Followed:
    """The feed that the page is about: its path, its name, what it selects; `is_one_date` for a single .ics."""

    path: str
    name: str
    selection: Selection
    is_everything: bool = False
    is_one_date: bool = False


def _stated_feed() -> str:
    """The path of the feed that the page is about: one of our own, or everything."""
    stated = request.args.get("feed", "") or link("calendars.calendar")
    fits = len(stated) <= MOST_LENGTH and stated.startswith("/") and not stated.startswith("//")
    if not fits or not stated.isprintable() or any(sign in stated for sign in "\\[]#@:"):
        abort(404)
    return stated


def _followed(path: str) -> Followed:
    """What a path follows; 404 where it is no feed of ours."""
    parts = urlsplit(path)
    try:
        endpoint, values = parsed_path(parts.path)
    except (NotFound, RequestRedirect, ValueError):
        abort(404)
    if endpoint == "calendars.calendar":
        return _of_filter(path, MultiDict(parse_qsl(parts.query)))
    scope = _scope(endpoint, values)
    if scope is None:
        abort(404)
    one = endpoint == "calendars.performance"
    return Followed(path, scope.name.in_language(language()), scope.selection, is_one_date=one)


def _scope(endpoint: str, values: dict[str, Any]) -> Scope | None:
    match endpoint:
        case "calendars.fixed":
            return scopes.FIXED[values["name"]]
        case "calendars.scope_ics":
            return scopes.BY_SLUG[values["kind"]](values["slug"])
        case "calendars.performance" if values["key"] < 2**31:
            return scopes.of_performance(values["key"])
    return None


def _of_filter(path: str, query: MultiDict[str, str]) -> Followed:
    try:
        filters = parse_filters(query)
    except UnknownValue:
        abort(404)
    return Followed(path, topic_words(filters), Selection.of(filters), is_everything=not filters.are_set)


@bp.page("/subscribe")
def subscribe() -> Response:
    """Ways to follow a feed, what it holds, how often it is read, how to stop."""
    path = _stated_feed()
    return show(lambda: _page(_followed(path)), path)


def _counterpart(path: str) -> str:
    """This page in the other language, about the same feed in that language."""
    return link("feeds.subscribe", other(language()), feed=in_other_language(path))


def _page(followed: Followed) -> str:
    head = Head(
        title=gettext("Follow: %(name)s", name=followed.name) if not followed.is_everything else gettext("Follow the calendar"),
        description=gettext("How a calendar of the Delta Window comes into your own, on every kind of phone, and how to stop."),
        path=link("feeds.subscribe", feed="" if followed.is_everything else followed.path),
        feed=followed.path,
        counterpart="" if followed.is_everything else _counterpart(followed.path),
        here="subscribe",
        is_indexed=followed.is_everything,
    )
    return rendered(
        "feeds/subscribe.html",
        head,
        followed=followed,
        is_long=is_long(followed.selection),
        cities=all_cities(),
        windows=[each for each in all_windows() if not each.parent],
        strands=STRANDS,
        kinds=KINDS,
    )


@bp.page("/subscribe/qr.svg")
def qr() -> Response:
    """A picture that opens the subscribe page of this feed on a phone."""
    path = _stated_feed()
    _check(path)
    page = settings().public_base_url + link("feeds.subscribe", language(), feed=path)
    return public_page(lambda: _picture(page), path, content_type="image/svg+xml")


def _check(path: str) -> None:
    """404 for what is no feed of ours, without asking the database."""
    try:
        endpoint, _ = parsed_path(urlsplit(path).path)
    except (NotFound, RequestRedirect, ValueError):
        abort(404)
    if not endpoint.startswith("calendars."):
        abort(404)


def _picture(page: str) -> str:
    written = BytesIO()
    segno.make(page, error="m").save(written, kind="svg", scale=6, border=2, light="#ffffff", xmldecl=False)
    return written.getvalue().decode("ascii")
