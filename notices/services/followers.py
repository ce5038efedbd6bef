"""Who follows: made with the first deed, with an account, an address, or neither; one follower for one mailbox."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from accounts.models.person import Person
from core import tokens
from core.db import session
from core.errors import Refused
from notices.models.follower import ChannelCode, Endpoint, Follower
from notices.queries import audience, following
from notices.services import browsers, merging, settings, standing

LONGEST_KEY = 40


def fresh_key() -> str:
    """What stands in the links of a follower."""
    return tokens.fresh_token()[:LONGEST_KEY]


def new_follower(*, at: datetime, language: str = "zh", person: Person | None = None, mail: str | None = None) -> Follower:
    """Somebody new, with a page of what they are told; without a person and an address their calendars and this browser are all
    that is known of them."""
    row = Follower(
        person_id=person.id if person else None, mail=mail, key=fresh_key(), language=language, made_at=at,
        confirmed_at=at if person else None,
    )
    session.add(row)
    _flushed()
    inbox_endpoint(row, at=at)
    return row


def _flushed() -> None:
    try:
        session.flush()
    except IntegrityError as taken:  # the same person or address at the same moment
        raise Refused("stale") from taken


def follower_of_person(person: Person, *, at: datetime, mail: str = "") -> Follower:
    """The follower that a person is. Whoever followed with the same, confirmed address (or `mail`, which was theirs) and no
    account is they: what was followed then is theirs from now on."""
    mine = following.follower_with_person(person.id)
    bare = following.follower_with_mail(mail or person.mail) if person.is_open and person.mail else None
    if mine is not None:
        if bare is not None:
            merging.merge(bare, mine)
        return mine
    if bare is None:
        return new_follower(at=at, language=person.language, person=person)
    bare.person_id, bare.person, bare.mail, bare.confirmed_at = person.id, person, None, bare.confirmed_at or at
    _flushed()
    return bare


def follower_of_mail(mail: str, *, at: datetime, language: str) -> Follower:
    """The follower of a mailbox: the person's who has confirmed it, else the one who has it, else somebody new, who waits to
    confirm it."""
    person = audience.person_with_mail(mail)
    if person is not None and person.is_open:
        return follower_of_person(person, at=at)
    return following.follower_with_mail(mail) or new_follower(at=at, language=language, mail=mail)


def mail_endpoint(follower: Follower, *, at: datetime) -> Endpoint:
    """Their mailbox as a way."""
    return _endpoint(follower, ChannelCode.MAIL, at)


def inbox_endpoint(follower: Follower, *, at: datetime) -> Endpoint:
    """The page of what was told, as a way."""
    return _endpoint(follower, ChannelCode.INBOX, at)


def _endpoint(follower: Follower, channel: ChannelCode, at: datetime) -> Endpoint:
    found = following.way(follower.id, channel)
    if found is None:
        found = Endpoint(follower_id=follower.id, channel=channel.value, made_at=at)
        session.add(found)
        session.flush()  # wishes name it
    return found


def usual_endpoint(follower: Follower, *, at: datetime) -> Endpoint:
    """How they hear of something where they chose nothing: by mail, or on their page where no address is known."""
    return mail_endpoint(follower, at=at) if follower.address else inbox_endpoint(follower, at=at)


def renew_key(follower: Follower) -> None:
    """Every link of before is void, and every browser that opened their pages is out."""
    follower.key = fresh_key()
    browsers.end_all(follower)


def bring_along(left: Follower | None, kept: Follower, *, at: datetime) -> None:
    """Whatever one had is the other's from now on."""
    if left is not None and left.id != kept.id:
        merging.merge(left, kept)
    standing.judge_ways(kept.address)  # a way that came along led to another mailbox before
    settings.keep_rhythm(kept, at=at)


def take_over(gone: Follower, person: Person, *, at: datetime) -> None:
    """What a browser followed is a person's from now on."""
    key = gone.id
    kept = follower_of_person(person, at=at)
    bring_along(following.follower_by_key(key), kept, at=at)  # None: the person's own mailbox is theirs already
