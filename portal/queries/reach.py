"""Every select about reach: which rows addresses name, what was counted, which weeks wait to be closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select

from accounts.models.organisation import Organisation
from core.db import session
from core.numbers import LARGEST_KEY
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from portal.models import Follower, Following, ReachCount, ReachSalt, Receipt
from portal.reach import Kind, Known, Named, Thing
from repertoire.models import Artist, Company, Production
from venues.models import Venue

ROWS: Mapping[Thing, Any] = {
    Thing.EVENT: Event, Thing.PRODUCTION: Production, Thing.VENUE: Venue, Thing.ORGANISER: Organisation,
    Thing.COMPANY: Company, Thing.ARTIST: Artist,
}
ROOM = 500


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


def of_owner(owner_id: int, table: Any) -> ColumnElement[bool]:
    """Lines about an organisation's listings and its own page."""
    listings = select(Event.id).where(Event.owner_id == owner_id)
    return or_(
        and_(table.thing == Thing.EVENT, table.key.in_(listings)), and_(table.thing == Thing.ORGANISER, table.key == owner_id)
    )


def sums_of_owner(owner_id: int, first: date, last: date) -> dict[Known, dict[Kind, int]]:
    """What happened to each of an organisation's listings, and to its own page, in these days; nothing where nothing did."""
    query = (
        select(ReachCount.thing, ReachCount.key, ReachCount.kind, func.sum(ReachCount.number))
        .where(of_owner(owner_id, ReachCount), ReachCount.day.between(first, last))
        .group_by(ReachCount.thing, ReachCount.key, ReachCount.kind)
    )
    found: dict[Known, dict[Kind, int]] = {}
    for thing, key, kind, number in session.execute(query):
        found.setdefault(Known(thing, key), {})[kind] = int(number)
    return found


def days_of_owner(owner_id: int, kind: Kind, first: date, last: date) -> dict[date, int]:
    """How often one kind of thing happened to all that is an organisation's, by day; days with nothing are absent."""
    query = (
        select(ReachCount.day, func.sum(ReachCount.number))
        .where(of_owner(owner_id, ReachCount), ReachCount.kind == kind, ReachCount.day.between(first, last))
        .group_by(ReachCount.day)
    )
    return {day: int(number) for day, number in session.execute(query)}


def following_of_owner(owner_id: int, week: date) -> dict[Known, dict[str, int]]:
    """Of a week that is over: by listing and service, from how many addresses; the empty service is all of them together."""
    query = select(Following.thing, Following.key, Following.service, Following.addresses)
    return _by_thing(session.execute(query.where(of_owner(owner_id, Following), Following.week == week)))


def following_so_far(owner_id: int, week: date) -> dict[Known, dict[str, int]]:
    """The same of a week that still has its hashes."""
    mine = (of_owner(owner_id, Follower), Follower.week == week)
    thing = (Follower.thing, Follower.key)
    each = select(*thing, Follower.service, func.count()).where(*mine).group_by(*thing, Follower.service)
    found = _by_thing(session.execute(each))
    whole = select(*thing, literal(""), func.count(Follower.digest.distinct())).where(*mine).group_by(*thing)
    for known_, several in _by_thing(session.execute(whole)).items():
        found[known_] |= several
    return found


def titles_of(event_ids: Collection[int]) -> dict[int, tuple[str, Bilingual]]:
    """Slug and title of events, by key."""
    query = select(Event.id, Event.slug, Event.title_zh, Event.title_en).where(Event.id.in_(event_ids))
    return {key: (slug, Bilingual(zh, en)) for key, slug, zh, en in session.execute(query)}


def owners_reached(first: date, last: date, *, after: int, limit: int) -> Sequence[Organisation]:
    """Organisations to whose listings or page anything happened in these days, by key, from beyond `after`."""
    in_time = ReachCount.day.between(first, last)
    is_listing = and_(ReachCount.thing == Thing.EVENT, ReachCount.key == Event.id)
    of_listings = select(Event.owner_id).join(ReachCount, is_listing).where(in_time)
    of_pages = select(ReachCount.key).where(in_time, ReachCount.thing == Thing.ORGANISER)
    mine = or_(Organisation.id.in_(of_listings), Organisation.id.in_(of_pages))
    query = select(Organisation).where(mine, Organisation.id > after).order_by(Organisation.id).limit(limit)
    return session.scalars(query).all()


def receipt_to_change(week: date) -> Receipt:
    """How far the letters about a week are, held until the transaction ends."""
    return session.get_one(Receipt, week, with_for_update=True, populate_existing=True)


def is_receipt_done(week: date) -> bool:
    """Whether all letters about a week were written."""
    return session.scalar(select(Receipt.week).where(Receipt.week == week, Receipt.done_at.is_not(None))) is not None


def _by_thing(rows: Iterable[Row[Thing, int, str, int]]) -> dict[Known, dict[str, int]]:
    found: dict[Known, dict[str, int]] = {}
    for thing, key, service, addresses in rows:
        found.setdefault(Known(thing, key), {})[service] = addresses
    return found
