"""What a way out is: it takes a finished message and says how it went. One file a way."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a message (an invitation to a calendar). `method`: iMIP's (REQUEST, CANCEL), "" for a plain one."""

    name: str
    content_type: str
    body: bytes
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One delivery, written for its reader. `number` is the delivery's key: the same message again has the same.

    `to` is an address of the way (a mailbox, a robot's address), `secret` what it is signed with. `subject` is one line, `body`
    plain text with our own addresses in it. `unsubscribe` is the address of one click that stops it ("" where nothing can be
    stopped). `facts` are for programs (webhooks): ids and moments, plain JSON. `parts_gone`: so many of its parts
    arrived before, where it goes in parts.
    """

    number: int
    kind: str
    language: str
    to: str
    subject: str
    body: str
    made_at: datetime
    secret: str = ""
    unsubscribe: str = ""
    attachments: tuple[Attachment, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    parts_gone: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` is empty for a message that went out; `for_good` says that trying again is useless.

    `is_shut`: nothing was said of the message, because the way itself is shut (no connection, no signing in, no sender's name).
    `wait`: the other side asked for so much patience. `is_part`: one part went out, and others are still to go: the message is
    to be sent again with one more of its parts gone. `is_slow`: the other side let us wait for as long as we do, in vain;
    whoever else is to be told there need not wait as long.
    """

    problem: str = ""
    for_good: bool = False
    is_shut: bool = False
    wait: timedelta | None = None
    is_part: bool = False
    is_slow: bool = False

    @property
    def went_out(self) -> bool:
        """Whether the message is on its way."""
        return not self.problem


class Way(Protocol):
    """A way that is open: a connection, if it has one, serves several messages."""

    def send(self, message: Message) -> Outcome:
        """Send one message, or the next part of it; never raises for what the other side does."""


class Channel(Protocol):
    """One way out. `code` is what endpoints and deliveries name it by."""

    code: str

    def opened(self) -> AbstractContextManager[Way]:
        """The way, open until the context ends; a way that cannot be opened answers `is_shut` to every message."""
