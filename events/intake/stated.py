"""What a file states, whatever kind of file it is: listings with their dates, and what is wrong with single lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.clock import local
from core.types import Bilingual
from venues.places import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One date: a timed one has `starts_at` (aware), whole days have `first` and `last` (inclusive, None: open).

    `uid` and `recurrence` are by what the source knows it; `line` is where it stands in the file. `facts` are columns of
    the performance (online_url and the like).
    """

    line: int
    uid: str
    recurrence: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    first: date | None = None
    last: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """By what a later file names the same date."""
        return f"{self.uid}#{self.recurrence}" if self.recurrence else self.uid

    @property
    def is_all_day(self) -> bool:
        """Whether it has days rather than a time."""
        return self.starts_at is None

    @property
    def day(self) -> date:
        """Its first day in Shanghai."""
        if self.starts_at is not None:
            return local(self.starts_at).date()
        if self.first is None:
            raise ValueError("a date without a day")
        return self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedListing:
    """One listing: `place` is as it was written; `event` and `run` are columns of those rows."""

    title: Bilingual
    place: str = ""
    event: Mapping[str, Any] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    showings: tuple[Showing, ...] = ()

    @property
    def line(self) -> int:
        """Where it first stands in the file."""
        return min(each.line for each in self.showings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong at a line; `code` is turned into words by the door, `facts` fill its blanks.

    `is_fatal`: the line is left out of the import.
    """

    line: int
    code: str
    uid: str = ""
    column: str = ""
    is_fatal: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A whole file: `refused` names why nothing of it is taken, `warnings` are for the person who confirms."""

    listings: tuple[StatedListing, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    refused: str = ""

    @property
    def showings(self) -> int:
        """How many dates there are."""
        return sum(len(each.showings) for each in self.listings)


def grouped(listings: Iterable[StatedListing], *, by: str = "") -> tuple[StatedListing, ...]:
    """Listings of one title and place become one with all their dates; the first one's facts hold, gaps are filled.

    `by` names a fact of the event ("external") that keeps listings of one name apart.
    """
    found: dict[tuple[str, str, str], StatedListing] = {}
    for each in listings:
        key = (folded(each.title.zh or each.title.en), folded(each.place), str(each.event.get(by, "")) if by else "")
        known = found.get(key)
        found[key] = each if known is None else replace(
            known, showings=known.showings + each.showings, event={**each.event, **known.event}, run={**each.run, **known.run}
        )
    return tuple(replace(each, showings=tuple(sorted(each.showings, key=_order))) for each in found.values())


def _order(showing: Showing) -> tuple[date, str, int]:
    return showing.day, showing.starts_at.isoformat() if showing.starts_at else "", showing.line
