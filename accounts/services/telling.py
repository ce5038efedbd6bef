"""Telling somebody by mail: a signal inside the transaction; `notices` keeps the row and sends it after the commit."""

from datetime import datetime
from typing import Any

from accounts import signals
from accounts.models.person import Person


def tell(
    kind: str,
    *,
    at: datetime,
    to: Person | str,
    of: Person | None = None,
    key: str,
    facts: dict[str, Any] | None = None,
    language: str = "",
    due_at: datetime | None = None,
    group: str = "",
    organisation_id: int | None = None,
) -> None:
    """Say `kind` (templates/notices/<kind>.txt) to a person, or to a bare address.

    `of` is the person whose account a letter to a bare address is about: it goes with them.
    `key` makes it happen once: a second telling with the same key is nothing new. `facts` are JSON for the template and hold
    no secret: links are signed when the mail is written. Not before `due_at`; `recall(group)` takes back what was not sent.
    """
    person = to if isinstance(to, Person) else None
    mail = person.mail if person else str(to)
    if not mail or (person and person.closed_at):
        return
    whose = person or of
    signals.notice_wanted.send(
        kind, at=at, person_id=whose.id if whose else None, mail=mail, key=key, facts=facts or {},
        language=language or (person.language if person else "zh"), due_at=due_at or at, group=group,
        organisation_id=organisation_id,
    )


def recall(group: str, *, at: datetime) -> None:
    """Take back what was told under `group` and was not sent yet."""
    signals.notice_recalled.send(group, at=at)


def hasten(group: str, *, at: datetime) -> None:
    """What was told under `group` waits no longer."""
    signals.notice_hastened.send(group, at=at)
