"""A mail server on this machine that remembers what it was given, and misbehaves as it is told."""

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

KEPT = 1_000  # bodies
MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Mood(StrEnum):
    """How the server is at all."""

    WELL = "well"
    REFUSES = "refuses"
    HANGS_AT_ONCE = "hangs at once"
    HANGS_AFTER_DATA = "hangs after data"


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter that was taken. `at`: seconds by the monotonic clock; `wall`: by the wall clock of whoever sent it."""

    to: str
    message_id: str
    at: float
    wall: float
    port: int
    body: bytes = field(repr=False, default=b"")

    @property
    def number(self) -> int:
        """The key of its delivery row."""
        return int(self.message_id.removeprefix("<n").partition(".")[0])


@dataclass
class Sink:
    """Listens on 127.0.0.1 at a port that the system gives, in a thread of its own.

    `verdict` is asked for each recipient and try (from 1): "" takes the letter; "451…" or "550…" is answered to RCPT; "drop"
    takes it and ends the connection without an answer. `delay` is waited before a letter is taken, seconds.
    """

    verdict: Callable[[str, int], str] = lambda _to, _number: ""
    delay: float = 0.0
    shift: float = 0.0  # how far the senders' wall clock is ahead of ours, seconds
    mood: Mood = Mood.WELL
    mails: list[Mail] = field(default_factory=list)
    tries: dict[str, list[float]] = field(default_factory=dict)
    hung: list[float] = field(default_factory=list)
    drops: int = 0
    port: int = 0
    more: list[asyncio.Server] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Listen."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self._wait(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        """End all conversations."""
        for each in self.more:
            self._loop.call_soon_threadsafe(each.close)
        self._wait(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def be(self, mood: Mood) -> None:
        """Change; who hangs stays hanging until the other side goes away."""
        self.mood = mood
        self._wait(self._stop() if mood is Mood.REFUSES else self._listen())

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._greet, "127.0.0.1", self.port, limit=2**22)
            self.port = self._server.sockets[0].getsockname()[1]

    def another_port(self) -> int:
        """One more port, so that it can be told who sent what; it is closed at the end alone."""
        made = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._greet, "127.0.0.1", 0, limit=2**22), self._loop)
        self.more.append(made.result(timeout=10))
        return int(self.more[-1].sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for task in [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "_greet"]:  # type: ignore[union-attr]
            task.cancel()
        await asyncio.sleep(0)

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if self.mood is Mood.HANGS_AT_ONCE:
                await self._hang(reader)
            else:
                await self._talk(reader, writer)
        writer.close()

    async def _hang(self, reader: asyncio.StreamReader) -> None:
        """Say nothing until the other side has had enough, and note how long that was."""
        began = time.monotonic()
        while await reader.read(65_536):
            pass
        self.hung.append(time.monotonic() - began)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to = ""
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.partition(b"<")[2].partition(b">")[0].decode()
                answer = self._asked(to)
            elif word == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                if not await self._taken(to, body, reader, writer.get_extra_info("sockname")[1]):
                    return
                answer = "250 taken"
            else:
                answer = {b"EHLO": "250 sink", b"QUIT": "221 bye"}.get(word, "250 ok")
            writer.write(f"{answer}\r\n".encode())
            if word == b"QUIT":
                return

    def _asked(self, to: str) -> str:
        self.tries.setdefault(to, []).append(time.time() + self.shift)  # noqa: TID251 - the senders' clock, not the site's
        verdict = self.verdict(to, len(self.tries[to]))
        return verdict if verdict[:1] in {"4", "5"} else "250 ok"

    async def _taken(self, to: str, body: bytes, reader: asyncio.StreamReader, port: int) -> bool:
        """Whether to go on with this connection."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.mood is Mood.HANGS_AFTER_DATA:
            await self._hang(reader)
            return False
        found = MESSAGE_ID.search(body)
        name = found.group(1).decode() if found else ""
        wall = time.time() + self.shift  # noqa: TID251 - as above
        self.mails.append(Mail(to, name, time.monotonic(), wall, port, body if len(self.mails) < KEPT else b""))
        if self.verdict(to, len(self.tries[to])) == "drop":
            self.drops += 1
            return False
        return True

    # --- what is asked of it afterwards ---

    @property
    def address(self) -> str:
        """As MAIL_SERVER takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def times(self) -> Counter[str]:
        """How often each letter (by Message-ID) was taken."""
        return Counter(mail.message_id for mail in list(self.mails))

    def names_of(self) -> dict[str, set[str]]:
        """The Message-IDs that each mailbox saw."""
        found: dict[str, set[str]] = {}
        for mail in list(self.mails):
            found.setdefault(mail.to, set()).add(mail.message_id)
        return found
