"""Atom beside each calendar: what changed last, newest first."""

from datetime import datetime

from flask import Response, render_template
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.language import TAGS, language
from core.logs import log
from core.pages import public_page
from core.web import PublicBlueprint
from events.amendments import UNAMENDED
from events.queries.amendments import amendments_of
from feeds import queries, scopes
from feeds.entries import entry_of
from feeds.services import Feed
from feeds.views.addresses import asked, feed_of_filter, feed_of_scope, scope_or_moved
from feeds.views.calendars import FIXED, KINDS
from feeds.views.serving import rendered_window

bp = PublicBlueprint("atom", __name__)
CONTENT_TYPE = "application/atom+xml; charset=utf-8"


@bp.page("/calendar.atom")
def calendar() -> Response:
    """Changes of everything, or of the filter on the screen."""
    wanted = asked(with_filters=True)
    return public_page(lambda: _written(feed_of_filter(wanted)), *wanted.filters.pairs(), content_type=CONTENT_TYPE)


@bp.page(f"/<any({FIXED}):name>.atom")
def fixed(name: str) -> Response:
    """Changes of premieres, of tickets going on sale, of deadlines."""
    wanted = asked(with_filters=False)
    return public_page(lambda: _written(feed_of_scope(wanted, scopes.FIXED[name])), content_type=CONTENT_TYPE)


@bp.page(f"/<any({KINDS}):kind>/<slug:slug>.atom", endpoint="scope_atom")
def scope(kind: str, slug: str) -> BaseResponse:
    """Changes of one thing that can be followed."""
    wanted = asked(with_filters=False)
    found = scope_or_moved(kind, slug, "atom")
    if not isinstance(found, scopes.Scope):
        return found
    return public_page(lambda: _written(feed_of_scope(wanted, found)), content_type=CONTENT_TYPE)


def _written(feed: Feed) -> str:
    window = rendered_window(feed)
    entries = []
    latest = queries.latest_changes(feed.selection, feed.language, window)
    amended = amendments_of(row for row, _ in latest)
    for row, changed_at in latest:
        try:
            entries.append((entry_of(row, feed.language, amended.get(row.id, UNAMENDED)), changed_at))
        except Exception as error:  # noqa: BLE001 - whatever one record raises, the others are shown
            log.error("entry left out", performance=row.id, uid=row.uid, language=feed.language, exc_info=error)
    epoch = datetime.fromtimestamp(0, tz=clock.SHANGHAI)
    updated = max((changed_at for _, changed_at in entries), default=epoch)
    return render_template("feeds/atom.xml", feed=feed, entries=entries, updated=updated, tag=TAGS[language()])
