"""Turns a rule such as "Fri-Sun 19:30, Sat 14:00, except 4 May" into starts; pure, and its result can be compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.clock import SHANGHAI

MOST_DAYS = 800
MOST_STARTS = 1_000


class BadPattern(ValueError):
    """A rule that names no day, ends before it starts, or would write more than 1,000 performances."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """`weekly` maps a weekday (0 Monday ... 6 Sunday) to its times on the venue's clock.

    `without` are days, or single starts, that fall out; `extra` are starts beside the rule. Wall times, Asia/Shanghai.
    """

    first: date
    last: date
    weekly: Mapping[int, tuple[time, ...]]
    without: frozenset[date | datetime] = frozenset()
    extra: tuple[datetime, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The rule as it is stored with the run."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "weekly": {str(day): [f"{each:%H:%M}" for each in times] for day, times in sorted(self.weekly.items())},
            "without": sorted(each.isoformat() for each in self.without),
            "extra": sorted(each.isoformat() for each in self.extra),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What running a rule again would change: starts to add, rows that stay, rows that fall out."""

    add: tuple[datetime, ...]
    keep: tuple[datetime, ...]
    drop: tuple[datetime, ...] = field(default=())


def pattern_from_json(stored: Mapping[str, Any]) -> Pattern:
    """The rule that `Pattern.as_json` wrote; `BadPattern` where it cannot be read."""
    try:
        return Pattern(
            first=date.fromisoformat(stored["first"]),
            last=date.fromisoformat(stored["last"]),
            weekly={int(day): tuple(time.fromisoformat(each) for each in times) for day, times in stored["weekly"].items()},
            without=frozenset(
                datetime.fromisoformat(each) if "T" in each else date.fromisoformat(each) for each in stored["without"]
            ),
            extra=tuple(datetime.fromisoformat(each) for each in stored["extra"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadPattern("unreadable") from error


def starts(pattern: Pattern) -> tuple[datetime, ...]:
    """All starts of a rule, aware in Asia/Shanghai, in order, each once."""
    days = (pattern.last - pattern.first).days + 1
    if days < 1:
        raise BadPattern("ends before it starts")
    if days > MOST_DAYS:
        raise BadPattern("longer than 800 days")
    found = {_aware(each) for each in pattern.extra}
    for offset in range(days):
        day = pattern.first + timedelta(days=offset)
        if day in pattern.without:
            continue
        found |= {datetime.combine(day, each, SHANGHAI) for each in pattern.weekly.get(day.weekday(), ())}
    found -= {_aware(each) for each in pattern.without if isinstance(each, datetime)}
    if not found:
        raise BadPattern("names no day")
    if len(found) > MOST_STARTS:
        raise BadPattern("more than 1,000 performances")
    return tuple(sorted(found))


def difference(wanted: Iterable[datetime], present: Iterable[datetime]) -> Difference:
    """Compare the starts of a rule with those that stand; equal moments are equal whatever their zone."""
    target, standing = set(wanted), set(present)
    return Difference(
        add=tuple(sorted(target - standing)), keep=tuple(sorted(target & standing)), drop=tuple(sorted(standing - target))
    )


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment
