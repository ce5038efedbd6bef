"""Keys of what is kept no longer (accounts/retention.py), some hundred at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select

from accounts.models.person import Person
from core.db import session
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode, Endpoint, Follower, Standing, Subscription
from notices.models.notice import Notice


def notices_made_before(moment: datetime, limit: int) -> list[int]:
    """Notices that nobody wrote, of so long ago: the lowest keys are the oldest, so that none is looked at beyond them."""
    query = select(Notice.id, Notice.made_at).where(Notice.announcement_id.is_(None)).order_by(Notice.id).limit(limit)
    return [key for key, made_at in session.execute(query) if made_at <= moment]


def deliveries_over(notice_ids: Sequence[int], limit: int) -> Sequence[int]:
    """What was written of these notices and is over."""
    query = select(Delivery.id).where(Delivery.notice_id.in_(notice_ids), Delivery.over_at.is_not(None))
    return session.scalars(query.limit(limit)).all()


def without_deliveries(notice_ids: Sequence[int]) -> list[int]:
    """Which of these notices nothing is left of that was written to anybody."""
    left = set(session.scalars(select(Delivery.notice_id).where(Delivery.notice_id.in_(notice_ids)).distinct()))
    return [key for key in notice_ids if key not in left]


def standings_of_nobody(before: datetime, limit: int) -> Sequence[int]:
    """Mailboxes of which nothing was heard since, that no letter names, no follower and no account."""
    of_nobody = (
        ~exists().where(Delivery.mail == Standing.mail), ~exists().where(Follower.mail == Standing.mail),
        ~exists().where(Person.mail == Standing.mail),
    )
    query = select(Standing.id).where(Standing.at <= before, *of_nobody).order_by(Standing.at)
    return session.scalars(query.limit(limit)).all()


def followers_of_nothing(before: datetime, way_before: datetime, limit: int) -> Sequence[int]:
    """Followers from before a moment with nothing to follow, whose own ways (lists, robots), if they have any, were neither
    made, given a new address, nor asked for since another."""
    has_any = exists().where(Subscription.follower_id == Follower.id)
    own = Endpoint.channel.not_in((ChannelCode.MAIL, ChannelCode.INBOX))
    is_alive = or_(*(each > way_before for each in (Endpoint.fetched_at, Endpoint.rotated_at, Endpoint.made_at)))
    has_way = exists().where(Endpoint.follower_id == Follower.id, own, Endpoint.ended_at.is_(None), is_alive)
    query = select(Follower.id).where(~has_any, ~has_way, Follower.made_at <= before).order_by(Follower.id)
    return session.scalars(query.limit(limit)).all()
