"""Deeds on who acts for an organisation. An organisation that had an owner always has one: whose membership has no end.

Whoever acts must still be what the door took them for: two owners may remove each other at the same moment, and one is left.
"""

from datetime import datetime, timedelta

from accounts.access import found
from accounts.actor import Actor
from accounts.models.handover import Handover
from accounts.models.membership import RANK, Invitation, Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.queries import memberships as stored
from accounts.queries import people
from accounts.services import telling, trail
from core.db import session
from core.errors import Refused

OPEN_FOR = timedelta(days=14)
# So that nobody's mailbox is buried by way of us.
MOST_A_DAY = 50
AGAIN_AFTER = timedelta(minutes=10)


def _as_owner(organisation_id: int, actor: Actor, at: datetime) -> None:
    """Hold the organisation's memberships and see that whoever acts is still an owner; 404 else."""
    stored.hold(organisation_id)
    own = stored.membership_of(organisation_id, actor.person_id or 0, at)
    found(own if own is not None and own.role is Role.OWNER else None)


def _keep_an_owner(organisation_id: int, leaving: Membership, at: datetime) -> None:
    others = [each for each in stored.owners(organisation_id, at) if each.id != leaving.id and each.until is None]
    if leaving.role is Role.OWNER and not others:
        raise Refused("last_owner")


def _fits(role: Role, until: datetime | None, at: datetime) -> None:
    if role is Role.OWNER and until is not None:
        raise Refused("owner_without_end")
    if until is not None and until <= at:
        raise Refused("end_in_the_past")


def invite(
    organisation: Organisation, mail: str, role: Role, *, until: datetime | None, at: datetime, actor: Actor
) -> Invitation:
    """Ask whoever reads an address to join; open for two weeks."""
    _as_owner(organisation.id, actor, at)
    _fits(role, until, at)
    mail = mail.lower()
    if mail in stored.mails_of_members(organisation.id, at):
        raise Refused("is_member")
    if any(each.mail == mail for each in stored.open_invitations(organisation.id, at)):
        raise Refused("is_invited")
    if stored.number_of_invitations(organisation.id, at - timedelta(days=1)) >= MOST_A_DAY:
        raise Refused("too_many_invitations")
    row = Invitation(
        organisation_id=organisation.id, mail=mail, role=role, until=until, invited_by_id=actor.person_id or 0, made_at=at,
        expires_at=at + OPEN_FOR,
    )
    session.add(row)
    session.flush()  # its key is in the letter
    _send(row, organisation, at)
    trail.note("invited", at=at, actor=actor, organisation_id=organisation.id, subject=row, after={"role": role.value})
    return row


def _send(row: Invitation, organisation: Organisation, at: datetime) -> None:
    known = people.person_of_mail(row.mail)
    telling.tell(
        "invitation", at=at, to=known or row.mail, key=f"invitation:{row.id}:{int(row.expires_at.timestamp())}",
        facts={
            "invitation": row.id, "zh": organisation.name_zh or organisation.name_en,
            "en": organisation.name_en or organisation.name_zh, "role": row.role.value,
        },
        group=f"invitation:{row.id}", organisation_id=organisation.id,
    )


