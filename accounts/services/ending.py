"""Closing an organisation for good: nobody acts for it any more; what it published stays, and its page says that it closed."""

from collections.abc import Sequence
from datetime import datetime

from accounts import signals
from accounts.access import found
from accounts.actor import Actor
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.obstacles import Obstacle
from accounts.queries import memberships as stored
from accounts.queries import people
from accounts.services import telling, trail
from core import history
from core.db import session
from core.errors import Refused


def obstacles_to(organisation: Organisation, *, at: datetime) -> Sequence[Obstacle]:
    """What has to be cancelled or handed over before an organisation can close; packages above know."""
    answers = signals.organisation_closing.send(organisation, at=at)
    return [obstacle for _receiver, found_there in answers for obstacle in found_there]


def close_organisation(organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """End everybody's roles, keys, invitations and offers, and whatever hangs on it above; whom to reach is forgotten.

    404 for who is no owner (any more); `Refused("dates_to_come")` while something public is still to come,
    `Refused("can_be_undone")` while a change can still be undone.
    """
    stored.hold(organisation.id)
    own = stored.membership_of(organisation.id, actor.person_id or 0, at)
    found(own if own is not None and own.role is Role.OWNER else None)
    obstacles = obstacles_to(organisation, at=at)
    if obstacles:
        raise Refused("can_be_undone" if all(each.until for each in obstacles) else "dates_to_come")
    signals.organisation_closed.send(organisation, at=at, actor=actor)
    _tell(organisation, at=at, actor=actor)
    _end_roles(organisation, at=at)
    organisation.contact_name = organisation.contact_mail = organisation.contact_phone = ""
    organisation.closed_at = organisation.suspended_at = at
    organisation.trusted_since = None
    if organisation.is_listed:
        history.record(organisation, "closed", at=at, topic=f"organisation:{organisation.id}")
    trail.note("closed_organisation", at=at, actor=actor, organisation_id=organisation.id, subject=organisation)
    session.flush()  # a stale row must refuse


def _tell(organisation: Organisation, *, at: datetime, actor: Actor) -> None:
    """Everybody else who acted for it."""
    for row in people.members_of(organisation.id, at):
        if row.person_id == actor.person_id:
            continue
        telling.tell(
            "organisation_closed", at=at, to=row.person, key=f"organisation_closed:{organisation.id}:{row.person_id}",
            facts={"zh": organisation.name_zh or organisation.name_en, "en": organisation.name_en or organisation.name_zh},
        )


def _end_roles(organisation: Organisation, *, at: datetime) -> None:
    for row in people.members_of(organisation.id, at):
        row.until = at
    for token in stored.tokens_in_force(organisation.id):
        token.revoked_at = at
    for invitation in stored.open_invitations(organisation.id, at):
        invitation.withdrawn_at = at
        telling.recall(f"invitation:{invitation.id}", at=at)
    offer = stored.handover_of(organisation.id, at)
    if offer is not None:
        offer.withdrawn_at = at
