"""Deeds on checked links: gather what is shown, claim what is due, note what came of it, hide what is dead and tell."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, update

from accounts.queries import people
from accounts.services import telling
from core.db import session
from core.revision import touch
from core.types import Bilingual
from events import linkstate, signals
from events.linkstate import State, Verdict
from events.models.event import Event
from events.models.link import CheckedLink
from events.models.performance import Performance
from events.models.run import Run
from events.queries import links as queries

A_CLAIM = 6
LOOKED_THROUGH = 60
LEASE = timedelta(minutes=15)
MOST_NAMED = 5
# Where an address stands, and where it is noted that it is dead.
SHOWN = ((Run, "seller_url", "dead_seller_url"), (Performance, "online_url", "dead_online_url"), (Event, "image", "dead_image"))
WITHOUT_SYNC = {"synchronize_session": False}


def gather(*, at: datetime, today: date) -> int:
    """Begin to check what is newly shown, stop checking what is shown no more; answers how many are new."""
    wanted, known = queries.addresses_shown(today), queries.known_addresses()
    gone = [key for address, key in known.items() if address not in wanted]
    for first in range(0, len(gone), 500):
        some = delete(CheckedLink).where(CheckedLink.id.in_(gone[first : first + 500]))
        session.execute(some, execution_options=WITHOUT_SYNC)
    fresh = sorted(wanted - known.keys())
    session.add_all(CheckedLink(address=address, host=_host(address), due_at=at) for address in fresh)
    return len(fresh)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:255]
    except ValueError:
        return ""


def claim(*, at: datetime) -> list[tuple[int, str]]:
    """Take a few due links, no two of one host, so that nobody's server is asked twice at once; answers keys and addresses.

    Two processes never take the same one; what a process that dies has taken is due again after a quarter of an hour.
    """
    taken: dict[str, tuple[int, str]] = {}
    for row in queries.due(at, LOOKED_THROUGH):
        if row.host in taken or len(taken) >= A_CLAIM:
            continue
        mine = update(CheckedLink).where(CheckedLink.id == row.id, CheckedLink.due_at == row.due_at)
        if session.execute(mine.values(due_at=at + LEASE), execution_options=WITHOUT_SYNC).rowcount:  # type: ignore[attr-defined]
            taken[row.host] = (row.id, row.address)
    return list(taken.values())


def note(key: int, found: Verdict, *, outcome: str, at: datetime, today: date) -> None:
    """Write down what a check came to; a link that dies is hidden everywhere, one that lives again is shown."""
    row = queries.link_to_change(key)
    if row is None:
        return
    was, now = row.state, linkstate.after(row.standing, found, at=at)
    row.state, row.gone, row.failures = now.state, now.gone, now.failures
    row.failing_since, row.dead_since = now.failing_since, now.dead_since
    row.outcome, row.checked_at, row.due_at = outcome[:40], at, at + linkstate.pause(now)
    if (was is State.DEAD) != (now.state is State.DEAD):
        _show(row.address, is_dead=now.state is State.DEAD, at=at)
        if now.state is State.DEAD:
            _tell(row, at=at, today=today)


def _show(address: str, *, is_dead: bool, at: datetime) -> None:
    """Hide an address, or show it again: pages, feeds and the API in the same transaction."""
    for model, stated, dead in SHOWN:
        column = getattr(model, stated if is_dead else dead)
        session.execute(
            update(model).where(column == address).values({dead: address if is_dead else ""}), execution_options=WITHOUT_SYNC
        )
    session.expire_all()
    touch()
    for row in queries.rows_watched_at(address, at):
        signals.performance_changed.send(row, at=at)
    for event in queries.events_pictured_at(address):
        signals.event_changed.send(event, at=at)


def _tell(row: CheckedLink, *, at: datetime, today: date) -> None:
    """Those whose listings or website it is, with the way to each listing."""
    titles: dict[int, list[dict[str, Any]]] = defaultdict(list)
    slugs: dict[int, str] = {}
    for event in queries.listings_at(row.address, today):
        if event.owner is not None:
            titles[event.owner.id].append(_named(event.title, event.id))
            slugs[event.owner.id] = event.owner.slug
    for body in queries.organisations_at(row.address):
        titles[body.id].append(_named(body.name, None))
        slugs[body.id] = body.slug
    for owner_id, named in titles.items():
        facts = {
            "address": row.address, "outcome": row.outcome, "organisation": slugs[owner_id], "titles": named[:MOST_NAMED],
            "more": max(0, len(named) - MOST_NAMED),
        }
        for who in people.people_to_tell(owner_id, at):
            key = f"link:{row.id}:{at:%Y%m%d%H%M}:{owner_id}:{who.id}"
            telling.tell("link_dead", at=at, to=who, key=key, facts=facts, organisation_id=owner_id)


def _named(title: Bilingual, listing: int | None) -> dict[str, Any]:
    return {"zh": title.zh, "en": title.en, "listing": listing}
