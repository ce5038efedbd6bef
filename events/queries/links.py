"""Every select about checked links: which addresses listings show, which are due, whose they are."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import joinedload

from accounts.models.organisation import Organisation
from core.db import session
from events.linkstate import State
from events.models.event import Event
from events.models.link import CheckedLink
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form

WEB = ("http://%", "https://%")


def _is_web(column: Any) -> ColumnElement[bool]:
    return or_(*(column.like(pattern) for pattern in WEB))


def _to_come(today: date) -> tuple[ColumnElement[bool], ...]:
    """Public rows that are on or to come."""
    is_span = (Performance.form == Form.SPAN) & (or_(Performance.last_day >= today, Performance.last_day.is_(None)))
    return (
        Event.published_at.is_not(None), Performance.published_at.is_not(None), or_(Performance.day >= today, is_span)
    )


def addresses_shown(today: date) -> set[str]:
    """The addresses of others that public pages of what is on or to come lead to."""
    found: set[str] = set()
    for column in (Run.seller_url, Performance.online_url, Event.image):
        rows = select(column).select_from(Performance).join(Run, Run.id == Performance.run_id)
        rows = rows.join(Event, Event.id == Run.event_id).where(*_to_come(today), _is_web(column))
        found |= set(session.scalars(rows.distinct()))
    listed = select(Organisation.website).where(Organisation.listed_at.is_not(None), _is_web(Organisation.website))
    return found | set(session.scalars(listed))


def known_addresses() -> dict[str, int]:
    """Every checked link's key by its address."""
    return dict(session.execute(select(CheckedLink.address, CheckedLink.id)).all())


def due(at: datetime, limit: int) -> Sequence[CheckedLink]:
    """Of each host the link that is due the longest, the longest due first: one that shows thousands keeps nobody waiting."""
    order = (CheckedLink.due_at, CheckedLink.id)
    place = func.row_number().over(partition_by=CheckedLink.host, order_by=order).label("place")
    placed = select(CheckedLink.id, place).where(CheckedLink.due_at <= at).subquery()
    query = select(CheckedLink).join(placed, placed.c.id == CheckedLink.id).where(placed.c.place == 1).order_by(*order)
    return session.scalars(query.limit(limit)).all()


def link_to_change(key: int) -> CheckedLink | None:
    """A link, held until the transaction ends; None where it is shown no more."""
    return session.get(CheckedLink, key, with_for_update=True, populate_existing=True)


def is_dead(address: str) -> bool:
    """Whether an address was found dead."""
    if not address:
        return False
    query = select(CheckedLink.id).where(CheckedLink.address == address, CheckedLink.state == State.DEAD)
    return session.scalar(query) is not None


def links_of(event_id: int) -> Sequence[CheckedLink]:
    """The checked links that a listing shows, with what is known of them; for its desk page."""
    of_event = select(Run.seller_url).where(Run.event_id == event_id).union(
        select(Event.image).where(Event.id == event_id),
        select(Performance.online_url).join(Run, Run.id == Performance.run_id).where(Run.event_id == event_id),
    )
    query = select(CheckedLink).where(CheckedLink.address.in_(of_event)).order_by(CheckedLink.address)
    return session.scalars(query).all()


def dead_since(addresses: Sequence[str]) -> dict[str, datetime]:
    """Since when each of these addresses that is dead leads nowhere."""
    query = select(CheckedLink.address, CheckedLink.dead_since).where(
        CheckedLink.address.in_(addresses), CheckedLink.state == State.DEAD
    )
    return {address: since for address, since in session.execute(query) if since is not None}


def rows_watched_at(address: str, at: datetime) -> Sequence[Performance]:
    """Performances to come that can be watched at an address."""
    watched = (Performance.online_url == address, Performance.online_url != "", Performance.ends_at > at)
    return session.scalars(select(Performance).where(*watched)).all()


def events_pictured_at(address: str) -> Sequence[Event]:
    """Events whose picture lies at an address."""
    return session.scalars(select(Event).where(Event.image == address)).all()


def listings_at(address: str, today: date) -> Sequence[Event]:
    """Somebody's listings of what is to come that show an address, for those who are told of it."""
    rows = select(Run.event_id).join(Performance, Performance.run_id == Run.id).join(Event, Event.id == Run.event_id)
    # One select a column: each goes by its index, where "or" would read every date to come.
    of_each = [
        rows.where(*_to_come(today), column == address, column != "")
        for column in (Run.seller_url, Performance.online_url, Event.image)
    ]
    query = select(Event).options(joinedload(Event.owner)).where(Event.owner_id.is_not(None), Event.id.in_(union(*of_each)))
    return session.scalars(query.order_by(Event.id)).all()


def organisations_at(address: str) -> Sequence[Organisation]:
    """Organisations whose website an address is."""
    theirs = (Organisation.website == address, Organisation.website != "")
    return session.scalars(select(Organisation).where(*theirs).order_by(Organisation.id)).all()
