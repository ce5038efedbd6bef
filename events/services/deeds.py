"""The change desk's deeds: one change of public dates in one transaction, with one revision, to be undone for ten minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from accounts.actor import Actor
from accounts.services import telling, trail
from core.db import session
from core.errors import Refused
from core.types import Bilingual
from events import signals
from events.change import NOTHING, UNDO_FOR, Change, is_change, is_told_at_once, refuse_unfit, snapshot
from events.models.deed import Batch, Deed, DeedKind, DeedRow
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import ApprovalState, Form, Status
from events.queries import deeds as queries
from events.services import deed_letters as letters
from events.services import import_letters, performances
from events.services.announcing import together
from events.services.events import edit_run
from events.services.halls import Halls, refuse_taken_hall

# The public history names who changed something only by this: persons are in the trail.
BY_ORGANISER = "organiser"


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of some dates of an event, rows locked."""

    event: Event
    rows: Sequence[Performance]
    change: Change


def refuse(
    rows: Sequence[Performance], change: Change, *, at: datetime, owner_id: int | None, halls: Halls | None = None
) -> None:
    """Say no to what may not be done, before anything is changed: rules, then what else takes place in the hall.

    `halls` knows the halls already, where several deeds are done together.
    """
    refuse_unfit(rows, change, at=at)
    refuse_taken_hall(rows, change, halls or Halls(owner_id))


def concerned(
    rows: Sequence[Performance], kind: DeedKind, *, at: datetime, to_change: bool = False
) -> Sequence[Performance]:
    """The dates that a deed on these is about: the cast belongs to the run, so that all its dates to come are concerned."""
    if kind is not DeedKind.CAST:
        return rows
    return queries.coming_dates_of_runs(sorted({row.run_id for row in rows}), at, to_change=to_change)


def do(event: Event, rows: Sequence[Performance], change: Change, *, at: datetime, actor: Actor) -> Deed:
    """Change public dates of an event, rows locked. The same form again is the same deed, not another one.

    Its letters wait ten minutes unless a date is less than 24 hours away or the organiser says so.
    """
    pressed = change.pressed_once(event.id, [row.id for row in rows])
    known = queries.deed_of_token(pressed) if pressed else None
    if known is not None and known.event_id == event.id:
        return known
    rows = concerned(rows, change.kind, at=at, to_change=True)
    refuse(rows, change, at=at, owner_id=event.owner_id)
    with together(at=at):
        deed = begin(event, change, at=at, actor=actor, told_at=_told_at(rows, change, at))
        deed.token = pressed or None
        apply_to(deed, rows, change, at=at)
    _keep_in_trail(deed, rows, change, at=at, actor=actor)
    letters.tell_of(deed, event, at=at)
    if deed.told_at is not None:
        announce_told(deed, at=at)
    return deed


def announce_told(deed: Deed, *, at: datetime) -> None:
    """Whoever tells others of its dates waits no longer."""
    keys = tuple(each.performance_id or each.performance.id for each in deed.rows if each.performance is not None)
    signals.deed_told.send(keys, at=at)


def _told_at(rows: Sequence[Performance], change: Change, at: datetime) -> datetime | None:
    return at if is_told_at_once(rows, change, at=at) else None


def _keep_in_trail(deed: Deed, rows: Sequence[Performance], change: Change, *, at: datetime, actor: Actor) -> None:
    trail.note(
        f"date_{change.kind.value}", at=at, actor=actor, organisation_id=deed.organisation_id, subject=deed.event,
        after={"deed": deed.id, "dates": [row.id for row in rows][:100]}, reason=(change.reason.zh or change.reason.en),
    )


def do_several(wishes: Sequence[Wish], *, at: datetime, actor: Actor, intake_id: int) -> set[int]:
    """Deeds of one import one after the other, written in one go; answers the places of those that are refused.

    They are told of when the import is done (services/import_letters.py). What is refused leaves nothing behind, wherever.
    """
    try:
        with session.begin_nested():
            return _do_several(wishes, at=at, actor=actor, intake_id=intake_id)
    except Refused:
        # One was refused half-way: each by itself.
        if len(wishes) == 1:
            return {0}
    return {
        place for place, wish in enumerate(wishes) if do_several([wish], at=at, actor=actor, intake_id=intake_id)
    }


def _do_several(wishes: Sequence[Wish], *, at: datetime, actor: Actor, intake_id: int) -> set[int]:
    halls = Halls(wishes[0].event.owner_id, [(wish.rows, wish.change) for wish in wishes])
    refused, done = set[int](), list[tuple[Deed, Wish, list[dict[str, Any]]]]()
    with together(at=at):
        for place, wish in enumerate(wishes):
            try:
                refuse(wish.rows, wish.change, at=at, owner_id=wish.event.owner_id, halls=halls)
            except Refused:
                refused.add(place)
                continue
            deed = begin(wish.event, wish.change, at=at, actor=actor, told_at=_told_at(wish.rows, wish.change, at))
            deed.intake_id = intake_id
            done.append((deed, wish, _altered(wish.rows, wish.change, at)))
    for deed, wish, _kept in done:
        _keep_in_trail(deed, wish.rows, wish.change, at=at, actor=actor)
    _remember([(deed, each) for deed, _wish, kept in done for each in kept])
    return refused


def _remember(kept: Sequence[tuple[Deed, dict[str, Any]]]) -> None:
    """Remember what was changed of very many dates by one statement; nobody has asked for the deeds' rows yet."""
    rows = [
        {"deed_id": deed.id, "performance_id": each.pop("performance").id, "run_id": None} | each for deed, each in kept
    ]
    if rows:
        session.execute(insert(DeedRow), rows)


