"""Deeds of organisers on the dates of a run: written by a rule, edited one by one or from one on, removed while drafts.

What is public is moved and cancelled at the change desk, which asks for the reason and tells those who follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from accounts.actor import Actor
from accounts.services import trail
from core import clock
from core.db import session
from core.errors import Refused
from events import generator
from events.models.performance import Approval, Performance, new_uid
from events.models.run import Run
from events.models.words import ApprovalState, EventKind, Form
from events.queries import listings as stored
from events.services import performances
from events.services.announcing import together

ALL_ALIKE = {"render_nulls": True}


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing a rule would do: starts that are added, kept, dropped (drafts), and those that are public and stay until the
    change desk cancels them."""

    add: tuple[datetime, ...]
    keep: tuple[datetime, ...]
    drop: tuple[datetime, ...]
    public: tuple[datetime, ...]

    @property
    def is_empty(self) -> bool:
        """Whether it would change nothing."""
        return not (self.add or self.drop)


def plan_dates(run: Run, pattern: generator.Pattern, *, at: datetime) -> Plan:
    """What a rule would change of a run's dates; changes nothing."""
    found = performances.preview_pattern(run, pattern, at=at)
    public = {row.rule_start or row.starts_at for row in stored.dates_of_run(run.id) if row.published_at is not None}
    return Plan(
        found.add, found.keep, tuple(each for each in found.drop if each not in public),
        tuple(each for each in found.drop if each in public),
    )


def change_dates(run: Run, pattern: generator.Pattern, *, at: datetime) -> Plan:
    """Write a rule's dates as drafts; drafts that fall out are removed, public dates stay. `Refused("no_dates")` where nothing
    would be left."""
    plan = plan_dates(run, pattern, at=at)
    if not (plan.add or plan.keep or plan.public):
        raise Refused("no_dates")
    standing = {row.rule_start or row.starts_at: row for row in stored.dates_of_run(run.id)}
    delete_drafts([standing[moment] for moment in plan.drop])
    fresh = (moment for moment in plan.add if moment not in standing)
    write_drafts(run, [{"starts_at": moment, "rule_start": moment} for moment in fresh], at=at)
    run.pattern = pattern.as_json()
    session.flush()  # a stale row must refuse before the door goes on
    return plan


def apply_rule(run: Run, pattern: generator.Pattern, *, at: datetime, actor: Actor) -> Plan:
    """As `change_dates`, with a line in the trail."""
    plan = change_dates(run, pattern, at=at)
    _note("dates_written", run, at=at, actor=actor, added=len(plan.add), removed=len(plan.drop))
    return plan


def add_date(run: Run, starts_at: datetime, *, at: datetime, ends_at: datetime | None = None, **facts: Any) -> Performance:
    """Add one draft date; a commercial performance's approval is being prepared until somebody says otherwise (R1)."""
    if any(row.starts_at == starts_at for row in stored.dates_of_run(run.id)):
        raise Refused("date_stands", day=clock.local(starts_at).date().isoformat())
    row = performances.add_performance(run, at=at, starts_at=starts_at, ends_at=ends_at, publish=False, **facts)
    if _needs_approval(run):
        row.approvals.append(Approval(state=ApprovalState.PREPARING, recorded_at=at))
    return row


def _needs_approval(run: Run) -> bool:
    return run.event.kind is EventKind.SHOW and not run.is_free


def write_drafts(run: Run, drafts: Sequence[Mapping[str, Any]], *, at: datetime) -> None:
    """Add many draft dates as `add_date` does, in two statements: a rule may name a thousand, and others wait meanwhile.

    Each states `starts_at`, and what is its own beside the run's place; all of them state the same columns.
    """
    if not drafts:
        return
    place: dict[str, Any] = {"venue_id": run.venue_id, "hall_id": run.hall_id, "city": run.city}
    rows = [
        place | dict(each) | performances.times(each["starts_at"], each.get("ends_at"), running_minutes=run.running_minutes)
        | {"uid": new_uid(), "run_id": run.id, "changed_at": at, "published_at": None}
        for each in drafts
    ]
    written = session.scalars(insert(Performance).returning(Performance.id), rows, execution_options=ALL_ALIKE).all()
    if _needs_approval(run):
        preparing = {"state": ApprovalState.PREPARING, "recorded_at": at}
        session.execute(insert(Approval), [preparing | {"performance_id": key} for key in written])


