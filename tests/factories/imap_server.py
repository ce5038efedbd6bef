"""A small IMAP server on this machine: one folder of mails, of which it keeps who saw them. Without TLS."""

import imaplib
import re
import shlex
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Kept:
    """The mails, and what was done."""

    mails: Sequence[bytes]
    password: str
    port: int = 0
    seen: set[int] = field(default_factory=set)
    fetched: list[int] = field(default_factory=list)
    signed_in: list[tuple[str, str]] = field(default_factory=list)
    selected: list[str] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: "Server"

    def handle(self) -> None:
        """Answer line after line."""
        self.say("* OK [CAPABILITY IMAP4rev1] here")
        for line in self.rfile:
            tag, word, *rest = shlex.split(line.decode())
            if word.upper() == "UID":
                word, *rest = rest
            answer = getattr(self, f"on_{word.lower()}", lambda *_: "BAD what")(*rest)
            self.say(f"{tag} {answer}")
            if word.upper() == "LOGOUT":
                return

    def say(self, line: str) -> None:
        """One line."""
        self.wfile.write(f"{line}\r\n".encode())

    def on_capability(self) -> str:
        """What it can do."""
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def on_login(self, user: str, password: str) -> str:
        """Let somebody in."""
        if self.server.kept.password not in {"", password}:
            return "NO go away"
        self.server.kept.signed_in.append((user, password))
        return "OK in"

    def on_select(self, folder: str) -> str:
        """Open a folder."""
        self.server.kept.selected.append(folder)
        self.say(f"* {len(self.server.kept.mails)} EXISTS")
        return "OK [READ-WRITE] done"

    def on_search(self, *_terms: str) -> str:
        """What nobody saw."""
        unseen = [number for number in range(1, len(self.server.kept.mails) + 1) if number not in self.server.kept.seen]
        self.say(f"* SEARCH {' '.join(map(str, unseen))}".rstrip())
        return "OK done"

    def on_fetch(self, number: str, what: str, *_more: str) -> str:
        """One mail, its beginning."""
        limit = int((re.search(r"<0\.(\d+)>", what) or [0, 0])[1])
        raw = self.server.kept.mails[int(number) - 1][:limit]
        self.server.kept.fetched.append(int(number))
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return "OK done"

    def on_store(self, number: str, *_flags: str) -> str:
        """Mark one as seen."""
        self.server.kept.seen.add(int(number))
        return "OK done"

    def on_logout(self) -> str:
        """Good bye."""
        self.say("* BYE")
        return "OK done"


class Server(socketserver.ThreadingTCPServer):
    """On any free port of this machine."""

    daemon_threads = True

    def __init__(self, kept: Kept) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.kept = kept
        kept.port = self.server_address[1]


@contextmanager
def serving(mails: Sequence[bytes], password: str = "") -> Iterator[Kept]:
    """One that holds these mails."""
    kept = Kept(mails, password)
    with Server(kept) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


def plainly(host: str, port: int) -> imaplib.IMAP4:
    """A connection as the tests' server speaks: without TLS."""
    return imaplib.IMAP4(host, port, timeout=5)
