"""Every select of this package: entries of a selection in the feed's window, stale ones, snapshots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, Form, Status
from events.queries.selection import Selection, joined
from feeds.models import FeedBase, FeedEntry, FeedSnapshot
from feeds.window import AHEAD, BACK, CANCELLED_STAYS, Candidate

LONG_AGO = datetime(1970, 1, 2, tzinfo=clock.SHANGHAI)
FAR_FUTURE = date(9000, 1, 1)
MOST_FORCED = 200
BATCH = 200
MOST_STALE = 500
Order = Sequence[Any]
IN_ORDER: Order = (Performance.day, Performance.starts_at, Performance.id)
NEWEST_FIRST: Order = tuple(each.desc() for each in IN_ORDER)


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a feed covers, and what its cap allows."""

    first: date
    today: date
    last: date
    most_entries: int


def window_on(today: date, most_entries: int) -> Window:
    """30 days back to 400 ahead, cut on whole days (Asia/Shanghai)."""
    return Window(today - BACK, today, today + AHEAD, most_entries)


def candidates(chosen: Selection, language: str, window: Window) -> list[Candidate]:
    """What may be carried, in order of start: coming rows up to the cap and one more, spans that are on, past rows, and
    those moved or cancelled rows beyond that may not be dropped before their time."""
    cap = window.most_entries
    timed = Performance.form != Form.SPAN
    coming = _rows(chosen, language, timed, Performance.day >= window.today, Performance.day <= window.last, limit=cap + 1)
    spans = _rows(
        chosen, language, Performance.form == Form.SPAN, Performance.day <= window.last,
        or_(Performance.last_day >= window.first, Performance.last_day.is_(None)), limit=cap,
        order=(Performance.last_day, Performance.id),  # by day would lead the database through a city's whole past
    )
    found = {each.performance_id: each for each in (*coming, *spans)}
    if len(coming) > cap:
        for each in _rows(chosen, language, timed, *_may_not_be_dropped(coming[-1].day, window), limit=MOST_FORCED):
            found.setdefault(each.performance_id, each)
    room = cap - len(found)
    back = _rows(
        chosen, language, timed, Performance.day < window.today, Performance.day >= window.first,
        limit=max(room, 1), order=NEWEST_FIRST,
    )
    late = [] if room > 0 else _rows(
        chosen, language, timed, Performance.day < window.today, Performance.day >= window.today - CANCELLED_STAYS,
        Performance.status.in_(NOT_TAKING_PLACE), limit=MOST_FORCED, order=NEWEST_FIRST,
    )
    for each in (*back, *late):
        found.setdefault(each.performance_id, each)
    return [each for each in found.values() if not each.has_left(window.today)]


def _may_not_be_dropped(far_end: date, window: Window) -> tuple[ColumnElement[bool], ...]:
    """Beyond the far end: what is cancelled there, or was moved there."""
    return (
        Performance.day >= far_end,
        Performance.day <= window.last,
        Performance.status.in_((*NOT_TAKING_PLACE, Status.RESCHEDULED)),
    )


def _rows(
    chosen: Selection, language: str, *where: ColumnElement[bool], limit: int, order: Order = IN_ORDER
) -> list[Candidate]:
    """The performances first, their entries after: the large table is read for those rows only."""
    wanted = (
        joined(select(Performance.id, Performance.day, Performance.last_day, Performance.form, Performance.status), chosen)
        .where(*where)
        .order_by(*order)
        .limit(limit)
        .subquery()
    )
    query = select(
        wanted.c.id, wanted.c.day, wanted.c.last_day, wanted.c.form, wanted.c.status, func.length(FeedEntry.blob)
    ).join(FeedEntry, (FeedEntry.performance_id == wanted.c.id) & (FeedEntry.language == language)).where(
        FeedEntry.is_broken.is_(False), FeedEntry.digest != ""
    )
    return [
        Candidate(
            performance_id=key,
            day=day,
            last_day=(last_day or FAR_FUTURE) if form is Form.SPAN else day,
            size=size,
            is_off=status in NOT_TAKING_PLACE,
            is_moved=status is Status.RESCHEDULED,
        )
        for key, day, last_day, form, status, size in session.execute(query)
    ]


def blobs_of(keys: Sequence[int], language: str) -> list[bytes]:
    """The stored bytes of these performances, by start and key."""
    found: list[tuple[datetime, int, bytes]] = []
    for first in range(0, len(keys), 500):
        query = (
            select(Performance.starts_at, Performance.id, FeedEntry.blob)
            .join(FeedEntry, (FeedEntry.performance_id == Performance.id) & (FeedEntry.language == language))
            .where(Performance.id.in_(keys[first : first + 500]))
        )
        found += [(start, key, blob) for start, key, blob in session.execute(query)]
    return [blob for _, _, blob in sorted(found, key=lambda each: each[:2])]


