"""Serves a feed: from the shelf, made now, or the last good copy where the database does not answer (quality.md 4.9)."""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from datetime import date, datetime
from urllib.parse import quote

from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from core import clock, revision
from core.db import USUAL_PATIENCE_MS, committing, session
from core.errors import Unavailable
from core.logs import log
from core.metrics import FEED_STALE_COPIES
from core.pages import Made, made, respond
from core.web import settings
from feeds import queries, services
from feeds.services import Feed
from feeds.store import copies, shelf
from feeds.views.addresses import Asked
from feeds.window import Choice

CONTENT_TYPE = "text/calendar; charset=utf-8"
CACHE_CONTROL = "public, max-age=900"
RENDERED_AT_ONCE = 250
MOST_TRIES = 4
FEW = 2
# A reader does not wait for a writer's lock where the last good copy is at hand.
PATIENCE_MS = 250
_patience: ContextVar[int] = ContextVar("patience", default=USUAL_PATIENCE_MS)


def feed_response(wanted: Asked, resolve: Callable[[], Feed], *, filename: str, as_download: bool = False) -> Response:
    """The feed that was asked for. `resolve` finds it (and may answer 404) where it is not on the shelf."""
    key = (wanted.canonical, wanted.ignored)
    try:
        _see_base()
        valid_for = (revision.current(), clock.today())
        kept = shelf().get(key)
        if kept is None or kept.valid_for != valid_for:
            is_at_hand = kept is not None or copies().last(wanted.canonical) is not None
            _patience.set(PATIENCE_MS if is_at_hand else USUAL_PATIENCE_MS)
            kept = _make(resolve(), kept, valid_for)
            shelf().put(key, kept)
    except HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - the database, or one poisoned row: what was good is kept
        session.rollback()
        kept = _last_good(wanted, key, error)
    response = respond(kept, CONTENT_TYPE, CACHE_CONTROL)
    response.headers["X-Robots-Tag"] = "noindex"
    kind = "attachment" if as_download else "inline"
    response.headers["Content-Disposition"] = f"{kind}; filename=\"{filename}\"; filename*=UTF-8''{quote(filename)}"
    return response


def _last_good(wanted: Asked, key: Hashable, error: Exception) -> Made:
    kept = shelf().get(key) or copies().last(wanted.canonical)
    if kept is None:
        if not isinstance(error, SQLAlchemyError):
            raise error
        raise Unavailable from error
    FEED_STALE_COPIES.inc()
    log.warning("last good copy served", feed=wanted.canonical, error=type(error).__name__)
    return kept


def _see_base() -> None:
    """Once a process: entries rendered for another public address are rendered again."""
    if current_app.extensions.get("feeds_base_seen"):
        return
    address = settings().public_base_url
    known = queries.base_address()
    if known is None or known.address != address:
        with committing(patience_ms=_patience.get()):
            services.note_base(address, at=clock.now())
    current_app.extensions["feeds_base_seen"] = True


def _make(feed: Feed, earlier: Made | None, valid_for: tuple[int, date]) -> Made:
    """Render what waits, join, stamp. Where the catalogue changed meanwhile, make it again, so that an older state is never
    remembered over a newer one."""
    body, changed_at = _said(feed, valid_for)
    for _ in range(MOST_TRIES):
        if changed_at is not None:
            break
        valid_for = (revision.current(), valid_for[1])
        body, changed_at = _said(feed, valid_for)
    changed_at = changed_at or clock.now().replace(microsecond=0)
    fresh = made(services.stamped(body, changed_at), valid_for, earlier, changed_at)
    if not feed.ignored and (earlier is None or earlier.etag != fresh.etag):
        copies().keep(feed.path, fresh)
    return fresh


def _said(feed: Feed, valid_for: tuple[int, date]) -> tuple[services.FeedBody, datetime | None]:
    """What the feed says, and since when; None where the catalogue changed while it was made."""
    window = queries.window_on(valid_for[1], settings().feed_entries)
    body = services.feed_body(feed, _rendered(feed, window))
    return body, services.remembered(feed, body, at=clock.now()) or _remember(feed, body, valid_for)


def rendered_window(feed: Feed) -> queries.Window:
    """The feed's window, with everything rendered that it carries."""
    window = queries.window_on(clock.today(), settings().feed_entries)
    _rendered(feed, window)
    return window


def _rendered(feed: Feed, window: queries.Window) -> Choice:
    """What the feed carries, all of it rendered; rendering may change sizes, or leave one out, so it is chosen again."""
    chosen, waiting = services.chosen_entries(feed, window, settings().feed_bytes)
    for _ in range(MOST_TRIES):
        if not waiting:
            break
        broken = 0
        for first in range(0, len(waiting), RENDERED_AT_ONCE):
            with committing(patience_ms=_patience.get()):
                broken += services.render(waiting[first : first + RENDERED_AT_ONCE])
        if not broken and len(waiting) <= FEW:
            break  # a few entries of a slightly other size: the room left for the head covers them
        chosen, waiting = services.chosen_entries(feed, window, settings().feed_bytes)
    return chosen


def _remember(feed: Feed, body: services.FeedBody, valid_for: tuple[int, date]) -> datetime | None:
    """The stamp under which the feed says this, or None where the catalogue is no longer the one it was made from."""
    with committing(patience_ms=_patience.get()):
        stamp = services.remember(feed, body, at=clock.now())
        if revision.stored() != valid_for[0]:
            session.rollback()
            revision.forget()
            return None
        return stamp
