"""Two followers turn out to be one: what the one followed is the other's from now on."""

from sqlalchemy import delete, update

from core.db import session
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription, Wish
from notices.queries import following


def merge(gone: Follower, kept: Follower) -> None:
    """Everything of `gone` becomes `kept`'s: its ways, but one mailbox and one page are enough; its subscriptions, but none
    twice; what was told. Settings are those of `kept`."""
    ways = _ways(gone, kept)
    mine = {each.subject: each for each in following.all_subscriptions(kept.id)}
    for theirs in following.all_subscriptions(gone.id):
        same = mine.get(theirs.subject)
        if same is None:
            session.execute(update(Subscription).where(Subscription.id == theirs.id).values(follower_id=kept.id))
        elif _counts_more(theirs, same):
            session.execute(delete(Subscription).where(Subscription.id == same.id))
            session.execute(update(Subscription).where(Subscription.id == theirs.id).values(follower_id=kept.id))
        else:
            if theirs.is_followed:  # what stands on a list of theirs stays on it
                lists = (Wish.subscription_id == theirs.id) & Wish.endpoint_id.not_in(ways)
                session.execute(update(Wish).where(lists).values(subscription_id=same.id))
                same.net_ended_at = same.net_ended_at or theirs.net_ended_at
            session.execute(delete(Subscription).where(Subscription.id == theirs.id))
    for old, new in ways.items():
        session.execute(update(Wish).where(Wish.follower_id == gone.id, Wish.endpoint_id == old).values(endpoint_id=new))
    session.execute(update(Wish).where(Wish.follower_id == gone.id).values(follower_id=kept.id))
    session.execute(update(Delivery).where(Delivery.follower_id == gone.id).values(follower_id=kept.id))
    session.delete(gone)
    session.flush()  # the address is free for the next statement


def _counts_more(theirs: Subscription, mine: Subscription) -> bool:
    """A subscription in force counts more than one that waits or has ended."""
    return theirs.is_followed and not mine.is_followed


def _ways(gone: Follower, kept: Follower) -> dict[int, int]:
    """Which way stands for which from now on; all others go over as they are."""
    single = {ChannelCode.MAIL.value, ChannelCode.INBOX.value}
    mine = {each.channel: each.id for each in following.ways_of(kept.id) if each.channel in single}
    replaced: dict[int, int] = {}
    for each in following.ways_of(gone.id):
        if each.channel in mine:
            replaced[each.id] = mine[each.channel]
    session.execute(
        update(Endpoint).where(Endpoint.follower_id == gone.id, Endpoint.id.not_in(replaced)).values(follower_id=kept.id)
    )
    return replaced
