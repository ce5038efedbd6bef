"""Every select of this package: entries of a selection in the feed's window, stale ones, snapshots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, exists, func, literal, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from core import clock
from core.db import session
from core.types import Bilingual
from events.models.event import Event, Inclusion
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import NOT_TAKING_PLACE, Form, Status
from events.queries.selection import Selection, joined
from feeds.models import FeedBase, FeedEntry, FeedSnapshot
from feeds.window import AHEAD, BACK, CANCELLED_STAYS, Candidate
from repertoire.models import Artist, Credit, Production
from venues.models import Venue

LONG_AGO = datetime(1970, 1, 2, tzinfo=clock.SHANGHAI)
FAR_FUTURE = date(9000, 1, 1)
MOST_FORCED = 200
BATCH = 200
BASE_ID = 1
LONGEST_DAY = 5_000
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


@dataclass(frozen=True, slots=True)
class Found:
    """What may be carried, by day and key. `is_cut`: rows beyond the last coming day were not looked at."""

    candidates: tuple[Candidate, ...]
    is_cut: bool


def candidates(chosen: Selection, language: str, window: Window) -> Found:
    """What may be carried: coming rows up to the cap and one more (a first day whole, however long), spans that are on,
    past rows where there is room, and moved or cancelled rows that may not be dropped before their time."""
    cap = window.most_entries
    timed = Performance.form != Form.SPAN
    ahead = (timed, Performance.day >= window.today, Performance.day <= window.last)
    coming = _rows(chosen, language, *ahead, limit=cap + 1)
    is_cut = len(coming) > cap
    if is_cut and coming[0].day == coming[-1].day:
        coming = _rows(chosen, language, timed, Performance.day == coming[0].day, limit=LONGEST_DAY)
    spans = _rows(
        chosen, language, Performance.form == Form.SPAN, Performance.day <= window.last,
        or_(Performance.last_day >= window.first, Performance.last_day.is_(None)), limit=cap,
        # What is on longest stands first; by day would lead the database through a city's whole past.
        order=(Performance.last_day.is_(None).desc(), Performance.last_day.desc(), Performance.id),
    )
    late = _rows(
        chosen, language, timed, Performance.day < window.today, Performance.day >= window.today - CANCELLED_STAYS,
        Performance.status.in_(NOT_TAKING_PLACE), limit=MOST_FORCED, order=NEWEST_FIRST,
    )
    found = {each.performance_id: each for each in (*coming, *spans, *late)}
    if is_cut:
        far = _rows(chosen, language, timed, *_forced(coming, window), limit=MOST_FORCED)
        found |= {each.performance_id: each for each in far}
    if (room := cap - len(found)) > 0:
        past = (timed, Performance.day < window.today, Performance.day >= window.first)
        found |= {each.performance_id: each for each in _rows(chosen, language, *past, limit=room, order=NEWEST_FIRST)}
    stay = (each for each in found.values() if not each.has_left(window.today))
    return Found(tuple(sorted(stay, key=lambda each: (each.day, each.performance_id))), is_cut)


def _forced(coming: Sequence[Candidate], window: Window) -> tuple[ColumnElement[bool], ...]:
    """Beyond the far end: what is cancelled there, or was moved there."""
    return (
        Performance.day >= coming[-1].day,
        Performance.day <= window.last,
        Performance.status.in_([each for each in Status if each is not Status.SCHEDULED]),
        or_(Performance.status.in_((*NOT_TAKING_PLACE, Status.RESCHEDULED)), Performance.moved_from.is_not(None)),
    )


def _rows(
    chosen: Selection, language: str, *where: ColumnElement[bool], limit: int, order: Order = IN_ORDER
) -> list[Candidate]:
    """The performances first, their entries after: the large table is read for those rows only. Ordered by day and key.

    What cannot be written does not count, unless it is waiting to be tried again.
    """
    broken = select(FeedEntry.performance_id).where(
        FeedEntry.is_broken.is_(True), FeedEntry.language == language, FeedEntry.stale_at.is_(None)
    )
    # As plain text: a row with a word that nobody knows must not hide the others.
    plain_words = (type_coerce(Performance.form, String).label("form"), type_coerce(Performance.status, String).label("status"))
    is_moved = ((Performance.status == Status.RESCHEDULED) | Performance.moved_from.is_not(None)).label("is_moved")
    wanted = (
        joined(select(Performance.id, Performance.day, Performance.last_day, is_moved, *plain_words), chosen)
        .where(*where, Performance.id.not_in(broken))
        .order_by(*order)
        .limit(limit)
        .subquery()
    )
    query = select(
        wanted.c.id, wanted.c.day, wanted.c.last_day, wanted.c.form, wanted.c.status, wanted.c.is_moved,
        func.length(FeedEntry.blob), FeedEntry.stale_at.is_not(None), FeedEntry.changed_at,
    ).join(FeedEntry, (FeedEntry.performance_id == wanted.c.id) & (FeedEntry.language == language))
    found = [
        Candidate(
            performance_id=key,
            day=day,
            last_day=(last_day or FAR_FUTURE) if form == Form.SPAN else day,
            size=size,
            is_off=status in NOT_TAKING_PLACE,
            is_moved=moved,
            is_stale=bool(is_stale),
            changed_at=changed_at,
        )
        for key, day, last_day, form, status, moved, size, is_stale, changed_at in session.execute(query)
    ]
    return sorted(found, key=lambda each: (each.day, each.performance_id))


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


def entry_keys(performance_ids: Sequence[int], language: str) -> list[int]:
    """The entries of these performances in a language."""
    query = select(FeedEntry.id).where(FeedEntry.performance_id.in_(performance_ids), FeedEntry.language == language)
    return list(session.scalars(query))


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
    """Public performances that lack an entry in either language (a repair; none, as a rule)."""
    counted = (
        select(FeedEntry.performance_id).group_by(FeedEntry.performance_id).having(func.count() == 2).subquery()
    )
    query = select(Performance.id).where(Performance.id.not_in(select(counted.c.performance_id)))
    return list(session.scalars(query.where(Performance.published_at.is_not(None)).limit(limit)))


def without_entries(event_id: int) -> list[int]:
    """Keys of an event's public performances that have no entry yet."""
    query = (
        select(Performance.id)
        .join(Run, Run.id == Performance.run_id)
        .where(Run.event_id == event_id, Performance.published_at.is_not(None))
        .where(~exists().where(FeedEntry.performance_id == Performance.id))
    )
    return list(session.scalars(query))


