"""Copies of a listing: the same again, or the next edition, on the same weekdays of other weeks; always as a draft."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.actor import Actor
from accounts.services import trail
from core import clock
from core.errors import Refused
from core.types import Bilingual
from events import generator
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, Form
from events.naming import next_title, slug_of
from events.queries import listings as stored
from events.services import events, performances
from events.services.dates import write_drafts

WEEK = 7
OF_EVENT = (
    "kind", "summary_zh", "summary_en", "genre", "lead", "organiser_id", "on_behalf_of_id", "owner_id", "window_code",
    "measure_code", "city", "is_in_scope", "is_demo", "place_stated_zh", "place_stated_en", "contact", "image", "image_alt_zh",
    "image_alt_en", "source_language",
)
OF_RUN = (
    "production_id", "venue_id", "hall_id", "city", "is_free", "prices", "seller_zh", "seller_en", "seller_licence",
    "seller_url", "duration_minutes", "interval_minutes", "language_spoken", "surtitles", "age_min", "age_advice_zh",
    "age_advice_en", "opening_hours_zh", "opening_hours_en", "main_performers_zh", "main_performers_en", "source_language",
)
OF_DATE = ("title_zh", "title_en", "venue_id", "hall_id", "city", "is_signed", "is_captioned", "is_relaxed", "has_quiet_room",
           "wheelchair_places")
KEPT_EXTRA = ("refund", "co_organisers", "host_cities")


def copy_listing(event: Event, *, first: date, is_next_edition: bool, at: datetime, actor: Actor) -> Event:
    """Copy an event with its facts and dates, the first of them in the week of `first`, on the same weekday.

    A statement to be a premiere and approvals are not copied: they are of that stay. `Refused("no_dates")` where the copy would
    lie in the past.
    """
    runs = stored.runs_of_event(event.id)
    rows = [row for run in runs for row in stored.all_rows_of_run(run.id) if row.form not in MOMENTS and row.takes_place]
    weeks = _weeks(min((row.day for row in rows), default=first), first)
    if rows and max(row.starts_at for row in rows) + weeks <= at:
        raise Refused("in_the_past")
    copy = _copy_event(event, first, is_next_edition=is_next_edition, at=at)
    for run in runs:
        _copy_run(run, copy, [row for row in rows if row.run_id == run.id], weeks, at=at)
    trail.note(
        "listing_copied", at=at, actor=actor, organisation_id=event.owner_id, subject=copy,
        after={"from": event.id, "edition": copy.edition},
    )
    return copy


def _weeks(earlier: date, wanted: date) -> timedelta:
    """Whole weeks from one day to the week of another: the same weekday on or after the wanted day."""
    days = (wanted - earlier).days
    return timedelta(days=-(-days // WEEK) * WEEK)


def _copy_event(event: Event, first: date, *, is_next_edition: bool, at: datetime) -> Event:
    title, edition = event.title, event.edition
    if is_next_edition:
        year = clock.local(event.published_at or event.created_at or at).year
        title, edition = next_title(title, years=max(first.year - _year_of(title, year), 0)), (edition or 0) + 1 or None
    facts: dict[str, Any] = {name: getattr(event, name) for name in OF_EVENT}
    extra = {name: value for name, value in (event.extra or {}).items() if name in KEPT_EXTRA}
    copy = events.add_event(
        at=at, publish=False, strands=tuple(each.code for each in event.strands), slug=f"draft-{uuid4().hex}",
        title_zh=title.zh, title_en=title.en, edition=edition if event.edition or is_next_edition else None, created_at=at,
        extra=extra, **facts,
    )
    events.edit_event(copy, at=at, slug=slug_of(copy.title, copy.id))
    return copy


def _year_of(title: Bilingual, otherwise: int) -> int:
    """The year that a title names."""
    words = [word for text in (title.zh, title.en) for word in _years(text)]
    return words[0] if words else otherwise


def _years(text: str) -> list[int]:
    return [year for year in range(2000, 2101) if str(year) in text]


def _copy_run(run: Run, copy: Event, rows: list[Performance], weeks: timedelta, *, at: datetime) -> None:
    facts = {name: getattr(run, name) for name in OF_RUN}
    made = events.add_run(copy, at=at, **facts)
    if run.pattern:
        made.pattern = shifted(generator.pattern_from_json(run.pattern), weeks).as_json()
    for row in rows:
        if row.form is Form.SPAN:
            last = row.last_day + weeks if row.last_day else None
            performances.add_span(made, at=at, first=row.day + weeks, last=last, publish=False, **_stated(row))
    timed = [row for row in rows if row.form is not Form.SPAN and row.starts_at + weeks > at]
    write_drafts(made, [_draft(row, weeks) for row in timed], at=at)


def _stated(row: Performance) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OF_DATE}


def _draft(row: Performance, weeks: timedelta) -> dict[str, Any]:
    return _stated(row) | {
        "form": row.form, "starts_at": row.starts_at + weeks, "ends_at": row.ends_at + weeks if row.end_is_stated else None,
        "rule_start": row.rule_start + weeks if row.rule_start else None,
    }


def shifted(pattern: generator.Pattern, by: timedelta) -> generator.Pattern:
    """The same rule some whole weeks later."""
    return generator.Pattern(
        pattern.first + by, pattern.last + by, pattern.weekly, frozenset(each + by for each in pattern.without),
        tuple(each + by for each in pattern.extra),
    )
