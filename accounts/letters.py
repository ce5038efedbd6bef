"""Letters that were put into a folder instead of being sent, read for the page /mailbox."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it is shown."""

    to: str
    subject: str
    at: datetime
    lines: tuple[tuple[str, bool], ...]


def latest(folder: Path, most: int) -> list[Letter]:
    """The newest letters of a folder, the newest first; what cannot be read is passed over."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:most]
    return [letter for path in files if (letter := _read(path)) is not None]


def _read(path: Path) -> Letter | None:
    try:
        written = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(written, EmailMessage)
        body = written.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        at = parsedate_to_datetime(str(written["Date"]))
    except (OSError, ValueError, LookupError, AssertionError):
        return None
    lines = tuple((line, _LINK.fullmatch(line.strip()) is not None) for line in text.strip().splitlines())
    return Letter(to=str(written["To"]), subject=str(written["Subject"]), at=at, lines=lines)
