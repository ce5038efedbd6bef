"""Random tokens, kept as hashes only; and signed links by mail, which need no row."""

from hashlib import sha256
from hmac import new as keyed
from secrets import token_urlsafe
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

DAY = 24 * 3600


def fresh_token() -> str:
    """256 random bits for a cookie or a program."""
    return token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_hash(secret: str, text: str) -> str:
    """A hash that nobody without the secret can guess from a list of addresses; 40 hex digits."""
    return keyed(secret.encode(), text.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:40]


def signed(secret: str, purpose: str, facts: Any) -> str:
    """Text for a link that says `facts` (JSON) for one purpose."""
    return str(URLSafeTimedSerializer(secret, salt=f"delta-window:{purpose}").dumps(facts))


def unsigned(secret: str, purpose: str, text: str, *, seconds: int) -> Any | None:
    """What `signed` said, or None where it is not ours, is for another purpose, or is older than `seconds`."""
    try:
        return URLSafeTimedSerializer(secret, salt=f"delta-window:{purpose}").loads(text, max_age=seconds)
    except BadSignature:
        return None
