"""The words of a notice that people write, with what its placeholders stand for."""

from typing import Any

from core.language import LANGUAGES, clock_words, day_words
from core.types import Bilingual
from core.web import absolute
from events.amended_words import place_name
from events.models.performance import Performance
from notices.models.notice import Announcement
from notices.placeholders import pieces


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
