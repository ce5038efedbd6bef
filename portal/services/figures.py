"""An organisation's figures of one week, ready to be shown, mailed or written as a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.types import Bilingual
from feeds.agents import OTHER
from portal.queries import reach as queries
from portal.reach import Kind, Known, Thing

MOST_IN_LETTER = 10
A_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Following:
    """Which calendars fetched a feed in a week: services by name, and from how many network addresses in all."""

    services: tuple[str, ...] = ()
    addresses: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One listing (or the organisation's own page, without a title) and what happened to it."""

    of: Known
    slug: str
    title: Bilingual
    sums: Mapping[Kind, int]
    following: Following

    def number(self, kind: Kind) -> int:
        """How often something happened to it."""
        return self.sums.get(kind, 0)


@dataclass(frozen=True, slots=True)
class Week:
    """A week's lines, what was looked at most first."""

    first: date
    lines: tuple[Line, ...]

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + A_WEEK

    @property
    def is_anything(self) -> bool:
        """Whether anything happened at all."""
        return any(number for line in self.lines for number in line.sums.values())

    def total(self, kind: Kind) -> int:
        """How often something happened to all of it together."""
        return sum(line.number(kind) for line in self.lines)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that follow any of it."""
        return tuple(sorted({name for line in self.lines for name in line.following.services}))

    def facts(self) -> dict[str, Any]:
        """The same for a letter, as JSON: totals, and the listings that were looked at most."""
        return {
            "first": self.first.isoformat(), "last": self.last.isoformat(),
            "totals": {kind.value: self.total(kind) for kind in Kind},
            "services": list(self.services),
            "lines": [
                {
                    "slug": line.slug, "title": {"zh": line.title.zh, "en": line.title.en},
                    "services": list(line.following.services), "addresses": line.following.addresses,
                    **{kind.value: line.number(kind) for kind in Kind},
                }
                for line in self.lines if line.of.thing is Thing.EVENT
            ][:MOST_IN_LETTER],
        }


def week_of_owner(owner_id: int, week: date, *, this_week: date) -> Week:
    """An organisation's week from its Monday; a running one so far."""
    sums = queries.sums_of_owner(owner_id, week, week + A_WEEK)
    follows = queries.following_of_owner(owner_id, week)
    if not follows and week >= this_week - timedelta(days=7):
        follows = queries.following_so_far(owner_id, week)
    things = sums.keys() | follows.keys()
    titles = queries.titles_of([each.key for each in things if each.thing is Thing.EVENT])
    lines = [_line(each, sums.get(each, {}), follows.get(each, {}), titles) for each in things if _is_there(each, titles)]
    return Week(week, tuple(sorted(lines, key=_most_first)))


def _is_there(of: Known, titles: Mapping[int, Any]) -> bool:
    return of.thing is not Thing.EVENT or of.key in titles


def _most_first(line: Line) -> tuple[int, int, int]:
    return -line.number(Kind.VIEW), -sum(line.sums.values()), line.of.key


def _line(
    of: Known, sums: Mapping[Kind, int], follows: Mapping[str, int], titles: Mapping[int, tuple[str, Bilingual]]
) -> Line:
    slug, title = titles.get(of.key, ("", Bilingual("", ""))) if of.thing is Thing.EVENT else ("", Bilingual("", ""))
    return Line(of, slug, title, sums, Following(_named(follows), follows.get("", 0)))


def _named(services: Iterable[str]) -> tuple[str, ...]:
    """Services that say what they are; the others count by their addresses alone."""
    return tuple(sorted(set(services) - {"", OTHER}))
