"""Who follows, at the door: by the link of a letter, by signing in, or by what the browser was given."""

from flask import session

from accounts.session import person
from core import clock, tokens
from core.db import committing
from notices.doors_links import MANAGE, key_digest, stated
from notices.models.follower import Follower
from notices.queries import following
from notices.services import browsers

COOKIE_KEY = "follower"


def follower_here(token: str = "") -> Follower | None:
    """The follower of this request: whom the manage link in the address names, else the signed-in person's, else the one that
    this browser was given. Nothing is written: who signs in for the first time becomes a follower with their first deed."""
    if token:
        return follower_of_link(token)
    who = person()
    if who is not None:
        return following.follower_of(who)
    return _given()


def browsers_follower() -> Follower | None:
    """Whom this browser was given before somebody signed in, where that is no account's: what it follows can be taken over.
    None where nobody is signed in, or nothing would come of it."""
    who = person() if COOKIE_KEY in session else None
    found = _given() if who is not None else None
    if who is None or found is None or found.person_id is not None or not following.has_anything(found.id):
        return None
    mine = following.follower_of(who)
    return found if mine is None or mine.id != found.id else None


def browsers_other(than: Follower) -> Follower | None:
    """Whom this browser was given, where that is somebody else without an account, of whom something would be lost here."""
    found = _given()
    is_other = found is not None and found.id != than.id and found.person_id is None
    return found if found is not None and is_other and following.has_anything(found.id) else None


def follower_of_link(token: str) -> Follower | None:
    """Whom a manage link names; None where it is not ours, too old, or void."""
    facts = stated(MANAGE, token, int, str)
    found = following.follower_by_key(facts[0]) if facts else None
    return found if facts and found is not None and facts[1] == key_digest(found) else None


def _token() -> str:
    stated = session.get(COOKIE_KEY)
    return stated if isinstance(stated, str) else ""


def _given() -> Follower | None:
    token = _token()
    return following.follower_in_browser(tokens.hash_of(token), clock.now()) if token else None


def remember(follower: Follower) -> None:
    """Give this browser what opens the follower's pages, for ninety days; what it had before opens nothing any more."""
    given = _given()
    if given is not None and given.id == follower.id:
        return
    with committing():
        browsers.end(_token())
        session[COOKIE_KEY] = browsers.begin(follower, at=clock.now())
    session.permanent = True


def forget() -> None:
    """This browser opens no follower's pages any more, nor does a copy of what it had."""
    if COOKIE_KEY in session:
        with committing():
            browsers.end(_token())
    session.pop(COOKIE_KEY, None)
