"""Deeds of the staff on organisations: trust, suspension, claims, and making one of two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from accounts import signals
from accounts.actor import Actor
from accounts.models.handover import OrganisationClaim
from accounts.models.membership import Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.proof import Capacity, Evidence, Licence, Outcome, Picture
from accounts.queries import memberships as stored
from accounts.queries import oversight, people, proofs
from accounts.services import signins, telling, trail
from accounts.services.founding import WITHIN
from core import history
from core.db import session
from core.editing import set_fields
from core.errors import Refused

MOST_CLAIMS = 5


def _because(reason: str) -> str:
    if not reason.strip():
        raise Refused("reason_needed")
    return reason.strip()


def set_trust(organisation: Organisation, trusted: bool, *, reason: str, at: datetime, actor: Actor) -> None:
    """Let what an organisation submits be published at once and looked at afterwards, or no longer."""
    _refuse_own(organisation, actor)
    if organisation.suspended_at is not None and trusted:
        raise Refused("is_suspended")
    if (organisation.trusted_since is not None) == trusted:
        return
    organisation.trusted_since = at if trusted else None
    _noted("trusted" if trusted else "trust_ended", organisation, _because(reason), at=at, actor=actor)


def set_suspension(organisation: Organisation, suspended: bool, *, reason: str, at: datetime, actor: Actor) -> None:
    """Stop an organisation's people from writing; all that was is still read. Or let them write again."""
    _refuse_own(organisation, actor)
    if organisation.closed_at is not None:
        raise Refused("has_closed")
    if (organisation.suspended_at is not None) == suspended:
        return
    organisation.suspended_at = at if suspended else None
    _noted("suspended" if suspended else "suspension_lifted", organisation, _because(reason), at=at, actor=actor)


def _refuse_own(organisation: Organisation, actor: Actor) -> None:
    if organisation.id in actor.roles:
        raise Refused("own_organisation")


def _noted(deed: str, organisation: Organisation, reason: str, *, at: datetime, actor: Actor) -> None:
    trail.note(deed, at=at, actor=actor, organisation_id=organisation.id, subject=organisation, reason=reason)
    for person in people.people_to_tell(organisation.id, at, (Role.OWNER,)):
        telling.tell(
            "organisation_standing", at=at, to=person, key=f"{deed}:{organisation.id}:{at.isoformat()}:{person.id}",
            facts={"deed": deed, "reason": reason, **_names(organisation)}, organisation_id=organisation.id,
        )


def _names(organisation: Organisation) -> dict[str, str]:
    return {
        "slug": organisation.slug, "zh": organisation.name_zh or organisation.name_en,
        "en": organisation.name_en or organisation.name_zh,
    }


# --- claims ----------------------------------------------------------------------------------------------------------


def claim_organisation(
    organisation: Organisation, person: Person, *, reason: str, evidence: Evidence | None, at: datetime, actor: Actor
) -> OrganisationClaim:
    """Say that one acts for an organisation that nobody acts for yet."""
    signins.throttle(f"claim:{person.id}", at=at, most=MOST_CLAIMS, within=WITHIN)
    if stored.has_members(organisation.id, at):
        raise Refused("has_members")
    if oversight.open_claim_of(organisation.id, person.id) is not None:
        raise Refused("claimed_already")
    row = OrganisationClaim(
        organisation_id=organisation.id, person_id=person.id, evidence_id=evidence.id if evidence else None, made_at=at
    )
    set_fields(row, {"reason": _because(reason)}, prose=("reason",))
    session.add(row)
    session.flush()  # the trail names it
    trail.note("organisation_claimed", at=at, actor=actor, organisation_id=organisation.id, subject=row)
    return row


def decide_claim(row: OrganisationClaim, accepted: bool, *, answer: str, at: datetime, actor: Actor) -> None:
    """Give an organisation to whoever claimed it, or say why not. `row` is held."""
    if row.outcome is not None:
        raise Refused("decided")
    if row.person_id == actor.person_id:
        raise Refused("own_organisation")
    if not accepted:
        _because(answer)
    stored.hold(row.organisation_id)  # of two claims that are accepted at once, the second finds the first one's owner
    if accepted and stored.has_members(row.organisation_id, at):
        raise Refused("has_members")
    row.outcome = Outcome.ACCEPTED if accepted else Outcome.REFUSED
    row.decided_at, row.decided_by_id = at, actor.person_id
    set_fields(row, {"answer": answer}, prose=("answer",))
    if accepted:
        session.add(Membership(person_id=row.person_id, organisation_id=row.organisation_id, role=Role.OWNER, since=at))
    trail.note(
        f"claim_{row.outcome.value}", at=at, actor=actor, organisation_id=row.organisation_id, subject=row, reason=row.answer,
        after={"person": row.person_id},
    )
    telling.tell(
        "claim_decided", at=at, to=row.person, key=f"organisation_claim:{row.id}",
        facts={"outcome": row.outcome.value, "answer": row.answer, "event": "", **_names(row.organisation)},
    )


