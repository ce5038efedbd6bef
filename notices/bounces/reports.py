"""Delivery reports (RFC 3464) and complaints (RFC 5965), read from a raw mail. Pure; nothing in a mail makes it raise.

Whoever can write to the mailbox can send anything, so that a report counts for nothing by itself: it names a letter by the
Message-ID that we gave it, and the caller checks that it is ours. Answers of people and machines that are away, our own letters
and whatever else arrives are no reports.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from enum import StrEnum

# Of a report only the beginning is read: the letter that it is about comes last, and its headers are enough.
MOST_BYTES = 256 * 2**10
MOST_PARTS = 50
_MESSAGE_ID = re.compile(r"<n([1-9][0-9]{0,18})\.([0-9a-f]{16})@([A-Za-z0-9.-]{1,253})>")
_STATUS = re.compile(r"\b([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_COMPLAINTS = {"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list"}


class Fact(StrEnum):
    """What is reported of a letter."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class LetterId:
    """What a Message-ID of ours says; `mark` is to be compared with the one that only we can make."""

    number: int
    mark: str
    host: str


@dataclass(frozen=True, slots=True)
class Report:
    """One fact about one letter. `code`: an enhanced status (RFC 3463), or empty."""

    fact: Fact
    letter: LetterId
    code: str = ""


def letter_id(text: str) -> LetterId | None:
    """The Message-ID of ours that a text is; None for any other."""
    found = _MESSAGE_ID.fullmatch(text.strip())
    return LetterId(int(found[1]), found[2], found[3].lower()) if found else None


def read(raw: bytes) -> Report | None:
    """What a mail reports; None where it is no report of a letter of ours."""
    try:
        return _read(message_from_bytes(raw[:MOST_BYTES], policy=compat32))
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        return None


def _read(mail: Message) -> Report | None:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    parts = [part for part, _ in zip(_parts(mail), range(MOST_PARTS), strict=False)]
    letter = next((found for part in parts if (found := _letter_of(part)) is not None), None)
    if letter is None:
        return None
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return _delivery(part, letter)
        if kind == "message/feedback-report":
            return _feedback(part, letter)
    return None


def _parts(mail: Message) -> Iterator[Message]:
    """The parts of the report itself; what stands within the letter that it is about is none of them."""
    payload = mail.get_payload()
    return iter([part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else [])


def _letter_of(part: Message) -> LetterId | None:
    """The letter that a report returns, whole or as its headers."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        heads = next(_parts(part), None)
        return letter_id(str(heads.get("Message-ID", ""))) if heads is not None else None
    if kind == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        heads = message_from_bytes(payload if isinstance(payload, bytes) else b"", policy=compat32)
        return letter_id(str(heads.get("Message-ID", "")))
    return None


def _delivery(part: Message, letter: LetterId) -> Report | None:
    """The first recipient's fate: a letter of ours has one. Delays are none yet."""
    for block in _parts(part):
        action = str(block.get("Action", "")).strip().lower()
        found = _STATUS.search(str(block.get("Status", ""))[:200])
        code = found[1] if found else ""
        if action == "failed":
            return Report(Fact.BOUNCE, letter, code)
        if action == "delivered":  # "relayed": handed on, nobody knows
            return Report(Fact.DELIVERED, letter, code)
    return None


def _feedback(part: Message, letter: LetterId) -> Report | None:
    for block in _parts(part):
        stated = str(block.get("Feedback-Type", "")).strip().lower()
        if stated:
            return Report(Fact.COMPLAINT, letter) if stated in _COMPLAINTS else None
    return None
