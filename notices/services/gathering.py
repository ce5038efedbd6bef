"""What changed is gathered in notices that wait: one an event and kind, one for all events of one deed."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update

from core.db import session
from events.amendments import RETURNED
from events.models.performance import Performance
from events.models.words import Status
from notices.models.notice import Item, Notice
from notices.news import News
from notices.newsworthy import GROWS_FOR, MERGED_FOR, Turn, Turned, due_for, is_news_of_a_date, is_soon, turned
from notices.queries import gathering as queries

SINCE, UNHEARD = "since", "unheard"
IN_BULK = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Touched:
    """One date, what happened to it, and what of it waited by another name. `is_back`: it was to be told before, when nobody
    could see the date."""

    row: Performance
    by: Turned
    at: datetime
    since: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_back: bool = False

    @property
    def event_id(self) -> int:
        """The event that it is a date of."""
        return self.row.run.event_id


def note_dates(rows: Sequence[Performance], *, at: datetime) -> None:
    """Dates changed, or became public, by what the history says of this moment: open or extend what tells of it."""
    changes = queries.changes_at([row.id for row in rows if not row.has_ended_at(at)], at)
    found = [(row, turned(changes[row.id], row.starts_at)) for row in rows if row.id in changes]
    told = [Touched(row, by, at, by.since) for row, by in found if by is not None]
    returned = {row.id: row for row in rows if any(each.deed == RETURNED for each in changes.get(row.id, ()))}
    if returned:
        told = _taken_up(returned, told, at)
    fresh = [each for each in told if each.by.turn is Turn.NEW and is_news_of_a_date(each.row.form)]
    off = [each for each in told if each.by.turn is Turn.CANCELLED]
    changed = [each for each in told if each.by.turn in {Turn.CHANGED, Turn.REOPENED}]
    if fresh:
        _gather(News.NEW_DATES, fresh, at=at)
    if off:
        _gather(News.CANCELLATION, _absorbing(off, News.CHANGE), at=at)
    if changed:
        back = {each.row.id for each in changed if each.by.turn is Turn.REOPENED}
        others = [each for each in changed if each.row.id not in back]
        again = _absorbing([each for each in changed if each.row.id in back], News.CANCELLATION)
        _gather(News.CHANGE, _marked(others + again), at=at)


def _taken_up(returned: Mapping[int, Performance], told: Sequence[Touched], at: datetime) -> list[Touched]:
    """Dates are seen again: what was to be told of them when nobody could see them is told now, as far as it is so still."""
    items = queries.hidden_items(list(returned))
    new: dict[int, Touched] = {}
    found = {each.row.id: each for each in told if each.by.turn is not Turn.NEW}
    for item, kind in items:
        row = returned[item.performance_id or 0]
        since, facts = item.facts.get(SINCE, 0), {UNHEARD: True} if item.facts.get(UNHEARD) else {}
        if kind == News.NEW_DATES:
            new[row.id] = Touched(row, Turned(Turn.NEW, since, (row.starts_at,)), at, since, is_back=True)
        else:
            turn = Turn.CANCELLED if row.status is Status.CANCELLED else Turn.CHANGED
            known = found.get(row.id) or Touched(row, Turned(turn, since, (row.starts_at,)), at, since)
            found[row.id] = Touched(row, known.by, min(known.at, item.at), min(known.since, since), facts, is_back=True)
    if items:
        session.execute(delete(Item).where(Item.id.in_([item.id for item, _kind in items])), execution_options=IN_BULK)
        for item, _kind in items:
            session.expunge(item)
    fresh = [each for each in told if each.by.turn is Turn.NEW and each.row.id not in new]
    return [*fresh, *new.values(), *found.values()]


def note_shown(event_ids: Sequence[int], *, at: datetime) -> None:
    """Listings became public by statements that pass the session by: all of their dates to come, in one statement."""
    first = queries.first_fresh(event_ids, at)
    if first is None:
        return
    owners = queries.owners_of(event_ids)
    several = len(event_ids) > 1
    topic = f"{queries.SEVERAL}{first[0]}:{at:%Y%m%dT%H%M%S}" if several else f"event:{first[1]}"
    notice = Notice(
        kind=News.NEW_DATES.value, key=_fresh_key(News.NEW_DATES), topic=topic, made_at=at,
        organisation_id=owners.pop() if len(owners) == 1 else None, due_at=at + MERGED_FOR,
    )
    session.add(notice)
    session.flush()  # its key names it in the items
    columns = ["notice_id", "performance_id", "event_id", "at", "facts"]
    for some in queries.in_portions(event_ids):
        statement = insert(Item).from_select(columns, queries.fresh_items(notice.id, some, at), include_defaults=False)
        session.execute(statement, execution_options=IN_BULK)


# --- what belongs together ---------------------------------------------------------------------------------------------


def _absorbing(touched: Sequence[Touched], kind: News) -> list[Touched]:
    """What waits of these dates by a notice of another kind is told by this one: a cancellation says all that a change would
    have said, and what was cancelled and reopened before anybody heard of it is no news."""
    waiting = {each.performance_id: each for each in queries.waiting_items([each.row.id for each in touched], kind.value)}
    _take_out([item for item in waiting.values()], "reopened" if kind is News.CANCELLATION else "cancelled", touched)
    return [
        Touched(each.row, each.by, min(each.at, item.at), min(each.since, item.facts.get(SINCE, each.since)), item.facts)
        if (item := waiting.get(each.row.id)) is not None else each
        for each in touched
    ]


def _take_out(items: Sequence[Item], why: str, touched: Sequence[Touched]) -> None:
    if not items:
        return
    notices = queries.notices_of_items(items)
    session.execute(delete(Item).where(Item.id.in_([each.id for each in items])), execution_options=IN_BULK)
    for each in items:
        session.expunge(each)
    _close_empty(notices, why, at=touched[0].at)


def _close_empty(notices: Sequence[Notice], why: str, *, at: datetime) -> None:
    counted = queries.items_counted([each.id for each in notices])
    for notice in notices:
        if notice.id not in counted:
            notice.voided_at, notice.void_reason = at, why


def _marked(touched: Sequence[Touched]) -> list[Touched]:
    """Dates whose becoming public nobody has been told yet: their change is news only for those who follow the page itself."""
    new = queries.waiting_dates([each.row.id for each in touched], News.NEW_DATES.value)
    return [
        Touched(each.row, each.by, each.at, each.since, {**each.facts, UNHEARD: True}) if each.row.id in new else each
        for each in touched
    ]


def _gather(kind: News, touched: Sequence[Touched], *, at: datetime) -> None:
    """Write items into the notice that waits, or a new one. What is urgent waits for nothing that is not."""
    is_several = len({each.event_id for each in touched}) > 1
    soon = _soon_events(touched, at) if kind is not News.NEW_DATES else set()
    for is_urgent in (True, False):
        group = [each for each in touched if (each.event_id in soon) is is_urgent]
        if group:
            _into_one(kind, group, at=at, is_urgent=is_urgent, is_several=is_several)


def _soon_events(touched: Sequence[Touched], at: datetime) -> set[int]:
    return {each.event_id for each in touched if is_soon(each.by.starts, at)}


def _into_one(kind: News, group: Sequence[Touched], *, at: datetime, is_urgent: bool, is_several: bool) -> None:
    waiting = {
        each.performance_id: each for each in queries.waiting_items([each.row.id for each in group], kind.value)
    }
    fresh = [each for each in group if each.row.id not in waiting]
    held = {each.id: each for each in queries.notices_of_items(waiting.values())}
    moved = [
        item for item in waiting.values() if is_several or (is_urgent and not held[item.notice_id].is_urgent)
    ]
    # The ten minutes are those of the latest deed, whatever waited before it.
    begun = (at if kind is News.CANCELLATION or each.is_back else each.at for each in group)
    due_at = max(at, min(due_for(kind, each.by.starts, since) for each, since in zip(group, begun, strict=True)))
    if fresh or moved:
        notice = _notice_for(kind, group, at=at, due_at=due_at, is_urgent=is_urgent, is_several=is_several)
        _write(notice, fresh)
        _move(moved, notice, held.values(), at=at)
    for each in held.values():
        if each.voided_at is None:
            _bring_forward(each, kind, due_at)


def _bring_forward(notice: Notice, kind: News, due_at: datetime) -> None:
    """What was added may be due earlier; a cancellation waits for the ten minutes of what was added last."""
    if kind is News.CHANGE or notice.is_urgent:
        notice.due_at = min(notice.due_at, due_at)
    elif kind is News.CANCELLATION:
        notice.due_at = max(notice.due_at, due_at)


def _notice_for(
    kind: News, group: Sequence[Touched], *, at: datetime, due_at: datetime, is_urgent: bool, is_several: bool
) -> Notice:
    """The notice that waits for more of the same, or a new one."""
    first, event = group[0], group[0].row.run.event
    owners = {each.row.run.event.owner_id for each in group}
    owner = owners.pop() if len(owners) == 1 else None
    since = at - (GROWS_FOR if kind is News.CANCELLATION else MERGED_FOR)
    found = (
        queries.open_notice_of_several(owner, kind.value, since, is_urgent=is_urgent) if is_several
        else queries.open_notice(f"event:{event.id}", kind.value, since, is_urgent=is_urgent)
    )
    if found is not None:
        _bring_forward(found, kind, due_at)
        return found
    topic = f"{queries.SEVERAL}{first.row.id}:{at:%Y%m%dT%H%M%S}" if is_several else f"event:{event.id}"
    return _opened(kind, topic, owner, at=at, due_at=due_at, is_urgent=is_urgent)


def _fresh_key(kind: News) -> str:
    """A name for a notice that grows: which one waits is found by its topic, inside the transaction of the change."""
    return f"{kind}:{uuid.uuid4()}"


def _opened(
    kind: News, topic: str, owner: int | None, *, at: datetime, due_at: datetime, is_urgent: bool
) -> Notice:
    notice = Notice(
        kind=kind.value, key=_fresh_key(kind), topic=topic, organisation_id=owner, made_at=at, due_at=due_at,
        is_urgent=is_urgent,
    )
    session.add(notice)
    session.flush()  # its key names it in the items
    return notice


def _write(notice: Notice, touched: Sequence[Touched]) -> None:
    rows = [
        {
            "notice_id": notice.id, "performance_id": each.row.id, "event_id": each.event_id, "at": each.at,
            "facts": {**each.facts, SINCE: each.since}, "told": False,
        }
        for each in touched
    ]
    if rows:
        session.execute(insert(Item), rows)


def _move(items: Sequence[Item], notice: Notice, held: Iterable[Notice], *, at: datetime) -> None:
    """Let items be told by another notice, not later than they would have been."""
    if not items:
        return
    statement = update(Item).where(Item.id.in_([each.id for each in items]), Item.notice_id != notice.id)
    session.execute(statement.values(notice_id=notice.id), execution_options=IN_BULK)
    for each in items:
        session.expire(each)
    left = [each for each in held if each.id != notice.id]
    notice.due_at = min(notice.due_at, *(each.due_at for each in left)) if left and _is_merged(notice) else notice.due_at
    session.flush()  # the items are counted
    _close_empty(left, "merged", at=at)


def _is_merged(notice: Notice) -> bool:
    return notice.kind == News.CHANGE.value


# --- told at once ------------------------------------------------------------------------------------------------------


def hasten(keys: Sequence[int], *, at: datetime) -> None:
    """What a deed did to these dates waits no longer: it is told by one notice, now; what else waited with it waits on."""
    for kind in (News.CANCELLATION, News.CHANGE):
        items = queries.waiting_items(keys, kind.value)
        if items:
            _tell_now(kind, items, at=at)


def _tell_now(kind: News, items: Sequence[Item], *, at: datetime) -> None:
    notices = queries.notices_of_items(items)
    counted = queries.items_counted([each.id for each in notices])
    own = notices[0]
    if len(notices) > 1 or counted[own.id] != len(items):
        owners = {each.organisation_id for each in notices}
        several = len({each.event_id for each in items}) > 1
        topic = f"{queries.SEVERAL}{items[0].performance_id}:{at:%Y%m%dT%H%M%S}" if several else f"event:{items[0].event_id}"
        owner = owners.pop() if len(owners) == 1 else None
        own = _opened(kind, topic, owner, at=at, due_at=at, is_urgent=True)
        _move(items, own, notices, at=at)
    own.due_at, own.is_urgent = min(own.due_at, at), True


