"""A run's rule from the fields of a form: a line in words, or weekdays and times with exceptions and extra shows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from events.generator import BadPattern, Pattern, starts
from events.models.words import EventKind
from events.rule_box import UnreadableRule, read_days, read_rule

# Kinds that may be whole days from the first to the last where no times are named.
OF_WHOLE_DAYS = frozenset({
    EventKind.EXHIBITION, EventKind.FESTIVAL, EventKind.EXPO, EventKind.FAIR, EventKind.SERIES, EventKind.OPEN_CALL,
})


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed: the days, times by weekday (0 Monday), exceptions and extra shows in words, or a whole rule in words."""

    first: date
    last: date
    weekly: Mapping[int, tuple[time, ...]]
    without: str = ""
    extra: str = ""
    rule: str = ""


def pattern_of(typed: Typed) -> Pattern:
    """The rule; `UnreadableRule` for words that are not understood, `BadPattern` for a rule that names no run."""
    if typed.last < typed.first:
        raise BadPattern("ends before it starts")
    if typed.rule.strip():
        pattern = read_rule(typed.rule, typed.first, typed.last)
    else:
        off, moments_off = read_days(typed.without, typed.first, typed.last)
        timeless, moments = read_days(typed.extra, typed.first, typed.last)
        if timeless:
            raise UnreadableRule("no_time", typed.extra.strip()[:40])
        weekly = {day: times for day, times in typed.weekly.items() if times}
        pattern = Pattern(typed.first, typed.last, weekly, frozenset([*off, *moments_off]), tuple(sorted(moments)))
        if not weekly and not moments:
            raise UnreadableRule("empty")
    starts(pattern)
    return pattern


def weekly_of(weekdays: list[int], times: tuple[time, ...]) -> dict[int, tuple[time, ...]]:
    """The same times on some weekdays; on every day where none is chosen."""
    return dict.fromkeys(weekdays or range(7), times) if times else {}


def typed_from(pattern: Pattern) -> Typed:
    """The fields that a rule is shown in."""
    return Typed(
        first=pattern.first, last=pattern.last, weekly=dict(pattern.weekly),
        without="，".join(sorted(_day_words(each) for each in pattern.without)),
        extra="，".join(f"{each:%Y-%m-%d %H:%M}" for each in sorted(pattern.extra)),
    )


def _day_words(each: date) -> str:
    return f"{each:%Y-%m-%d %H:%M}" if hasattr(each, "hour") else f"{each:%Y-%m-%d}"


def times_words(times: tuple[time, ...]) -> str:
    """Times as their field shows them."""
    return " ".join(f"{each:%H:%M}" for each in times)
