"""What was done with an organisation's things, for its export: trail, decisions, deeds, readers' reports, daily counts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models.trail import TrailEntry
from core.db import session
from events.models.deed import Deed, DeedRow
from events.models.event import Event
from events.models.submission import Submission
from notices.models.notice import Announcement, Notice
from portal.models import Following, ReachCount, Report
from portal.queries.reach import of_owner
from portal.wrongs import Outcome
from venues.models import Hall, Venue

A_BATCH = 500


def _batches(query: Any, key: Any) -> Iterator[Sequence[Any]]:
    """Rows in the order of their keys, some hundreds at a time; between them nothing is held."""
    after, is_last = 0, False
    while not is_last:
        found = session.scalars(query.where(key > after).order_by(key).limit(A_BATCH)).all()
        is_last = len(found) < A_BATCH
        after = found[-1].id if found else after
        yield found
        session.rollback()
        session.expunge_all()


def batches_of_trail(organisation_id: int) -> Iterator[Sequence[TrailEntry]]:
    """An organisation's trail with who did it, the oldest first."""
    query = select(TrailEntry).where(TrailEntry.organisation_id == organisation_id).options(joinedload(TrailEntry.person))
    return _batches(query, TrailEntry.id)


def batches_of_submissions(organisation_id: int) -> Iterator[Sequence[Submission]]:
    """What it sent in, and what was decided."""
    query = select(Submission).where(Submission.organisation_id == organisation_id).options(joinedload(Submission.event))
    return _batches(query, Submission.id)


def batches_of_deeds(organisation_id: int) -> Iterator[Sequence[Deed]]:
    """What was changed of its public dates, by itself or by the staff."""
    query = (
        select(Deed)
        .join(Deed.event)
        .where(or_(Deed.organisation_id == organisation_id, Event.owner_id == organisation_id))
        .options(joinedload(Deed.event), selectinload(Deed.rows).joinedload(DeedRow.performance))
    )
    return _batches(query, Deed.id)


def batches_of_reports(organisation_id: int) -> Iterator[Sequence[Report]]:
    """What readers said was wrong with its things; what was unfit is the desk's business only."""
    fit = or_(Report.outcome.is_(None), Report.outcome != Outcome.UNFIT)
    return _batches(select(Report).where(Report.owner_id == organisation_id, fit).options(joinedload(Report.event)), Report.id)


def batches_of_notices(organisation_id: int) -> Iterator[Sequence[Announcement]]:
    """What it wrote to its followers and its people."""
    query = select(Announcement).where(Announcement.organisation_id == organisation_id)
    return _batches(query.options(joinedload(Announcement.author), joinedload(Announcement.approved_by)), Announcement.id)


def told_of(announcement_ids: Sequence[int]) -> dict[int, Notice]:
    """By what each of them was told, by its key."""
    query = select(Notice).where(Notice.announcement_id.in_(announcement_ids))
    return {row.announcement_id: row for row in session.scalars(query) if row.announcement_id is not None}


def names_of_places(venue_ids: Sequence[int], hall_ids: Sequence[int]) -> tuple[Mapping[int, Any], Mapping[int, Any]]:
    """The names of houses and of halls, by key."""
    venues = session.execute(select(Venue.id, Venue.name_zh, Venue.name_en).where(Venue.id.in_(venue_ids)))
    halls = session.execute(select(Hall.id, Hall.name_zh, Hall.name_en).where(Hall.id.in_(hall_ids)))
    return (
        {key: {"zh": zh, "en": en} for key, zh, en in venues}, {key: {"zh": zh, "en": en} for key, zh, en in halls},
    )


def days_counted(organisation_id: int) -> Sequence[date]:
    """The days on which anything was counted of its things."""
    query = select(ReachCount.day).where(of_owner(organisation_id, ReachCount)).distinct()
    return session.scalars(query.order_by(ReachCount.day)).all()


def counts_on(organisation_id: int, day: date) -> Sequence[ReachCount]:
    """What was counted on one day."""
    query = select(ReachCount).where(of_owner(organisation_id, ReachCount), ReachCount.day == day)
    return session.scalars(query.order_by(ReachCount.thing, ReachCount.key, ReachCount.kind)).all()


def weeks_followed(organisation_id: int) -> Sequence[Following]:
    """From how many addresses its calendars were fetched, week by week."""
    query = select(Following).where(of_owner(organisation_id, Following))
    return session.scalars(query.order_by(Following.week, Following.thing, Following.key, Following.service)).all()
