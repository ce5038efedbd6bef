"""Letters through a mail server."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from notices.channels.channel import Outcome

TIMEOUT_S = 20
PERMANENT = 500
SIGN_IN_FIRST = 530
# RFC 3463: security or policy. It is we who are refused (no relaying, no signature, a bad name), not the letter.
OF_US = "5.7."


class Smtp:
    """A server at smtp://[user:password@]host[:port] (STARTTLS where it is offered) or smtps:// (TLS from the first byte)."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)

    def _connected(self) -> smtplib.SMTP:
        host = self._parts.hostname or ""
        if self._parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._parts.port or 465, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(host, self._parts.port or 25, timeout=TIMEOUT_S)

    def _open(self) -> smtplib.SMTP:
        """A server that lets us in."""
        server = self._connected()
        try:
            server.ehlo_or_helo_if_needed()
            if self._parts.scheme != "smtps" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if self._parts.username:
                server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def send(self, letter: EmailMessage, to: str) -> Outcome:
        """One connection, one letter."""
        try:
            server = self._open()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return Outcome(_said(error), is_shut=True)
        try:
            return _handed_over(server, letter, to)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # whatever is answered: what became of the letter is known
            server.close()


def _handed_over(server: smtplib.SMTP, letter: EmailMessage, to: str) -> Outcome:
    try:
        server.send_message(letter, to_addrs=[to])
    except smtplib.SMTPSenderRefused as refused:
        return Outcome(_said(refused), is_shut=True)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()), (PERMANENT, b""))
        return Outcome(f"recipient refused: {code}", for_good=_is_final(code, words))
    except smtplib.SMTPDataError as refused:
        return Outcome(_said(refused), for_good=_is_final(refused.smtp_code, refused.smtp_error))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return Outcome(_said(error))
    return Outcome()


def _said(error: Exception) -> str:
    """A code or a kind; what a server says in words may name an address."""
    return f"answered {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__


def _is_final(code: int, words: bytes | str) -> bool:
    """Whether this letter will never be taken, however right our own settings are."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return code >= PERMANENT and code != SIGN_IN_FIRST and not text.lstrip().startswith(OF_US)
