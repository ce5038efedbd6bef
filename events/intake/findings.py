"""What was found in a text, as frozen values: each with the very words it came from."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from core.clock import SHANGHAI

Moment = date | datetime


def said(moment: Moment) -> str:
    """A day, or a moment to the minute, as JSON holds it."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def moment_of(day: date, minutes: int) -> datetime:
    """The moment so many minutes after a day's midnight on Shanghai's clocks; 1,500 is one o'clock of the next day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Performance:
    """A start that is certain; `end` only where the text gives one."""

    start: datetime
    words: str
    end: datetime | None = None
    city: str = ""
    venue: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        found = {"start": said(self.start), "words": self.words}
        if self.end:
            found["end"] = said(self.end)
        return found | {key: value for key, value in (("city", self.city), ("venue", self.venue)) if value}


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """What is not certain: why (a code), and the ways to read it, the likeliest first."""

    words: str
    why: str
    candidates: tuple[Moment, ...] = ()
    city: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        found: dict[str, Any] = {"words": self.words, "why": self.why, "candidates": [said(each) for each in self.candidates]}
        return found | ({"city": self.city} if self.city else {})


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A moment or a day that is no performance: `kind` is on_sale, doors, deadline, was, cancelled, meeting, press …"""

    kind: str
    words: str
    start: datetime | None = None
    day: date | None = None
    last: date | None = None

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        found: dict[str, Any] = {"kind": self.kind, "words": self.words}
        if self.start:
            found["start"] = said(self.start)
        elif self.day:
            found["day"] = said(self.day)
        return found | ({"last": said(self.last)} if self.last else {})


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last on which something is on (an exhibition); None is an end that was not said."""

    first: date | None
    last: date | None
    words: str

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "first": said(self.first) if self.first else None,
            "last": said(self.last) if self.last else None,
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Fact:
    """Something else that the text says: a value and its words."""

    value: Any
    words: str

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {"value": self.value, "words": self.words}


@dataclass
class Findings:
    """Where the moments of a text are collected while it is read."""

    performances: list[Performance] = field(default_factory=list)
    ambiguous: list[Ambiguity] = field(default_factory=list)
    other_times: list[OtherTime] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
