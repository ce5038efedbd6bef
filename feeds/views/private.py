"""Serves a private calendar: known by a secret address, kept by nobody between us and its reader (feeds.md 1.6)."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from flask import Response, abort
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from core import clock, revision
from core.db import session
from core.pages import Made, etag_of, made, packed
from feeds import ical
from feeds.services import Feed
from feeds.store import private_copies, private_pace, shelf
from feeds.views.serving import answered, be_patient, good_or_none, see_base, settled

CACHE_CONTROL = "private, max-age=0"


@dataclass(frozen=True, slots=True)
class Found:
    """A private calendar that is in force. `state`: what it is made of beside the catalogue; `feed` makes the rest of it."""

    state: Hashable
    feed: Callable[[], Feed]


def private_response(key: str, source: str, find: Callable[[], Found], *, filename: str) -> tuple[Response, bool]:
    """The calendar at a secret address, and whether it is as things stand now (no older copy).

    `key` names it without telling the secret; `source` is its whole address. `find` answers 404 and 410. Whoever asks more
    than once in ten seconds for long is asked to wait.
    """
    if not private_pace().allows(key):
        abort(429)
    is_fresh = True
    try:
        see_base()
        kept = _made(key, source, find())
    except HTTPException as refused:
        if refused.code == 410:
            private_copies().drop(key)
        raise
    except Exception as error:  # noqa: BLE001 - the database, or one poisoned row: what was good is kept
        session.rollback()
        kept = good_or_none(_last(key, source, error), "private", error)
        is_fresh = False
    return answered(kept, CACHE_CONTROL, filename), is_fresh


def _made(key: str, source: str, found: Found) -> Made:
    """From the shelf, where neither the catalogue nor the list has changed; else made anew."""
    shelf_key = ("private", key)
    kept = shelf().get(shelf_key)
    today = clock.today()
    if kept is None or kept.valid_for != (revision.current(), today, found.state):
        be_patient(is_needed=kept is None and private_copies().last(key) is None)
        body, changed_at, (number, day) = settled(found.feed(), (revision.current(), today))
        fresh = made(ical.with_source(body, source), (number, day, found.state), kept, changed_at)
        if kept is None or kept.etag != fresh.etag:
            private_copies().keep(key, replace(fresh, body=body))
        kept = fresh
        shelf().put(shelf_key, kept)
    return kept


def _last(key: str, source: str, error: Exception) -> Made | None:
    """The last good copy. Only this machine's disk is asked where the database cannot say whether the address still holds."""
    kept = None if isinstance(error, SQLAlchemyError) else shelf().get(("private", key))
    if kept is not None:
        return kept
    stored = private_copies().last(key)
    if stored is None:
        return None
    body = ical.with_source(stored.body, source)
    return replace(stored, body=body, packed=packed(body), etag=etag_of(body))
