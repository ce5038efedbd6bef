"""The .ics address of a private calendar: whoever knows the secret reads it; programs ask, without cookies."""

from datetime import datetime

from flask import Response, abort, after_this_request, current_app, request
from flask_babel import gettext

from accounts.session import by_secret
from core import clock, tokens
from core.db import committing
from core.language import language
from core.logs import log
from core.security import keep_address_secret
from core.web import absolute, settings
from events.followable import kind_of
from events.models.words import Form
from events.queries.selection import Selection
from feeds.agents import calendar_service
from feeds.ical import Reminder
from feeds.private import was_ours
from feeds.services import PRIVATE, Feed
from feeds.store import private_copies
from feeds.views.addresses import site_name
from feeds.views.private import Found, private_response
from notices import registry
from notices.calendar_words import alarm_words
from notices.models.follower import Endpoint
from notices.queries import calendars as queries
from notices.services import calendars as deeds
from notices.views.my import bp

LANGUAGES = ("zh", "en")
# Nobody waits long behind a writer for it: the next fetch is noted as well.
PATIENCE_MS = 500


def copy_key(token_hash: str, speaks: str) -> str:
    """How the last good copy of a calendar in a language is named."""
    return f"{token_hash}:{speaks}"


def forget_copies(token_hash: str | None) -> None:
    """An address leads nowhere any more: this machine keeps nothing to answer it with."""
    for speaks in LANGUAGES if token_hash else ():
        private_copies().drop(copy_key(str(token_hash), speaks))


@bp.page("/my/<token>.ics", methods=["GET"])
@by_secret
def feed(token: str) -> Response:
    """The calendar; 410 for an address that was taken back, 404 for one that never was."""
    keep_address_secret()
    after_this_request(_unlisted)
    asked_at, token_hash = clock.now(), tokens.hash_of(token)
    known: list[tuple[int, datetime | None]] = []

    def find() -> Found:
        row = queries.calendar_of_hash(token_hash)
        if row is None:
            abort(410 if was_ours(settings().secret_key, token) else 404)
        if not row.is_open:
            abort(410)
        known.append((row.id, row.fetched_at))
        subjects = queries.subjects_on(row.id)
        return Found((row.version, *subjects), lambda: _feed(row, subjects))

    response, is_fresh = private_response(
        copy_key(token_hash, language()), absolute("my.feed", token=token), find, filename="deltawindow-my.ics",
    )
    if known and is_fresh and request.method == "GET":
        _note_when_sent(response, *known[0], asked_at)
    return response


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _note_when_sent(response: Response, key: int, noted_at: datetime | None, asked_at: datetime) -> None:
    """Write down that it was fetched, once the answer has left; never more than once a minute, never by a search engine."""
    service = calendar_service(request.headers.get("User-Agent", ""))
    if not service or (noted_at is not None and asked_at - noted_at < deeds.NOTED_EVERY):
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def note() -> None:
        try:
            with app.app_context(), committing(patience_ms=PATIENCE_MS):
                deeds.note_fetch(key, service, at=asked_at)
        except Exception as error:  # noqa: BLE001 - the answer has left; the next fetch is noted as well
            log.warning("fetch not noted", error=type(error).__name__)

    response.call_on_close(note)


def _feed(row: Endpoint, subjects: list[str]) -> Feed:
    return Feed(
        language=language(),
        path=f"{PRIVATE}{row.id}:{language()}",
        name=f"{row.name} · {site_name()}",
        about=gettext("Your own list from the Delta Window; times are local. Whoever knows its address can read it."),
        page_url=absolute("my.calendar", key=row.id),
        source="",
        selection=_selection(subjects),
        reminders=tuple(Reminder(each, alarm_words(each)) for each in deeds.alarms_of(row)),
        chosen_at=deeds.alarms_chosen_at(row),
    )


def _selection(subjects: list[str]) -> Selection:
    """Whatever is on the list: single dates by one search, each whole thing by one more."""
    dates = tuple(queries.keys_in(subjects))
    parts = [Selection(performance_ids=dates or (0,), forms=tuple(Form))]
    for ref in queries.things_in(subjects)[: deeds.MOST_THINGS]:
        kind = registry.followable(kind_of(ref))
        chosen = kind.selection(ref) if kind else None
        if chosen is not None:
            parts.append(chosen)
    return Selection(any_of=tuple(parts), forms=tuple(Form))
