"""A message as a mail: text and plain HTML, an invitation where there is one, and the headers that mail programs read.

Message-ID, date and boundaries come from the row, so that a second try is the same letter. Invitations stand as Outlook and
Gmail find them: last in the alternatives, with their method, and once more as a file (RFC 6047; feeds.md 4).

Written by the library's older classes on purpose: the newer ones parse every header that is set, three times the work of all
the rest of a letter, and break List-Unsubscribe, which they encode as if it were words. What they would refuse is refused here:
addresses are read by `Address`, and every line of a header is one line.
"""

from email.encoders import encode_base64
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, formataddr
from functools import lru_cache

from flask_babel import force_locale, gettext

from core import tokens
from core.language import LOCALES, TAGS
from core.letters import as_html, fenced
from core.text import clean_line
from core.web import settings
from notices.channels.channel import Attachment, Message


class _Folded(Compat32):
    """Headers are written as they stand: each is short, or was folded when it was encoded."""

    def fold(self, name: str, value: str) -> str:
        """As text."""
        return f"{name}: {value}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """As bytes."""
        return self.fold(name, value.replace("\n", self.linesep)).encode()


LINES = _Folded(linesep="\r\n")
ONE_CLICK = "List-Unsubscribe=One-Click"
UTF8 = "utf-8"


def message_id(message: Message) -> str:
    """The same for the same delivery, and not to be guessed."""
    mark = tokens.keyed_hash(settings().secret_key, f"{message.kind}:{message.number}")[:16]
    return f"<n{message.number}.{mark}@{settings().public_host}>"


def mail_of(message: Message) -> bytes:
    """The finished mail, as it goes over the wire; ValueError for an address that is none."""
    return _composed(message).as_bytes(policy=LINES)


def _composed(message: Message) -> MIMEMultipart:
    to = _address(message.to)
    texts = MIMEMultipart("alternative", _boundary(message, 0))
    texts.attach(MIMEText(fenced(message.body), "plain", UTF8))
    texts.attach(MIMEText(as_html(message.body, message.subject, message.language), "html", UTF8))
    for each in message.attachments:
        if each.method:
            texts.attach(_invitation(each))
    mail = texts
    if message.attachments:
        mail = MIMEMultipart("mixed", _boundary(message, 1))
        mail.attach(texts)
        for each in message.attachments:
            mail.attach(_file(each))
    with force_locale(LOCALES[message.language]):
        mail["From"] = formataddr((gettext("Delta Window"), _address(settings().sender)))
    mail["To"] = to
    subject = clean_line(message.subject)
    mail["Subject"] = Header(subject, None if subject.isascii() else UTF8, header_name="Subject").encode()
    mail["Date"] = format_datetime(message.made_at)
    mail["Message-ID"] = message_id(message)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = TAGS[message.language]
    if message.unsubscribe:
        # RFC 8058: a program may press it, so that it needs no page; people find the same address at the end of the text.
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = ONE_CLICK
    return mail


@lru_cache(maxsize=256)
def _address(stated: str) -> str:
    """An address as it stands in a header; ValueError for what is none (the library's parser raises whatever it trips over)."""
    try:
        return Address(addr_spec=stated).addr_spec
    except (ValueError, IndexError, MessageError) as error:
        raise ValueError("no address") from error


def _boundary(message: Message, place: int) -> str:
    """No mark of chance; nothing that a text encoded as ours can hold."""
    return f"=_delta.{message.number}.{place}_="


def _invitation(attachment: Attachment) -> MIMENonMultipart:
    part = MIMEText(attachment.body.decode(), "calendar", UTF8)
    part.set_param("method", attachment.method)
    return part


def _file(attachment: Attachment) -> MIMENonMultipart:
    kind = "application/ics" if attachment.method else attachment.content_type.partition(";")[0]
    part = MIMENonMultipart(*kind.split("/", 1))
    part.set_payload(attachment.body)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=clean_line(attachment.name))
    return part
