"""Putting letters into the outbox, claiming them, marking what became of them (quality.md 4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, update

from accounts.retention import LETTER
from core.db import session
from notices.models.delivery import Delivery, Fate
from notices.queries import outbox as queries

A_CLAIM = 10
LEASE = timedelta(minutes=2)
MOST_TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)
# So long nobody knocks at a server that lets nobody in.
SHUT_FOR = timedelta(minutes=1)
A_SWEEP = 500
NOBODY: dict[str, Any] = {"mail": "", "facts": {}, "person_id": None}


def put(
    kind: str, *, at: datetime, person_id: int | None, mail: str, language: str, key: str, facts: dict[str, Any],
    due_at: datetime, group: str, organisation_id: int | None,
) -> None:
    """Write a letter down; where its key is known already, nothing happens."""
    if queries.delivery_of_key(key) is not None:
        return
    session.add(
        Delivery(
            key=key, kind=kind, group=group, person_id=person_id, organisation_id=organisation_id, mail=mail,
            language=language, facts=facts, made_at=at, due_at=due_at, turn_at=due_at,
        )
    )
    session.flush()  # the same key again in this transaction must find it


def recall(group: str, *, at: datetime) -> None:
    """Take back what is not sent. A letter that is being sent this moment goes out."""
    unsent = (Delivery.group == group) & Delivery.over_at.is_(None)
    is_free = Delivery.claimed_until.is_(None) | (Delivery.claimed_until <= at)
    session.execute(delete(Delivery).where(unsent, is_free))


def send_now(group: str, *, at: datetime) -> None:
    """What is told under a group waits no longer."""
    unsent = (Delivery.group == group) & Delivery.over_at.is_(None) & (Delivery.due_at > at)
    session.execute(update(Delivery).where(unsent).values(due_at=at, turn_at=at))


def claim(owner: str, *, at: datetime) -> Sequence[int]:
    """Take a few due letters for `owner`; two processes never get the same one."""
    keys = queries.due_keys(at, A_CLAIM)
    session.execute(
        update(Delivery).where(Delivery.id.in_(keys), queries.waiting(at)).values(claimed_by=owner, claimed_until=at + LEASE)
    )
    return [row.id for row in queries.claimed(keys, owner)]


def note_sent(row: Delivery, *, at: datetime) -> None:
    """It went out."""
    row.over_at, row.fate, row.claimed_until, row.problem = at, Fate.SENT, None, ""
    row.tries += 1


def note_failed(row: Delivery, problem: str, *, at: datetime, for_good: bool) -> None:
    """It did not go out: again later with growing pauses, or never where the server refused for good."""
    row.tries += 1
    row.problem, row.claimed_until = problem[:300], None
    if for_good or row.tries >= MOST_TRIES:
        row.over_at, row.fate = at, Fate.REFUSED if for_good else Fate.PARKED
    else:
        row.turn_at = row.due_at = at + FIRST_PAUSE * 4 ** (row.tries - 1)


def put_off(owner: str, *, at: datetime) -> None:
    """The way out is shut: what is due waits a little, what `owner` holds too, and none of it counts as tried."""
    mine = (Delivery.claimed_by == owner) & Delivery.over_at.is_(None)
    session.execute(
        update(Delivery).where(or_(mine, queries.waiting(at))).values(due_at=at + SHUT_FOR, claimed_by="", claimed_until=None)
    )


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
    """Letters that went out long enough ago say no more to whom, nor what; answers how many. Some hundred a run."""
    keys = queries.over_since(at - LETTER, A_SWEEP)
    session.execute(update(Delivery).where(Delivery.id.in_(keys)).values(**NOBODY))
    return len(keys)
