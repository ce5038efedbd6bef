"""The page where anybody makes a calendar for their own site: a form, the calendar as it will look, the lines to copy."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, abort, request
from flask_babel import gettext
from markupsafe import Markup

from core.language import LANGUAGES, TAGS, language
from core.security import let_frame_ours
from core.types import Bilingual
from core.web import PublicBlueprint, link, refuse_broken_query, settings, with_query
from events.filters import Filters, UnknownValue, parse_filters
from events.queries.selection import Selection
from events.views.blueprint import Head, rendered, show
from events.views.filtering import panel_of
from events.views.looks import topic_words
from feeds import scopes
from feeds.appearance import COLOUR_NAMES, FEWEST, MOST, USUAL_COLOURS, Appearance, Look, parse_appearance
from feeds.colours import UnreadableColour
from feeds.scopes import Scope

bp = PublicBlueprint("compose", __name__)
# A name, or a kind and a slug (core/web.py, SlugConverter).
_SHOWN = re.compile(r"[a-z0-9-]{1,200}(?:/[a-z0-9-]{1,200})?")
# What the script reads itself (static/embed.js); a filter of such a name goes into data-query.
SCRIPT_NAMES = frozenset({"language", "show", "query", "title"})
SITE = Bilingual("长三角之窗", "Delta Window")
HEAD_HEIGHT, ROW_HEIGHT, ROUNDED_TO = 420, 115, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What is asked for. `shown` is one thing ("premieres", "venues/…"), empty for the calendar as filtered;
    `speaks` is the embed's language; `has_colours`: it has colours of its own.
    """

    filters: Filters
    shown: str
    speaks: str
    look: Appearance
    has_colours: bool

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query of the embed, in its canonical order."""
        return [*([] if self.shown else self.filters.pairs()), *self.look.pairs()]

    @property
    def path(self) -> str:
        """The embed's own address on this site."""
        if not self.shown:
            return with_query(link("embed.calendar", self.speaks), self.pairs)
        kind, _, slug = self.shown.partition("/")
        if not slug:
            return with_query(link("embed.fixed", self.speaks, name=kind), self.pairs)
        return with_query(link("embed.scope", self.speaks, kind=kind, slug=slug), self.pairs)

    def here(self, speaks: str = "") -> str:
        """This page with this choice, for its canonical address and its other language."""
        stated = [("show", self.shown)] if self.shown else self.filters.pairs()
        into = [("in", self.speaks)] if self.speaks != (speaks or language()) else []
        own = [("own", "1")] if self.has_colours else []
        return with_query(link("compose.compose", speaks), [*stated, *into, *own, *self.look.pairs()])


@bp.before_request
def _framing() -> None:
    let_frame_ours()


@bp.app_template_global()
def composing(feed: str) -> str:
    """Where the calendar of a feed is put into another site; empty for a single date."""
    parts = urlsplit(feed)
    shown = parts.path.removeprefix("/en").removeprefix("/").removesuffix(".ics")
    if shown == "calendar":
        return with_query(link("compose.compose"), parse_qsl(parts.query))
    return "" if shown.startswith("performances/") else link("compose.compose", show=shown)


@bp.page("/embed/compose")
def compose() -> Response:
    """Choose, look, copy."""
    refuse_broken_query()
    try:
        asked = _asked()
    except UnknownValue:
        abort(404)
    except UnreadableColour:
        abort(400)
    return show(lambda: _page(asked), asked)


def _asked() -> Composed:
    args = request.args
    speaks = args.get("in") or language()
    if speaks not in LANGUAGES:
        raise UnknownValue("in")
    has_colours = bool(args.get("own"))
    look = parse_appearance(args)
    if not has_colours:
        look = replace(look, accent="", ground="", ink="")
    shown = args.get("show", "")
    if shown and not _SHOWN.fullmatch(shown):
        raise UnknownValue("show")
    filters = Filters() if shown else parse_filters(args)
    Selection.of(filters)  # a house that there is not is refused here, not in the frame
    return Composed(filters=filters, shown=shown, speaks=speaks, look=look, has_colours=has_colours)


def _scope(shown: str) -> Scope:
    """The one thing that is shown; 404 for what cannot be."""
    kind, _, slug = shown.partition("/")
    scope = (scopes.BY_SLUG[kind](slug) if kind in scopes.BY_SLUG else None) if slug else scopes.FIXED.get(kind)
    if scope is None:
        abort(404)
    return scope


def _page(asked: Composed) -> str:
    scope = _scope(asked.shown) if asked.shown else None
    name = scope.name.in_language(language()) if scope else topic_words(asked.filters)
    title = _frame_title(asked, scope)
    head = Head(
        title=gettext("Show the calendar on your own site"),
        description=gettext("One line of HTML shows what is on in the Delta on any site, in its colours and its language."),
        path=asked.here(),
        counterpart=asked.here("zh" if language() == "en" else "en"),
        here="subscribe",
        is_indexed=asked == Composed(
            filters=Filters(), shown="", speaks=language(), look=Appearance(), has_colours=False
        ),
    )
    colours = USUAL_COLOURS[Look.LIGHT] | {name: value for name, value in asked.look.colour_pairs() if name in COLOUR_NAMES}
    return rendered(
        "feeds/compose.html",
        head,
        asked=asked,
        name=name,
        scope=scope,
        title=title,
        height=height_of(asked.look.rows),
        frame_line=frame_line(asked, title),
        script_line=script_line(asked, title),
        host=settings().public_base_url,
        colours=colours,
        panel=panel_of(asked.filters, "compose.compose", {}, None),
        fixed=scopes.FIXED,
        fewest=FEWEST,
        most=MOST,
        tag=TAGS[asked.speaks],
    )


def _frame_title(asked: Composed, scope: Scope | None) -> str:
    """What a reader of the host's page hears when the frame is reached, in the embed's language."""
    site = SITE.in_language(asked.speaks)
    if scope:
        return f"{site} · {scope.name.in_language(asked.speaks)}"
    names = [asked.filters.city.told_apart.in_language(asked.speaks)] if asked.filters.city else []
    return " · ".join([site, *names])


def height_of(rows: int) -> int:
    """A height in which so many rows stand without scrolling on a phone, for frames that nobody sizes."""
    whole = HEAD_HEIGHT + rows * ROW_HEIGHT
    return -(-whole // ROUNDED_TO) * ROUNDED_TO


def frame_line(asked: Composed, title: str) -> str:
    """The line that needs no script."""
    line = Markup('<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" frameborder="0"></iframe>')
    return str(line.format(settings().public_base_url + asked.path, title, height_of(asked.look.rows)))


def script_line(asked: Composed, title: str) -> str:
    """The line that sizes itself. Names that the script reads itself, or that stand twice, go into data-query."""
    number = Counter(name for name, _ in asked.pairs)
    plain = [(name, value) for name, value in asked.pairs if name not in SCRIPT_NAMES and number[name] == 1]
    packed = [pair for pair in asked.pairs if pair not in plain]
    stated = [("show", asked.shown), *plain, ("query", urlencode(packed)), ("language", asked.speaks), ("title", title)]
    attributes = Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in stated if value)
    address = settings().public_base_url + link("embed.script")
    return str(Markup('<script src="{}"{} async></script>').format(address, attributes))
