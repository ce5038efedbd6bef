"""Whoever has quiet hours, with or without following what they are told of, hears of it when those are over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select

from core.db import session
from notices.kinds import Reader
from notices.models.follower import Follower
from notices.models.notice import Notice
from notices.queries.readers import due_at


def held_back(found: Sequence[Reader], notice: Notice, at: datetime) -> list[Reader]:
    """These readers of a notice, each due when they are told. One statement."""
    people = [each.person_id for each in found if each.follower_id is None and each.person_id is not None]
    followers = [each.follower_id for each in found if each.follower_id is not None]
    theirs = or_(Follower.id.in_(followers), Follower.person_id.in_(people))
    rows = session.scalars(select(Follower).where(theirs, Follower.quiet_from.is_not(None))).all() if found else ()
    by_key, by_person = {each.id: each for each in rows}, {each.person_id: each for each in rows if each.person_id is not None}
    who = [by_key.get(each.follower_id or 0) or by_person.get(each.person_id or 0) for each in found]
    return [
        replace(each, due_at=due_at(whose, each.channel, notice, at)) if whose is not None else each
        for each, whose in zip(found, who, strict=True)
    ]
