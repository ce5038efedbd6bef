"""When an entry is: its start and end as moments or whole days, and which zone they were read in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from icalendar.prop import vBroken

from core.clock import SHANGHAI
from feeds.intake.content import Property
from feeds.intake.zones import zone_of

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LONGEST_TIMED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class When:
    """A timed entry (aware moments) or whole days (`last` inclusive); the end of a timed one may be unknown."""

    start: datetime | date
    end: datetime | date | None

    @property
    def is_all_day(self) -> bool:
        """Whether it has days rather than a time."""
        return not isinstance(self.start, datetime)

    @property
    def key(self) -> str:
        """The start as it names one instance of a rule."""
        if isinstance(self.start, datetime):
            return f"{self.start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return f"{self.start:%Y%m%d}"

    def is_beyond(self) -> bool:
        """Whether no calendar of ours can show it."""
        first = self.start.astimezone(SHANGHAI).date() if isinstance(self.start, datetime) else self.start
        end = self.end.astimezone(SHANGHAI).date() if isinstance(self.end, datetime) else self.end
        return first < EARLIEST or (end or first) > LATEST

    def moved_to(self, start: datetime | date) -> "When":
        """The same length from another start."""
        return When(start, None if self.end is None else start + (self.end - self.start))


@dataclass(slots=True)
class Clock:
    """Reads the values of one file; remembers which zone names it met, and how often each was doubtful.

    `own` is the zone that the whole calendar names (X-WR-TIMEZONE), empty where it names none.
    """

    own: str = ""
    doubts: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def zone(self, stated: Property) -> tzinfo:
        """The zone of a property's wall time; a doubtful one is noted."""
        name = stated.parameters.get("TZID", "")
        found = zone_of(name)
        if found.code == "zone_absent" and not zone_of(self.own).code:
            found, name = replace(zone_of(self.own), code="zone_calendar"), self.own
        if found.code:
            self._doubt(found.code, name, stated)
        return found.zone

    def _doubt(self, code: str, name: str, stated: Property) -> None:
        lines = self.doubts.setdefault((code, name), [])
        if not lines or stated.name == "DTSTART":
            lines.append(stated.line)

    def moment(self, value: datetime, stated: Property) -> datetime:
        """An aware moment in the zone that it was stated in."""
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        found = value.replace(tzinfo=self.zone(stated))
        if found.utcoffset() != found.astimezone(SHANGHAI).utcoffset():
            self._doubt("zone_converted", stated.parameters.get("TZID", "") or self.own, stated)
        return found

    def rule_zone(self, start: datetime) -> tzinfo:
        """The zone whose clock a rule follows: a start in UTC repeats by the calendar's own clock (Google)."""
        if start.tzinfo is UTC and self.own:
            return zone_of(self.own).zone
        return start.tzinfo or SHANGHAI


def value_of(component: Mapping[str, Any], name: str) -> Any:
    """The first value of a property as icalendar read it; None where there is none or it could not be read."""
    found = component.get(name)
    first = found[0] if isinstance(found, list) else found
    return None if isinstance(first, vBroken) else getattr(first, "dt", None)


def values_of(component: Mapping[str, Any], name: str) -> list[Any]:
    """All values of EXDATE or RDATE: dates, moments, or pairs of moment and end."""
    found = component.get(name)
    lists: Iterable[Any] = found if isinstance(found, list) else [found] if found is not None else []
    return [each.dt for one in lists if not isinstance(one, vBroken) for each in getattr(one, "dts", ())]


def when_of(component: Mapping[str, Any], stated: Mapping[str, Property], clock: Clock) -> tuple[When | None, str]:
    """When an entry is, and a code: bad_start (nothing is known), bad_end (its end is left out), long_as_days, or empty."""
    begin = value_of(component, "DTSTART")
    if not isinstance(begin, date):
        return None, "bad_start"
    end, code = _stated_end(component, begin)
    if isinstance(begin, datetime):
        return _timed(begin, end, code, _Stated(stated, clock))
    if end is None or end <= begin:
        return When(begin, begin), "bad_end" if end is not None and end < begin else code
    return When(begin, end - timedelta(days=1)), code


def _stated_end(component: Mapping[str, Any], begin: date) -> tuple[Any, str]:
    """The end as it stands, by DTEND or DURATION; the kind of value must be the start's."""
    if "DTEND" in component:
        end = value_of(component, "DTEND")
        same = isinstance(end, datetime) == isinstance(begin, datetime)
        return (end, "") if isinstance(end, date) and same else (None, "bad_end")
    if "DURATION" in component:
        length = value_of(component, "DURATION")
        if isinstance(length, timedelta) and timedelta(0) < length < timedelta(days=800):
            return begin + length, ""
        return None, "bad_end"
    return None, ""


@dataclass(frozen=True, slots=True)
class _Stated:
    """The lines that say when, and the file's clock."""

    lines: Mapping[str, Property]
    clock: Clock

    def moment(self, value: datetime, name: str) -> datetime:
        line = self.lines.get(name) or self.lines["DTSTART"]
        return self.clock.moment(value, line)


def _timed(begin: datetime, end: datetime | None, code: str, stated: _Stated) -> tuple[When, str]:
    start = stated.moment(begin, "DTSTART")
    if end is None:
        return When(start, None), code
    stop = stated.moment(end, "DTEND")
    if stop <= start:
        return When(start, None), "" if stop == start else "bad_end"
    if _are_whole_days(start, stop):
        return When(start.date(), stop.date() - timedelta(days=1)), code
    if stop - start > LONGEST_TIMED:
        first, last = start.astimezone(SHANGHAI).date(), stop.astimezone(SHANGHAI).date()
        return When(first, last), "long_as_days"
    return When(start, stop), code


def _are_whole_days(start: datetime, stop: datetime) -> bool:
    """Outlook writes whole days as midnight to midnight."""
    local = [each.astimezone(start.tzinfo) for each in (start, stop)]
    return start.tzinfo is not UTC and all(each.time() == time(0) for each in local)
