"""Deeds on dated rows. SEQUENCE rises exactly when start, end, place or status change, and never falls (feeds.md 1.4)."""

from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.types import Bilingual
from delta.cities import is_city
from events import generator, signals
from events.daytime import clock_minutes
from events.filters import EARLIEST, LATEST
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.words import ApprovalState, Form, Status
from events.queries import records
from events.services.announcing import announce
from events.services.chronicle import chronicle
from venues.models import Hall, Venue

ASSUMED = timedelta(minutes=120)
MATTERS_TO_CALENDARS = frozenset({"starts_at", "ends_at", "venue_id", "hall_id", "city", "status"})
STATED_IN_APPLICATION = frozenset({"starts_at", "ends_at", "venue_id", "hall_id"})
NO_REASON = Bilingual("", "")
# What a move leaves as it is: the hall is no emptier at another time, and what is on the net is not in the hall again.
OUTLIVES_A_MOVE = frozenset({Status.SOLD_OUT, Status.MOVED_ONLINE})


def times(starts_at: datetime, ends_at: datetime | None, *, running_minutes: int | None = None) -> dict[str, Any]:
    """The columns that state when a timed row is; an unknown end is the running time, else 120 minutes assumed."""
    end = ends_at or starts_at + (timedelta(minutes=running_minutes) if running_minutes else ASSUMED)
    if end <= starts_at:
        raise Refused("ends_before_it_starts")
    _refuse_beyond(clock.local(starts_at).date(), clock.local(end).date())
    day = clock.local(starts_at).date()
    stated = ends_at is not None or running_minutes is not None
    first, last = clock_minutes(starts_at, end)
    return {
        "starts_at": starts_at, "ends_at": end, "end_is_stated": stated, "day": day, "last_day": day,
        "start_minute": first, "end_minute": last,
    }


def _refuse_beyond(first: date, last: date) -> None:
    """Days that no calendar of ours can show."""
    if first < EARLIEST or last > LATEST:
        raise Refused("beyond_the_calendar")


def whole_days(first: date, last: date | None) -> dict[str, Any]:
    """The columns that state when a span is: whole days in Asia/Shanghai, `last` None where its end is open."""
    if last is not None and last < first:
        raise Refused("ends_before_it_starts")
    _refuse_beyond(first, last or first)
    starts_at, ends_at = clock.day_bounds(first, last or first)
    return {"starts_at": starts_at, "ends_at": ends_at, "end_is_stated": last is not None, "day": first, "last_day": last}


def refuse_unknown_city(adcode: str) -> None:
    """Only the Delta's cities can be shown."""
    if adcode and not is_city(adcode):
        raise Refused("unknown_city", city=adcode)


def add_performance(
    run: Run, *, at: datetime, starts_at: datetime, ends_at: datetime | None = None, publish: bool = True, **facts: Any
) -> Performance:
    """Write one timed row (or, with `form`, a moment) of a run, at the run's place unless `facts` name another."""
    return _write(run, times(starts_at, ends_at, running_minutes=run.running_minutes), at=at, publish=publish, facts=facts)


def add_span(run: Run, *, at: datetime, first: date, last: date | None, publish: bool = True, **facts: Any) -> Performance:
    """Write one span of whole days of a run."""
    return _write(run, whole_days(first, last), at=at, publish=publish, facts={"form": Form.SPAN} | facts)


def _write(run: Run, when: dict[str, Any], *, at: datetime, publish: bool, facts: dict[str, Any]) -> Performance:
    place = {"venue_id": run.venue_id, "hall_id": run.hall_id, "city": run.city}
    row = Performance(run_id=run.id, changed_at=at, published_at=at if publish else None)
    set_fields(row, when | place | facts, prose=("reason",))
    refuse_unknown_city(row.city)
    session.add(row)
    session.flush()  # its key names it in the history
    after = {"starts_at": row.starts_at.isoformat()}
    is_seen = run.event.is_public and publish
    chronicle(row, "added", of=run.event, is_seen=is_seen, at=at, after=after)
    _tell(row, is_seen=is_seen, at=at)
    return row


