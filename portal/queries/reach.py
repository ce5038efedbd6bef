"""Every select about reach: which rows addresses name, what was counted, which weeks wait to be closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from accounts.models.organisation import Organisation
from core.db import session
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from portal.models import Follower, Following, ReachCount, ReachSalt
from portal.reach import Kind, Known, Named, Thing
from repertoire.models import Artist, Company, Production
from venues.models import Venue

ROWS: Mapping[Thing, Any] = {
    Thing.EVENT: Event, Thing.PRODUCTION: Production, Thing.VENUE: Venue, Thing.ORGANISER: Organisation,
    Thing.COMPANY: Company, Thing.ARTIST: Artist,
}
ROOM = 500
LARGEST_KEY = 2**31 - 1


def known(named: Iterable[Named]) -> dict[Named, Known]:
    """The rows that addresses name, one statement a kind of thing; a performance leads to its event."""
    names: dict[Thing, set[str]] = {}
    for each in named:
        names.setdefault(each.thing, set()).add(each.name)
    found: dict[Named, Known] = {}
    for thing, several in names.items():
        ordered = sorted(several)
        for first in range(0, len(ordered), ROOM):
            found |= _known(thing, ordered[first : first + ROOM])
    return found


def _known(thing: Thing, names: Sequence[str]) -> dict[Named, Known]:
    if thing is Thing.PERFORMANCE:
        keys = [int(name) for name in names if name.isdecimal() and int(name) <= LARGEST_KEY]
        query = select(Performance.id, Run.event_id).join(Run, Run.id == Performance.run_id).where(Performance.id.in_(keys))
        return {Named(thing, str(key)): Known(Thing.EVENT, event) for key, event in session.execute(query)}
    model = ROWS[thing]
    rows = session.execute(select(model.slug, model.id).where(model.slug.in_(names)))
    return {Named(thing, slug): Known(thing, key) for slug, key in rows}


def salt_of(week: date) -> bytes | None:
    """The week's key, or None where it was destroyed (or never made)."""
    return session.scalar(select(ReachSalt.salt).where(ReachSalt.week == week))


def weeks_before(week: date) -> list[date]:
    """Weeks that are over and still have their hashes."""
    return list(session.scalars(select(ReachSalt.week).where(ReachSalt.week < week).order_by(ReachSalt.week)))


def counts_of(thing: Thing, key: int, first: date, last: date) -> dict[tuple[date, Kind], int]:
    """What happened to one thing, by day and kind; both days included."""
    query = select(ReachCount.day, ReachCount.kind, ReachCount.number).where(
        ReachCount.thing == thing, ReachCount.key == key, ReachCount.day.between(first, last)
    )
    return {(day, kind): number for day, kind, number in session.execute(query)}


def sums_of(thing: Thing, keys: Collection[int], first: date, last: date) -> dict[int, dict[Kind, int]]:
    """What happened to several things in these days, by key and kind; things to which nothing happened are absent."""
    query = (
        select(ReachCount.key, ReachCount.kind, func.sum(ReachCount.number))
        .where(ReachCount.thing == thing, ReachCount.key.in_(keys), ReachCount.day.between(first, last))
        .group_by(ReachCount.key, ReachCount.kind)
    )
    found: dict[int, dict[Kind, int]] = {}
    for key, kind, number in session.execute(query):
        found.setdefault(key, {})[kind] = int(number)
    return found


def following(thing: Thing, keys: Collection[int], week: date) -> dict[int, dict[str, int]]:
    """Of a week that is over: by key and service, from how many addresses; the empty service is all of them together."""
    query = select(Following.key, Following.service, Following.addresses).where(
        Following.thing == thing, Following.key.in_(keys), Following.week == week
    )
    return _by_key(session.execute(query))


def following_so_far(thing: Thing, keys: Collection[int], week: date) -> dict[int, dict[str, int]]:
    """The same of the week that is running."""
    mine = (Follower.week == week, Follower.thing == thing, Follower.key.in_(keys))
    each = select(Follower.key, Follower.service, func.count()).where(*mine).group_by(Follower.key, Follower.service)
    whole = select(Follower.key, func.count(Follower.digest.distinct())).where(*mine).group_by(Follower.key)
    found = _by_key(session.execute(each))
    for key, addresses in session.execute(whole):
        found[key][""] = addresses
    return found


def _by_key(rows: Iterable[Row[int, str, int]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for key, service, addresses in rows:
        found.setdefault(key, {})[service] = addresses
    return found
