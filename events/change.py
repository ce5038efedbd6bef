"""What somebody wants changed of public dates, and what would become of each: values and rules without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from core.editing import plain
from core.errors import Refused
from core.types import Bilingual
from events.amendments import CAST
from events.causes import NEEDS_REASON, reason_in_words, with_refund
from events.models.deed import Cause, DeedKind
from events.models.performance import Performance
from events.models.words import NOT_TAKING_PLACE, ApprovalState, Form, Status
from venues.models import Hall

NOTHING = Bilingual("", "")
UNDO_FOR = timedelta(minutes=10)
SOON = timedelta(hours=24)
MOST_DATES = 400
NAME_LENGTH = 48
# What a deed may touch of a date, and what undoing it puts back.
KEPT = (
    "starts_at", "ends_at", "end_is_stated", "day", "last_day", "start_minute", "end_minute", "venue_id", "hall_id", "city",
    "status", "reason_zh", "reason_en", "moved_from", "online_url",
)
TIME_COLUMNS, DAY_COLUMNS = frozenset({"starts_at", "ends_at", "moved_from"}), frozenset({"day", "last_day"})
WANTED_STATUS = {
    DeedKind.CANCEL: Status.CANCELLED, DeedKind.POSTPONE: Status.POSTPONED, DeedKind.SELL_OUT: Status.SOLD_OUT,
}
AS_ANNOUNCED = frozenset({Status.SCHEDULED, Status.RESCHEDULED})
# How a date must stand for a deed to be done to it. What is cancelled takes place again by REOPEN alone: nobody brings it
# back by the way. What is postponed gets its new time by MOVE; another hall first, where the old one is taken then.
FITS: Mapping[DeedKind, frozenset[Status]] = {
    DeedKind.MOVE: frozenset(Status) - {Status.CANCELLED},
    DeedKind.POSTPONE: frozenset(Status) - {Status.CANCELLED, Status.POSTPONED},
    DeedKind.CANCEL: frozenset(Status) - {Status.CANCELLED},
    DeedKind.SELL_OUT: AS_ANNOUNCED,
    DeedKind.REOPEN: frozenset(Status) - AS_ANNOUNCED,
    DeedKind.HALL: frozenset(Status) - {Status.CANCELLED},
    DeedKind.CAST: frozenset(Status) - {Status.CANCELLED},
}
# Why a deed does not fit, by how the date stands; each says what comes first.
FIRST = {Status.CANCELLED: "is_cancelled", Status.POSTPONED: "is_postponed", Status.MOVED_ONLINE: "is_online"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is wanted. `starts` and `ends` are new moments by date's key, `days` the new days of spans.

    `seen` is the version of each date as the form showed it: another one says that somebody was faster.
    """

    kind: DeedKind
    cause: Cause | None = None
    words: Bilingual = NOTHING
    refund: Bilingual = NOTHING
    starts: Mapping[int, datetime] = field(default_factory=dict)
    ends: Mapping[int, datetime] = field(default_factory=dict)
    days: Mapping[int, tuple[date, date | None]] = field(default_factory=dict)
    hall: Hall | None = None
    cast: Bilingual = NOTHING
    is_urgent: bool = False
    seen: Mapping[int, int] = field(default_factory=dict)
    token: str = ""

    def pressed_once(self, *about: object) -> str:
        """The name under which this change is done once: the form's token and all that it says, so that a form that is sent
        twice does one thing, and one that comes back with something else in it does that. Empty without a token."""
        if not self.token:
            return ""
        hall = self.hall.id if self.hall else None
        said = (self.token, self.kind, self.cause, self.words, self.refund, hall, self.cast, *about)
        times = (sorted(each.items()) for each in (self.starts, self.ends, self.days))
        return sha256(repr((said, *times)).encode()).hexdigest()[:NAME_LENGTH]

    @property
    def reason(self) -> Bilingual:
        """The reason in words, without the refund line."""
        return reason_in_words(self.cause, self.words)

    @property
    def said(self) -> Bilingual:
        """Reason and refund line as visitors read them."""
        return with_refund(self.reason, self.refund)

    def starts_of(self, row: Performance) -> datetime:
        """When a date begins afterwards."""
        return self.starts.get(row.id, row.starts_at)

    def ends_of(self, row: Performance) -> datetime:
        """When a date ends afterwards; its length stays unless another end is wanted."""
        return self.ends.get(row.id, self.starts_of(row) + (row.ends_at - row.starts_at))

    def hall_of(self, row: Performance) -> int | None:
        """The hall that a date is in afterwards."""
        return self.hall.id if self.hall else row.hall_id


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one date. `loses_sale`: its approval would no longer hold, so that the ticket link goes (R5).

    `stays_off`: the deed leaves it alone, since it does not fit what is cancelled or postponed.
    """

    row: Performance
    starts_at: datetime
    ends_at: datetime
    is_changed: bool
    loses_sale: bool
    stays_off: bool


def plan(rows: Sequence[Performance], change: Change) -> list[Planned]:
    """What would become of each date."""
    return [
        Planned(
            row, change.starts_of(row), change.ends_of(row), is_change(row, change), _loses_sale(row, change),
            _stays_off(row, change.kind),
        )
        for row in rows
    ]


def fitting(row: Performance) -> list[DeedKind]:
    """The deeds that may be done to a date as it stands."""
    return [kind for kind in DeedKind if row.status in FITS[kind]]


def _stays_off(row: Performance, kind: DeedKind) -> bool:
    return row.status in NOT_TAKING_PLACE and row.status not in FITS[kind] and WANTED_STATUS.get(kind) is not row.status


def is_change(row: Performance, change: Change) -> bool:
    """Whether the deed fits this date and would change it at all."""
    if row.status not in FITS[change.kind]:
        return False
    if change.kind is DeedKind.HALL:
        return change.hall is not None and row.hall_id != change.hall.id
    if change.kind is DeedKind.CAST:
        return row.run.main_performers != change.cast
    return change.kind is not DeedKind.MOVE or _is_move(row, change)


def _is_move(row: Performance, change: Change) -> bool:
    if row.form is Form.SPAN:
        return change.days.get(row.id, (row.day, row.last_day)) != (row.day, row.last_day)
    is_off = row.status in NOT_TAKING_PLACE
    return is_off or (change.starts_of(row), change.ends_of(row)) != (row.starts_at, row.ends_at)


def _loses_sale(row: Performance, change: Change) -> bool:
    names_it = change.kind in {DeedKind.MOVE, DeedKind.HALL, DeedKind.CAST}
    latest = row.approvals[-1] if row.approvals else None
    return names_it and latest is not None and latest.state is ApprovalState.APPROVED and is_change(row, change)


def refuse_unfit(rows: Sequence[Performance], change: Change, *, at: datetime) -> None:
    """Everything that can be said no to without asking the database."""
    if not rows:
        raise Refused("no_dates")
    if len(rows) > MOST_DATES:
        raise Refused("too_many_dates", limit=MOST_DATES)
    moved_on = [row for row in rows if change.seen and change.seen.get(row.id, row.version) != row.version]
    if moved_on:
        raise Refused("changed_meanwhile", keys=[row.id for row in moved_on])
    if any(row.has_ended_at(at) for row in rows):
        raise Refused("already_over")
    if not any(is_change(row, change) for row in rows):
        raise Refused(_why_nothing(rows, change.kind))
    _refuse_unreasoned(change)
    _refuse_unfit_times(rows, change, at)


def _why_nothing(rows: Sequence[Performance], kind: DeedKind) -> str:
    """Why a deed would change none of these dates: what must come first, or that they stand like this already."""
    if any(row.status in FITS[kind] or row.status is WANTED_STATUS.get(kind) for row in rows):
        return "nothing_changes"
    return next((FIRST[row.status] for row in rows if row.status in FIRST), "nothing_changes")


def _refuse_unreasoned(change: Change) -> None:
    if change.kind in NEEDS_REASON and (change.cause is None or not change.reason):
        raise Refused("reason_needed")
    if change.kind is DeedKind.CAST and not change.cast:
        raise Refused("performers_needed")
    if change.kind is DeedKind.HALL and change.hall is None:
        raise Refused("hall_needed")


def _refuse_unfit_times(rows: Sequence[Performance], change: Change, at: datetime) -> None:
    if change.kind is not DeedKind.MOVE:
        return
    for row in rows:
        if row.form is Form.SPAN or row.status not in FITS[DeedKind.MOVE]:
            continue
        if change.ends_of(row) <= change.starts_of(row):
            raise Refused("ends_before_it_starts")
        if change.starts_of(row) <= at:
            raise Refused("in_the_past")
    if any(row.form is Form.SPAN and row.id not in change.days for row in rows):
        raise Refused("span_has_days")


def is_told_at_once(rows: Sequence[Performance], change: Change, *, at: datetime) -> bool:
    """Whether nobody can wait ten minutes: it begins (or would have begun) within 24 hours, or the organiser says so."""
    return change.is_urgent or any(
        min(row.starts_at, change.starts_of(row)) - at < SOON for row in rows if is_change(row, change)
    )


def snapshot(row: Performance) -> dict[str, Any]:
    """What a deed may touch, as JSON."""
    return {name: plain(getattr(row, name)) for name in KEPT}


def seen(row: Performance) -> dict[str, Any]:
    """What everybody sees of a date, who plays in it among that, as JSON: kept while its listing is out of sight."""
    return snapshot(row) | {name: getattr(row.run, name) for name in CAST}


def restored(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored fields as the columns' values."""
    return {name: _value(name, value) for name, value in stored.items() if name in KEPT}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in TIME_COLUMNS:
        return datetime.fromisoformat(value)
    if name in DAY_COLUMNS:
        return date.fromisoformat(value)
    return Status(value) if name == "status" else value
