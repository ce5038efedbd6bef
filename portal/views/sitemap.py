"""What search engines read: every indexed page in both languages, and the manifest of the site as an app."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template
from flask_babel import gettext

from core.language import LANGUAGES, TAGS, language
from core.pages import public_page
from core.templating import asset
from core.web import absolute, link
from delta.cities import all_cities
from delta.windows import STRANDS, all_windows
from events.queries.records import has_demo_rows
from events.views.themes import slug_of
from portal.queries import sitemap as queries
from portal.views.home import bp

XML = "application/xml; charset=utf-8"
# Pages without rows of the season, and those that show some (which are not indexed while a demo season is loaded).
PLAIN_PAGES = (
    "events.windows", "events.cities", "feeds.subscribe", "portal.about", "portal.contact", "portal.privacy", "portal.terms",
    "portal.accessibility", "portal.credits", "portal.appearance", "portal.developers",
)
PAGES_OF_ROWS = ("portal.home", "events.calendar", "events.premieres", "events.programmes", "events.venues", "portal.map")
ENDPOINTS = {
    "events": "events.event", "productions": "events.production", "companies": "events.company", "artists": "events.artist",
    "venues": "events.venue", "organisers": "events.organiser",
}
KINDS = ",".join(queries.KINDS)


@dataclass(frozen=True, slots=True)
class Address:
    """A page in both languages, and when it last changed."""

    by_language: dict[str, str]
    changed_at: datetime | None = None


def _address(endpoint: str, changed_at: datetime | None = None, **values: Any) -> Address:
    return Address({speaks: absolute(endpoint, speaks, **values) for speaks in LANGUAGES}, changed_at)


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """The files of the sitemap."""
    return public_page(_index, content_type=XML)


def _index() -> str:
    has_demo = has_demo_rows()
    files = [absolute("portal.sitemap_pages")]
    for kind in queries.KINDS:
        files += [absolute("portal.sitemap_file", kind=kind, number=each) for each in queries.files_of(kind, has_demo=has_demo)]
    return render_template("portal/sitemaps.xml", files=files)


@bp.get("/sitemaps/pages.xml")
def sitemap_pages() -> Response:
    """Pages that are not about one row: of the site, of cities, windows and strands."""
    return public_page(_pages, content_type=XML)


def _pages() -> str:
    addresses = [_address(each) for each in PLAIN_PAGES]
    if not has_demo_rows():
        addresses += [_address(each) for each in PAGES_OF_ROWS]
        addresses += [_address("events.city", slug=each.slug) for each in all_cities()]
        addresses += [_address("events.window", slug=each.code) for each in all_windows()]
        addresses += [_address("events.strand", slug=slug_of(each)) for each in STRANDS]
    return _written(addresses)


@bp.get(f"/sitemaps/<any({KINDS}):kind>-<key:number>.xml")
def sitemap_file(kind: str, number: int) -> Response:
    """Rows of one kind, by a range of keys; 404 where it lists nothing."""
    return public_page(lambda: _rows(kind, number), content_type=XML)


def _rows(kind: str, number: int) -> str:
    found = queries.entries_of(kind, number, has_demo=has_demo_rows()) if number * queries.KEYS < 2**31 else []
    return _written([_address(ENDPOINTS[kind], at, slug=slug) for slug, at in found] or abort(404))


def _written(addresses: list[Address]) -> str:
    return render_template("portal/sitemap.xml", addresses=addresses, tags=TAGS)


@bp.page("/manifest.webmanifest")
def manifest() -> Response:
    """The site as an app on a home screen: a name, a picture, a first page; no code runs in the background."""
    return public_page(_manifest, content_type="application/manifest+json; charset=utf-8")


def _manifest() -> str:
    return render_template(
        "portal/manifest.json",
        manifest={
            "id": link("portal.home"),
            "name": gettext("Delta Window"),
            "short_name": gettext("Delta Window"),
            "description": gettext("What is on tonight in the Yangtze Delta"),
            "lang": TAGS[language()],
            "dir": "ltr",
            "start_url": link("portal.home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#0b0c1d",
            "theme_color": "#0b0c1d",
            "icons": [
                {"src": asset("icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
                {"src": asset("icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
                {"src": asset("icon-mask-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
            ],
            "shortcuts": [
                {"name": gettext("Tonight"), "url": link("events.calendar", when="tonight")},
                {"name": gettext("Calendar"), "url": link("events.calendar")},
            ],
        },
    )
