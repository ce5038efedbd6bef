"""Private calendars: what their secret addresses are made of, and how often one may be asked. Pure."""

import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from core import tokens

RANDOM_BYTES = 16
MARK_BYTES = 5
LENGTH = 28
# A calm client asks every few minutes at most; a person who tries things out asks often for a while.
BURST = 300
SECONDS_A_REQUEST = 10.0
MOST_REMEMBERED = 5_000


def _mark(secret_key: str, random: bytes) -> bytes:
    return bytes.fromhex(tokens.keyed_hash(secret_key, f"calendar:{random.hex()}"))[:MARK_BYTES]


def fresh_secret(secret_key: str) -> str:
    """128 random bits for the address of a private calendar, and a mark by which we know it for ours when it is no more."""
    random = secrets.token_bytes(RANDOM_BYTES)
    return urlsafe_b64encode(random + _mark(secret_key, random)).decode().rstrip("=")


def was_ours(secret_key: str, secret: str) -> bool:
    """Whether such an address was once given out by us: then it is gone for good (410), else it never was (404)."""
    if len(secret) != LENGTH:
        return False
    try:
        stated = urlsafe_b64decode(secret)
    except (Error, ValueError):
        return False
    random, mark = stated[:RANDOM_BYTES], stated[RANDOM_BYTES:]
    return secrets.compare_digest(mark, _mark(secret_key, random))


class Pace:
    """How often each key may ask: a burst, then one request each ten seconds. Of one process; bounded; safe between threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic, most: int = MOST_REMEMBERED) -> None:
        self._now, self._most = now, most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: str) -> bool:
        """Count one request of a key; whether it is still calm."""
        at = self._now()
        with self._lock:
            left, since = self._left.pop(key, (float(BURST), at))
            left = min(float(BURST), left + (at - since) / SECONDS_A_REQUEST)
            is_calm = left >= 1
            self._left[key] = (left - 1 if is_calm else left, at)
            while len(self._left) > self._most:
                self._left.popitem(last=False)
        return is_calm
