"""A message as a mail: text and plain HTML, an invitation where there is one, and the headers that mail programs read.

Message-ID, date and boundaries come from the row, so that a second try is the same letter to the byte. Invitations stand as
Outlook and Gmail find them: last in the alternatives, with their method, and once more as a file (RFC 6047; feeds.md 4).
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from flask_babel import force_locale, gettext

from core import tokens
from core.language import LOCALES, TAGS
from core.letters import as_html, fenced
from core.text import clean_line
from core.web import settings
from notices.channels.channel import Attachment, Message

ONE_CLICK = "List-Unsubscribe=One-Click"


class _Whole(EmailPolicy):
    """Addresses in angle brackets stay in one piece: the standard library encodes a long one as if it were words."""

    WHOLE = frozenset({"list-unsubscribe", "message-id"})

    def fold(self, name: str, value: str) -> str:
        """As text."""
        return f"{name}: {value}{self.linesep}" if name.lower() in self.WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """As bytes."""
        return self.fold(name, value).encode("ascii") if name.lower() in self.WHOLE else super().fold_binary(name, value)


POLICY = _Whole()


def message_id(message: Message) -> str:
    """The same for the same delivery, and not to be guessed."""
    mark = tokens.keyed_hash(settings().secret_key, f"{message.kind}:{message.number}")[:16]
    return f"<n{message.number}.{mark}@{settings().public_host}>"


def mail_of(message: Message) -> EmailMessage:
    """The finished mail; ValueError for an address that is none."""
    mail = EmailMessage(POLICY)
    with force_locale(LOCALES[message.language]):
        mail["From"] = Address(gettext("Delta Window"), addr_spec=settings().sender)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = clean_line(message.subject)
    mail["Date"] = format_datetime(message.made_at)
    mail["Message-ID"] = message_id(message)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = TAGS[message.language]
    if message.unsubscribe:
        # RFC 8058: a program may press it, so that it needs no page; people find the same address at the end of the text.
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = ONE_CLICK
    mail.set_content(fenced(message.body))
    mail.add_alternative(as_html(message.body, message.subject, message.language), subtype="html")
    _attach(mail, message.attachments)
    _fix_boundaries(mail, message.number)
    return mail


def _attach(mail: EmailMessage, attachments: tuple[Attachment, ...]) -> None:
    for each in attachments:
        if each.method:
            mail.add_alternative(
                each.body.decode(), subtype="calendar", charset="utf-8", cte="base64", params={"method": each.method}
            )
    for each in attachments:
        kind = "application/ics" if each.method else each.content_type
        main, _, sub = kind.partition(";")[0].partition("/")
        mail.add_attachment(each.body, maintype=main, subtype=sub, filename=each.name)


def _fix_boundaries(mail: EmailMessage, number: int) -> None:
    """No mark of chance, so that every try is the same."""
    parts = (part for part in mail.walk() if part.is_multipart())
    for place, part in enumerate(parts):
        part.set_boundary(f"=_delta.{number}.{place}_=")
