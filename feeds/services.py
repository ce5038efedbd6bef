"""Deeds: mark entries stale, render them, make a feed's bytes and remember what it said."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import Select, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from core.db import session
from core.language import LANGUAGES, LOCALES, day_words
from core.logs import log
from core.metrics import BROKEN_ENTRIES
from core.revision import touch
from events.amendments import UNAMENDED, Amended
from events.models.performance import Performance
from events.queries.amendments import amendments_of
from events.queries.selection import Selection
from feeds import ical, queries
from feeds.entries import entry_of
from feeds.models import FeedBase, FeedEntry, FeedSnapshot
from feeds.window import Choice, choose

FETCH_NOTED_EVERY = timedelta(days=1)
ROOM_FOR_HEAD = 4_096
# So begins what names a private calendar where public ones have their path; its address is known to nobody.
PRIVATE = "my:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One published calendar in one language. `path` is its canonical path with query; `page_url` and `source` are whole.

    `ignored` are parameters that mean nothing, which the description names. `reminders` stand in private calendars only, as
    they were chosen at `chosen_at`.
    """

    language: str
    path: str
    name: str
    about: str
    page_url: str
    source: str
    selection: Selection
    ignored: tuple[str, ...] = ()
    reminders: tuple[ical.Reminder, ...] = ()
    chosen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedBody:
    """A feed's content before its last stamp: entries, description, digest."""

    head: ical.Head
    blobs: tuple[bytes, ...]
    digest: str


def ensure_entries(performance_ids: Sequence[int], *, at: datetime) -> None:
    """Give performances an entry in each language, to be rendered, and mark the present ones stale."""
    known = queries.entries_of(performance_ids)
    missing = [
        {"performance_id": key, "language": language, "blob": b"", "digest": "", "changed_at": at, "stale_at": at}
        for key in performance_ids
        for language in LANGUAGES
        if (key, language) not in known
    ]
    if missing:
        # Somebody else may be adding the same ones: the second one leaves them as they are.
        session.execute(insert_if_missing(FeedEntry), missing)
    mark_stale(performance_ids, at=at)


def insert_if_missing(model: type[FeedEntry | FeedSnapshot | FeedBase]) -> sqlite.Insert | postgresql.Insert:
    """An insert that leaves alone what somebody else inserted meanwhile."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model).on_conflict_do_nothing()
    return postgresql.insert(model).on_conflict_do_nothing()


def mark_stale(performance_ids: Iterable[int] | Select[int], *, at: datetime) -> None:
    """Let these performances' entries be rendered before they are next served; `at` is when the change was made."""
    session.flush()  # new entries are written before the statement below
    chosen = performance_ids if isinstance(performance_ids, Select) else list(performance_ids)
    session.execute(
        update(FeedEntry).where(FeedEntry.performance_id.in_(chosen)).values(stale_at=at),
        execution_options={"synchronize_session": False},
    )
    touch()


def note_base(address: str, *, at: datetime) -> None:
    """Where the site's public address is another than that of the stored entries, let all be rendered again."""
    # Several processes start at once and each finds nothing: one row is made, and the others wait for it.
    session.execute(insert_if_missing(FeedBase), [{"id": queries.BASE_ID, "address": ""}])
    known = queries.base_to_change()
    if known.address == address:
        return
    known.address = address
    session.execute(update(FeedEntry).values(stale_at=at), execution_options={"synchronize_session": False})
    touch()


def render(keys: Sequence[int]) -> int:
    """Render these entries if they are still stale; answers how many cannot be written and are left out.

    What does not change keeps its stamps.
    """
    entries = queries.entries_to_render(keys)
    rows = _shown(sorted({entry.performance_id for entry in entries}))
    amended = amendments_of(rows.values())
    for entry in entries:
        _render_one(entry, rows.get(entry.performance_id), amended.get(entry.performance_id, UNAMENDED))
    return sum(entry.is_broken for entry in entries)


def prepared(keys: Sequence[int], *, at: datetime) -> list[dict[str, Any]]:
    """The rows of the entries of performances that have none yet, rendered before anything is locked: two a performance."""
    stamp = at.replace(microsecond=0)
    rows = queries.performances_shown(keys)
    return [prepared_entry(rows[key], language, stamp) for key in keys if key in rows for language in LANGUAGES]


def prepared_entry(row: Performance, language: str, stamp: datetime) -> dict[str, Any]:
    """One such row; what cannot be rendered now is left to the feeds' own job."""
    values: dict[str, Any] = {"performance_id": row.id, "language": language, "changed_at": stamp, "stale_at": stamp}
    try:
        shown = entry_of(row, language)
        blob, digest = ical.event_bytes(shown, stamp), ical.digest(shown)
    except (ValueError, TypeError, AssertionError, AttributeError, LookupError):
        return values | {"blob": b"", "digest": ""}
    return values | {"blob": blob, "digest": digest, "stale_at": None}


def write_prepared(entries: Sequence[dict[str, Any]]) -> None:
    """Store entries that were rendered before; those that somebody wrote meanwhile stay."""
    if entries:
        session.execute(insert_if_missing(FeedEntry), list(entries))


def _shown(keys: Sequence[int]) -> dict[int, Performance]:
    """The rows of these entries; where one cannot even be read, the others one by one."""
    try:
        return queries.performances_shown(keys)
    except (LookupError, ValueError, OverflowError):
        found: dict[int, Performance] = {}
        for key in keys:
            with suppress(LookupError, ValueError, OverflowError):
                found |= queries.performances_shown([key])
        return found


