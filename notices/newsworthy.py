"""What of a change is news, and by when it has to be told. Pure: rules over what the history says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from events.amendments import CAST
from events.change import SOON, UNDO_FOR
from events.models.words import Form, Status
from notices.news import News

MERGED_FOR = timedelta(minutes=30)
# What is added to a notice that waits may wait for its own ten minutes, but no longer in all than others do.
GROWS_FOR = MERGED_FOR - UNDO_FOR
FIELDS = frozenset({"starts_at", "day", "last_day", "venue_id", "hall_id", "status"})
# An end that was stated anew is told where a date was moved, not where a running time was put right.
MOVES = frozenset({"moved", "moved_back", "undone"})
BECAME_PUBLIC = frozenset({"added", "published"})
RECAST = "recast"
# What says of a date itself that it is otherwise; who plays stands with the run, but of a date that was out of sight.
SAID = FIELDS | set(CAST)


class Turn(StrEnum):
    """What one change of a date means for those who follow it."""

    NOTHING = "nothing"
    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


class Past(Protocol):
    """One change of the history."""

    id: int
    deed: str
    before: dict[str, Any]
    after: dict[str, Any]


def turn_of(change: Past) -> Turn:
    """What one change means."""
    if change.deed in BECAME_PUBLIC:
        return Turn.NEW
    if change.after.get("status") == Status.CANCELLED:
        return Turn.CANCELLED
    if change.before.get("status") == Status.CANCELLED:
        return Turn.REOPENED
    is_end = "ends_at" in change.after and change.deed in MOVES
    return Turn.CHANGED if is_end or change.deed == RECAST or SAID & change.after.keys() else Turn.NOTHING


@dataclass(frozen=True, slots=True)
class Turned:
    """What one transaction did to one date: how it stands for its followers, since which change, and the starts that count."""

    turn: Turn
    since: int
    starts: tuple[datetime, ...]


def turned(changes: Iterable[Past], starts_at: datetime) -> Turned | None:
    """What several changes of one moment come to; the last word counts. None where there is no news."""
    found = [(turn_of(each), each) for each in changes]
    told = [(turn, each) for turn, each in found if turn is not Turn.NOTHING]
    if not told:
        return None
    earlier = [datetime.fromisoformat(each.before["starts_at"]) for _turn, each in told if each.before.get("starts_at")]
    return Turned(told[-1][0], told[0][1].id, (*earlier, starts_at))


def is_soon(starts: Iterable[datetime], at: datetime) -> bool:
    """Whether it begins, or would have begun, so soon that nobody can wait."""
    return min(starts) - at < SOON


def due_for(kind: News, starts: Iterable[datetime], at: datetime) -> datetime:
    """By when something that happened at a moment is told, if nothing else happens."""
    first = min(starts)
    if kind is News.NEW_DATES:
        return at + MERGED_FOR
    if first - at < SOON:
        return at
    return at + UNDO_FOR if kind is News.CANCELLATION else min(at + MERGED_FOR, first - SOON)


def is_news_of_a_date(form: Form) -> bool:
    """Whether its becoming public is told as a new date; the moment when tickets go on sale has an alarm of its own."""
    return form is not Form.ON_SALE