def send_again(row: Invitation, organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Send the letter once more and let the two weeks begin anew; not twice within ten minutes."""
    _as_owner(organisation.id, actor, at)
    if not row.is_open_at(at):
        raise Refused("invitation_closed")
    if at < row.expires_at - OPEN_FOR + AGAIN_AFTER:
        raise Refused("just_sent")
    row.expires_at = at + OPEN_FOR
    _send(row, organisation, at)
    trail.note("invited_again", at=at, actor=actor, organisation_id=organisation.id, subject=row)


def withdraw_invitation(row: Invitation, *, at: datetime, actor: Actor) -> None:
    """Take an invitation back; an unsent letter with it. A second time is nothing new."""
    _as_owner(row.organisation_id, actor, at)
    if row.accepted_at is not None:
        raise Refused("invitation_closed")
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        telling.recall(f"invitation:{row.id}", at=at)
        trail.note("invitation_withdrawn", at=at, actor=actor, organisation_id=row.organisation_id, subject=row)


def accept_invitation(row: Invitation, person: Person, *, at: datetime, actor: Actor) -> Membership:
    """Join. Only who reads the address that was asked may; a second time answers the same membership."""
    if row.mail != person.mail:
        raise Refused("another_mail")
    stored.hold(row.organisation_id)
    own = stored.membership_of(row.organisation_id, person.id, at)
    if row.accepted_at is not None and own is not None:
        return own
    if not row.is_open_at(at):
        raise Refused("invitation_closed")
    row.accepted_at = at
    if own is None:
        own = Membership(
            person_id=person.id, organisation_id=row.organisation_id, role=row.role, since=at, until=row.until
        )
        session.add(own)
    elif RANK[row.role] > RANK[own.role]:
        own.role, own.until = row.role, row.until
    session.flush()  # a stale row must refuse, and the trail names the membership
    trail.note(
        "joined", at=at, actor=actor, organisation_id=row.organisation_id, subject=own,
        after={"person": person.id, "role": own.role.value},
    )
    return own


def change_role(row: Membership, role: Role, *, until: datetime | None, at: datetime, actor: Actor) -> None:
    """Give a member another role or another end. The last owner stays one."""
    _as_owner(row.organisation_id, actor, at)
    _fits(role, until, at)
    if role is not Role.OWNER:
        _keep_an_owner(row.organisation_id, row, at)
    before = _told(row)
    row.role, row.until = role, until
    if before != _told(row):
        trail.note(
            "role_changed", at=at, actor=actor, organisation_id=row.organisation_id, subject=row, before=before,
            after=_told(row),
        )


def _told(row: Membership) -> dict[str, object]:
    until = row.until.isoformat(timespec="minutes") if row.until else None
    return {"person": row.person_id, "role": row.role.value, "until": until}


def remove(row: Membership, *, at: datetime, actor: Actor) -> None:
    """End a membership, and what programs were let do in that person's name."""
    _as_owner(row.organisation_id, actor, at)
    _end(row, "removed", at, actor)


def leave(row: Membership, *, at: datetime, actor: Actor) -> None:
    """End one's own membership."""
    stored.hold(row.organisation_id)
    _end(row, "left", at, actor)


def _end(row: Membership, deed: str, at: datetime, actor: Actor) -> None:
    _keep_an_owner(row.organisation_id, row, at)
    before = _told(row)
    row.until = at
    for token in stored.tokens_of(row.organisation_id, row.person_id):
        token.revoked_at = at
    trail.note(deed, at=at, actor=actor, organisation_id=row.organisation_id, subject=row, before=before)


def offer_ownership(organisation: Organisation, to: Membership, *, at: datetime, actor: Actor) -> Handover:
    """Offer one's place as owner to another member; an earlier open offer is taken back."""
    _as_owner(organisation.id, actor, at)
    if to.person_id == actor.person_id or to.role is Role.OWNER:
        raise Refused("is_owner")
    earlier = stored.handover_of(organisation.id, at)
    if earlier is not None:
        _take_back(earlier, at)
    row = Handover(
        organisation_id=organisation.id, giver_id=actor.person_id or 0, taker_id=to.person_id, offered_at=at,
        expires_at=at + OPEN_FOR,
    )
    session.add(row)
    session.flush()  # its key is in the letter
    telling.tell(
        "ownership_offered", at=at, to=to.person, key=f"handover:{row.id}", group=f"handover:{row.id}",
        facts={"slug": organisation.slug, "zh": organisation.name_zh, "en": organisation.name_en},
        organisation_id=organisation.id,
    )
    trail.note(
        "ownership_offered", at=at, actor=actor, organisation_id=organisation.id, subject=row, after={"person": to.person_id}
    )
    return row


def _take_back(row: Handover, at: datetime) -> None:
    row.withdrawn_at = at
    telling.recall(f"handover:{row.id}", at=at)


def withdraw_handover(row: Handover, *, at: datetime, actor: Actor) -> None:
    """Take the offer back (an owner), or decline it (whom it was made to)."""
    stored.hold(row.organisation_id)
    own = stored.membership_of(row.organisation_id, actor.person_id or 0, at)
    found(own if own is not None and (own.role is Role.OWNER or row.taker_id == actor.person_id) else None)
    _take_back(row, at)
    trail.note("ownership_not_given", at=at, actor=actor, organisation_id=row.organisation_id, subject=row)


def accept_ownership(row: Handover, *, at: datetime, actor: Actor) -> None:
    """Take the place: the giver, who must still be an owner, becomes an editor."""
    stored.hold(row.organisation_id)
    taker = found(stored.membership_of(row.organisation_id, row.taker_id if row.taker_id == actor.person_id else 0, at))
    giver = stored.membership_of(row.organisation_id, row.giver_id, at)
    if not row.is_open_at(at) or giver is None or giver.role is not Role.OWNER:
        raise Refused("offer_closed")
    row.accepted_at = at
    taker.role, taker.until = Role.OWNER, None
    giver.role = Role.EDITOR
    trail.note(
        "ownership_taken", at=at, actor=actor, organisation_id=row.organisation_id, subject=row,
        before={"person": row.giver_id}, after={"person": row.taker_id},
    )
