"""What nobody confirmed, and what was ended or over long enough ago, is kept no longer (accounts/retention.py)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from accounts.retention import ASKED_TO_FOLLOW, EMPTY_WAY, ENDED_FOLLOWING, FOLLOWS_NOTHING, NOTICE, STANDING
from core.db import session
from notices.models.delivery import Delivery
from notices.models.follower import Follower, Standing, Subscription
from notices.models.notice import Item, Notice
from notices.queries import outlived

A_SWEEP = 500
ROWS_A_SWEEP = 5_000


def forget_old(*, at: datetime) -> int:
    """Forget wishes that nobody confirmed, things that were ended, and followers of whom nothing is left; answers how many
    rows. Some hundred a run."""
    asked = (Subscription.confirmed_at.is_(None), Subscription.made_at <= at - ASKED_TO_FOLLOW)
    ended = (Subscription.ended_at <= at - ENDED_FOLLOWING,)
    number = sum(_forget_followed(*each) for each in (asked, ended))
    number += _forget(Follower, outlived.followers_of_nothing(at - FOLLOWS_NOTHING, at - EMPTY_WAY, A_SWEEP))
    return number + _forget(Standing, outlived.standings_of_nobody(at - STANDING, A_SWEEP))


def forget_notices(*, at: datetime) -> int:
    """Forget what the site sent by itself long ago: some thousand rows of who was told, and notices of which none is left;
    answers how many rows. What people wrote stays: its numbers are theirs."""
    keys = outlived.notices_made_before(at - NOTICE, A_SWEEP)
    if not keys:
        return 0
    number = _forget(Delivery, outlived.deliveries_over(keys, ROWS_A_SWEEP))
    bare = outlived.without_deliveries(keys)
    if bare:
        session.execute(delete(Item).where(Item.notice_id.in_(bare)))
    return number + _forget(Notice, bare)


def _forget_followed(*which: object) -> int:
    query = select(Subscription.id).where(*which).order_by(Subscription.id).limit(A_SWEEP)  # type: ignore[arg-type]
    return _forget(Subscription, session.scalars(query).all())


def _forget(table: type[Subscription | Follower | Standing | Delivery | Notice], keys: Sequence[int]) -> int:
    if keys:
        session.execute(delete(table).where(table.id.in_(keys)), execution_options={"synchronize_session": False})
    return len(keys)