def add_extra(run: Run, starts_at: datetime, *, at: datetime, actor: Actor, ends_at: datetime | None = None) -> Performance:
    """Add one show beside the rule."""
    if starts_at <= at:
        raise Refused("in_the_past")
    row = add_date(run, starts_at, at=at, ends_at=ends_at)
    _note("date_added", run, at=at, actor=actor, starts_at=starts_at.isoformat())
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one date shall be. `and_later`: the same shift of time for all drafts from this one on.

    `seen` is the version of the date that the form was made from; None compares nothing.
    """

    starts_at: datetime
    minutes: int | None
    title_zh: str = ""
    title_en: str = ""
    and_later: bool = False
    seen: int | None = None


def edit_date(row: Performance, edit: Edit, *, at: datetime, actor: Actor) -> int:
    """Give a draft date another time or title; answers how many changed. `Refused("by_the_change_desk")` for what is public,
    `Refused("stale")` where somebody changed it since it was seen."""
    if edit.seen is not None and edit.seen != row.version:
        raise Refused("stale")
    if row.published_at is not None and row.run.event.is_public:
        raise Refused("by_the_change_desk")
    shift = edit.starts_at - row.starts_at
    rows = _from(row) if edit.and_later else [row]
    taken = {each.starts_at for each in stored.dates_of_run(row.run_id) if each not in rows}
    changed = 0
    with together(at=at):
        for each in rows:
            start = each.starts_at + shift
            if start in taken:
                raise Refused("date_stands", day=clock.local(start).date().isoformat())
            values = _times(each, start, edit.minutes)
            if each is row:
                values |= {"title_zh": edit.title_zh, "title_en": edit.title_en}
            changed += performances.change(each, at=at, deed="edited", **values)
    if changed:
        _note("dates_edited", row.run, at=at, actor=actor, dates=changed, shift_minutes=int(shift.total_seconds() // 60))
    return changed


def _times(row: Performance, start: datetime, minutes: int | None) -> dict[str, Any]:
    if minutes is None and not row.end_is_stated:
        return performances.times(start, None, running_minutes=row.run.running_minutes)
    length = timedelta(minutes=minutes) if minutes else row.ends_at - row.starts_at
    return performances.times(start, start + length)


def remove_dates(row: Performance, *, and_later: bool, at: datetime, actor: Actor) -> int:
    """Remove a draft date, or it and all drafts after it; answers how many. Public ones are cancelled at the change desk."""
    if row.published_at is not None:
        raise Refused("by_the_change_desk")
    run, rows = row.run, _from(row) if and_later else [row]
    _note("dates_removed", run, at=at, actor=actor, dates=len(rows), starts_at=row.starts_at.isoformat())
    delete_drafts(rows)
    return len(rows)


def _from(row: Performance) -> list[Performance]:
    return [
        each for each in stored.dates_of_run(row.run_id)
        if each.starts_at >= row.starts_at and each.published_at is None
    ]


def set_days(run: Run, first: date, last: date | None, *, at: datetime, actor: Actor) -> Performance:
    """State the whole days of a run that is a draft; `last` None where its end is open."""
    known = next((row for row in stored.all_rows_of_run(run.id) if row.form is Form.SPAN), None)
    if known is None:
        row = performances.add_span(run, at=at, first=first, last=last, publish=False)
    elif known.published_at is not None and run.event.is_public:
        raise Refused("by_the_change_desk")
    else:
        row = known
        performances.change(row, at=at, deed="edited", **performances.whole_days(first, last))
    _note("days_stated", run, at=at, actor=actor, first=first.isoformat(), last=last.isoformat() if last else None)
    return row


def delete_drafts(rows: Sequence[Performance]) -> None:
    """Take draft dates away with what hangs on them; their approvals were loaded with them."""
    for row in rows:
        for approval in list(row.approvals):
            session.delete(approval)
        row.approvals.clear()
    session.flush()  # the approvals go first, since nothing cascades
    for row in rows:
        session.delete(row)
    session.flush()  # what is left is counted by whoever asked for it


def _note(deed: str, run: Run, *, at: datetime, actor: Actor, **after: Any) -> None:
    trail.note(deed, at=at, actor=actor, organisation_id=run.event.owner_id, subject=run.event, after=after)
