"""Followers, their ways, and what they follow."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from flask.testing import FlaskClient

from accounts.models.person import Person
from core import clock
from core.db import committing, session
from notices import news as words
from notices.doors import COOKIE_KEY
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription, Wish
from notices.services import browsers, followers

_numbers = count(1)


def follower(mail: str | None = "", *, person: Person | None = None, is_confirmed: bool = True, **facts: Any) -> Follower:
    """Somebody who follows: with an account, with an address (of their own unless one is named), or with none (None)."""
    at = clock.now()
    if person is not None:
        mail = None
    elif mail == "":
        mail = f"follower{next(_numbers)}@example.org"
    stated = {"confirmed_at": at if is_confirmed else None, "made_at": at, "key": followers.fresh_key()} | facts
    row = Follower(mail=mail, person_id=person.id if person else None, **stated)
    with committing():
        session.add(row)
    return row


def open_in(client: FlaskClient, of: Follower) -> None:
    """Give a browser what opens a follower's pages."""
    with committing():
        token = browsers.begin(session.merge(of), at=clock.now())
    with client.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token


def way(of: Follower, channel: str = ChannelCode.MAIL.value, **facts: Any) -> Endpoint:
    """A way to reach a follower: the one that they have of this channel, unless it is told apart by facts."""
    found = None if facts else session.query(Endpoint).filter_by(follower_id=of.id, channel=channel, ended_at=None).first()
    if found is not None:
        return found
    row = Endpoint(follower_id=of.id, channel=channel, **{"made_at": clock.now()} | facts)
    with committing():
        session.add(row)
    return row


def subscription(
    of: Follower, subject: str, news: Sequence[str] = words.USUAL, *, by: Endpoint | None = None, **facts: Any
) -> Subscription:
    """Something that a follower follows, wanted by one way: by mail unless another is named."""
    at, endpoint = clock.now(), by or way(of)
    row = Subscription(follower_id=of.id, subject=subject, **{"made_at": at, "confirmed_at": at} | facts)
    with committing():
        session.add(row)
        session.flush()
        stated = {"subscription_id": row.id, "follower_id": of.id, "endpoint_id": endpoint.id, "subject": subject}
        session.add_all(Wish(news=each, **stated) for each in news)
    return row
