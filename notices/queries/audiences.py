"""Whom the kinds of audience of this package reach (notices/audiences)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from core.db import session
from events.models.performance import Performance
from events.models.run import Run
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.queries.audience import A_BATCH, Wanted, in_force, wanted


def expanded(subjects: Sequence[str]) -> list[str]:
    """The things, and the dates of the events among them: who follows a date follows the event, too."""
    events = [int(rest) for kind, _, rest in (each.partition(":") for each in subjects) if kind == "event" and rest.isdecimal()]
    if not events:
        return list(subjects)
    query = select(Performance.id).join(Run, Run.id == Performance.run_id).where(Run.event_id.in_(events))
    dates = (f"performance:{key}" for key in session.scalars(query.order_by(Performance.id)))
    return list(dict.fromkeys([*subjects, *dates]))


def number_of_everybody(news: str, at: datetime) -> int:
    """How many follow anything and want such news of it."""
    query = _in_force(select(Wish.follower_id).where(Wish.news == news), at).distinct()
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def next_of_everybody(news: str, after: int, at: datetime) -> list[Wanted]:
    """What the next of them want, in the order of their keys."""
    met = _in_force(select(Wish.follower_id), at).where(Wish.news == news, Wish.follower_id > after).distinct()
    keys = session.scalars(met.order_by(Wish.follower_id).limit(A_BATCH)).all()
    theirs = select(Wish.subject).where(Wish.follower_id.in_(keys), Wish.news == news).distinct()
    mine = set(keys)
    found = wanted(session.scalars(theirs).all(), [news], after, at) if keys else []
    return [each for each in found if each.follower.id in mine]


def _in_force(query: Select[int], at: datetime) -> Select[int]:
    return (
        query.join(Subscription, Subscription.id == Wish.subscription_id)
        .join(Follower, Follower.id == Wish.follower_id)
        .join(Endpoint, Endpoint.id == Wish.endpoint_id)
        .where(in_force(at))
    )


def subjects_of(subscription_ids: Sequence[int]) -> dict[int, str]:
    """What subscriptions are to, by their keys."""
    query = select(Subscription.id, Subscription.subject).where(Subscription.id.in_(subscription_ids))
    return {key: subject for key, subject in session.execute(query)} if subscription_ids else {}
