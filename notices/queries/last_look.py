"""What is asked once more just before a notice goes to one reader: is it still true, and is it still needed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.db import session
from events.models.performance import Performance
from events.models.words import Status
from notices.models.delivery import Delivery
from notices.models.notice import Item
from notices.news import News
from notices.queries import news as queries
from notices.queries.readers import calendar_has_it

Facts = Mapping[str, Any]


def of_change(delivery: Delivery) -> str:
    """Nothing of a change is told of what is cancelled since, or what nobody can see any more."""
    return _left(delivery, lambda row, _facts: "cancelled" if row.status is Status.CANCELLED else "") or _caught_up(delivery)


def of_cancellation(delivery: Delivery) -> str:
    """What takes place again since is not cancelled for somebody who has not heard of it yet."""
    return _left(delivery, lambda row, _facts: "reopened" if row.status is not Status.CANCELLED else "") or _caught_up(delivery)


def of_what_is_to_come(delivery: Delivery, at: datetime) -> str:
    """Dates that take place, and are not over."""
    return _left(delivery, lambda row, _facts: "" if row.takes_place and not row.has_ended_at(at) else "overtaken")


def of_digest(delivery: Delivery, at: datetime) -> str:
    """What a digest sums up, as far as it is still so."""
    return _left(delivery, lambda row, facts: why_not_summed_up(row, facts.get("kind", ""), at))


def of_start(delivery: Delivery) -> str:
    """A moment that was told of still is when it was to be."""

    def why_not(row: Performance, facts: Facts) -> str:
        if row.starts_at != datetime.fromisoformat(facts["starts_at"]):
            return "moved"
        return "" if row.takes_place else "cancelled"

    return _left(delivery, why_not)


def why_not_summed_up(row: Performance | None, kind: str, at: datetime) -> str:
    """Why what a notice of some kind told of a date is not so any more, or of no use; "" where it is."""
    if row is None or not _is_seen(row):
        return "withdrawn"
    if (row.status is Status.CANCELLED) is not (kind == News.CANCELLATION):
        return "reopened" if kind == News.CANCELLATION else "cancelled"
    is_over = row.has_ended_at(at) or (kind == News.NEW_DATES and not row.takes_place)
    return "overtaken" if is_over else ""


def _is_seen(row: Performance) -> bool:
    return row.published_at is not None and row.run.event.is_public


def _left(delivery: Delivery, why_not: Callable[[Performance, Facts], str]) -> str:
    """Why nothing of it is left to tell; "" where some is. What is not told any more is left out of the message."""
    items = _items(delivery.facts.get("items", ()))
    rows = {row.id: row for row in queries.standing_of([key for _item, key, _facts in items])}
    reasons = {
        item: why_not(rows[key], facts) if key in rows and _is_seen(rows[key]) else "withdrawn" for item, key, facts in items
    }
    left = [item for item, _key, _facts in items if not reasons[item]]
    if not left:
        return next(iter(reasons.values()), "withdrawn")
    if len(left) < len(delivery.facts["items"]):
        # Of the row in memory only: the message is written from it, and nothing of this look is stored.
        delivery.facts["items"][:] = left
    return ""


def _items(keys: Sequence[int]) -> list[tuple[int, int, Facts]]:
    """Item, its date (a digest's names it in its facts), and what it tells; what is gone is missing."""
    query = select(Item.id, Item.performance_id, Item.facts).where(Item.id.in_(keys)).order_by(Item.id)
    found = ((item, date or facts.get("performance"), facts) for item, date, facts in session.execute(query))
    return [(item, date, facts) for item, date, facts in found if date is not None]


def _caught_up(delivery: Delivery) -> str:
    checks = delivery.facts.get("net")
    return "calendar_has_it" if checks and calendar_has_it(checks) else ""
