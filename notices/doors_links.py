"""The signed links of letters: they open a follower's pages, or end what brought a letter, and need no sign-in."""

from typing import Any

from core import tokens
from core.language import LANGUAGES
from core.letters import signed_facts
from core.web import absolute, settings
from notices.models.delivery import Delivery
from notices.models.follower import Follower

DAYS = 400
MANAGE, UNSUBSCRIBE = "manage", "unsubscribe"


def mailbox_hash(mail: str) -> str:
    """By what a link names a mailbox without holding its address."""
    return tokens.keyed_hash(settings().secret_key, mail)[:16]


def _link(endpoint: str, speaks: str, purpose: str, facts: Any) -> str:
    stated = speaks if speaks in LANGUAGES else ""
    return absolute(endpoint, stated, token=tokens.signed(settings().secret_key, purpose, facts))


def key_digest(follower: Follower) -> str:
    """By what a link is bound to a follower's key without holding it: another key makes it void."""
    return tokens.hash_of(follower.key)[:16]


def manage_facts(follower: Follower) -> list[Any]:
    """What a manage link says; no secret, so that it can wait among the facts of a letter."""
    return [follower.id, key_digest(follower)]


def manage_link(follower: Follower, speaks: str = "") -> str:
    """The whole address that opens all that a follower follows."""
    return _link("following.by_token", speaks or follower.language, MANAGE, manage_facts(follower))


def unsubscribe_link(delivery: Delivery) -> str:
    """The whole address that ends what brought a letter: for its foot and for List-Unsubscribe (RFC 8058)."""
    return _link("following.unsubscribe", delivery.language, UNSUBSCRIBE, [delivery.id, mailbox_hash(delivery.mail)])


def stated(purpose: str, token: str, *shape: type) -> list[Any] | None:
    """What a link of ours says, where it says so many things of these types; None else, or when it is too old."""
    facts = signed_facts(purpose, token, days=DAYS)
    fits = isinstance(facts, list) and len(facts) == len(shape) and all(map(isinstance, facts, shape))
    return facts if fits else None
