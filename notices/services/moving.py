"""A person's letters go to another mailbox from now on: their noes go along, what was wrong with the old mailbox does not."""

from datetime import datetime

from sqlalchemy import update

from accounts.models.person import Person
from core.db import session
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode
from notices.queries import following
from notices.queries import own_letters as stops
from notices.queries import standing as standings
from notices.queries.outbox import is_free
from notices.services import followers, settings, standing, stopping


def move_mailbox(person: Person, old: str, *, at: datetime) -> None:
    """Whoever wanted no letters of a kind, or told their provider that ours were unwanted, gets none at the new address merely
    because it is new. A mailbox that was full or gone is another's trouble. What waits goes to the new one; whoever followed
    with it and no account is they."""
    new = str(person.mail)
    for each in stops.stops_of(old):
        stopping.stop(new, each.kind, at=at)
    stopping.forget_mail(old)
    known = standings.standing_of(old)
    if known is not None and known.is_complaint:
        standing.note_complaint(new, at=at)
    earlier = following.follower_with_mail(old)
    if earlier is not None and earlier.confirmed_at is not None:  # theirs, though they never looked at it signed in
        followers.follower_of_person(person, at=at, mail=old)
    if following.follower_of(person) is not None:
        follower = followers.follower_of_person(person, at=at)
        followers.renew_key(follower)  # letters in the old mailbox open nothing any more
        _redirect(follower.id, old, new, at)
        settings.keep_rhythm(follower, at=at)
    standing.judge_ways(new)


def _redirect(follower_id: int, old: str, new: str, at: datetime) -> None:
    """Notices that are written and not sent; what is being sent this moment still goes to the old one."""
    waits = (Delivery.follower_id == follower_id) & Delivery.notice_id.is_not(None) & Delivery.over_at.is_(None)
    theirs = waits & (Delivery.channel == ChannelCode.MAIL) & (Delivery.mail == old) & is_free(Delivery.claimed_until, at)
    session.execute(update(Delivery).where(theirs).values(mail=new))
