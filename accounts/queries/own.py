"""Selects of what belongs to one person's account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models.membership import ApiToken, Invitation, Membership, Role, StaffGrant
from accounts.models.organisation import Organisation
from accounts.models.person import Attempt, Consent, Person, RecoveryCode, SignIn
from accounts.models.trail import TrailEntry
from core.db import session


def sign_in_of(person_id: int, key: int) -> SignIn | None:
    """A person's own sign-in, or None."""
    return session.scalars(select(SignIn).where(SignIn.id == key, SignIn.person_id == person_id)).one_or_none()


def consents_of(person_id: int) -> Sequence[Consent]:
    """Everything that a person ever agreed to, in order of time."""
    return session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_at, Consent.id)).all()


def unused_recovery_codes(person_id: int) -> Sequence[RecoveryCode]:
    """The recovery codes that still open."""
    query = select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalars(query.order_by(RecoveryCode.id)).all()


def all_memberships(person_id: int) -> Sequence[Membership]:
    """Every membership that a person ever had, with the organisations."""
    query = select(Membership).where(Membership.person_id == person_id).options(joinedload(Membership.organisation))
    return session.scalars(query.order_by(Membership.since, Membership.id)).all()


def all_grants(person_id: int) -> Sequence[StaffGrant]:
    """Every staff role that a person ever had."""
    return session.scalars(select(StaffGrant).where(StaffGrant.person_id == person_id).order_by(StaffGrant.id)).all()


def tokens_of(person_id: int) -> Sequence[ApiToken]:
    """The tokens of programs that a person made, with the organisations."""
    query = select(ApiToken).where(ApiToken.person_id == person_id).options(joinedload(ApiToken.organisation))
    return session.scalars(query.order_by(ApiToken.id)).all()


def invitations_to(mail: str) -> Sequence[Invitation]:
    """The invitations that were sent to an address, with the organisations."""
    query = select(Invitation).where(Invitation.mail == mail).options(joinedload(Invitation.organisation))
    return session.scalars(query.order_by(Invitation.id)).all()


def deeds_of(person_id: int) -> Sequence[TrailEntry]:
    """What the trail says that a person did, in order of time."""
    return session.scalars(select(TrailEntry).where(TrailEntry.person_id == person_id).order_by(TrailEntry.id)).all()


def owned_alone(person_id: int, at: datetime) -> Sequence[tuple[Organisation, bool]]:
    """The organisations that nobody else owns, each with whether anybody else acts for it."""
    other = Membership.__table__.alias()
    in_force = (other.c.since <= at) & or_(other.c.until.is_(None), other.c.until > at)
    others = exists().where(other.c.organisation_id == Organisation.id, other.c.person_id != person_id, in_force)
    query = (
        select(Organisation, others)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.person_id == person_id, Membership.role == Role.OWNER, Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at), ~others.where(other.c.role == Role.OWNER),
        )
    )
    return [(organisation, bool(has_others)) for organisation, has_others in session.execute(query.order_by(Organisation.id))]


def has_deeds(person_id: int) -> bool:
    """Whether the trail or a membership names somebody."""
    named = [exists().where(table.person_id == person_id) for table in (TrailEntry, Membership, StaffGrant, ApiToken)]
    return bool(session.scalar(select(or_(*named))))


def unconfirmed_since(before: datetime, limit: int) -> Sequence[Person]:
    """Sign-ups that were never confirmed, the oldest first."""
    query = select(Person).where(Person.mail_confirmed_at.is_(None), Person.closed_at.is_(None), Person.created_at <= before)
    return session.scalars(query.order_by(Person.id).limit(limit)).all()


def wanting_since(before: datetime, limit: int) -> Sequence[Person]:
    """People whose new address waited for too long."""
    query = select(Person).where(Person.mail_wanted_at.is_not(None), Person.mail_wanted_at <= before)
    return session.scalars(query.order_by(Person.id).limit(limit)).all()


def oldest_attempt(key: str, since: datetime) -> datetime | None:
    """When the first of the tries that still count was made."""
    return session.scalar(select(func.min(Attempt.at)).where(Attempt.key == key, Attempt.at > since))
