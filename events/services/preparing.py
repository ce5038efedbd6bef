"""What is brought from elsewhere begins as what is typed does: the approval of a show for money is being prepared (R1)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, literal, select

from core.db import session
from events.models.event import Event
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.words import TIMED, ApprovalLevel, ApprovalState, EventKind

AT_ONCE = 400


def begin(event_ids: Sequence[int], *, at: datetime) -> None:
    """Note of every timed date of these shows that nothing is said of yet that its approval is being prepared.

    As `services.dates.add_date` does for a date that is typed, but without loading a row.
    """
    for first in range(0, len(event_ids), AT_ONCE):
        unsaid = (
            select(
                Performance.id, literal(ApprovalState.PREPARING, Approval.state.type),
                literal(ApprovalLevel.COUNTY, Approval.level.type), literal(at, Approval.recorded_at.type),
            )
            .join(Run, Run.id == Performance.run_id).join(Event, Event.id == Run.event_id)
            .where(Event.id.in_(event_ids[first : first + AT_ONCE]), Event.kind == EventKind.SHOW, Run.is_free.is_(False))
            .where(Performance.form.in_(TIMED), ~select(Approval.id).where(Approval.performance_id == Performance.id).exists())
            .order_by(Performance.id)
        )
        session.execute(insert(Approval).from_select(["performance_id", "state", "level", "recorded_at"], unsaid))
