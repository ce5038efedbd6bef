"""Signed webhooks: a follower's own program is told by an https request.

Signed as Standard Webhooks says (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md), since its
receivers exist in every language and nobody has to write one for us: headers `webhook-id` (the same at every try),
`webhook-timestamp` (seconds, of this try) and `webhook-signature`: "v1," and base64 of HMAC-SHA256 over id.timestamp.body with
the bytes that the secret stands for ("whsec_" and base64). 410 ends the endpoint; redirects are not followed.
"""

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from hashlib import sha256

from core import clock
from core.outbound import Fetched, Reason, post
from notices.channels.channel import Message, Outcome, Way
from notices.channels.trouble import Trouble

ANSWER_BYTES = 16 * 2**10
TIMEOUT_S = 10
SECRET_BYTES = 32
PREFIX = "whsec_"
LONGEST_WAIT = timedelta(days=1)
GONE = 410
# Too many at once: all that waits for the same receiver waits on, and none of it counts as tried.
_RATE = {429, 503}
_BUSY = {408, 425, 429}
_NOT_AN_ADDRESS = {
    Reason.BAD_ADDRESS, Reason.TOO_LONG, Reason.SCHEME, Reason.PORT, Reason.CREDENTIALS, Reason.NOT_PUBLIC,
}


def fresh_secret() -> str:
    """A secret as receivers know it: 256 random bits."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, identity: str, seconds: int, body: bytes) -> str:
    """What `webhook-signature` says. `secret` as `fresh_secret` gives it."""
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.new(key, f"{identity}.{seconds}.".encode() + body, sha256).digest()).decode()


def body_of(message: Message) -> bytes:
    """What is sent: the words for people, and the facts for programs. The same message again is the same bytes."""
    data = {
        "language": message.language, "subject": message.subject, "text": message.body, "unsubscribe": message.unsubscribe,
        "facts": dict(message.facts),
    }
    said = {"type": f"notice.{message.kind}", "timestamp": message.made_at.astimezone(UTC).isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=str).encode()


class Webhooks:
    """All webhooks. `allow_private` is for tests, whose receivers stand on this machine."""

    code = "webhook"

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private

    @contextmanager
    def opened(self) -> Iterator[Way]:
        """Nothing is held open: each message is a request of its own."""
        yield self

    def send(self, message: Message) -> Outcome:
        """Send one message, once."""
        if not message.to.startswith("https://") and not self._allow_private:
            return Outcome(f"{Trouble.ADDRESS} scheme", for_good=True)
        body, seconds, identity = body_of(message), int(clock.now().timestamp()), f"n{message.number}"
        found = post(
            message.to, body, limit_bytes=ANSWER_BYTES, limit_s=TIMEOUT_S, allow_private=self._allow_private,
            headers={
                "Content-Type": "application/json", "Webhook-Id": identity, "Webhook-Timestamp": str(seconds),
                "Webhook-Signature": signature(message.secret, identity, seconds, body),
            },
        )
        return outcome_of(found)


def outcome_of(found: Fetched) -> Outcome:
    """What an answer means: only its status counts."""
    if found.is_done:
        return Outcome()
    if not found.status:
        is_wrong = found.reason in _NOT_AN_ADDRESS
        trouble = Trouble.ADDRESS if is_wrong else Trouble.BUSY
        is_shut, is_slow = _is_unreached(found.reason), found.reason is Reason.TIMEOUT
        return Outcome(f"{trouble} {found.reason.value}", for_good=is_wrong, is_shut=is_shut, is_slow=is_slow)
    if found.status == GONE:
        return Outcome(f"{Trouble.GONE} {GONE}", for_good=True)
    if found.status in _BUSY or found.status >= 500:
        is_rate = found.status in _RATE
        wait = _wait(found.headers.get("retry-after", ""))
        return Outcome(f"{Trouble.RATE if is_rate else Trouble.BUSY} {found.status}", is_shut=is_rate, wait=wait)
    return Outcome(f"{Trouble.REFUSED} {found.status}")


def _is_unreached(reason: Reason) -> bool:
    """Whether nothing arrived; after a time-out it may have, so that it counts as a try."""
    return reason in {Reason.UNREACHABLE, Reason.UNRESOLVED, Reason.TLS}


def _wait(stated: str) -> timedelta | None:
    """How long the receiver asks us to wait, in seconds; dates are not read, and nobody holds a message for days."""
    stated = stated.strip()
    if not stated.isascii() or not stated.isdecimal() or len(stated) > 9:
        return None
    return min(timedelta(seconds=int(stated)), LONGEST_WAIT)
