"""Agreeing, and taking it back; each with the version of the wording and the time."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models.person import Consent, Person
from accounts.queries import own
from accounts.wordings import NEEDED, WORDINGS, Purpose
from core.db import session
from core.errors import Refused


def in_force(person: Person) -> dict[Purpose, Consent]:
    """What a person agrees to now."""
    return {Purpose(row.purpose): row for row in own.consents_of(person.id) if row.withdrawn_at is None}


def give(person: Person, purposes: Iterable[Purpose], *, at: datetime) -> None:
    """Agree to the present wording of each; an agreement to an older one ends."""
    known = in_force(person)
    for purpose in purposes:
        earlier = known.get(purpose)
        if earlier is not None and earlier.wording == WORDINGS[purpose]:
            continue
        if earlier is not None:
            earlier.withdrawn_at = at
        session.add(Consent(person_id=person.id, purpose=purpose.value, wording=WORDINGS[purpose], given_at=at))
    session.flush()  # whoever asks next must see it


def withdraw(person: Person, purpose: Purpose, *, at: datetime) -> None:
    """Take an agreement back. What an account cannot be without ends with the account: `Refused("needed")`."""
    if purpose in NEEDED:
        raise Refused("needed")
    row = in_force(person).get(purpose)
    if row is not None:
        row.withdrawn_at = at
