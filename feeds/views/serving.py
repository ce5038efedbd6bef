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
        see_base()
        valid_for = (revision.current(), clock.today())
        kept = shelf().get(key)
        if kept is None or kept.valid_for != valid_for:
            be_patient(is_needed=kept is None and copies().last(wanted.canonical) is None)
            kept = _make(resolve(), kept, valid_for)
            shelf().put(key, kept)
    except HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - the database, or one poisoned row: what was good is kept
        session.rollback()
        kept = _last_good(wanted, key, error)
    return answered(kept, CACHE_CONTROL, filename, as_download=as_download)


def answered(kept: Made, cache_control: str, filename: str, *, as_download: bool = False) -> Response:
    """A calendar's bytes as an answer."""
    response = respond(kept, CONTENT_TYPE, cache_control)
    response.headers["X-Robots-Tag"] = "noindex"
    kind = "attachment" if as_download else "inline"
    response.headers["Content-Disposition"] = f"{kind}; filename=\"{filename}\"; filename*=UTF-8''{quote(filename)}"
    return response


def be_patient(*, is_needed: bool) -> None:
    """How long this request waits for a writer's lock: as usual where it is needed, hardly where a good copy is at hand."""
    _patience.set(USUAL_PATIENCE_MS if is_needed else PATIENCE_MS)


def _last_good(wanted: Asked, key: Hashable, error: Exception) -> Made:
    return good_or_none(shelf().get(key) or copies().last(wanted.canonical), wanted.canonical, error)


def good_or_none(kept: Made | None, name: str, error: Exception) -> Made:
    """The last good copy after an error, however old; where there is none, the error, or 503 where the database is gone."""
    if kept is None:
        if not isinstance(error, SQLAlchemyError):
            raise error
        raise Unavailable from error
    FEED_STALE_COPIES.inc()
    log.warning("last good copy served", feed=name, error=type(error).__name__)
    return kept


def see_base() -> None:
    """Once a process: entries rendered for another public address are rendered again."""
    if current_app.extensions.get("feeds_base_seen"):
        return
    address = settings().public_base_url
    known = queries.base_address()
    if known is None or known.address != address:
        with committing(patience_ms=_patience.get()):
            services.note_base(address, at=clock.now())
    current_app.extensions["feeds_base_seen"] = True


def settled(feed: Feed, valid_for: tuple[int, date]) -> tuple[bytes, datetime, tuple[int, date]]:
    """Render what waits, join, stamp: the bytes, since when they say so, and what they are valid for. Where the catalogue
    changed meanwhile, make them again, so that an older state is never remembered over a newer one."""
    body, changed_at = _said(feed, valid_for)
    for _ in range(MOST_TRIES):
        if changed_at is not None:
            break
        valid_for = (revision.current(), valid_for[1])
        body, changed_at = _said(feed, valid_for)
    changed_at = changed_at or clock.now().replace(microsecond=0)
    return services.stamped(body, changed_at), changed_at, valid_for


def _make(feed: Feed, earlier: Made | None, valid_for: tuple[int, date]) -> Made:
    body, changed_at, valid_for = settled(feed, valid_for)
    fresh = made(body, valid_for, earlier, changed_at)
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
