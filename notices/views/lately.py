"""What would have come in the last month, by what is wanted now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext

from accounts.session import anyone
from core import clock
from events.followable import Subject, kind_of
from notices import registry, rhythm
from notices.models.follower import Subscription
from notices.news import LEADS, News
from notices.queries import following, lately
from notices.views.blueprint import bp, here, page
from notices.words import SHORT, way_words
from notices.would_have import DAYS, Coming, Happened, reminders, would_have

MOST_SHOWN = 200


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
    """For the present choices: what would have come in thirty days, when, how and why."""
    follower = here()
    rows = following.in_force_of(follower.id)
    events = _happened(rows)
    asked = _by_kind([row.subject for row in rows])
    concerned = registry.refs_concerned(sorted({each.key for each in events}), asked) if events else {}
    found = would_have(follower, rows, events, concerned)
    return page(
        "last_month", gettext("What would have come last month"), lines=_shown(found[:MOST_SHOWN], follower.zone),
        number=len(found), most=MOST_SHOWN, follower=follower, days=DAYS,
    )


def _happened(rows: Sequence[Subscription]) -> list[Happened]:
    until = clock.now()
    since = until - timedelta(days=DAYS)
    words = {wish.news for row in rows for wish in row.wishes if wish.news.startswith(f"{News.REMINDER}:")}
    found = lately.told_since(since, until) if rows else []
    if words:
        starts = lately.starts_between(since, until + timedelta(minutes=max(LEADS)))
        found += reminders(starts, words, since=since, until=until)
    return found


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
