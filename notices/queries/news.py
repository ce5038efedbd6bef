"""Selects of what a notice tells: its items, their dates with all that is said of them, their history, whom they concern."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, load_only

from core.db import session
from core.models import Change
from events.followable import Former
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from notices import registry
from notices.models.follower import ChannelCode, Endpoint, Wish
from notices.models.notice import Item
from notices.queries import audience
from notices.queries.gathering import in_portions

# So many dates are asked for what they concern at once: to put the question to each filter costs more than to answer it.
DATES_ASKED = 5_000


def items_of(notice_id: int) -> list[Item]:
    """All that a notice is about, in order."""
    return list(session.scalars(select(Item).where(Item.notice_id == notice_id).order_by(Item.id)))


def told_items(notice_id: int) -> list[Item]:
    """What a settled notice tells."""
    query = select(Item).where(Item.notice_id == notice_id, Item.told.is_(True)).order_by(Item.id)
    return list(session.scalars(query))


def _dates() -> Select[Performance]:
    of_run = joinedload(Performance.run)
    return select(Performance).options(
        of_run.joinedload(Run.event), joinedload(Performance.venue), joinedload(Performance.hall)
    )


def dates_named(keys: Iterable[int]) -> dict[int, Performance]:
    """Dates with event, run, house and hall, by their keys. One statement for some hundred."""
    found: dict[int, Performance] = {}
    for some in in_portions(sorted(set(keys))):
        found |= {row.id: row for row in session.scalars(_dates().where(Performance.id.in_(some)))}
    return found


def history_since(keys: Sequence[int], first: int) -> dict[int, list[Change]]:
    """The history of dates from one change on, by the date's key, oldest first."""
    return _history(Performance.__tablename__, keys, Change.id >= first)


def history_from(keys: Sequence[int], since: datetime) -> dict[int, list[Change]]:
    """The history of dates since a moment, by the date's key, oldest first."""
    return _history(Performance.__tablename__, keys, Change.at >= since)


def history_of_runs(keys: Sequence[int], since: datetime) -> dict[int, list[Change]]:
    """The history of runs since a moment, by the run's key, oldest first."""
    return _history(Run.__tablename__, keys, Change.at >= since)


def _history(table: str, keys: Sequence[int], since: object) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = {}
    for some in in_portions(sorted(set(keys))):
        query = select(Change).where(Change.subject == table, Change.subject_id.in_(some), since)  # type: ignore[arg-type]
        for each in session.scalars(query.order_by(Change.id)):
            found.setdefault(each.subject_id, []).append(each)
    return found


def refs_followed(keys: Sequence[int], former: Former | None = None) -> dict[int, list[str]]:
    """What dates concern, as far as somebody follows it, by the date's key; and what they concerned as they stood before, where
    `former` says how. Nobody follows most of what there is."""
    asked = {each.kind: _all_followed(each.kind) for each in registry.followables() if each.is_asked}
    concerned: dict[int, set[str]] = {}
    for first in range(0, len(keys), DATES_ASKED):
        concerned |= registry.refs_concerned(keys[first : first + DATES_ASKED], asked)
    for key, refs in (registry.refs_left(former, asked) if former else {}).items():
        concerned[key] |= refs
    known = wished(set().union(*concerned.values())) if concerned else set()
    return {key: sorted(refs & known) for key, refs in concerned.items()}


def _all_followed(kind: str) -> list[str]:
    found: list[str] = []
    while more := audience.subjects_followed(kind, after=found[-1] if found else ""):
        found += more
    return found


def wished(refs: Iterable[str], news: Sequence[str] = ()) -> set[str]:
    """Those of these refs that somebody wants to hear something of (one of these kinds of news, where they are named)."""
    found: set[str] = set()
    for some in _portions(sorted(refs)):
        query = select(Wish.subject).where(Wish.subject.in_(some)).distinct()
        found.update(session.scalars(query.where(Wish.news.in_(news)) if news else query))
    return found


def _portions(refs: Sequence[str]) -> Iterable[Sequence[str]]:
    return (refs[first : first + audience.AT_ONCE] for first in range(0, len(refs), audience.AT_ONCE))


def is_wanted_at_all(news: Sequence[str]) -> set[str]:
    """Those of these kinds of news that anybody wants of anything."""
    return {each for each in news if session.scalar(select(Wish.id).where(Wish.news == each).limit(1)) is not None}


def inboxes_of(follower_ids: Sequence[int]) -> dict[int, int]:
    """The open inbox of each of these followers as a way, where it is one: its key by the follower's."""
    query = select(Endpoint.follower_id, Endpoint.id).where(
        Endpoint.follower_id.in_(follower_ids), Endpoint.channel == ChannelCode.INBOX, Endpoint.ended_at.is_(None)
    )
    return {follower: key for follower, key in session.execute(query.order_by(Endpoint.id.desc()))}


def fetched_at(endpoint_ids: Iterable[int]) -> dict[int, datetime | None]:
    """When each of these calendars was last fetched."""
    query = select(Endpoint.id, Endpoint.fetched_at).where(Endpoint.id.in_(sorted(set(endpoint_ids))))
    return {key: moment for key, moment in session.execute(query)}


def standing_of(keys: Sequence[int]) -> list[Performance]:
    """How dates stand now, as little of them as is asked just before something is sent. One statement."""
    of_date = load_only(
        Performance.status, Performance.starts_at, Performance.ends_at, Performance.last_day, Performance.form,
        Performance.published_at, Performance.run_id,
    )
    of_event = joinedload(Performance.run).load_only(Run.event_id).joinedload(Run.event).load_only(Event.published_at)
    query = select(Performance).where(Performance.id.in_(keys)).options(of_date, of_event)
    return list(session.scalars(query.execution_options(populate_existing=True)))
