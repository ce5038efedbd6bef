"""A small mail server on this machine that answers as it is told, and keeps what it takes."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """`says` gives the answer to a command ("RCPT", and "." for the end of a letter); an empty answer hangs up, "hang" says
    nothing until the other side does. After `most` letters a line is closed."""

    says: Mapping[str, str]
    port: int = 0
    taken: list[str] = field(default_factory=list)
    greeted: int = 0
    most: int = 0

    @property
    def address(self) -> str:
        """As MAIL_SERVER names it."""
        return f"smtp://somebody:secret@127.0.0.1:{self.port}"


USUAL = {
    "HELLO": "220 at your service", "EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 come in", "MAIL": "250 good",
    "RCPT": "250 good", "DATA": "354 go on", ".": "250 taken", "RSET": "250 good", "QUIT": "221 good bye",
}


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: "Server"

    def handle(self) -> None:
        """Answer line after line."""
        self.server.kept.greeted += 1
        taken_before = len(self.server.kept.taken)
        if not self.say("HELLO"):
            return
        for line in self.rfile:
            word = (line.split() or [b""])[0].decode().upper()
            if not self.say(word) or word == "QUIT" or not self.take(word):
                return
            if self.server.kept.most and len(self.server.kept.taken) - taken_before >= self.server.kept.most:
                return

    def say(self, word: str) -> bool:
        """Give the answer to a word; whether the line stays open."""
        answer = self.server.kept.says.get(word, "250 good")
        if answer == "hang":
            self.rfile.read()
            return False
        if answer:
            self.wfile.write(f"{answer}\r\n".encode())
        return bool(answer)

    def take(self, word: str) -> bool:
        """After DATA: read a letter and answer; whether the line stays open."""
        kept = self.server.kept
        if word != "DATA" or not kept.says["DATA"].startswith("354"):
            return True
        text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
        if kept.says["."].startswith("250"):
            kept.taken.append(text)
        return self.say(".")


class Server(socketserver.ThreadingTCPServer):
    """On any free port of this machine."""

    daemon_threads = True

    def __init__(self, kept: MailServer) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.kept = kept
        kept.port = self.server_address[1]


@contextmanager
def mail_server(**says: str) -> Iterator[MailServer]:
    """One that takes every letter, but for the commands whose answer is stated; `END` is the end of a letter.

    `letters_a_line`: it closes a line after so many."""
    most = int(says.pop("letters_a_line", "0"))
    kept = MailServer(USUAL | {"." if name == "END" else name: answer for name, answer in says.items()}, most=most)
    with Server(kept) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
