"""What would have come in the last month, by what is wanted now."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext

from accounts.session import anyone
from core import clock
from events.followable import Subject, kind_of
from notices import registry, rhythm
from notices.news import LEADS, News
from notices.queries import lately
from notices.views.blueprint import bp, here, page
from notices.views.my import whole_numbers
from notices.words import SHORT, way_words
from notices.would_have import DAYS, Coming, Happened, Wishes, reminders, would_have

A_PAGE = 50
# Things followed times things that happened, as far as one page looks; and what it looks at where little is followed.
LOOKED_AT, MOST_LOOKED_AT = 60_000, 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One line: what was told of which date, by which ways, because of what."""

    coming: Coming
    clock: str
    day: str
    what: str
    about: Subject | None
    because: tuple[Subject, ...]
    ways: tuple[str, ...]


@bp.page("/following/last-month", methods=["GET"])
@anyone
def last_month() -> str:
    """For the present choices: what would have come in thirty days, when, how and why; a page at a time."""
    follower, first = here(), next(iter(whole_numbers("after", 1)), 0)
    wishes = lately.wishes_of(follower.id)
    happened = _happened(wishes)
    events = happened[first : first + min(MOST_LOOKED_AT, LOOKED_AT // max(1, len(wishes)))]
    concerned: Mapping[int, AbstractSet[str]] = {}
    if events:
        kinds = set(map(kind_of, wishes))
        concerned = registry.refs_concerned(sorted({each.key for each in events}), _by_kind(list(wishes)), kinds)
    found, number = would_have(follower, wishes, events, concerned, most=A_PAGE)
    earlier = first + number if first + number < len(happened) else None
    return page(
        "last_month", gettext("What would have come last month"), lines=_shown(found, follower.zone), first=first,
        earlier=earlier, follower=follower, days=DAYS,
    )


def _happened(wishes: Wishes) -> list[Happened]:
    """All that anybody was told, or would have been reminded of, the latest first."""
    until = clock.now()
    since = until - timedelta(days=DAYS)
    words = {word for several in wishes.values() for _way, word in several if word.startswith(f"{News.REMINDER}:")}
    found = lately.told_since(since, until) if wishes else []
    if words:
        starts = lately.starts_between(since, until + timedelta(minutes=max(LEADS)))
        found += reminders(starts, words, since=since, until=until)
    return sorted(found, key=lambda each: (each.at, each.key), reverse=True)


def _by_kind(refs: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ref in refs:
        found.setdefault(kind_of(ref), []).append(ref)
    return {each.kind: found[each.kind] for each in registry.followables() if each.is_asked and each.kind in found}


def _shown(found: Sequence[Coming], zone: str) -> list[Shown]:
    dates = {each: f"performance:{each.happened.key}" for each in found}
    named = registry.subjects_named({*dates.values(), *(ref for each in found for ref in each.because)})
    return [_line(each, named, rhythm.wall(each.at, zone).strftime("%Y-%m-%d %H:%M"), dates[each]) for each in found]


def _line(each: Coming, named: dict[str, Subject], wall: str, date: str) -> Shown:
    day, _, hour = wall.partition(" ")
    return Shown(
        each, hour, day, str(SHORT.get(each.happened.news, each.happened.news)), named.get(date),
        tuple(named[ref] for ref in each.because if ref in named), tuple(way_words(*way) for way in each.ways),
    )
