"""What is stored of a person, told to them; and closing an account: the person goes, published history stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from accounts import signals
from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.models.person import Consent, Person, RecoveryCode, SignIn
from accounts.queries import organisations, own, people
from accounts.services import telling, trail
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


def standing_in_the_way(person: Person, at: datetime) -> list[Organisation]:
    """Organisations that would be left without an owner: somebody else acts for them, or everybody sees them."""
    return [each for each, has_others in own.owned_alone(person.id, at) if has_others or each.is_listed]


def going_along(person: Person, at: datetime) -> list[Organisation]:
    """Organisations that nobody else acts for and that never published anything: they close with the account."""
    return [each for each, has_others in own.owned_alone(person.id, at) if not has_others and not each.is_listed]


def close(person: Person, *, at: datetime, actor: Actor) -> None:
    """Close an account for good: name, address, keys, sign-ins, agreements go; the row stays, so that the trail keeps its ties.

    `Refused("last_owner")` while an organisation would be left without an owner.
    """
    if standing_in_the_way(person, at):
        raise Refused("last_owner")
    mail, name, language = person.mail or "", person.name, person.language
    for organisation in going_along(person, at):
        _close_organisation(organisation, at=at, actor=actor)
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


def _close_organisation(organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Nobody acts for it any more and nobody ever saw it: whom to reach goes, its drafts stay unseen."""
    organisation.contact_name = organisation.contact_mail = organisation.contact_phone = ""
    organisation.suspended_at = at
    for row in organisations.open_invitations(organisation.id, at):
        row.withdrawn_at = at
    trail.note("closed_organisation", at=at, actor=actor, organisation_id=organisation.id, subject=organisation)


def _empty(person: Person) -> None:
    person.mail, person.name, person.mail_wanted, person.mail_wanted_at = None, "", "", None
    person.password_hash, person.password_at = "", None
    person.totp_secret, person.totp_since, person.totp_step = "", None, 0
