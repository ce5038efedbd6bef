"""One message for all that a storm, a flood or a power cut strikes: one batch, one revision, one letter a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.services import telling, trail
from core.db import session
from core.errors import Refused
from events import signals
from events.change import UNDO_FOR, Change, is_told_at_once
from events.models.deed import Batch, DeedKind
from events.models.event import Event
from events.models.performance import Performance
from events.queries import deeds as queries
from events.queries.force_majeure import Window, struck
from events.services import deed_letters as letters
from events.services.announcing import together
from events.services.deeds import apply_to, begin

MOST_STRUCK = 600
MAY = frozenset({DeedKind.CANCEL, DeedKind.POSTPONE})


def refuse(rows: Sequence[Performance], change: Change) -> None:
    """Say no to what is no batch."""
    if change.kind not in MAY:
        raise Refused("not_for_a_batch")
    if not change.words:
        raise Refused("reason_needed")
    if not rows:
        raise Refused("nothing_struck")
    if len(rows) > MOST_STRUCK:
        raise Refused("too_many_dates", limit=MOST_STRUCK)


def do_batch(
    window: Window, change: Change, *, at: datetime, actor: Actor, organisation_id: int | None,
    selection: Mapping[str, Any], expected: int | None = None,
) -> Batch:
    """Cancel or postpone all that takes place in a window, all or nothing. The same form again is the same batch.

    `expected` is the number of dates that the preview showed: another one is refused, so that nobody hits what was not seen.
    """
    pressed = change.pressed_once(sorted(selection.items()))
    known = queries.batch_of_token(pressed)
    if known is not None and known.organisation_id == organisation_id:
        return known
    rows = struck(window, MOST_STRUCK + 1, to_change=True)
    refuse(rows, change)
    if expected is not None and len(rows) != expected:
        raise Refused("selection_moved_on", now=len(rows), expected=expected)
    told = is_told_at_once(rows, change, at=at)
    batch = Batch(
        kind=change.kind, at=at, actor_id=actor.person_id, organisation_id=organisation_id, cause=change.cause,
        reason_zh=change.reason.zh, reason_en=change.reason.en, refund_zh=change.refund.zh, refund_en=change.refund.en,
        selection=dict(selection), token=pressed, undo_until=at + UNDO_FOR, told_at=at if told else None,
    )
    session.add(batch)
    session.flush()  # its key names it in deeds, trail and letters
    by_event: dict[int, tuple[Event, list[Performance]]] = {}
    for row in rows:
        by_event.setdefault(row.run.event_id, (row.run.event, []))[1].append(row)
    deeds = [
        begin(event, change, at=at, actor=actor, told_at=batch.told_at, batch=batch) for event, _dates in by_event.values()
    ]
    session.flush()  # their keys name them in the trail
    with together(at=at):
        for deed, (event, dates) in zip(deeds, by_event.values(), strict=True):
            apply_to(deed, dates, change, at=at)
            trail.note(
                f"date_{change.kind.value}", at=at, actor=actor, organisation_id=event.owner_id, subject=event,
                after={"deed": deed.id, "batch": batch.id, "dates": [row.id for row in dates][:100]}, reason=change.reason.zh,
            )
    letters.tell_of_batch(batch, deeds, at=at)
    if told:
        signals.deed_told.send(tuple(row.id for row in rows), at=at)
    return batch


def tell_batch_now(batch: Batch, *, at: datetime, actor: Actor) -> None:
    """Its letters wait no longer; an undo is a new notice from here on."""
    if batch.undone_at is not None:
        raise Refused("already_undone")
    if batch.told_at is None and at < batch.undo_until:
        batch.told_at = at
        telling.hasten(batch.group, at=at)
        signals.deed_told.send(queries.dates_of_batch(batch.id), at=at)
        trail.note("batch_told", at=at, actor=actor, organisation_id=batch.organisation_id, subject=batch)
