"""Random tokens, kept as hashes only; and signed links by mail, which need no row."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from hashlib import sha256
from hmac import digest as keyed
from secrets import token_urlsafe
from typing import Any

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from core import clock

DAY = 24 * 3600


def fresh_token() -> str:
    """256 random bits for a cookie or a program."""
    return token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_hash(secret: str, text: str) -> str:
    """A hash that nobody without the secret can guess from a list of addresses; 40 hex digits."""
    return keyed(secret.encode(), text.encode("utf-8", "surrogatepass"), "sha256").hex()[:40]


_written_at: ContextVar[datetime | None] = ContextVar("written_at", default=None)


class _Dated(TimestampSigner):
    """Signs with the moment of the letter that is written (`dated`), or this one, by our own clock."""

    def get_timestamp(self) -> int:
        """Whole seconds since 1970."""
        return int((_written_at.get() or clock.now()).timestamp())


def _serializer(secret: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"delta-window:{purpose}", signer=_Dated)


@contextmanager
def dated(moment: datetime) -> Iterator[None]:
    """Links that are signed within are as old as their letter: the letter written once more is the same to the byte."""
    token = _written_at.set(moment)
    try:
        yield
    finally:
        _written_at.reset(token)


def signed(secret: str, purpose: str, facts: Any) -> str:
    """Text for a link that says `facts` (JSON) for one purpose."""
    return str(_serializer(secret, purpose).dumps(facts))


def unsigned(secret: str, purpose: str, text: str, *, seconds: int) -> Any | None:
    """What `signed` said, or None where it is not ours, is for another purpose, or is older than `seconds`."""
    try:
        return _serializer(secret, purpose).loads(text, max_age=seconds)
    except BadSignature:
        return None
