"""Deeds on checked links: gather what is shown, claim what is due, note what came of it, hide what is dead and tell."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

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
LEASE = timedelta(minutes=15)
MOST_NAMED = 5
# Where an address stands, and where it is noted that it is dead.
SHOWN = ((Run, "seller_url", "dead_seller_url"), (Performance, "online_url", "dead_online_url"), (Event, "image", "dead_image"))
WITHOUT_SYNC = {"synchronize_session": False}


def difference(today: date) -> tuple[list[str], list[int]]:
    """Addresses that are newly shown, and the keys of links that are shown no more. Reads much: not while writing."""
    wanted, known = queries.addresses_shown(today), queries.known_addresses()
    return sorted(wanted - known.keys()), [key for address, key in known.items() if address not in wanted]


def begin(addresses: Sequence[str], *, at: datetime) -> None:
    """Begin to check some addresses; what is being checked already stays as it is."""
    rows = [{"address": address, "host": _host(address), "due_at": at} for address in addresses]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(CheckedLink).on_conflict_do_nothing(), rows)


def stop(keys: Sequence[int]) -> None:
    """Check some links no more."""
    session.execute(delete(CheckedLink).where(CheckedLink.id.in_(keys)), execution_options=WITHOUT_SYNC)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:255]
    except ValueError:
        return ""


def claim(*, at: datetime) -> list[tuple[int, str]]:
    """Take a few due links, no two of one host, so that nobody's server is asked twice at once; answers keys and addresses.

    Two processes never take the same one; what a process that dies has taken is due again after a quarter of an hour.
    """
    taken: list[tuple[int, str]] = []
    for row in queries.due(at, A_CLAIM):
        mine = update(CheckedLink).where(CheckedLink.id == row.id, CheckedLink.due_at == row.due_at)
        if session.execute(mine.values(due_at=at + LEASE), execution_options=WITHOUT_SYNC).rowcount:  # type: ignore[attr-defined]
            taken.append((row.id, row.address))
    return taken


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
        of_it = update(model).where(column == address, column != "").values({dead: address if is_dead else ""})
        session.execute(of_it, execution_options=WITHOUT_SYNC)
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