def entries_of(performance_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Which of these performances have an entry in which language."""
    query = select(FeedEntry.performance_id, FeedEntry.language).where(FeedEntry.performance_id.in_(performance_ids))
    return {(key, language) for key, language in session.execute(query)}


def base_address() -> FeedBase | None:
    """The public address that the stored entries name."""
    return session.get(FeedBase, BASE_ID)


def base_to_change() -> FeedBase:
    """The same row, as it stands now, held until the transaction ends."""
    return session.get_one(FeedBase, BASE_ID, with_for_update=True, populate_existing=True)


def snapshot_at(address: str) -> FeedSnapshot | None:
    """What the feed at an address last said."""
    return session.scalars(select(FeedSnapshot).where(FeedSnapshot.address == address)).one_or_none()


def snapshot_to_change(address: str) -> FeedSnapshot:
    """The same row, held until the transaction ends."""
    return session.scalars(select(FeedSnapshot).where(FeedSnapshot.address == address).with_for_update()).one()


def snapshots_beyond(most: int) -> list[str]:
    """Addresses of public feeds not fetched for longest, beyond the number that is kept; private ones begin with no slash."""
    public = select(FeedSnapshot.address).where(FeedSnapshot.address.startswith("/"))
    return list(session.scalars(public.order_by(FeedSnapshot.fetched_at.desc()).offset(most).limit(500)))


def broken_entries(limit: int = 100) -> Sequence[FeedEntry]:
    """Entries that could not be rendered and are left out of every feed."""
    return session.scalars(select(FeedEntry).where(FeedEntry.is_broken.is_(True)).limit(limit)).all()


def latest_changes(chosen: Selection, language: str, window: Window, limit: int = 50) -> Sequence[tuple[Performance, datetime]]:
    """The entries of the feed's window that changed last, for Atom; what cannot be written is left out."""
    found = candidates(chosen, language, window).candidates
    newest = sorted(((each.changed_at, each.performance_id) for each in found if each.changed_at), reverse=True)[:limit]
    rows = performances_shown([key for _, key in newest])
    return [(rows[key], changed_at) for changed_at, key in newest]


@dataclass(frozen=True, slots=True)
class Belonging:
    """What dates belong to: codes, and things as (name, slug) by the kind of their feed."""

    cities: frozenset[str]
    strands: frozenset[str]
    windows: frozenset[str]
    has_first: bool
    things: dict[str, list[tuple[Bilingual, str]]]


def belonging_of(keys: Sequence[int], venue_ids: Sequence[int] = ()) -> Belonging:
    """What these dates belong to, and will in these houses, in a fixed number of statements."""
    query = (
        select(Performance)
        .where(Performance.id.in_(keys))
        .options(
            joinedload(Performance.venue),
            joinedload(Performance.run).options(
                joinedload(Run.production).joinedload(Production.company),
                joinedload(Run.event).options(
                    joinedload(Event.organiser), joinedload(Event.on_behalf_of), selectinload(Event.strands)
                ),
            ),
        )
    )
    rows = session.scalars(query).unique().all()
    events, works = [row.run.event for row in rows], [row.run.production for row in rows if row.run.production]
    known = {row.venue_id for row in rows}
    coming = set(venue_ids) - known
    new = session.scalars(select(Venue).where(Venue.id.in_(coming)).order_by(Venue.slug)).all() if coming else ()
    houses = [*(row.venue for row in rows if row.venue), *new]
    things: dict[str, list[tuple[Bilingual, str]]] = {
        "venues": [(house.name, house.slug) for house in houses],
        "events": [(each.title, each.slug) for each in (*events, *_wholes_of([each.id for each in events]))],
        "productions": [(work.title, work.slug) for work in works],
        "companies": [(work.company.name, work.company.slug) for work in works if work.company],
        "artists": [(each.name, each.slug) for each in _artists_of([work.id for work in works])],
        "organisers": [
            (body.name, body.slug) for each in events for body in (each.organiser, each.on_behalf_of) if body and body.is_listed
        ],
    }
    return Belonging(
        cities=frozenset(filter(None, (*(row.city for row in rows), *(house.city for house in new)))),
        strands=frozenset(each.code for event in events for each in event.strands),
        windows=frozenset(code for event in events for code in (event.window_code, event.measure_code) if code),
        has_first=any(row.run.is_premiere for row in rows),
        things={kind: list(dict.fromkeys(found)) for kind, found in things.items()},
    )


def _wholes_of(event_ids: Sequence[int]) -> Sequence[Event]:
    """Public events that these are part of, at any depth."""
    tree = select(Inclusion.whole_id.label("id")).where(Inclusion.part_id.in_(event_ids)).cte("wholes", recursive=True)
    higher = aliased(Inclusion)
    tree = tree.union(select(higher.whole_id).join(tree, higher.part_id == tree.c.id))
    query = select(Event).where(Event.id.in_(select(tree.c.id)), Event.published_at.is_not(None)).order_by(Event.slug)
    return session.scalars(query).all()


def _artists_of(production_ids: Sequence[int]) -> Sequence[Artist]:
    theirs = select(Credit.artist_id).where(Credit.production_id.in_(production_ids))
    query = select(Artist).where(Artist.id.in_(theirs)).order_by(Artist.slug)
    return session.scalars(query).all() if production_ids else ()


def fetched_since(since: datetime, addresses: Sequence[str]) -> set[str]:
    """Which of these addresses somebody fetched since a moment."""
    query = select(FeedSnapshot.address).where(FeedSnapshot.address.in_(addresses), FeedSnapshot.fetched_at >= since)
    return set(session.scalars(query))


def filtered_since(since: datetime, bare: Sequence[str], limit: int) -> list[str]:
    """Filtered calendars that somebody fetched since a moment, the latest first."""
    query = select(FeedSnapshot.address).where(
        FeedSnapshot.fetched_at >= since, or_(*(FeedSnapshot.address.startswith(f"{path}?") for path in bare))
    )
    return list(session.scalars(query.order_by(FeedSnapshot.fetched_at.desc()).limit(limit)))


ASKED_AT_ONCE = 40


def holding(chosen: Sequence[Selection], keys: Sequence[int]) -> int:
    """How many of these selections hold one of the dates; forty a statement."""
    number = 0
    for first in range(0, len(chosen), ASKED_AT_ONCE):
        struck = select(Performance.id).where(Performance.id.in_(keys)).cte("struck")
        parts = [
            select(literal(place)).where(
                joined(select(Performance.id), each).where(Performance.id.in_(select(struck.c.id))).exists()
            )
            for place, each in enumerate(chosen[first : first + ASKED_AT_ONCE])
        ]
        number += len(session.execute(union_all(*parts)).all())
    return number
