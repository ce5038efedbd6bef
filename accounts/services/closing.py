"""What is stored of a person, told to them; and closing an account: the person goes, published history stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from accounts import signals
from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.models.person import Consent, Person, RecoveryCode, SignIn
from accounts.obstacles import Obstacle
from accounts.queries import own, people
from accounts.services import telling, trail
from accounts.services.ending import close_organisation, obstacles_to
from core.db import session
from core.editing import plain
from core.errors import Refused

PROFILE = (
    "mail", "mail_confirmed_at", "mail_wanted", "name", "language", "created_at", "password_at", "totp_since", "is_demo",
)
ROLE = ("role", "since", "until")
DEVICE = ("device", "began_at", "seen_at", "ends_at", "strong_at")
PROGRAM = ("name", "scopes", "made_at", "expires_at", "revoked_at", "used_at")
DEED = ("at", "deed", "organisation_id", "subject", "subject_id", "before", "after", "reason", "via")


def export(person: Person, *, at: datetime) -> dict[str, Any]:
    """Everything that is stored of a person, as JSON; packages above add what they hold."""
    told: dict[str, Any] = {"made_at": plain(at), "profile": _facts(person, PROFILE)}
    told["memberships"] = [
        {"organisation": row.organisation.slug, **_facts(row, ROLE)} for row in own.all_memberships(person.id)
    ]
    told["staff_roles"] = [_facts(row, ROLE) for row in own.all_grants(person.id)]
    told["consents"] = [_facts(row, ("purpose", "wording", "given_at", "withdrawn_at")) for row in own.consents_of(person.id)]
    told["sign_ins"] = [_facts(row, DEVICE) for row in people.sign_ins_of(person.id, at)]
    told["recovery_codes_left"] = len(own.unused_recovery_codes(person.id))
    told["invitations"] = [
        {"organisation": row.organisation.slug, **_facts(row, ("role", "made_at", "expires_at", "accepted_at", "withdrawn_at"))}
        for row in (own.invitations_to(person.mail) if person.mail else ())
    ]
    told["programs"] = [
        {"organisation": row.organisation.slug, **_facts(row, PROGRAM)}
        for row in own.tokens_of(person.id)
    ]
    told["deeds"] = [_facts(row, DEED) for row in own.deeds_of(person.id)]
    for _receiver, more in signals.person_exported.send(person, at=at):
        told |= more
    return told


def _facts(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


@dataclass(frozen=True, slots=True)
class Owned:
    """An organisation that nobody else owns, and what has to be done before the account can close: let one of the others own it
    (`has_others`), or see to what is still to come (`obstacles`). Where neither is, it closes along."""

    organisation: Organisation
    has_others: bool
    obstacles: Sequence[Obstacle]

    @property
    def stands_in_the_way(self) -> bool:
        """Whether something has to be done first."""
        return self.has_others or bool(self.obstacles)


def owned_alone(person: Person, at: datetime) -> list[Owned]:
    """What becomes of the organisations that would be left without an owner."""
    return [Owned(each, has_others, obstacles_to(each, at=at)) for each, has_others in own.owned_alone(person.id, at)]


def close(person: Person, *, at: datetime, actor: Actor) -> None:
    """Close an account for good: name, address, keys, sign-ins, agreements go; the row stays, so that the trail keeps its ties.

    Organisations that nobody else acts for close along. `Refused("last_owner")` while one would be left without an owner
    that has other people, or something public to come.
    """
    alone = owned_alone(person, at)
    if any(each.stands_in_the_way for each in alone):
        raise Refused("last_owner")
    mail, name, language = person.mail or "", person.name, person.language
    for each in alone:
        close_organisation(each.organisation, at=at, actor=actor)
    _end_roles(person, at=at)
    signals.person_removed.send(person, at=at)
    for table in (Consent, RecoveryCode, SignIn):
        session.execute(delete(table).where(table.person_id == person.id))
    for invitation in own.invitations_to(mail):
        invitation.mail = ""
        invitation.withdrawn_at = invitation.withdrawn_at or (None if invitation.accepted_at else at)
    _empty(person)
    person.closed_at = at
    trail.note("closed_account", at=at, actor=actor, subject=person)
    telling.tell("account_closed", at=at, to=mail, key=f"closed:{person.id}", language=language, facts={"name": name})


def _end_roles(person: Person, *, at: datetime) -> None:
    """Memberships, staff roles and programs of the person end now; what was over stays as it was."""
    rows: list[Any] = [*own.all_memberships(person.id), *own.all_grants(person.id)]
    for row in rows:
        if row.until is None or row.until > at:
            row.until = at
    for token in own.tokens_of(person.id):
        token.revoked_at = token.revoked_at or at


def _empty(person: Person) -> None:
    person.mail, person.name, person.mail_wanted, person.mail_wanted_at = None, "", "", None
    person.password_hash, person.password_at = "", None
    person.totp_secret, person.totp_since, person.totp_step = "", None, 0
