"""Robots of chat groups: what WeCom, DingTalk and Feishu have in common. Each of them is one small file beside this one.

A message goes out as plain text, never as markup: what a title says can make no link, call nobody by "@" and look like nothing
of the service's own. A long one goes in parts (notices/splitting.py), one a call of `send`. The services answer 200 to nearly
everything; what became of the message stands in the body.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import parse_qs

from core.letters import FENCE, fenced
from core.outbound import Fetched, Reason, post
from notices.channels.channel import Message, Outcome, Way
from notices.channels.trouble import Trouble
from notices.splitting import split

ANSWER_BYTES = 16 * 2**10
TIMEOUT_S = 10
A_PAUSE = timedelta(minutes=1)
# Stands first in every part, in both languages: groups whose robot asks for a keyword name this one.
KEYWORD = "长三角之窗"
HEADS = {"zh": f"【{KEYWORD}】", "en": f"【Delta Window {KEYWORD}】"}
# Beyond this nobody reads, and no service lets so many through in a minute.
MOST_PARTS = 15
_KEY = re.compile(r"[A-Za-z0-9_-]{8,200}")
_CALLS = re.compile(rf"(?<=[@＠])(?=[^\s{FENCE}])")
_SPOKEN = str.maketrans({"<": "＜", ">": "＞"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a service: where, and what as JSON."""

    url: str
    payload: Mapping[str, Any]


class Service(Protocol):
    """What one service's file says: `code` as endpoints name it, whether robots have a
    `secret`, the `path` of its robots, `limit` of a text as `size` counts."""

    code: str
    has_secret: bool
    path: str
    query: str
    limit: int

    def size(self, text: str) -> int:
        """How long a text is for the service."""

    def call(self, base: str, key: str, secret: str, text: str) -> Call:
        """The request that says `text` to the group of a robot; `secret` may be empty."""

    def outcome(self, said: Mapping[str, Any]) -> Outcome:
        """What an answer's body says."""


def key_of(service: Service, bases: Iterable[str], stated: str) -> str | None:
    """A robot's key from what somebody pasted: the key itself, or the robot's whole address; None for anything else.

    An address must lie under one of `bases`: what a service's own page shows, or a gateway's. Only the key is kept, so that
    nothing is ever sent elsewhere.
    """
    stated = stated.strip()
    if _KEY.fullmatch(stated):
        return stated
    address, _, query = stated.partition("?")
    found = ""
    for path in (f"{base}{service.path}" for base in bases):
        if service.query and address == path:
            found = parse_qs(query).get(service.query, [""])[0]
        elif not service.query and address.startswith(f"{path}/"):
            found = address.removeprefix(f"{path}/")
    return found if _KEY.fullmatch(found) else None


def spoken(text: str) -> str:
    """Text as a group may see it: no tag, nobody called by "@", and only our own addresses can be pressed on."""
    return _CALLS.sub(FENCE, fenced(text.translate(_SPOKEN)))


class Robots:
    """All groups of one service. `base` is where the service answers; `is_own` that the operator named it."""

    def __init__(self, service: Service, base: str, *, is_own: bool = False) -> None:
        self.code = service.code
        self._service, self._base, self._is_own = service, base, is_own

    @contextmanager
    def opened(self) -> Iterator[Way]:
        """Nothing is held open: each message is a request of its own."""
        yield self

    def send(self, message: Message) -> Outcome:
        """Send the next part of a message. Which parts arrived is known to whoever sends: here nothing is remembered."""
        parts = self.parts(message)
        if len(parts) > MOST_PARTS:
            return Outcome(f"{Trouble.CONTENT} {len(parts)} parts", for_good=True)
        left = parts[message.parts_gone :]
        if not left:
            return Outcome()
        outcome = self._posted(self._service.call(self._base, message.to, message.secret, left[0]))
        return replace(outcome, is_part=outcome.went_out and len(left) > 1)

    def parts(self, message: Message) -> list[str]:
        """The texts that a message makes, each within the service's limit."""
        head = HEADS.get(message.language, HEADS["zh"])
        text = spoken(f"{message.subject}\n\n{message.body}")
        return split(text, limit=self._service.limit, size=self._service.size, head=head)

    def _posted(self, call: Call) -> Outcome:
        found = post(
            call.url, json.dumps(call.payload, ensure_ascii=False).encode(), limit_bytes=ANSWER_BYTES, limit_s=TIMEOUT_S,
            headers={"Content-Type": "application/json; charset=utf-8"}, allow_private=self._is_own,
        )
        if not found.status:
            return _unreached(found.reason)
        if found.status == 429 or found.status >= 500:
            return Outcome(f"{Trouble.BUSY} {found.status}", is_shut=True, wait=A_PAUSE)
        said = _said(found)
        return Outcome(f"{Trouble.ANSWER} {found.status}") if said is None else self._service.outcome(said)


def _unreached(reason: Reason) -> Outcome:
    """No answer. After a time-out the message may have arrived, so that it counts as a try."""
    is_slow = reason is Reason.TIMEOUT
    return Outcome(f"{Trouble.BUSY} {reason.value}", is_shut=not is_slow, is_slow=is_slow)


def _said(found: Fetched) -> Mapping[str, Any] | None:
    """The object that an answer's body is; None where it is none (a proxy's page, an empty body)."""
    try:
        said = json.loads(found.body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def code_in(said: Mapping[str, Any], name: str) -> int | None:
    """A service's number in its answer; None where there is none."""
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def words_in(said: Mapping[str, Any], name: str) -> str:
    """What a service says in words, in small letters; to be compared, never shown."""
    value = said.get(name)
    return value.lower()[:500] if isinstance(value, str) else ""