def stale_keys(chosen: Selection, window: Window, limit: int = 5_000) -> list[int]:
    """Entries of a selection's window that must be rendered before it is served; none, as a rule.

    The few stale entries are found first, by their index; only where there are very many is the selection asked first.
    """
    waiting = select(FeedEntry.performance_id).where(FeedEntry.stale_at > LONG_AGO).limit(MOST_STALE + 1)
    found = session.scalars(waiting).all()
    if not found:
        return []
    query = joined(select(FeedEntry.id).join(Performance, Performance.id == FeedEntry.performance_id), chosen).where(
        FeedEntry.stale_at > LONG_AGO,
        Performance.day <= window.last,
        or_(Performance.day >= window.first, Performance.form == Form.SPAN),
    )
    if len(found) <= MOST_STALE:
        query = query.where(Performance.id.in_(set(found)))
    return list(session.scalars(query.order_by(Performance.day).limit(limit)))


def any_stale_keys(limit: int = BATCH) -> list[int]:
    """The entries that have waited longest to be rendered."""
    query = select(FeedEntry.id).where(FeedEntry.stale_at > LONG_AGO).order_by(FeedEntry.stale_at).limit(limit)
    return list(session.scalars(query))


def entries_to_render(keys: Sequence[int]) -> Sequence[FeedEntry]:
    """These entries, locked where the database can, if they are still stale."""
    query = select(FeedEntry).where(FeedEntry.id.in_(keys), FeedEntry.stale_at.is_not(None)).order_by(FeedEntry.id)
    return session.scalars(query.with_for_update()).all()


def performances_shown(keys: Sequence[int]) -> dict[int, Performance]:
    """Performances with everything that an entry shows, drafts too."""
    query = (
        select(Performance)
        .join(Run, Run.id == Performance.run_id)
        .join(Event, Event.id == Run.event_id)
        .where(Performance.id.in_(keys))
        .options(
            contains_eager(Performance.run).options(contains_eager(Run.event), joinedload(Run.production)),
            joinedload(Performance.venue),
            joinedload(Performance.hall),
        )
    )
    return {row.id: row for row in session.scalars(query)}


def performances_without_entry(limit: int = BATCH) -> list[int]:
    """Performances that lack an entry in either language (a repair; none, as a rule)."""
    counted = (
        select(FeedEntry.performance_id).group_by(FeedEntry.performance_id).having(func.count() == 2).subquery()
    )
    query = select(Performance.id).where(Performance.id.not_in(select(counted.c.performance_id))).limit(limit)
    return list(session.scalars(query))


def entries_of(performance_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Which of these performances have an entry in which language."""
    query = select(FeedEntry.performance_id, FeedEntry.language).where(FeedEntry.performance_id.in_(performance_ids))
    return {(key, language) for key, language in session.execute(query)}


def base_address() -> FeedBase | None:
    """The public address that the stored entries name."""
    return session.get(FeedBase, 1)


def snapshot_at(address: str) -> FeedSnapshot | None:
    """What the feed at an address last said."""
    return session.scalars(select(FeedSnapshot).where(FeedSnapshot.address == address)).one_or_none()


def snapshots_beyond(most: int) -> list[str]:
    """Addresses not fetched for longest, beyond the number that is kept."""
    return list(session.scalars(select(FeedSnapshot.address).order_by(FeedSnapshot.fetched_at.desc()).offset(most).limit(500)))


def broken_entries(limit: int = 100) -> Sequence[FeedEntry]:
    """Entries that could not be rendered and are left out of every feed."""
    return session.scalars(select(FeedEntry).where(FeedEntry.is_broken.is_(True)).limit(limit)).all()


def latest_changes(chosen: Selection, language: str, limit: int = 50) -> Sequence[tuple[Performance, datetime]]:
    """The entries that changed last, for Atom."""
    keys = joined(
        select(Performance.id, FeedEntry.changed_at).join(
            FeedEntry, (FeedEntry.performance_id == Performance.id) & (FeedEntry.language == language)
        ),
        chosen,
    ).order_by(FeedEntry.changed_at.desc(), Performance.id.desc()).limit(limit)
    stamps = [(key, changed_at) for key, changed_at in session.execute(keys)]
    rows = performances_shown([key for key, _ in stamps])
    return [(rows[key], changed_at) for key, changed_at in stamps]
