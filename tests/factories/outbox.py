"""Deliveries, notices and followers as the desk finds them."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from core import clock
from core.db import committing, session
from events.models.performance import Performance
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.models.notice import Item, Notice

_numbers = count(1)


def delivery(fate: Fate = Fate.OPEN, *, mail: str = "reader@example.org", **facts: Any) -> Delivery:
    """One delivery: open and due now, unless it says otherwise; what is over was over a minute ago."""
    at = clock.now()
    stated: dict[str, Any] = {
        "key": f"test:{next(_numbers)}", "kind": "trial", "language": "zh", "facts": {}, "made_at": at, "due_at": at,
        "over_at": None if fate is Fate.OPEN else at - timedelta(minutes=1), "problem": "",
    } | facts
    stated.setdefault("turn_at", stated["due_at"])
    row = Delivery(mail=mail, fate=fate, **stated)
    with committing():
        session.add(row)
    return row


def parked(problem: str = "answered 451", **facts: Any) -> Delivery:
    """One that was tried too often."""
    return delivery(Fate.PARKED, problem=problem, tries=6, **facts)


def notice(kind: str = "change", *, of: Performance | None = None, changed_at: datetime | None = None, **facts: Any) -> Notice:
    """A notice that waits for half an hour, about a date."""
    at = clock.now()
    stated: dict[str, Any] = {
        "key": f"test:{next(_numbers)}", "made_at": at, "due_at": at + timedelta(minutes=30),
    } | facts
    row = Notice(kind=kind, **stated)
    with committing():
        session.add(row)
        session.flush()
        if of is not None:
            session.add(Item(notice_id=row.id, performance_id=of.id, at=changed_at or at))
    return row


def out(**facts: Any) -> dict[str, Any]:
    """What a notice says whose deliveries are all written."""
    at = clock.now()
    return {"released_at": at, "fanned_at": at, "due_at": at, "readers": 3} | facts


def follower(mail: str | None = "reader@example.org", **facts: Any) -> Follower:
    """Somebody without an account who confirmed their address."""
    at = clock.now() - timedelta(days=30)
    row = Follower(mail=mail, **{"key": "k" * 32, "made_at": at, "confirmed_at": at} | facts)
    with committing():
        session.add(row)
    return row


def way(of: Follower, channel: str = "mail", **facts: Any) -> Endpoint:
    """A way to reach them."""
    row = Endpoint(follower_id=of.id, channel=channel, **{"made_at": clock.now() - timedelta(days=30)} | facts)
    with committing():
        session.add(row)
    return row


def follows(of: Follower, subject: str, *news: str, by: Endpoint | None = None, **facts: Any) -> Subscription:
    """They follow a thing and want some news of it by one way."""
    at = clock.now() - timedelta(days=30)
    row = Subscription(follower_id=of.id, subject=subject, **{"made_at": at, "confirmed_at": at} | facts)
    by = by or way(of)
    with committing():
        session.add(row)
        session.flush()
        for word in news:
            session.add(
                Wish(subscription_id=row.id, follower_id=of.id, endpoint_id=by.id, subject=subject, news=word)
            )
    return row