def begin(
    event: Event, change: Change, *, at: datetime, actor: Actor, told_at: datetime | None, batch: Batch | None = None
) -> Deed:
    """The deed's own row."""
    deed = Deed(
        kind=change.kind, at=at, event=event, batch=batch, actor_id=actor.person_id, organisation_id=event.owner_id,
        cause=change.cause, reason_zh=change.reason.zh, reason_en=change.reason.en, refund_zh=change.refund.zh,
        refund_en=change.refund.en, undo_until=at + UNDO_FOR, told_at=told_at,
    )
    session.add(deed)
    return deed


def apply_to(deed: Deed, rows: Sequence[Performance], change: Change, *, at: datetime) -> None:
    """Change each date that the deed changes, and remember what it was."""
    deed.rows.extend(DeedRow(**each) for each in _altered(rows, change, at))


def _altered(rows: Sequence[Performance], change: Change, at: datetime) -> list[dict[str, Any]]:
    """Change the dates; answers what the deed remembers of each."""
    if change.kind is DeedKind.CAST:
        return _recast(rows, change, at)
    return [_altered_one(row, change, at) for row in rows if is_change(row, change)]


def _altered_one(row: Performance, change: Change, at: datetime) -> dict[str, Any]:
    before = snapshot(row)
    held = row.approvals[-1] if row.approvals else None
    DEEDS[change.kind](row, change, at)
    after = snapshot(row)
    changed = [name for name in before if before[name] != after[name]]
    lost = held is not None and held.state is ApprovalState.APPROVED and row.approvals[-1] is not held
    return {
        "performance": row, "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed}, "sequence": row.sequence,
        "approval_id": held.id if held is not None and lost else None,
    }


def _recast(rows: Sequence[Performance], change: Change, at: datetime) -> list[dict[str, Any]]:
    """The main performers belong to the run: all its dates to come are told anew, with a higher SEQUENCE (R9)."""
    runs: dict[int, Run] = {row.run_id: row.run for row in rows if is_change(row, change)}
    coming = [row for row in rows if row.run_id in runs]
    held = {row.id: row.approvals[-1] for row in coming if row.approvals and row.approvals[-1].state is ApprovalState.APPROVED}
    found: list[dict[str, Any]] = []
    for run in runs.values():
        was = {"main_performers_zh": run.main_performers_zh, "main_performers_en": run.main_performers_en}
        values = {"main_performers_zh": change.cast.zh, "main_performers_en": change.cast.en}
        edit_run(run, at=at, actor=BY_ORGANISER, reason=change.said, **values)
        found.append({"run": run, "before": was, "after": values})
    for row in coming:
        raise_sequence(row, at=at)
        approval = held.get(row.id)
        found.append({"performance": row, "sequence": row.sequence, "approval_id": approval.id if approval else None})
    return found


def raise_sequence(row: Performance, *, at: datetime) -> None:
    """Let calendars notice a date of which nothing else that they compare has changed."""
    performances.change(row, at=at, deed="recast", actor=BY_ORGANISER, sequence=row.sequence + 1)


def _move(row: Performance, change: Change, at: datetime) -> object:
    if row.form is Form.SPAN:
        first, last = change.days[row.id]
        return performances.move_span(row, at=at, first=first, last=last, reason=change.said, actor=BY_ORGANISER)
    return performances.move(
        row, at=at, starts_at=change.starts_of(row), ends_at=change.ends_of(row), reason=change.said, actor=BY_ORGANISER
    )


def _set(status: Status) -> Callable[[Performance, Change, datetime], object]:
    return lambda row, change, at: performances.set_status(row, status, at=at, reason=_said(row, change), actor=BY_ORGANISER)


def _said(row: Performance, change: Change) -> Bilingual:
    """What visitors read; where nothing is said anew, why it was moved and what becomes of tickets still holds."""
    return change.said or (row.reason if row.announced_before else NOTHING)


def _reopen(row: Performance, change: Change, at: datetime) -> object:
    return performances.reinstate(row, at=at, reason=_said(row, change), actor=BY_ORGANISER)


def _change_hall(row: Performance, change: Change, at: datetime) -> object:
    assert change.hall is not None
    return performances.change_place(row, change.hall.venue, change.hall, at=at, reason=change.said, actor=BY_ORGANISER)


DEEDS: dict[DeedKind, Callable[[Performance, Change, datetime], object]] = {
    DeedKind.MOVE: _move,
    DeedKind.POSTPONE: _set(Status.POSTPONED),
    DeedKind.CANCEL: _set(Status.CANCELLED),
    DeedKind.SELL_OUT: _set(Status.SOLD_OUT),
    DeedKind.REOPEN: _reopen,
    DeedKind.HALL: _change_hall,
}


def tell_now(deed: Deed, *, at: datetime, actor: Actor) -> None:
    """Its letters wait no longer; an undo is a new notice from here on."""
    if deed.undone_at is not None:
        raise Refused("already_undone")
    if deed.told_at is None and at < deed.undo_until:
        deed.told_at = at
        telling.hasten(deed.group, at=at)
        if deed.intake_id is not None:
            import_letters.tell_anew(deed, at=at)
            deed.intake_id = None
            letters.tell_of(deed, deed.event, at=at)
        announce_told(deed, at=at)
        trail.note("deed_told", at=at, actor=actor, organisation_id=deed.organisation_id, subject=deed)
