"""The page that explains following a calendar to a person who has never done it."""

from io import BytesIO
from urllib.parse import quote, urlsplit

import segno
from flask import Response, abort, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from core.language import language
from core.pages import public_page
from core.web import PublicBlueprint, link, parsed_path, settings

bp = PublicBlueprint("feeds", __name__)
MOST_LENGTH = 300


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


def _stated_feed() -> str:
    """The feed that the page is about: one of our own paths, or everything."""
    stated = request.args.get("feed", "") or link("calendars.calendar")
    if len(stated) > MOST_LENGTH or not stated.startswith("/") or stated.startswith("//"):
        abort(404)
    try:
        endpoint, _ = parsed_path(urlsplit(stated).path)
    except (NotFound, RequestRedirect, ValueError):
        abort(404)
    if not endpoint.startswith("calendars."):
        abort(404)
    return stated


@bp.page("/subscribe")
def subscribe() -> Response:
    """Ways to follow a feed, what it holds, how often it is read, how to stop."""
    path = _stated_feed()
    return public_page(lambda: render_template("feeds/subscribe.html", path=path, ways=ways(path)), path)


@bp.page("/subscribe/qr.svg")
def qr() -> Response:
    """A picture that opens the subscribe page of this feed on a phone."""
    path = _stated_feed()
    page = settings().public_base_url + link("feeds.subscribe", language(), feed=path)
    return public_page(lambda: _picture(page), path, content_type="image/svg+xml")


def _picture(page: str) -> str:
    written = BytesIO()
    segno.make(page, error="m").save(written, kind="svg", scale=6, border=2, light="#ffffff", xmldecl=False)
    return written.getvalue().decode("ascii")