def _render_one(entry: FeedEntry, row: Performance | None, amended: Amended) -> None:
    stale_at = entry.stale_at or entry.changed_at
    try:
        if row is None:
            raise ValueError("its row cannot be read")
        shown = entry_of(row, entry.language, amended)
        fresh = ical.digest(shown)
        if fresh != entry.digest:
            # LAST-MODIFIED has whole seconds and must grow: two changes within one second are a second apart.
            stamp = stale_at.replace(microsecond=0)
            if entry.digest and stamp <= entry.changed_at:
                stamp = entry.changed_at + timedelta(seconds=1)
            entry.blob = ical.event_bytes(shown, stamp)
            entry.digest, entry.changed_at = fresh, stamp
        entry.is_broken = False
    except Exception as error:  # noqa: BLE001 - whatever one record raises, the others are served
        # The last good bytes say something that is no longer true: the entry is left out until it can be written.
        entry.is_broken = True
        BROKEN_ENTRIES.inc()
        log.error("entry left out", performance=entry.performance_id, language=entry.language, exc_info=error)
    entry.stale_at = None


def chosen_entries(feed: Feed, window: queries.Window, most_bytes: int) -> tuple[Choice, list[int]]:
    """What a feed carries now, and the entries among it that must be rendered first (as a rule none)."""
    found = queries.candidates(feed.selection, feed.language, window)
    room = most_bytes - ROOM_FOR_HEAD - len(ical.alarm_bytes(feed.reminders)) * len(found.candidates)
    chosen = choose(found.candidates, window.today, most_entries=window.most_entries, most_bytes=room, is_cut=found.is_cut)
    carried = set(chosen.carried)
    stale = [each.performance_id for each in found.candidates if each.is_stale and each.performance_id in carried]
    return chosen, queries.entry_keys(stale, feed.language) if stale else []


def feed_body(feed: Feed, chosen: Choice) -> FeedBody:
    """Join the stored entries that a feed carries."""
    blobs = queries.blobs_of(chosen.carried, feed.language)
    if feed.reminders or feed.chosen_at:
        alarms = ical.alarm_bytes(feed.reminders)
        blobs = [ical.with_alarms(blob, alarms, feed.chosen_at) for blob in blobs]
    head = ical.Head(
        language=feed.language,
        name=feed.name,
        description=_description(feed, chosen.until),
        url=feed.page_url,
        source=feed.source,
        changed_at=datetime.fromtimestamp(0, tz=queries.LONG_AGO.tzinfo),
    )
    # Parameters that mean nothing change the bytes but not since when the feed has said the same.
    plain = _description(replace(feed, ignored=()), chosen.until)
    said = sha256(repr((head.name, plain, head.url, head.source)).encode())
    for blob in blobs:
        said.update(blob)
    return FeedBody(head, tuple(blobs), said.hexdigest())


def _description(feed: Feed, until: object) -> str:
    with force_locale(LOCALES[feed.language]):
        parts = [feed.about]
        if until is not None:
            day = day_words(until, feed.language)  # type: ignore[arg-type]
            parts.append(gettext("Until %(day)s; follow a city for more.", day=day))
        if feed.ignored:
            parts.append(gettext("Ignored, because it means nothing here: %(names)s.", names=", ".join(feed.ignored)))
        return (" " if feed.language == "en" else "").join(parts)


def stamped(body: FeedBody, changed_at: datetime) -> bytes:
    """The final bytes."""
    return ical.calendar_bytes(replace(body.head, changed_at=changed_at), body.blobs)


def remembered(feed: Feed, body: FeedBody, *, at: datetime) -> datetime | None:
    """Since when the feed has said exactly this; None where that, or that it was fetched today, must be written down."""
    snapshot = queries.snapshot_at(feed.path)
    if snapshot is None or snapshot.digest != body.digest or at - snapshot.fetched_at >= FETCH_NOTED_EVERY:
        return None
    return snapshot.changed_at


def remember(feed: Feed, body: FeedBody, *, at: datetime) -> datetime:
    """Note what a feed says now; answers its Last-Modified, which only moves forward, in whole seconds (UTC).

    The row is held to the end of the transaction: of several who say the same new thing, the first one's stamp counts.
    """
    stamp = at.replace(microsecond=0)
    values = {"address": feed.path, "digest": body.digest, "changed_at": stamp, "fetched_at": at}
    session.execute(insert_if_missing(FeedSnapshot), [values])
    snapshot = queries.snapshot_to_change(feed.path)
    if snapshot.digest != body.digest:
        snapshot.digest = body.digest
        snapshot.changed_at = max(stamp, snapshot.changed_at + timedelta(seconds=1))
    snapshot.fetched_at = max(at, snapshot.fetched_at)
    return snapshot.changed_at


def forget_snapshots(most: int) -> int:
    """Drop the snapshots of public feeds not fetched for longest beyond `most`; they are made again when asked."""
    addresses = queries.snapshots_beyond(most)
    if addresses:
        session.execute(delete(FeedSnapshot).where(FeedSnapshot.address.in_(addresses)))
        touch()  # processes that remember the old stamp must not differ from those that make a new one
    return len(addresses)


def forget_private(before: datetime) -> None:
    """What private calendars said that nobody has fetched since a moment: they are no more, or begin anew."""
    private = FeedSnapshot.address.startswith(PRIVATE) & (FeedSnapshot.fetched_at < before)
    session.execute(delete(FeedSnapshot).where(private))
