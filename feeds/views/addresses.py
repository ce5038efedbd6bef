"""How an address names a feed: its scope, its filter, its one canonical form."""

import re
from dataclasses import dataclass

from flask import abort, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.language import language
from core.types import Bilingual
from core.web import absolute, link, refuse_broken_query, same_query, settings, with_query
from events.facets import FILTER_NAMES
from events.filter_words import phrases
from events.filters import Filters, UnknownValue, parse_filters
from events.queries.places import names_in
from events.queries.records import moved_to
from events.queries.selection import Selection
from feeds import scopes
from feeds.services import Feed

_FIT_NAME = re.compile(r"[A-Za-z0-9_-]{1,30}")
MOST_IGNORED = 5
MOVED = {"ics": "calendars.scope_ics", "atom": "atom.scope_atom"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed as asked for: the path of its scope, the filter in canonical order, and what means nothing here."""

    path: str
    filters: Filters
    ignored: tuple[str, ...]

    @property
    def canonical(self) -> str:
        """The one path and query of this feed."""
        return with_query(self.path, self.filters.pairs())


def asked(*, with_filters: bool) -> Asked:
    """Read the request: 404 for a value that never meant anything; unknown parameters are only named (feeds.md)."""
    refuse_broken_query()
    filters = Filters()
    if with_filters:
        try:
            filters = parse_filters(request.args)
        except UnknownValue:
            abort(404)
    meant = FILTER_NAMES if with_filters else ()
    names = sorted(name for name in request.args if name not in meant and _FIT_NAME.fullmatch(name))
    return Asked(request.path, filters, tuple(names[:MOST_IGNORED]))


def feed_of_filter(wanted: Asked) -> Feed:
    """Everything, or what the filter leaves."""
    pairs = dict(wanted.filters.pairs())
    names = [site_name(), *(words for _, _, words in phrases(wanted.filters, names_in(wanted.filters)))]
    return _feed(wanted, " · ".join(names), Selection.of(wanted.filters), absolute("events.calendar", **pairs))


def feed_of_scope(wanted: Asked, scope: scopes.Scope) -> Feed:
    """One thing that can be followed."""
    name = f"{scope.name.in_language(language())} · {site_name()}"
    return _feed(wanted, name, scope.selection, absolute(scope.endpoint, **scope.values))


def _feed(wanted: Asked, name: str, selection: Selection, page_url: str) -> Feed:
    return Feed(
        language=language(),
        path=wanted.canonical,
        name=name,
        about=gettext("Follows the Delta Window calendar; times are local. More on the page of each entry."),
        page_url=page_url,
        source=settings().public_base_url + wanted.canonical,
        selection=selection,
        ignored=wanted.ignored,
    )


def site_name() -> str:
    """The site's name in the reader's language."""
    return Bilingual("长三角之窗", "Delta Window").in_language(language())


def scope_or_moved(kind: str, slug: str, ending: str) -> scopes.Scope | Response:
    """The scope of an address; a renamed slug redirects for ever; 404 else."""
    scope = scopes.BY_SLUG[kind](slug)
    if scope is not None:
        return scope
    new = moved_to(scopes.RENAMED.get(kind, ""), slug)
    if new is None:
        abort(404)
    return redirect(same_query(link(MOVED[ending], kind=kind, slug=new)), 301)