def change(
    row: Performance, *, at: datetime, deed: str, reason: Bilingual = NO_REASON, actor: str = "", **values: Any
) -> bool:
    """Set facts of a row; answers whether anything changed. History is written, calendars are told."""
    before, after = set_fields(row, values, prose=("reason",))
    if not after:
        return False
    refuse_unknown_city(row.city)
    if MATTERS_TO_CALENDARS & after.keys():
        row.sequence += 1
        after["sequence"] = row.sequence
    if "status" in after:
        row.status_since = at
    if STATED_IN_APPLICATION & after.keys():
        let_approval_go_stale(row, at)
    row.changed_at = at
    is_seen = row.run.event.is_public and (row.published_at is not None or "published_at" in after)
    chronicle(
        row, deed, of=row.run.event, is_seen=is_seen, at=at, before=before, after=after, reason=reason, actor=actor
    )
    announce(row, is_seen=is_seen, at=at)
    return True


def _tell(row: Performance, *, is_seen: bool, at: datetime) -> None:
    """Of what nobody sees nobody is told: calendars get an entry when it is published."""
    if is_seen:
        signals.performance_changed.send(row, at=at)


def tell_of_approval(row: Performance, *, at: datetime, actor: str = "") -> None:
    """A new statement of its approval was added: history and calendars are told."""
    after = {"approval": row.approvals[-1].state.value}
    is_seen = row.run.event.is_public and row.published_at is not None
    row.changed_at = at
    chronicle(row, "approval", of=row.run.event, is_seen=is_seen, at=at, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    _tell(row, is_seen=is_seen, at=at)


def let_approval_go_stale(row: Performance, at: datetime) -> None:
    """An approval names time and place: when they change it has to be applied for again (domain.md R5)."""
    latest = row.approvals[-1] if row.approvals else None
    if latest is not None and latest.state is ApprovalState.APPROVED:
        row.approvals.append(
            Approval(
                state=ApprovalState.STALE, level=latest.level, number=latest.number, authority_zh=latest.authority_zh,
                authority_en=latest.authority_en, decided_on=latest.decided_on, recorded_at=at,
            )
        )


def _refuse_if_over(row: Performance, at: datetime) -> None:
    if row.has_ended_at(at):
        raise Refused("already_over")


def move(
    row: Performance, *, at: datetime, starts_at: datetime, ends_at: datetime | None = None, reason: Bilingual, actor: str = ""
) -> bool:
    """Give a row another time; the length stays unless an end is given. A postponed or cancelled row takes place again, a
    sold-out one stays sold out: that it was moved is said by `moved_from`."""
    if row.form is Form.SPAN:
        raise Refused("span_has_days")
    if ends_at is None:
        ends_at = starts_at + (row.ends_at - row.starts_at)
    when = times(starts_at, ends_at)
    if not row.end_is_stated:
        when["end_is_stated"] = False
    if starts_at == row.starts_at and ends_at == row.ends_at and row.status in {Status.RESCHEDULED, *OUTLIVES_A_MOVE}:
        return False
    said = {"reason_zh": reason.zh, "reason_en": reason.en}
    if starts_at == row.announced_before:
        back = {"status": _moved(row, Status.SCHEDULED), "moved_from": None}
        return change(row, at=at, deed="moved_back", reason=reason, actor=actor, **(when | back | said))
    values = when | {"status": _moved(row), "moved_from": row.starts_at} | said
    if starts_at == row.starts_at:
        values["moved_from"] = row.moved_from
    return change(row, at=at, deed="moved", reason=reason, actor=actor, **values)


def _moved(row: Performance, otherwise: Status = Status.RESCHEDULED) -> Status:
    return row.status if row.status in OUTLIVES_A_MOVE else otherwise


def move_span(
    row: Performance, *, at: datetime, first: date, last: date | None, reason: Bilingual, actor: str = ""
) -> bool:
    """Give a span other days; `last` None where its end is open."""
    if row.form is not Form.SPAN:
        raise Refused("not_a_span")
    values = whole_days(first, last) | {"status": _moved(row), "reason_zh": reason.zh, "reason_en": reason.en}
    if first != row.day:
        values["moved_from"] = row.starts_at
    return change(row, at=at, deed="moved", reason=reason, actor=actor, **values)


def set_status(row: Performance, status: Status, *, at: datetime, reason: Bilingual = NO_REASON, actor: str = "") -> bool:
    """Cancel, postpone, sell out, reopen. What is cancelled or postponed needs a reason in at least one language (R9, R10)."""
    if status in {Status.CANCELLED, Status.POSTPONED}:
        _refuse_if_over(row, at)
        if not reason:
            raise Refused("reason_needed")
    return change(
        row, at=at, deed=status.value, reason=reason, actor=actor, status=status, reason_zh=reason.zh, reason_en=reason.en
    )


def cancel(row: Performance, *, at: datetime, reason: Bilingual, actor: str = "") -> bool:
    """It does not take place; the row stays and says so."""
    return set_status(row, Status.CANCELLED, at=at, reason=reason, actor=actor)


def reinstate(row: Performance, *, at: datetime, reason: Bilingual = NO_REASON, actor: str = "") -> bool:
    """Undo a status: a new change with a higher SEQUENCE, never a return to an earlier one."""
    status = Status.RESCHEDULED if row.moved_from else Status.SCHEDULED
    return change(
        row, at=at, deed=status.value, reason=reason, actor=actor, status=status, reason_zh=reason.zh, reason_en=reason.en,
        online_url="" if row.status is Status.MOVED_ONLINE else row.online_url,
    )


def change_place(
    row: Performance, venue: Venue, hall: Hall | None, *, at: datetime, reason: Bilingual, actor: str = ""
) -> bool:
    """Another hall or another house; the hall must stand in the house."""
    if hall is not None and hall.venue_id != venue.id:
        raise Refused("hall_of_another_venue")
    return change(
        row, at=at, deed="changed_place", reason=reason, actor=actor, venue_id=venue.id, hall_id=hall.id if hall else None,
        city=venue.city, reason_zh=reason.zh, reason_en=reason.en,
    )


def withdraw(row: Performance, *, at: datetime, actor: str = "") -> bool:
    """Take a row back that should never have been public: it leaves pages and feeds at once."""
    return change(row, at=at, deed="withdrawn", actor=actor, published_at=None)


def publish(row: Performance, *, at: datetime, actor: str = "") -> bool:
    """Show a draft to everybody."""
    return change(row, at=at, deed="published", actor=actor, published_at=row.published_at or at)


def preview_pattern(run: Run, pattern: generator.Pattern, *, at: datetime) -> generator.Difference:
    """What writing this rule would add, keep and drop; nothing is added in the past, nothing dropped that was made by hand,
    moved, cancelled or is over. What is cancelled takes place again at the change desk alone, never by a rule."""
    # A row moved by hand keeps the start that the rule knows it by.
    rows = {row.rule_start or row.starts_at: row for row in records.timed_rows_of(run.id)}
    found = generator.difference(generator.starts(pattern), rows)
    return generator.Difference(
        add=tuple(moment for moment in found.add if moment > at),
        keep=found.keep,
        drop=tuple(moment for moment in found.drop if _may_drop(rows[moment], at)),
    )


def _may_drop(row: Performance, at: datetime) -> bool:
    stands_as_written = row.rule_start is not None and row.starts_at == row.rule_start
    return stands_as_written and row.status is not Status.CANCELLED and not row.has_ended_at(at)
