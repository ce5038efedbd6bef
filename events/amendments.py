"""What was changed of a public date and still stands: another time, another place, another cast (R9), out of its history. Pure.

A status alone cannot say it: a date that was moved and is then sold out has both told of it, and a hall that changed has no
status of its own. What was changed there and back again is no change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from core.types import Bilingual
from events.models.performance import Performance
from events.models.words import Status
from venues.models import Hall, Venue

NOTHING = Bilingual("", "")
Value = TypeVar("Value")
TIME = ("starts_at",)
PLACE = ("venue_id", "hall_id")
CAST = ("main_performers_zh", "main_performers_en")
# What the history says of a date whose listing is taken out of sight, what was seen of it then, and that it is back.
HIDDEN, SEEN, RETURNED = "hidden", "seen", "returned"


class Past(Protocol):
    """One change of the history: the fields that changed, before and after, as JSON."""

    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Amendment(Generic[Value]):
    """What it was before, since when it is not, and why (reason and refund line as visitors read them)."""

    was: Value
    since: datetime | None = None
    reason: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class WasAt:
    """Where it was to be."""

    venue: Venue | None
    hall: Hall | None


@dataclass(frozen=True, slots=True)
class Amended:
    """What stands changed of one date."""

    time: Amendment[datetime] | None = None
    place: Amendment[WasAt] | None = None
    cast: Amendment[Bilingual] | None = None


UNAMENDED = Amended()


@dataclass(frozen=True, slots=True)
class Step(Generic[Value]):
    """A value, and the change that brought it (None: it was there from the beginning)."""

    value: Value
    by: Past | None = None


@dataclass(slots=True)
class Path(Generic[Value]):
    """The values that a fact went through, without those that it came back from."""

    steps: list[Step[Value]] = field(default_factory=list)

    def go(self, value: Value, by: Past) -> None:
        """One change further; back to what was there before is a way back."""
        known = next((number for number, step in enumerate(self.steps) if step.value == value), None)
        if known is not None:
            del self.steps[known + 1 :]
        else:
            self.steps.append(Step(value, by))

    def correct(self, value: Value) -> None:
        """The same said better (a slip, a translation): no change that anybody is told."""
        self.steps[-1] = Step(value, self.steps[-1].by)

    @property
    def last(self) -> tuple[Value, Past] | None:
        """What it was before the latest change that stands, and that change."""
        by = self.steps[-1].by
        return (self.steps[-2].value, by) if by is not None and len(self.steps) > 1 else None


def _reason(by: Past) -> Bilingual:
    return Bilingual(by.reason_zh, by.reason_en)


def _states(names: Sequence[str], now: Sequence[Any], changes: Sequence[Past]) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """What some fields were at first, and after each change; read backwards from what they are now."""
    after, current = [], tuple(now)
    for each in reversed(changes):
        after.append(current)
        current = tuple(each.before.get(name, value) for name, value in zip(names, current, strict=True))
    return current, after[::-1]


def _touching(names: Sequence[str], changes: Sequence[Past]) -> list[Past]:
    return [each for each in changes if any(name in each.after for name in names)]


def place_before(row: Performance, changes: Sequence[Past]) -> Amendment[tuple[int | None, int | None]] | None:
    """The keys of house and hall in which a date was to be."""
    found = _touching(PLACE, changes)
    first, after = _states(PLACE, (row.venue_id, row.hall_id), found)
    path = Path([Step(first)])
    for by, value in zip(found, after, strict=True):
        path.go(value, by)
    last = path.last
    return Amendment(last[0], last[1].at, _reason(last[1])) if last else None


def time_before(row: Performance, changes: Sequence[Past]) -> Amendment[datetime] | None:
    """When a date was to begin, and why that changed, whatever has become of it since."""
    if row.moved_from is None or row.moved_from == row.starts_at:
        return None
    found = _touching(TIME, changes)
    first, after = _states(TIME, (row.starts_at.isoformat(),), found)
    path = Path([Step(first)])
    for by, value in zip(found, after, strict=True):
        path.go(value, by)
    last = path.last
    return Amendment(row.moved_from, last[1].at, _reason(last[1])) if last else Amendment(row.moved_from, None, row.reason)


def casts_before(now: Bilingual, changes: Sequence[Past]) -> list[Amendment[Bilingual]]:
    """What stands changed of the main performers of a run, in order; corrections that were told to nobody are none."""
    found = _touching(CAST, changes)
    first, after = _states(CAST, (now.zh, now.en), found)
    path = Path([Step(first)])
    for by, value in zip(found, after, strict=True):
        is_told = bool(by.reason_zh or by.reason_en) or any(value == step.value for step in path.steps)
        if is_told:
            path.go(value, by)
        else:
            path.correct(value)
    pairs = zip(path.steps, path.steps[1:], strict=False)
    return [Amendment(Bilingual(*was.value), now_.by.at, _reason(now_.by)) for was, now_ in pairs if now_.by]


def cast_of(row: Performance, casts: Sequence[Amendment[Bilingual]]) -> Amendment[Bilingual] | None:
    """The change of cast that a date's audience was told: it was public then, and not over."""
    return next((each for each in reversed(casts) if _was_told(row, each.since)), None)


def _was_told(row: Performance, since: datetime | None) -> bool:
    return since is not None and row.published_at is not None and row.published_at <= since and not row.has_ended_at(since)


def reasons_of(row: Performance, amended: Amended) -> list[Bilingual]:
    """Why it is not as it was announced first, each reason once: of its status, of its time, place and cast."""
    is_of_the_move = row.status is Status.RESCHEDULED and amended.time is not None and bool(amended.time.reason)
    found = [] if is_of_the_move or row.status is Status.SCHEDULED else [row.reason]
    found += [each.reason for each in (amended.time, amended.place, amended.cast) if each]
    return list(dict.fromkeys(each for each in found if each))
