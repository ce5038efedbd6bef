"""Deeds on what stands on somebody's page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from core.db import session
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode, Follower


def mark_read(follower: Follower, keys: Sequence[int], *, at: datetime) -> None:
    """These, or all where none are named, have been read by their reader."""
    mine = (Delivery.follower_id == follower.id) & (Delivery.channel == ChannelCode.INBOX) & Delivery.read_at.is_(None)
    if keys:
        mine &= Delivery.id.in_(keys)
    session.execute(update(Delivery).where(mine).values(read_at=at), execution_options={"synchronize_session": False})
