"""Who would notice a change: what the packages above know of it, asked through a registry (application.py). Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.types import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar that holds the dates: what it follows, its page, and whether somebody fetched it within a week."""

    name: Bilingual
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    is_followed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Calendars with a page of their own, how many filtered ones, and how many people are told beside the houses and desks.

    `is_least`: there may be more filtered calendars than were looked at.
    """

    calendars: tuple[Calendar, ...] = ()
    filtered: int = 0
    is_least: bool = False
    followers: int = 0

    @property
    def number(self) -> int:
        """How many calendars change."""
        return len(self.calendars) + self.filtered


# Asked with the keys of the dates and of the houses where they will be; each package that knows of somebody registers one.
Counter = Callable[[Sequence[int], Sequence[int]], Reach]


def reach_of(counters: Iterable[Counter], keys: Sequence[int], venue_ids: Sequence[int] = ()) -> Reach:
    """What all the counters say together."""
    found = [count(keys, venue_ids) for count in counters]
    return Reach(
        calendars=tuple(calendar for each in found for calendar in each.calendars),
        filtered=sum(each.filtered for each in found), is_least=any(each.is_least for each in found),
        followers=sum(each.followers for each in found),
    )
