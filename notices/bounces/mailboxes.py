"""The mailbox that reports arrive in: over IMAP, or a Maildir on this machine. Each mail is handed out once and then marked."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from notices.bounces.reports import MOST_BYTES

TIMEOUT_S = 20
IMAPS = 993


class MailboxShut(RuntimeError):
    """The mailbox cannot be read: the setting or the server are to be looked at."""


class Mailbox(Protocol):
    """Mails that were not looked at yet."""

    def names(self, most: int) -> list[str]:
        """By what they are asked for, the oldest first."""

    def raw(self, name: str) -> bytes:
        """One of them, its beginning."""

    def done(self, name: str) -> None:
        """It was looked at."""


class Maildir:
    """A folder as mail servers fill it (new, cur, tmp). What was looked at goes from new to cur."""

    def __init__(self, folder: Path) -> None:
        self._new, self._cur = folder / "new", folder / "cur"

    def names(self, most: int) -> list[str]:
        """The names of the files."""
        try:
            found = sorted(file.name for file in self._new.iterdir() if file.is_file() and not file.is_symlink())
        except OSError as error:
            raise MailboxShut(type(error).__name__) from error
        return found[:most]

    def raw(self, name: str) -> bytes:
        """The beginning of a file; nothing where somebody took it away."""
        try:
            with (self._new / name).open("rb") as file:
                return file.read(MOST_BYTES)
        except OSError:
            return b""

    def done(self, name: str) -> None:
        """Move it, seen."""
        with suppress(OSError):
            self._cur.mkdir(mode=0o700, exist_ok=True)
            (self._new / name).rename(self._cur / f"{name.partition(':')[0]}:2,S")


Connect = Callable[[str, int], imaplib.IMAP4]


def _over_tls(host: str, port: int) -> imaplib.IMAP4:
    return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_S)


class Imap:
    """A folder of a mail server; mails without the flag "seen" were not looked at yet."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def names(self, most: int) -> list[str]:
        """Their unique numbers."""
        _kind, found = self._server.uid("SEARCH", "UNSEEN")
        numbers = found[0].split() if found and isinstance(found[0], bytes) else []
        return [each.decode("ascii") for each in numbers[:most]]

    def raw(self, name: str) -> bytes:
        """The beginning of a mail, not marked as seen by that."""
        _kind, found = self._server.uid("FETCH", name, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((each[1] for each in found or () if isinstance(each, tuple) and isinstance(each[1], bytes)), b"")

    def done(self, name: str) -> None:
        """Flag it."""
        self._server.uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)")


@contextmanager
def opened(address: str, connect: Connect = _over_tls) -> Iterator[Mailbox]:
    """The mailbox that the setting names: imaps://user:password@host[:port]/folder, or maildir:///path. `MailboxShut` where
    it cannot be read."""
    parts = urlsplit(address)
    if parts.scheme == "maildir":
        yield Maildir(Path(unquote(parts.path)))
        return
    try:
        server = connect(parts.hostname or "", parts.port or IMAPS)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxShut(type(error).__name__) from error
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        kind, _said = server.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"')
        if kind != "OK":
            raise MailboxShut("no such folder")
        yield Imap(server)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxShut(type(error).__name__) from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()
