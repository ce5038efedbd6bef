"""Letters through a mail server."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from notices.channels.channel import Outcome

TIMEOUT_S = 20
PERMANENT = 500


class Smtp:
    """A server at smtp://[user:password@]host[:port] (STARTTLS where it is offered) or smtps:// (TLS from the first byte)."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)

    def _open(self) -> smtplib.SMTP:
        host = self._parts.hostname or ""
        if self._parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._parts.port or 465, timeout=TIMEOUT_S, context=context)
        server = smtplib.SMTP(host, self._parts.port or 25, timeout=TIMEOUT_S)
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        return server

    def send(self, letter: EmailMessage, to: str) -> Outcome:
        """One connection, one letter."""
        try:
            with self._open() as server:
                if self._parts.username:
                    server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
                server.send_message(letter, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()), (PERMANENT, b""))[0]
            return Outcome(f"recipient refused: {code}", for_good=code >= PERMANENT)
        except smtplib.SMTPResponseException as answered:
            return Outcome(f"answered {answered.smtp_code}", for_good=answered.smtp_code >= PERMANENT)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(type(error).__name__)
        return Outcome()
