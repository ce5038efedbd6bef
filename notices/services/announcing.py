"""When a notice that people write is due: its words are settled, once; and what happens to it when its date or its
organisation changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from accounts.models.organisation import Organisation
from core.db import session
from core.language import LANGUAGES, clock_words, day_words
from core.types import Bilingual
from core.web import absolute
from events.amended_words import place_name
from events.models.performance import Performance
from notices.models.notice import Announcement, Notice, Segment
from notices.placeholders import pieces
from notices.queries import announcements as queries
from notices.services.announcements import due_anew
from notices.standing_of import death_of, is_held


def settle(notice: Notice, _at: datetime) -> str:
    """Fill its words and note for whom it is; answers why it is not sent, as a code ("" where it is)."""
    row = queries.any_announcement(notice.announcement_id or 0)
    if row is None or row.cancelled_at is not None:
        return "cancelled"
    if reason := death_of(row):
        return reason
    notice.facts = facts_of(row)
    return ""


def facts_of(row: Announcement) -> dict[str, Any]:
    """What its template and its fan-out need. Texts in pieces, between which the reader's name stands."""
    values = {speaks: values_of(row, speaks) for speaks in LANGUAGES}
    return {
        "subject": {speaks: pieces(row.subject.in_language(speaks), values[speaks]) for speaks in LANGUAGES},
        "body": {speaks: pieces(row.body.in_language(speaks), values[speaks]) for speaks in LANGUAGES},
        "written": {speaks: row.body.has(speaks) for speaks in LANGUAGES},
        "organiser": _both(row.organisation.name) if row.organisation else None,
        "slug": row.organisation.slug if row.organisation and row.organisation.is_listed else "",
        "audience": dict(row.audience),
        "is_promotional": row.is_promotional,
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {speaks: text.in_language(speaks) for speaks in LANGUAGES}


def values_of(row: Announcement, speaks: str) -> dict[str, str]:
    """What placeholders stand for in a language; those of a date only where it is about one."""
    found = {"organiser": row.organisation.name.in_language(speaks) if row.organisation else _site(speaks)}
    date = row.performance
    return found | (_of_date(date, speaks) if date is not None else {})


def _site(speaks: str) -> str:
    return "长三角之窗" if speaks == "zh" else "Delta Window"


def _of_date(date: Performance, speaks: str) -> dict[str, str]:
    event = date.run.event
    day, between = day_words(date.starts_at, speaks), "" if speaks == "zh" else ", "
    place = place_name(date.venue, date.hall, with_house=True) or event.place_stated
    return {
        "event": event.title.in_language(speaks), "place": place.in_language(speaks),
        "date": f"{day}{between}{clock_words(date.starts_at)}" if date.is_timed else day,
        "link": absolute("events.event", speaks, slug=event.slug),
    }


# --- what happens to those that wait ----------------------------------------------------------------------------------


def follow_dates(dates: Sequence[Performance], *, at: datetime) -> None:
    """Dates changed: notices that hang on their start are due anew. (That a date is off is read when they are due.)"""
    for row in queries.about_dates([each.id for each in dates]):
        notice = queries.notice_of(row.id, to_change=True)
        if notice is not None and notice.voided_at is None and not is_held(notice, at):
            due_anew(row, notice, at=at)


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
