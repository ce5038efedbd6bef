"""What a browser is given to open a follower's pages, without an account: it lives in the database and dies there."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from core import tokens
from core.db import session
from notices.models.browser import Browser
from notices.models.follower import Follower

OPEN_FOR = timedelta(days=90)
# The latest of a follower's. Scanners of mail that open each letter's link count, too, so that it is many.
MOST = 200


def begin(follower: Follower, *, at: datetime) -> str:
    """A browser opens their pages from now on; answers the token for its cookie, which is stored nowhere."""
    token = tokens.fresh_token()
    session.add(Browser(token_hash=tokens.hash_of(token), follower_id=follower.id, ends_at=at + OPEN_FOR))
    session.flush()  # it counts among the latest
    theirs = Browser.follower_id == follower.id
    too_many = session.scalar(select(Browser.id).where(theirs).order_by(Browser.id.desc()).offset(MOST).limit(1))
    if too_many is not None:
        session.execute(delete(Browser).where(theirs, Browser.id <= too_many))
    return token


def end(token: str) -> None:
    """The cookie is worth nothing from now on, nor is any copy of it."""
    session.execute(delete(Browser).where(Browser.token_hash == tokens.hash_of(token)))


def end_all(follower: Follower) -> None:
    """No browser opens their pages any more."""
    session.execute(delete(Browser).where(Browser.follower_id == follower.id))


def forget_old(*, at: datetime) -> int:
    """Drop what has ended; answers how many."""
    gone = session.execute(delete(Browser).where(Browser.ends_at <= at))
    return int(gone.rowcount)  # type: ignore[attr-defined]
