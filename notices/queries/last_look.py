"""What is asked once more just before a notice goes to one reader: is it still true, and is it still needed."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from core.db import session
from events.models.performance import Performance
from events.models.words import Status
from notices.models.delivery import Delivery
from notices.models.notice import Item
from notices.queries import news as queries
from notices.queries.readers import calendar_has_it


def of_change(delivery: Delivery) -> str:
    """Nothing of a change is told of what is cancelled since, or what nobody can see any more."""
    return _left(delivery, lambda row: "cancelled" if row.status is Status.CANCELLED else "") or _caught_up(delivery)


def of_cancellation(delivery: Delivery) -> str:
    """What takes place again since is not cancelled for somebody who has not heard of it yet."""
    return _left(delivery, lambda row: "reopened" if row.status is not Status.CANCELLED else "") or _caught_up(delivery)


def of_what_is_to_come(delivery: Delivery, at: datetime) -> str:
    """Dates that take place, and are not over."""
    return _left(delivery, lambda row: "" if row.takes_place and not row.has_ended_at(at) else "overtaken")


def of_what_is_seen(delivery: Delivery) -> str:
    """Whatever anybody can still see."""
    return _left(delivery, lambda _row: "")


def of_start(delivery: Delivery) -> str:
    """A moment that was told of still is when it was to be."""
    return _left(delivery, lambda row: "" if row.takes_place else "cancelled", is_same_start=True)


def _left(delivery: Delivery, why_not: Callable[[Performance], str], *, is_same_start: bool = False) -> str:
    """Why nothing of it is left to tell; "" where some is. What is not told any more is left out of the message."""
    items = _items(delivery.facts.get("items", ()))
    rows = {row.id: row for row in queries.standing_of([key for _item, key, _start in items])}
    reasons = {
        item: _why_not(rows.get(key), start if is_same_start else None, why_not) for item, key, start in items
    }
    left = [item for item, _key, _start in items if not reasons[item]]
    if not left:
        return next(iter(reasons.values()), "withdrawn")
    if len(left) < len(delivery.facts["items"]):
        # Of the row in memory only: the message is written from it, and nothing of this look is stored.
        delivery.facts["items"][:] = left
    return ""


def _why_not(row: Performance | None, start: str | None, why_not: Callable[[Performance], str]) -> str:
    if row is None or row.published_at is None or not row.run.event.is_public:
        return "withdrawn"
    if start is not None and row.starts_at != datetime.fromisoformat(start):
        return "moved"
    return why_not(row)


def _items(keys: Sequence[int]) -> list[tuple[int, int, str]]:
    """Item, date, and the start that the item tells; what is gone is missing."""
    query = select(Item.id, Item.performance_id, Item.facts).where(Item.id.in_(keys)).order_by(Item.id)
    return [(item, date, facts.get("starts_at", "")) for item, date, facts in session.execute(query) if date is not None]


def _caught_up(delivery: Delivery) -> str:
    checks = delivery.facts.get("net")
    return "calendar_has_it" if checks and calendar_has_it(checks) else ""
