"""Shows what an import staged, in its last transaction, and takes it back.

Nothing that an import wrote is public before; afterwards all of it is that may be (services/screening.py).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update

from accounts.models.organisation import Organisation
from core.db import session
from core.revision import touch
from events import signals
from events.models.event import Event, EventStrand
from events.models.intake import Intake, Origin
from events.models.performance import Performance
from events.models.run import Run
from events.queries import intake as queries
from events.services import screening
from events.services.screening import Fate, Looked

IN_BULK = {"synchronize_session": False}


def prepare(event_ids: Sequence[int], *, at: datetime) -> None:
    """Let what will be public be indexed, still unseen."""
    signals.listings_staged.send(event_ids, at=at)


def prepare_more(event_ids: Sequence[int], intake_id: int) -> list[Any]:
    """Let what is kept of public listings be made with the dates that they will get; nothing is written yet (`show`)."""
    if not event_ids:
        return []
    return [made for _receiver, made in signals.listings_extending.send(event_ids, intake_id=intake_id)]


def show(
    intake: Intake, organisation: Organisation, looked: Sequence[Looked], *, at: datetime, prepared: Sequence[Any] = ()
) -> Counter[str]:
    """Hand over what was staged to its organisation; publish what is fit where that is trusted. Answers how many of each.

    `prepared` is what `prepare_more` answered.
    """
    owned = session.execute(
        update(Event)
        .where(Event.id.in_(_staged(intake)), Event.owner_id.is_(None), Event.published_at.is_(None))
        .values(owner_id=organisation.id),
        execution_options=IN_BULK,
    )
    counts = Counter(listings=owned.rowcount, published=0)  # type: ignore[attr-defined]
    if not organisation.is_trusted:
        return counts
    settled = screening.settled(looked)
    screening.hand_in(intake, organisation, settled, at=at)
    _publish(intake, organisation, [each for each in settled if each.fate is Fate.PUBLIC], prepared, at=at)
    fates = Counter(each.fate for each in settled)
    counts["published"] = sum(each.fate is Fate.PUBLIC and not each.is_more for each in settled)
    counts.update({fate.value: number for fate, number in fates.items() if fate is not Fate.PUBLIC})
    return counts


def _staged(intake: Intake) -> Select[int]:
    return select(Origin.event_id).where(Origin.intake_id == intake.id)


def _publish(
    intake: Intake, organisation: Organisation, chosen: Sequence[Looked], prepared: Sequence[Any], *, at: datetime
) -> None:
    """Make listings and the dates that the import wrote public, whatever their number with two statements."""
    keys = [each.event_id for each in chosen]
    if not keys:
        return
    dates = select(Origin.performance_id).where(Origin.intake_id == intake.id, Origin.event_id.in_(keys))
    session.execute(
        update(Performance).where(Performance.id.in_(dates), Performance.published_at.is_(None)).values(published_at=at),
        execution_options=IN_BULK,
    )
    fresh = [each.event_id for each in chosen if not each.is_more]
    session.execute(
        update(Event).where(Event.id.in_(fresh), Event.published_at.is_(None)).values(published_at=at),
        execution_options=IN_BULK,
    )
    if organisation.listed_at is None:  # a row that is set again is watched as changed, with all that names it
        organisation.listed_at = at
    touch()
    signals.listings_shown.send(fresh, at=at)
    more = [each.event_id for each in chosen if each.is_more]
    if more:
        signals.listings_extended.send(more, at=at, prepared=prepared)


# --- taken back --------------------------------------------------------------------------------------------------------


def delete_events(event_ids: Sequence[int]) -> None:
    """Delete listings that nobody sees with their runs, dates and names; what hangs on dates goes with them."""
    runs = select(Run.id).where(Run.event_id.in_(event_ids))
    for statement in (
        delete(Origin).where(Origin.event_id.in_(event_ids)), delete(Performance).where(Performance.run_id.in_(runs)),
        delete(Run).where(Run.event_id.in_(event_ids)), delete(EventStrand).where(EventStrand.event_id.in_(event_ids)),
        delete(Event).where(Event.id.in_(event_ids)),
    ):
        session.execute(statement, execution_options=IN_BULK)


def delete_dates(keys: Sequence[int]) -> None:
    """Delete draft dates that an unfinished import gave to listings that stand."""
    session.execute(delete(Origin).where(Origin.performance_id.in_(keys)), execution_options=IN_BULK)
    session.execute(delete(Performance).where(Performance.id.in_(keys)), execution_options=IN_BULK)


def hide(intake: Intake) -> Counter[str]:
    """Take the drafts of an import from its organisation's desk, at once; answers how many were taken and how many stay.

    What is in review, was offered or claimed, or is named by anything else, stays.
    """
    drafts = queries.drafts_of_intake(intake.id, intake.organisation_id)
    for first in range(0, len(drafts), queries.AT_ONCE):
        session.execute(
            update(Event).where(Event.id.in_(drafts[first : first + queries.AT_ONCE])).values(owner_id=None),
            execution_options=IN_BULK,
        )
    return Counter(withdrawn=len(drafts), kept=queries.unpublished_of_intake(intake.id, intake.organisation_id))
