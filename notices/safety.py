"""The net below private calendars: who relies on a calendar that may not have been fetched since is told directly. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE = timedelta(hours=72)
ALWAYS_WITHIN = timedelta(hours=24)


class Net(StrEnum):
    """Whether somebody who has a date in a calendar alone is told of its change by a direct notice."""

    NONE = ""
    UNLESS_FETCHED = "unless_fetched"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Late:
    """A change of one date: when it was, the starts before and after, and whether it is a cancellation or another start."""

    changed_at: datetime
    starts: tuple[datetime, ...]
    is_cancelled: bool = False
    is_another_start: bool = False


def net_for(late: Late) -> Net:
    """What such a change needs: within the last 72 hours a calendar that was not fetched since is not enough; a cancellation or
    another start within 24 hours is always told."""
    left = min(late.starts) - late.changed_at
    if left <= ALWAYS_WITHIN and (late.is_cancelled or late.is_another_start):
        return Net.ALWAYS
    return Net.UNLESS_FETCHED if left <= LATE else Net.NONE


def has_it(fetched: Iterable[datetime | None], changed_at: datetime) -> bool:
    """Whether one of the calendars that hold a date was fetched after it changed."""
    return any(each is not None and each > changed_at for each in fetched)


def still_needs(net: Net, fetched: Sequence[datetime | None], changed_at: datetime) -> bool:
    """Whether a direct notice is (still) needed."""
    return net is Net.ALWAYS or (net is Net.UNLESS_FETCHED and not has_it(fetched, changed_at))
