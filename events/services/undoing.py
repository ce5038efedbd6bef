"""Taking a deed back within its ten minutes: a new change with a higher SEQUENCE, never a return; refused where it moved on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.services import telling, trail
from core.editing import plain
from core.errors import Refused
from events import signals
from events.change import KEPT, restored
from events.models.deed import Batch, Deed, DeedRow
from events.models.performance import Approval, Performance
from events.models.words import ApprovalState
from events.queries import deeds as queries
from events.services import deed_letters as letters
from events.services import import_letters, performances
from events.services.announcing import together
from events.services.deeds import BY_ORGANISER, announce_told, raise_sequence
from events.services.events import edit_run


def undo(deed: Deed, *, at: datetime, actor: Actor) -> None:
    """Take a deed back, its row locked: dates, cast and approvals are what they were; letters not yet sent never go out."""
    if deed.batch_id is not None:
        raise Refused("part_of_a_batch")
    _refuse_late(deed, at)
    take_back([deed], at=at)
    _close(deed, at=at, actor=actor)
    trail.note("deed_undone", at=at, actor=actor, organisation_id=deed.organisation_id, subject=deed)
    if deed.told_at is None:
        telling.recall(deed.group, at=at)
        import_letters.tell_anew(deed, at=at)
    else:
        letters.tell_of_undoing(deed, at=at)
        announce_told(deed, at=at)


def undo_batch(batch: Batch, deeds: Sequence[Deed], *, at: datetime, actor: Actor) -> None:
    """Take a whole batch back."""
    _refuse_late(batch, at)
    take_back(deeds, at=at)
    _close(batch, at=at, actor=actor)
    for deed in deeds:
        _close(deed, at=at, actor=actor)
        trail.note("deed_undone", at=at, actor=actor, organisation_id=deed.organisation_id, subject=deed)
    if batch.told_at is None:
        telling.recall(batch.group, at=at)
    else:
        letters.tell_of_batch_undoing(batch, deeds, at=at)
        signals.deed_told.send(queries.dates_of_batch(batch.id), at=at)


def _refuse_late(deed: Deed | Batch, at: datetime) -> None:
    if deed.undone_at is not None:
        raise Refused("already_undone")
    if at >= deed.undo_until:
        raise Refused("too_late_to_undo")


def _close(deed: Deed | Batch, *, at: datetime, actor: Actor) -> None:
    deed.undone_at, deed.undone_by_id = at, actor.person_id


def take_back(deeds: Sequence[Deed], *, at: datetime) -> None:
    """Put back what deeds did, all or nothing: `Refused("changed_meanwhile")` names the dates that somebody changed since."""
    kept = [each for deed in deeds for each in deed.rows]
    rows = queries.rows_to_change([each.performance_id for each in kept if each.performance_id is not None])
    moved_on = [each.performance_id for each in kept if has_moved_on(each, rows)]
    if moved_on:
        raise Refused("changed_meanwhile", keys=moved_on)
    # The run first: its words are in the entries of all its dates.
    for each in kept:
        if each.run is not None:
            edit_run(each.run, at=at, actor=BY_ORGANISER, **each.before)
    with together(at=at):
        for each in kept:
            if each.performance_id is not None:
                _put_back(each, rows[each.performance_id], at)


def has_moved_on(kept: DeedRow, rows: dict[int, Performance]) -> bool:
    """Whether somebody changed since what the deed wrote."""
    if kept.performance_id is None:
        return kept.run is None or any(plain(getattr(kept.run, name)) != value for name, value in kept.after.items())
    row = rows.get(kept.performance_id)
    return row is None or row.sequence != kept.sequence or any(is_other(row, name, kept.after) for name in kept.after)


def is_other(row: Performance, name: str, after: dict[str, Any]) -> bool:
    """Whether a field says something else than the deed wrote."""
    return name in KEPT and plain(getattr(row, name)) != after[name]


def _put_back(kept: DeedRow, row: Performance, at: datetime) -> None:
    if kept.before:
        performances.change(row, at=at, deed="undone", actor=BY_ORGANISER, **restored(kept.before))
        if row.sequence == kept.sequence:
            raise_sequence(row, at=at)
    else:
        raise_sequence(row, at=at)
    _restore_approval(kept, row, at)


def _restore_approval(kept: DeedRow, row: Performance, at: datetime) -> None:
    """What was approved stands again as it was approved: nothing has to be applied for anew."""
    held = next((each for each in row.approvals if each.id == kept.approval_id), None)
    if held is None or row.approvals[-1].state is not ApprovalState.STALE:
        return
    row.approvals.append(
        Approval(
            state=held.state, level=held.level, number=held.number, authority_zh=held.authority_zh,
            authority_en=held.authority_en, decided_on=held.decided_on, recorded_at=at,
        )
    )