# --- two that are one ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody of a merged organisation, and their role in the kept one; `is_new` where they had none there."""

    person: Person
    role: Role
    until: datetime | None
    is_new: bool


def merge(kept: Organisation, merged: Organisation, *, reason: str, at: datetime, actor: Actor) -> None:
    """Make one organisation of two: people (`coming_in`), papers, pictures and listings come to `kept`, and the other's
    address leads there. The other's row and its trail stay; its programs' tokens open nothing any more."""
    if kept.id == merged.id or kept.merged_into_id is not None or merged.merged_into_id is not None or kept.closed_at:
        raise Refused("cannot_merge")
    reason = _because(reason)
    for key in sorted((kept.id, merged.id)):
        stored.hold(key)
    told = [*people.people_to_tell(kept.id, at, (Role.OWNER,)), *people.people_to_tell(merged.id, at, tuple(Role))]
    incoming = _move_people(kept, merged, at)
    _tell_of_merger(kept, merged, told, incoming, reason=reason, at=at)
    _move_files(kept, merged)
    if merged.is_listed:
        history.record(merged, "merged", at=at, topic=f"organisation:{kept.id}", after={"into": kept.slug})
        kept.listed_at = kept.listed_at or at
    history.remember_slug("organiser", merged.slug, kept.slug)
    if not kept.credit_code:
        kept.credit_code = merged.credit_code
    merged.merged_into_id, merged.listed_at, merged.trusted_since = kept.id, None, None
    session.flush()  # whoever is told finds both as they are now
    signals.organisation_merged.send(kept, merged=merged, at=at)
    signals.organisation_changed.send(kept, at=at)
    for each in (kept, merged):
        trail.note(
            "merged", at=at, actor=actor, organisation_id=each.id, subject=each, reason=reason,
            before={"slug": merged.slug}, after={"slug": kept.slug},
        )


def coming_in(kept: Organisation, merged: Organisation, *, at: datetime) -> list[Incoming]:
    """Who of the merged organisation acts for the kept one after a merger, and as what; whoever acts for both stays what they
    are there. Nobody gets more than they had: new ones read until an owner raises them, unless nobody acts for `kept` yet."""
    known = {row.person_id: row for row in reversed(people.members_of(kept.id, at))}
    found: dict[int, Incoming] = {}
    for row in people.members_of(merged.id, at):
        own = known.get(row.person_id)
        role = own.role if own else Role.VIEWER if known else row.role
        found.setdefault(row.person_id, Incoming(row.person, role, own.until if own else row.until, is_new=own is None))
    return list(found.values())


def _move_people(kept: Organisation, merged: Organisation, at: datetime) -> list[Incoming]:
    found = coming_in(kept, merged, at=at)
    for row in people.members_of(merged.id, at):
        row.until = at
    session.add_all(
        Membership(person_id=each.person.id, organisation_id=kept.id, role=each.role, since=at, until=each.until)
        for each in found if each.is_new
    )
    for token in stored.tokens_in_force(merged.id):
        token.revoked_at = at
    for invitation in stored.open_invitations(merged.id, at):
        invitation.withdrawn_at = at
        telling.recall(f"invitation:{invitation.id}", at=at)
    offer = stored.handover_of(merged.id, at)
    if offer is not None:
        offer.withdrawn_at = at
    return found


def _tell_of_merger(
    kept: Organisation, merged: Organisation, told: Sequence[Person], incoming: Sequence[Incoming], *, reason: str, at: datetime
) -> None:
    """A letter to the owners of the one and all people of the other; who is new is told their role."""
    roles = {each.person.id: each.role.value for each in incoming if each.is_new}
    names = _names(merged)
    facts = _names(kept) | {"merged_zh": names["zh"], "merged_en": names["en"], "reason": reason, "number": len(roles)}
    for person in {each.id: each for each in told}.values():
        telling.tell(
            "organisations_merged", at=at, to=person, key=f"merged:{merged.id}:{person.id}",
            facts=facts | {"role": roles.get(person.id, "")}, organisation_id=kept.id,
        )


def _move_files(kept: Organisation, merged: Organisation) -> None:
    known = {row.key for row in proofs.pictures_of(kept.id)}
    for picture in proofs.pictures_of(merged.id):
        if picture.key in known:
            session.delete(picture)
    kinds = proofs.capacities_of([kept.id, merged.id])
    fresh = kinds.get(merged.id, frozenset()) - kinds.get(kept.id, frozenset())
    session.add_all(Capacity(organisation_id=kept.id, kind=kind) for kind in fresh)
    session.flush()  # the statements below see rows, not what is about to be one
    for table in (Picture, Evidence, Licence):
        session.execute(update(table).where(table.organisation_id == merged.id).values(organisation_id=kept.id))
    session.expire_all()
