"""Deeds: write down what was counted, close a week so that only numbers stay, forget what is old."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from accounts.models.organisation import Organisation
from accounts.queries import people
from accounts.services import telling
from core.db import session
from portal.models import Follower, Following, ReachCount, ReachSalt, Receipt
from portal.queries import reach as queries
from portal.reach import Fetched, Happened, Known, Named, Subject, digest_of, week_of
from portal.services.figures import Week, week_of_owner

KEPT = timedelta(days=800)
ROOM = 400
SALT_BYTES = 32
A_WEEK = timedelta(days=6)
AT_ONCE = 50
Counted = Mapping[Happened, int]


def _insert(model: type[Any]) -> Any:
    """An insert that can say what to do about what is there already, in the words of either database."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(model) if is_sqlite else postgresql.insert(model)


def _row(subject: Subject, known: Mapping[Named, Known]) -> Known | None:
    return known.get(subject) if isinstance(subject, Named) else subject


def note(counted: Counted, known: Mapping[Named, Known]) -> int:
    """Add what happened to the daily numbers; answers how many rows. What names nothing (any more) is left out."""
    sums: dict[tuple[str, int, date, str], int] = {}
    for each, number in counted.items():
        if row := _row(each.subject, known):
            line = (row.thing, row.key, each.day, each.kind)
            sums[line] = sums.get(line, 0) + number
    # In one order everywhere, so that two processes never wait for each other's rows.
    names = ("thing", "key", "day", "kind")
    rows = [dict(zip(names, line, strict=True)) | {"number": sums[line]} for line in sorted(sums)]
    for first in range(0, len(rows), ROOM):
        new = _insert(ReachCount).values(rows[first : first + ROOM])
        session.execute(new.on_conflict_do_update(
            index_elements=["thing", "key", "day", "kind"], set_={"number": ReachCount.number + new.excluded.number}
        ))
    return len(rows)


def note_followers(fetched: Iterable[Fetched], known: Mapping[Named, Known], *, today: date) -> int:
    """Keep that these services fetched, by hashes of their addresses; answers how many were told. A week that is over takes
    no more: its key is gone."""
    this_week = week_of(today)
    salts: dict[date, bytes | None] = {}
    rows: set[tuple[date, str, int, str, str]] = set()
    for each in fetched:
        if each.week not in salts:
            salts[each.week] = _salt(each.week) if each.week == this_week else queries.salt_of(each.week)
        salt, row = salts[each.week], _row(each.subject, known)
        if salt and row:
            rows.add((each.week, row.thing, row.key, each.service, digest_of(salt, row, each.address)))
    names = ("week", "thing", "key", "service", "digest")
    lines = [dict(zip(names, line, strict=True)) for line in sorted(rows)]
    for first in range(0, len(lines), ROOM):
        session.execute(_insert(Follower).values(lines[first : first + ROOM]).on_conflict_do_nothing())
    return len(lines)


def _salt(week: date) -> bytes:
    """The week's key, made by whoever is first."""
    known = queries.salt_of(week)
    if known is None:
        session.execute(_insert(ReachSalt).values(week=week, salt=secrets.token_bytes(SALT_BYTES)).on_conflict_do_nothing())
        known = queries.salt_of(week)
    return known or b""


def close_week(week: date) -> int:
    """Keep a week's numbers of services and addresses and destroy its hashes and its key; answers how many hashes.

    Again, or by two schedulers at once: the key's row is taken first, and without it there is nothing to do.
    """
    # Overwritten before it is deleted: a database may leave what was deleted in its file for a while.
    session.execute(update(ReachSalt).where(ReachSalt.week == week).values(salt=bytes(SALT_BYTES)))
    taken = session.execute(delete(ReachSalt).where(ReachSalt.week == week))
    if not taken.rowcount:  # type: ignore[attr-defined]
        return 0
    mine = Follower.week == week
    by_service = select(Follower.thing, Follower.key, Follower.week, Follower.service, func.count()).where(mine)
    in_all = select(
        Follower.thing, Follower.key, Follower.week, literal(""), func.count(Follower.digest.distinct())
    ).where(mine)
    columns = ["thing", "key", "week", "service", "addresses"]
    session.execute(insert(Following).from_select(
        columns, by_service.group_by(Follower.thing, Follower.key, Follower.week, Follower.service)
    ))
    session.execute(insert(Following).from_select(columns, in_all.group_by(Follower.thing, Follower.key, Follower.week)))
    gone = session.execute(delete(Follower).where(mine))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def forget_old(*, today: date) -> None:
    """Drop numbers older than two years and some weeks: this year's can be laid beside last year's, no more is needed."""
    session.execute(delete(ReachCount).where(ReachCount.day < today - KEPT))
    session.execute(delete(Following).where(Following.week < today - KEPT))


def named_in(counted: Sequence[Happened | Fetched]) -> set[Named]:
    """The things that addresses named, for `queries.reach.known`."""
    return {each.subject for each in counted if isinstance(each.subject, Named)}


def tell_some(week: date, *, at: datetime, this_week: date) -> bool:
    """Write the letters about a week to the next organisations; answers whether there may be more.

    The row that says how far it is stands in the same transaction: each organisation is written to once, however many
    schedulers run and wherever one stops.
    """
    session.execute(_insert(Receipt).values(week=week, told_until=0).on_conflict_do_nothing())
    receipt = queries.receipt_to_change(week)
    if receipt.done_at is not None:
        return False
    several = queries.owners_reached(week, week + A_WEEK, after=receipt.told_until, limit=AT_ONCE)
    for organisation in several:
        _tell_reach(organisation, week_of_owner(organisation.id, week, this_week=this_week), at=at)
        receipt.told_until = organisation.id
    if len(several) < AT_ONCE:
        receipt.done_at = at
    return receipt.done_at is None


def _tell_reach(organisation: Organisation, figures: Week, *, at: datetime) -> None:
    if not figures.is_anything:
        return
    name = organisation.name
    for who in people.people_to_tell(organisation.id, at):
        telling.tell(
            "reach", at=at, to=who, key=f"reach:{organisation.id}:{figures.first}:{who.id}",
            facts={"slug": organisation.slug, "name": {"zh": name.zh, "en": name.en}, **figures.facts()},
            organisation_id=organisation.id,
        )
