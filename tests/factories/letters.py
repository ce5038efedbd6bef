"""Letters that went out in a test, and the links in them."""

import re
from email import message_from_bytes, policy
from urllib.parse import urlsplit

from core.web import settings
from notices.jobs import sending


def sent() -> list[tuple[str, str, str]]:
    """Send what is due; answers (to, subject, text) of every letter so far, in the order of writing."""
    sending.send_due()
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in settings().mail_folder.glob("*.eml")]
    read.sort(key=lambda letter: int(re.findall(r"\d+", str(letter["Message-ID"]))[0]))
    bodies = [letter.get_body(("plain",)) for letter in read]
    return [
        (str(letter["To"]), str(letter["Subject"]), str(body.get_content()) if body else "")
        for letter, body in zip(read, bodies, strict=True)
    ]


def link_in(text: str, part: str = "/account/") -> str:
    """The path of the first link of a letter that holds `part`."""
    found = next(each for each in re.findall(r"https?://\S+", text) if part in each)
    return str(urlsplit(found).path)
