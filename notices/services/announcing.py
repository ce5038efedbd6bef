"""When a notice that people write is due: its words are settled, once; and what happens to it when its date or its
organisation changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from accounts.models.organisation import Organisation
from core.db import session
from core.web import settings
from events.models.event import Event
from events.models.performance import Performance
from notices.models.notice import Announcement, Notice, Segment
from notices.queries import announcements as queries
from notices.services import author_letters
from notices.services.announcements import Limits, ask_anew, due_anew
from notices.services.wording import facts_of
from notices.standing_of import death_of, is_held, why_not
from notices.whys import Why


def limits() -> Limits:
    """What the settings allow."""
    return Limits(approval_above=settings().notice_approval_above, a_day=settings().notices_a_day)


def settle(notice: Notice, at: datetime) -> str:
    """Fill its words and note for whom it is; answers why it is not sent, as a code ("" where it is)."""
    row = queries.any_announcement(notice.announcement_id or 0)
    if row is None or row.cancelled_at is not None:
        return "cancelled"
    if reason := death_of(row):
        return reason
    if row.approved_at is None and (size := queries.size_of(row, at)) > limits().approval_above:
        ask_anew(row, notice, size, at=at)
        return Why.NEEDS_WORD
    notice.facts = facts_of(row)
    return ""


# --- what happens to those that wait ----------------------------------------------------------------------------------


def follow_dates(dates: Sequence[Performance], *, at: datetime) -> None:
    """Dates changed: notices that hang on their start are due anew. (That a date is off is read when they are due; their
    authors hear of it.)"""
    for row in queries.about_dates([each.id for each in dates]):
        _follow(row, at=at)


def follow_event(event: Event, *, at: datetime) -> None:
    """An event became public, or is public no more, with all its dates."""
    for row in queries.about_event(event.id):
        _follow(row, at=at)


def _follow(row: Announcement, *, at: datetime) -> None:
    notice = queries.notice_of(row.id, to_change=True)
    if notice is not None:
        if (notice.voided_at is not None and notice.void_reason != Why.DAY_FULL) or is_held(notice, at):
            return
        due_anew(row, notice, limits=limits(), at=at)
    author_letters.follow_date(row, why_not(row, notice), at=at)


def ended(notice: Notice, at: datetime) -> None:
    """It was written out, or will not be: its author hears where nobody gets it, and where it is put back after all. (Who
    cancels it knows.)"""
    row = queries.any_announcement(notice.announcement_id or 0)
    if row is None or row.cancelled_at is not None or notice.void_reason == Why.NEEDS_WORD:
        return
    if notice.voided_at is not None:
        author_letters.tell_of_fate(row, notice.void_reason, at=at)
    elif notice.fanned_at is None:
        author_letters.tell_of_fate(row, author_letters.LIVES, at=at)
    elif not notice.readers:
        author_letters.tell_of_fate(row, author_letters.NOBODY, at=at)


def follow_merger(kept: Organisation, merged: Organisation) -> None:
    """What was the other one's is the kept one's."""
    for model in (Announcement, Segment, Notice):
        theirs = update(model).where(model.organisation_id == merged.id)
        session.execute(theirs.values(organisation_id=kept.id))


def end_with(organisation: Organisation, *, at: datetime) -> None:
    """It closes: nothing of its own is sent any more."""
    waiting = update(Notice).where(
        Notice.organisation_id == organisation.id, Notice.kind == queries.KIND, Notice.released_at.is_(None),
        Notice.voided_at.is_(None),
    )
    session.execute(waiting.values(voided_at=at, void_reason="organisation_stopped"))
