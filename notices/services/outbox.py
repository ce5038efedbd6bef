"""Putting letters into the outbox, and what is kept of them (quality.md 4). Sending them: notices/services/sending.py."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, update

from accounts.limits import MOST_UNCONFIRMED, UNCONFIRMED_WITHIN
from accounts.retention import LETTER
from core.db import session
from notices import registry
from notices.models.delivery import Delivery
from notices.queries import outbox as queries

A_SWEEP = 500
# What somebody waits for this minute stands before all that is due since so long.
FIRST = timedelta(days=1)
NOBODY: dict[str, Any] = {"mail": "", "facts": {}, "person_id": None, "follower_id": None, "endpoint_id": None}


def put(
    kind: str, *, at: datetime, person_id: int | None, mail: str, language: str, key: str, facts: dict[str, Any],
    due_at: datetime, group: str, organisation_id: int | None,
) -> None:
    """Write a letter down; where its key is known already, or a mailbox that nobody confirmed was asked often enough today,
    nothing happens."""
    if queries.delivery_of_key(key) is not None or _is_too_much(kind, mail, at):
        return
    letter = registry.letter_kind(kind)
    turn_at = due_at - FIRST if letter is not None and letter.is_essential else due_at
    session.add(
        Delivery(
            key=key, kind=kind, group=group, person_id=person_id, organisation_id=organisation_id, mail=mail,
            language=language, facts=facts, made_at=at, due_at=due_at, turn_at=turn_at,
        )
    )
    session.flush()  # the same key again in this transaction must find it


def _is_too_much(kind: str, mail: str, at: datetime) -> bool:
    asking = [each.code for each in registry.letter_kinds() if each.asks]
    if kind not in asking or queries.letters_since(mail, asking, at - UNCONFIRMED_WITHIN) < MOST_UNCONFIRMED:
        return False
    return not queries.is_confirmed(mail)


def _unsent_of(group: str) -> ColumnElement[bool]:
    return and_(Delivery.group == group, Delivery.group != "", Delivery.over_at.is_(None))  # in the words of its index


def recall(group: str, *, at: datetime) -> None:
    """Take back what is not sent. A letter that is being sent this moment goes out."""
    unsent = _unsent_of(group)
    session.execute(delete(Delivery).where(unsent, queries.is_free(Delivery.claimed_until, at)))


def send_now(group: str, *, at: datetime) -> None:
    """What is told under a group waits no longer."""
    later = and_(_unsent_of(group), Delivery.due_at > at)
    session.execute(update(Delivery).where(later).values(due_at=at, turn_at=at))


def forget_person(person_id: int, address: str) -> None:
    """A person goes: what was not sent is not sent, and what was says no more to whom, nor what.

    `address` is theirs, if they have one: letters to it were perhaps written before there was the person.
    """
    theirs = Delivery.person_id == person_id
    if address:
        theirs |= Delivery.mail == address
    session.execute(delete(Delivery).where(theirs, Delivery.over_at.is_(None)))
    session.execute(update(Delivery).where(theirs).values(**NOBODY))


def forget_old(*, at: datetime) -> int:
    """What was over long enough ago says no more to whom, nor what; answers how many. Some hundred a run."""
    keys = queries.over_since(at - LETTER, A_SWEEP)
    session.execute(update(Delivery).where(Delivery.id.in_(keys)).values(**NOBODY))
    return len(keys)
