"""Where a mail service posts what became of our letters, in place of a mailbox or beside it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge

from accounts.session import by_machine
from core import clock
from core.db import committing
from core.web import settings
from notices.bounces.reports import Fact, letter_id
from notices.channels.mail import mark_of
from notices.services import bounces

bp = Blueprint("hooks", __name__)
MOST_BYTES = 512 * 2**10
MOST_ITEMS = 1_000
AT_ONCE = 100
LONGEST = 320
Answer = tuple[dict[str, Any], int, dict[str, str]]


@bp.post("/hooks/mail")
@by_machine(lambda: settings().mail_hook_token)
def mail() -> Answer:
    """A list of {"message_id" or "recipient", "kind": bounce, complaint or delivered, "code", "at"}. Answers how many were
    taken; what names no letter of ours is passed over, so that the service does not send it again."""
    request.max_content_length = MOST_BYTES
    try:
        items, taken = _items(request.get_data()), 0
    except RequestEntityTooLarge:
        return _refused(413, f"at most {MOST_BYTES} bytes")
    except ValueError as wrong:
        return _refused(400, str(wrong))
    rest = iter(items)
    while batch := list(islice(rest, AT_ONCE)):
        with committing():
            taken += sum(_take(each) for each in batch)
    return {"taken": taken, "passed_over": len(items) - taken}, 200, {"Cache-Control": "no-store"}


def _refused(status: int, what: str) -> Answer:
    """In words for whoever set the service up; as JSON, since a program reads it first."""
    return {"error": what}, status, {"Cache-Control": "no-store"}


def _items(body: bytes) -> list[Any]:
    """The facts of a body; ValueError says what is wrong with it."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("the body is no JSON") from error
    if not isinstance(found, list):
        raise ValueError("the body must be a list of facts, even of one")  # noqa: TRY004 - of the other side, not of ours
    if len(found) > MOST_ITEMS:
        raise ValueError(f"at most {MOST_ITEMS} facts at a time")
    return found


def _take(item: Any) -> bool:
    """One fact; False for what says nothing of a letter of ours."""
    if not isinstance(item, Mapping) or _line(item, "kind") not in set(Fact):
        return False
    fact, code = Fact(_line(item, "kind")), _line(item, "code")
    letter = letter_id(_line(item, "message_id"))
    if letter is not None:
        return bounces.note_of_letter(letter, fact, code, host=settings().public_host, marked=mark_of, at=clock.now())
    recipient = _line(item, "recipient").strip().lower()
    at = clock.now()
    return bool(recipient) and bounces.note_of_mailbox(recipient, fact, code, at=at, happened_at=_moment(item))


def _moment(item: Mapping[str, Any]) -> datetime | None:
    """When it happened, as the service says; None where it says nothing, or no moment with its zone."""
    try:
        found = datetime.fromisoformat(_line(item, "at"))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _line(item: Mapping[str, Any], name: str) -> str:
    """A text of an item; empty where it is none, or no text that a database can hold."""
    value = item.get(name)
    return value if isinstance(value, str) and len(value) <= LONGEST and value.isprintable() else ""
