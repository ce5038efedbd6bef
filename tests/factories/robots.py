"""A small server on this machine that takes what robots and webhooks are told, and answers as it is told."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Said:
    """One answer. `hangs`: nothing is said until the server ends."""

    body: Any = field(default_factory=dict)
    status: int = 200
    heads: dict[str, str] = field(default_factory=dict)
    hangs: bool = False


@dataclass
class Heard:
    """One request."""

    path: str
    heads: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """What was sent, read as JSON."""
        return json.loads(self.raw)

    @property
    def query(self) -> dict[str, str]:
        """The query, the first of each name."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Listening:
    """What was heard, and what is still to be said: one answer after another, the last one for ever. `meanwhile` is done before
    each answer."""

    says: list[Said]
    heard: list[Heard] = field(default_factory=list)
    address: str = ""
    meanwhile: Callable[[], object] = lambda: None
    ended: threading.Event = field(default_factory=threading.Event)
    more: threading.Condition = field(default_factory=threading.Condition)

    def has_heard(self, number: int, *, seconds: float) -> bool:
        """Whether so many requests come within so many seconds."""
        with self.more:
            return self.more.wait_for(lambda: len(self.heard) >= number, seconds)


class Talk(BaseHTTPRequestHandler):
    """One request."""

    server: "Server"

    def do_POST(self) -> None:  # the library's name
        """Hear it and answer."""
        kept = self.server.kept
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with kept.more:
            kept.heard.append(Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, raw))
            said = kept.says.pop(0) if len(kept.says) > 1 else kept.says[0]
            kept.more.notify_all()
        kept.meanwhile()
        if said.hangs:
            kept.ended.wait(30)
            return
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        self.send_response(said.status)
        for name, value in ({"Content-Length": str(len(body))} | said.heads).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """On any free port of this machine."""

    daemon_threads = True

    def __init__(self, kept: Listening) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.kept = kept
        kept.address = f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def listening(says: Sequence[Said] = (Said(),)) -> Iterator[Listening]:
    """One that says these answers in turn."""
    kept = Listening(list(says))
    with Server(kept) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            kept.ended.set()
            server.shutdown()
            thread.join()
