"""What in the end is different of a date, between what its followers knew and what is true now. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from core.types import Bilingual
from events.amendments import CAST, RETURNED
from events.models.performance import Performance
from events.models.words import Form, Status
from notices.newsworthy import FIELDS, MOVES, RECAST, Turn, turn_of

MOMENTS = ("starts_at", "ends_at")
DAYS = ("day", "last_day")
NOTHING = Bilingual("", "")
# What puts a date back to what was told before.
BACK = frozenset({"undone", "moved_back"})


class Facet(StrEnum):
    """One thing that is different, in the order of what matters most."""

    REOPENED = "reopened"
    POSTPONED = "postponed"
    MOVED = "moved"
    HOUSE = "house"
    HALL = "hall"
    ONLINE = "online"
    ON_SITE = "on_site"
    CAST = "cast"
    END = "end"
    SOLD_OUT = "sold_out"
    AVAILABLE = "available"


class Past(Protocol):
    """One change of the history."""

    id: int
    at: datetime
    deed: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Known:
    """What its followers knew of a date."""

    starts_at: datetime
    ends_at: datetime
    day: date
    last_day: date | None
    venue_id: int | None
    hall_id: int | None
    status: Status
    cast: Bilingual


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was known, what is different, why, and when that was done last. `is_taken_back`: it is again as it was before
    something that its followers were told."""

    was: Known
    facets: tuple[Facet, ...] = ()
    reason: Bilingual = NOTHING
    changed_at: datetime | None = None
    is_taken_back: bool = False

    @property
    def is_another_start(self) -> bool:
        """Whether people would come at a wrong hour, or to nothing."""
        return bool({Facet.MOVED, Facet.POSTPONED, Facet.REOPENED} & set(self.facets))


@dataclass(slots=True)
class _First:
    """The earliest `before` of each field."""

    values: dict[str, Any] = field(default_factory=dict)

    def note(self, changes: Iterable[Past], names: Iterable[str]) -> None:
        for each in changes:
            for name in names:
                if name in each.before:
                    self.values.setdefault(name, each.before[name])


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in MOMENTS:
        return datetime.fromisoformat(value)
    if name in DAYS:
        return date.fromisoformat(value)
    return Status(value) if name == "status" else value


def known_before(row: Performance, own: Sequence[Past], of_run: Sequence[Past]) -> Known:
    """What was known of a date before these changes of it (and of its run), the oldest first."""
    first = _First()
    first.note(own, FIELDS)
    first.note((each for each in own if each.deed in MOVES), ("ends_at",))
    recasts = {each.at for each in own if each.deed == RECAST}
    casts = [each for each in of_run if each.at in recasts] + [each for each in own if each.deed == RETURNED]
    first.note(sorted(casts, key=lambda each: each.at), CAST)
    said = first.values
    now = {name: getattr(row, name) for name in (*FIELDS, "ends_at")}
    values = {name: _typed(name, said[name]) if name in said else now[name] for name in now}
    cast = Bilingual(*(said.get(name, getattr(row.run, name)) for name in CAST))
    return Known(**values, cast=cast)


def former_of(own: Sequence[Past]) -> dict[str, Any]:
    """What of a date was otherwise before these changes of it, the oldest first: columns as the history keeps them."""
    return {name: value for each in reversed(own) for name, value in each.before.items()}


def outcome(row: Performance, own: Sequence[Past], of_run: Sequence[Past]) -> Outcome:
    """What is different of a date that is not cancelled."""
    was = known_before(row, own, of_run)
    news = [each for each in own if turn_of(each) is not Turn.NOTHING]
    # Why somebody else plays stands with the run, whose history is read for nothing else here.
    recasts = {each.at for each in news if each.deed == RECAST}
    said = sorted((*news, *(each for each in of_run if each.at in recasts)), key=lambda each: each.at)
    reasons = [Bilingual(each.reason_zh, each.reason_en) for each in said if each.reason_zh or each.reason_en]
    reason = reasons[-1] if reasons else NOTHING
    is_taken_back = bool(news) and all(each.deed in BACK for each in news)
    return Outcome(was, _facets(was, row), reason, max((each.at for each in news), default=None), is_taken_back)


def _facets(was: Known, row: Performance) -> tuple[Facet, ...]:
    if row.status is Status.POSTPONED:
        return () if was.status is Status.POSTPONED else (Facet.POSTPONED,)
    found = {*_by_time(was, row), *_by_place(was, row), *_by_status(was, row)}
    if was.cast != row.run.main_performers:
        found.add(Facet.CAST)
    return tuple(each for each in Facet if each in found)


def _by_time(was: Known, row: Performance) -> set[Facet]:
    if row.form is Form.SPAN:
        return {Facet.MOVED} if (was.day, was.last_day) != (row.day, row.last_day) else set()
    if was.starts_at != row.starts_at:
        return {Facet.MOVED}
    return {Facet.END} if was.ends_at != row.ends_at else set()


def _by_place(was: Known, row: Performance) -> set[Facet]:
    if was.venue_id != row.venue_id:
        return {Facet.HOUSE}
    return {Facet.HALL} if was.hall_id != row.hall_id else set()


def _by_status(was: Known, row: Performance) -> set[Facet]:
    if was.status is row.status:
        return set()
    found = set()
    is_moved = was.starts_at != row.starts_at
    if was.status is Status.CANCELLED or (was.status is Status.POSTPONED and not is_moved):
        found.add(Facet.REOPENED)
    if Status.MOVED_ONLINE in {was.status, row.status}:
        found.add(Facet.ONLINE if row.status is Status.MOVED_ONLINE else Facet.ON_SITE)
    if row.status is Status.SOLD_OUT:
        found.add(Facet.SOLD_OUT)
    elif was.status is Status.SOLD_OUT:
        found.add(Facet.AVAILABLE)
    return found
