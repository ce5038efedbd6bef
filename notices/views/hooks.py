"""Where a mail service posts what became of our letters, in place of a mailbox or beside it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from flask import Blueprint, abort, request

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


@bp.post("/hooks/mail")
@by_machine(lambda: settings().mail_hook_token)
def mail() -> tuple[dict[str, int], int, dict[str, str]]:
    """A list of {"message_id" or "recipient", "kind": bounce, complaint or delivered, "code", "at"}. Answers how many were
    taken; what names no letter of ours is passed over, so that the service does not send it again."""
    request.max_content_length = MOST_BYTES
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    items, taken = _items(), 0
    rest = iter(items)
    while batch := list(islice(rest, AT_ONCE)):
        with committing():
            taken += sum(_take(each) for each in batch)
    return {"taken": taken, "passed_over": len(items) - taken}, 200, {"Cache-Control": "no-store"}


def _items() -> Sequence[Any]:
    try:
        found = json.loads(request.get_data())
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(found, list) or len(found) > MOST_ITEMS:
        abort(400)
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
