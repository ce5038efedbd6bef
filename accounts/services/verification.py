"""Deeds on proofs: stating them, deciding on them, telling of their end. What counts is computed (accounts/licensing.py)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from accounts import credit_code
from accounts.actor import Actor
from accounts.licensing import EXPIRING, Held, MemberKind, Proof, Rung, Standing, reminder_due, rung
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.proof import Capacity, Decision, Evidence, Licence, Outcome
from accounts.queries import people, proofs
from accounts.services import telling, trail
from core.clock import local
from core.db import session
from core.editing import set_fields
from core.errors import Refused

TOLD_BEFORE, TOLD_AFTER = timedelta(days=60), timedelta(days=7)
MOST_WAITING = 20


def set_capacities(organisation: Organisation, kinds: frozenset[MemberKind], *, at: datetime, actor: Actor) -> bool:
    """Say which kinds of member an organisation is; answers whether that is new."""
    known = proofs.capacities_of([organisation.id]).get(organisation.id, frozenset())
    if known == kinds:
        return False
    for kind in known - kinds:
        session.delete(session.get_one(Capacity, (organisation.id, kind)))
    session.add_all(Capacity(organisation_id=organisation.id, kind=kind) for kind in kinds - known)
    trail.note(
        "kinds_changed", at=at, actor=actor, organisation_id=organisation.id, subject=organisation,
        before={"kinds": sorted(known)}, after={"kinds": sorted(kinds)},
    )
    return True


def standings(organisations: Sequence[Organisation]) -> Mapping[int, Standing]:
    """What is known of organisations, by key; two statements for all."""
    keys = [each.id for each in organisations]
    kinds, held = proofs.capacities_of(keys), proofs.held_by(keys)
    return {each.id: _standing(each, kinds.get(each.id, frozenset()), held.get(each.id, [])) for each in organisations}


def _standing(organisation: Organisation, kinds: frozenset[MemberKind], held: Sequence[tuple[Held, str]]) -> Standing:
    code = organisation.credit_code
    # A business licence counts for the code that it was shown for: whoever changes the code shows the paper again.
    kept = [proof for proof, number in held if proof.proof is not Proof.BUSINESS_LICENCE or number == code]
    return Standing(
        has_name=bool(organisation.name),
        has_contact=bool(organisation.contact_mail or organisation.contact_phone),
        has_code=credit_code.is_valid(code),
        kinds=kinds,
        held=kept,
        is_recommended=any(proof.proof is Proof.RECOMMENDATION for proof in kept),
    )


def rung_of(organisation: Organisation, *, at: datetime) -> Rung:
    """How far an organisation is verified at a moment, and what the next tier lacks."""
    return rung(standings([organisation])[organisation.id], local(at).date())


def state_proof(
    organisation: Organisation, proof: Proof, evidence: Evidence | None, *, number: str = "", scope: str = "",
    expires_on: date | None = None, at: datetime, actor: Actor,
) -> Licence:
    """Ask the staff to look at a proof. A business licence bears the organisation's credit code."""
    if evidence is None:
        raise Refused("paper_needed")
    if proof is Proof.BUSINESS_LICENCE:
        number = organisation.credit_code
        if not credit_code.is_valid(number):
            raise Refused("credit_code_first")
    if proof in EXPIRING and expires_on is None:
        raise Refused("end_needed")
    if expires_on is not None and expires_on < local(at).date():
        raise Refused("has_expired")
    stated = proofs.licences_of(organisation.id)
    decided = proofs.latest_decisions([each.id for each in stated])
    if sum(each.id not in decided for each in stated) >= MOST_WAITING:
        raise Refused("too_many_waiting", limit=MOST_WAITING)
    row = Licence(
        organisation_id=organisation.id, proof=proof, expires_on=expires_on, evidence_id=evidence.id,
        sent_by_id=actor.person_id, sent_at=at,
    )
    set_fields(row, {"number": number, "scope": scope})
    session.add(row)
    session.flush()  # the trail names it
    trail.note(
        "proof_stated", at=at, actor=actor, organisation_id=organisation.id, subject=row,
        after={"proof": proof.value, "number": row.number, "expires_on": expires_on.isoformat() if expires_on else None},
    )
    return row


def withdraw_proof(row: Licence, *, at: datetime, actor: Actor) -> None:
    """Take a proof back; what was decided on it stays readable."""
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        trail.note("proof_withdrawn", at=at, actor=actor, organisation_id=row.organisation_id, subject=row)


def decide(
    row: Licence, outcome: Outcome, *, expires_on: date | None, reason: str, at: datetime, actor: Actor
) -> Decision:
    """Accept, refuse or (once accepted) revoke a proof. `row` is held; nobody decides for an organisation of their own."""
    if row.organisation_id in actor.roles:
        raise Refused("own_organisation")
    if outcome is not Outcome.ACCEPTED and not reason.strip():
        raise Refused("reason_needed")
    latest = proofs.latest_decisions([row.id]).get(row.id)
    if (outcome is Outcome.REVOKED) != (latest is not None and latest.outcome is Outcome.ACCEPTED):
        raise Refused("decided")
    if outcome is Outcome.ACCEPTED and row.proof in EXPIRING and expires_on is None:
        raise Refused("end_needed")
    decision = Decision(
        licence_id=row.id, person_id=actor.person_id or 0, at=at, outcome=outcome, expires_on=expires_on,
        digest=row.evidence.digest if row.evidence else "",
    )
    set_fields(decision, {"reason": reason}, prose=("reason",))
    session.add(decision)
    session.flush()  # the letter and the trail name it
    trail.note(
        f"proof_{outcome.value}", at=at, actor=actor, organisation_id=row.organisation_id, subject=row,
        after={"proof": row.proof.value, "expires_on": expires_on.isoformat() if expires_on else None}, reason=decision.reason,
    )
    _tell(
        row, "proof_decided", f"decision:{decision.id}", at, outcome=outcome.value, reason=decision.reason,
        expires_on=expires_on.isoformat() if expires_on else "",
    )
    return decision


def _tell(row: Licence, kind: str, key: str, at: datetime, **facts: str | int) -> None:
    organisation = row.organisation
    told = {"slug": organisation.slug, "zh": organisation.name_zh, "en": organisation.name_en, "proof": row.proof.value}
    for person in people.people_to_tell(row.organisation_id, at, (Role.OWNER,)):
        telling.tell(kind, at=at, to=person, key=f"{key}:{person.id}", facts=told | facts, organisation_id=row.organisation_id)


def tell_of_ends(*, at: datetime) -> int:
    """Tell the owners 60 and 30 days before the last day of a proof and once it has ended (R20); answers how many proofs.

    The letter's key makes each happen once, however often this runs.
    """
    today, told = local(at).date(), 0
    for row, expires_on in proofs.ending(today - TOLD_AFTER, today + TOLD_BEFORE):
        days = reminder_due(expires_on, today)
        if days is not None:
            key = f"proof_ends:{row.id}:{expires_on.isoformat()}:{days}"
            _tell(row, "proof_ends", key, at, days=days, expires_on=expires_on.isoformat())
            told += 1
    return told
