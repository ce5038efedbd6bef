"""Letters through a mail server: one connection for several, opened with the first, and again where it broke."""

import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from core.web import settings
from notices.channels.channel import Message, Outcome
from notices.channels.mail import mail_of
from notices.models.follower import ChannelCode

# For one answer, and for one letter as a whole, opening included; a lease is longer (notices/services/sending.py).
TIMEOUT_S = 15
LETTER_S = 40
PERMANENT = 500
SIGN_IN_FIRST = 530
CLOSING = 421
# RFC 3463: security or policy. It is we who are refused (no relaying, no signature, a bad name), not the letter.
OF_US = "5.7."
STATUS = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
# A server that cannot be reached is asked again soon: it may be back. One that sends us away is left alone for longer.
UNREACHED_FOR = timedelta(seconds=10)
Broken = (smtplib.SMTPServerDisconnected, OSError)


class _Limited:
    """Beside smtplib's classes: no answer is waited for beyond the letter's own time; knows whether a letter was begun."""

    until = 0.0
    is_begun = False
    sock: Any

    def getreply(self) -> tuple[int, bytes]:
        """An answer, or TimeoutError."""
        if self.until and self.sock is not None:
            left = self.until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.sock.settimeout(min(TIMEOUT_S, left))
        return super().getreply()  # type: ignore[misc,no-any-return]

    def data(self, msg: Any) -> tuple[int, bytes]:
        """From here on nobody knows whether the letter was taken, unless they say so."""
        self.is_begun = True
        return super().data(msg)  # type: ignore[misc,no-any-return]


class _Plain(_Limited, smtplib.SMTP):
    pass


class _Secure(_Limited, smtplib.SMTP_SSL):
    pass


class Smtp:
    """A server at smtp://[user:password@]host[:port] (STARTTLS where it is offered) or smtps:// (TLS from the first byte)."""

    code = ChannelCode.MAIL.value

    def __init__(self, address: str) -> None:
        self._address = address

    @contextmanager
    def opened(self) -> Iterator["Line"]:
        """A line that connects when there is something to say."""
        line = Line(urlsplit(self._address))
        try:
            yield line
        finally:
            line.close()


class Line:
    """One connection at a time to one server."""

    def __init__(self, parts: SplitResult) -> None:
        self._parts = parts
        self._server: _Plain | _Secure | None = None

    def send(self, message: Message) -> Outcome:
        """Hand one letter over."""
        try:
            letter = mail_of(message)
        except ValueError as error:
            return Outcome(type(error).__name__, for_good=True)
        until = time.monotonic() + LETTER_S
        is_used = self._server is not None
        outcome, may_ask_again = self._tried(letter, message.to, until)
        if is_used and may_ask_again:  # the server ended an old connection before it heard of this letter
            outcome, _ = self._tried(letter, message.to, until)
        return outcome

    def _tried(self, letter: bytes, to: str, until: float) -> tuple[Outcome, bool]:
        """What became of it, and whether it was the connection, before the letter was begun."""
        if self._server is None:
            try:
                self._server = _opened(self._parts, until)
            except smtplib.SMTPResponseException as error:
                return Outcome(_said(error), is_shut=True), False
            except (smtplib.SMTPException, OSError, ValueError) as error:
                return Outcome(_said(error), is_shut=True, wait=UNREACHED_FOR), False
        server = self._server
        server.until, server.is_begun = until, False
        outcome, is_broken = _handed_over(server, letter, to)
        if is_broken:
            self.close()
        return outcome, is_broken and not server.is_begun

    def close(self) -> None:
        """Whatever is answered: what became of the letters is known."""
        server, self._server = self._server, None
        if server is not None:
            server.until = time.monotonic() + 2
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def _opened(parts: SplitResult, until: float) -> _Plain | _Secure:
    """A server that lets us in."""
    host = parts.hostname or ""
    server: _Plain | _Secure
    if parts.scheme == "smtps":
        server = _Secure(host, parts.port or 465, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        server = _Plain(host, parts.port or 25, timeout=TIMEOUT_S)
    server.until = until
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _handed_over(server: smtplib.SMTP, letter: bytes, to: str) -> tuple[Outcome, bool]:
    """What the server said, and whether the connection is over."""
    try:
        options = () if to.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
        server.sendmail(settings().sender, [to], letter, options)
    except smtplib.SMTPSenderRefused as refused:
        # An old connection may be ended by these words, too.
        return Outcome(_said(refused), is_shut=True), refused.smtp_code == CLOSING
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()), (PERMANENT, b""))
        # Whatever the reason, a 550 is not asked again (quality.md D4). What shuts us out as a whole is said before, to our
        # name or the sender's.
        is_final = code >= PERMANENT and code != SIGN_IN_FIRST
        return Outcome(f"recipient refused: {code} {_status(words)}".rstrip(), for_good=is_final), code == CLOSING
    except smtplib.SMTPDataError as refused:
        is_over = refused.smtp_code == CLOSING
        return Outcome(_said(refused), for_good=_is_final(refused.smtp_code, refused.smtp_error)), is_over
    except Broken as error:
        return Outcome(_said(error)), True
    except (smtplib.SMTPException, ValueError) as error:
        return Outcome(_said(error)), True
    return Outcome(), False


def _said(error: Exception) -> str:
    """A code or a kind; what a server says in words may name an address."""
    return f"answered {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__


def _status(words: bytes | str) -> str:
    """The enhanced status that an answer begins with (RFC 2034), or nothing."""
    found = STATUS.match(words.decode(errors="replace") if isinstance(words, bytes) else words)
    return found[1] if found is not None else ""


def _is_final(code: int, words: bytes | str) -> bool:
    """Whether this letter will never be taken, however right our own settings are."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return code >= PERMANENT and code != SIGN_IN_FIRST and not text.lstrip().startswith(OF_US)
