"""Who follows, at the door: by the link of a letter, by signing in, or by what the browser was given."""

from collections.abc import Sequence
from typing import Any

from flask import session

from accounts.session import person
from notices.doors_links import MANAGE, key_digest, manage_facts, stated
from notices.models.follower import Follower
from notices.queries import following

COOKIE_KEY = "follower"


def follower_here(token: str = "") -> Follower | None:
    """The follower of this request: whom the manage link in the address names, else the signed-in person's, else the one that
    this browser was given. Nothing is written: who signs in for the first time becomes a follower with their first deed."""
    if token:
        return follower_of_link(token)
    who = person()
    if who is not None:
        return following.follower_of(who)
    return _of_facts(session.get(COOKIE_KEY))


def browsers_follower() -> Follower | None:
    """Whom this browser was given before somebody signed in, where that is no account's: what it follows can be taken over.
    None where nobody is signed in, or nothing would come of it."""
    who = person() if COOKIE_KEY in session else None
    found = _of_facts(session[COOKIE_KEY]) if who is not None else None
    if who is None or found is None or found.person_id is not None or not following.has_anything(found.id):
        return None
    mine = following.follower_of(who)
    return found if mine is None or mine.id != found.id else None


def follower_of_link(token: str) -> Follower | None:
    """Whom a manage link names; None where it is not ours, too old, or void."""
    return _of_facts(stated(MANAGE, token, int, str))


def _of_facts(facts: Any) -> Follower | None:
    if not isinstance(facts, Sequence) or isinstance(facts, str) or len(facts) != 2:
        return None
    found = following.follower_by_key(facts[0]) if isinstance(facts[0], int) else None
    return found if found is not None and facts[1] == key_digest(found) else None


def remember(follower: Follower) -> None:
    """Give this browser what opens the follower's pages, for ninety days."""
    session[COOKIE_KEY] = manage_facts(follower)
    session.permanent = True


def forget() -> None:
    """This browser opens no follower's pages any more."""
    session.pop(COOKIE_KEY, None)
