"""What packages below want told becomes rows of the outbox, in the same transaction."""

from datetime import datetime
from typing import Any

from accounts.models.person import Person
from accounts.signals import notice_hastened, notice_recalled, notice_wanted, person_exported, person_removed
from core.editing import plain
from notices.queries import outbox as queries
from notices.services import outbox

LETTER = ("kind", "mail", "language", "made_at", "due_at", "over_at", "fate", "facts")


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    notice_wanted.connect(_on_wanted)
    notice_recalled.connect(_on_recalled)
    person_exported.connect(_on_exported)
    person_removed.connect(_on_removed)
    notice_hastened.connect(_on_hastened)


def _on_wanted(kind: str, **facts: Any) -> None:
    outbox.put(kind, **facts)


def _on_recalled(group: str, at: datetime, **_more: Any) -> None:
    outbox.recall(group, at=at)


def _on_exported(person: Person, **_more: Any) -> dict[str, Any]:
    """The letters to a person, as far as they are still known."""
    return {"letters": [{name: plain(getattr(row, name)) for name in LETTER} for row in queries.letters_to(person.id)]}


def _on_removed(person: Person, **_more: Any) -> None:
    # An address that was never confirmed may be somebody else's, who is written to for other reasons.
    is_theirs = bool(person.mail and person.mail_confirmed_at)
    outbox.forget_person(person.id, str(person.mail) if is_theirs else "")


def _on_hastened(group: str, at: datetime, **_more: Any) -> None:
    outbox.send_now(group, at=at)
