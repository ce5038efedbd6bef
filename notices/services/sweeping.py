"""What nobody confirmed, and what was ended long enough ago, is kept no longer (accounts/retention.py)."""

from datetime import datetime

from sqlalchemy import delete, exists, select

from accounts.retention import ASKED_TO_FOLLOW, ENDED_FOLLOWING, FOLLOWS_NOTHING
from core.db import session
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription

A_SWEEP = 500


def forget_old(*, at: datetime) -> int:
    """Forget wishes that nobody confirmed, things that were ended, and followers of whom nothing is left; answers how many
    rows. Some hundred a run."""
    asked = (Subscription.confirmed_at.is_(None), Subscription.made_at <= at - ASKED_TO_FOLLOW)
    ended = (Subscription.ended_at <= at - ENDED_FOLLOWING,)
    number = sum(_forget(Subscription, *each) for each in (asked, ended))
    has_any = exists().where(Subscription.follower_id == Follower.id)
    # A calendar or a robot that somebody set up waits for what is to come.
    own = Endpoint.channel.not_in((ChannelCode.MAIL, ChannelCode.INBOX))
    has_way = exists().where(Endpoint.follower_id == Follower.id, own, Endpoint.ended_at.is_(None))
    return number + _forget(Follower, ~has_any, ~has_way, Follower.made_at <= at - FOLLOWS_NOTHING)


def _forget(table: type[Subscription] | type[Follower], *which: object) -> int:
    keys = list(session.scalars(select(table.id).where(*which).order_by(table.id).limit(A_SWEEP)))  # type: ignore[arg-type]
    if keys:
        session.execute(delete(table).where(table.id.in_(keys)))
    return len(keys)
