"""A listing as a phone's calendar will show it, by the feeds' own renderer."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from flask_babel import gettext

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import member
from core import clock
from core.language import clock_words, day_words, language
from core.numbers import LARGEST_KEY
from core.web import PrivateBlueprint
from events.amendments import UNAMENDED, Amended
from events.models.performance import Performance
from events.queries import listings as stored
from events.queries.amendments import amendments_of
from feeds import ical
from feeds.entries import Entry, entry_of

bp = PrivateBlueprint("entries", __name__)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry as a phone shows it, and its raw lines; `raw` is empty where it could not be written."""

    entry: Entry
    day: str
    hours: str
    is_all_day: bool
    end_is_assumed: bool
    raw: str


@bp.page("/desk/<slug:organisation>/listings/<key:key>/preview/calendar")
@member(Role.VIEWER)
def preview(organisation: Organisation, key: int) -> str:
    """The first entries to come, in the page's language; as drafts they are in no calendar yet."""
    event = found(stored.own_event(organisation.id, key) if key <= LARGEST_KEY else None)
    now = clock.now()
    rows = [row for row in stored.all_rows_of_event(event.id) if not row.has_ended_at(now)]
    amended = amendments_of(rows[:SHOWN])
    return render_template(
        "feeds/entry_preview.html", title=gettext("In a phone’s calendar"), organisation=organisation, place="listings",
        event=event, shown=[_shown(row, amended.get(row.id, UNAMENDED)) for row in rows[:SHOWN]], number=len(rows),
    )


def _shown(row: Performance, amended: Amended) -> Shown:
    entry = entry_of(row, language(), amended)
    try:
        raw = ical.event_bytes(entry, row.changed_at).decode("utf-8")
    except (ValueError, TypeError, AssertionError):
        raw = ""
    is_all_day = not isinstance(entry.start, datetime)
    return Shown(entry, _day(entry.start), "" if is_all_day else _hours(row), is_all_day, not row.end_is_stated, raw)


def _day(start: datetime | date) -> str:
    return day_words(start)


def _hours(row: Performance) -> str:
    return f"{clock_words(row.starts_at)}–{clock_words(row.ends_at)}"
