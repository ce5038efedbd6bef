"""Selects of who acts for an organisation, who is asked to, and whose place is on its way to another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models.handover import Handover
from accounts.models.membership import ApiToken, Invitation, Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core.db import session

# As the database has it now, not as this session read it before.
FRESH = {"populate_existing": True}


def _in_force(at: datetime) -> ColumnElement[bool]:
    return (Membership.since <= at) & or_(Membership.until.is_(None), Membership.until > at)


def hold(organisation_id: int) -> None:
    """Keep everybody else from changing who acts for an organisation until this transaction ends (SQLite has one writer)."""
    session.scalar(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


def membership(organisation_id: int, key: int, at: datetime) -> Membership | None:
    """A membership in force of this organisation, with its person, or None."""
    query = select(Membership).where(Membership.id == key, Membership.organisation_id == organisation_id, _in_force(at))
    return session.scalars(query.options(joinedload(Membership.person)), execution_options=FRESH).one_or_none()


def membership_of(organisation_id: int, person_id: int, at: datetime) -> Membership | None:
    """A person's membership in force, as the database has it now; the one of longest standing."""
    query = select(Membership).where(
        Membership.organisation_id == organisation_id, Membership.person_id == person_id, _in_force(at)
    )
    rows = session.scalars(query.order_by(Membership.id), execution_options=FRESH)
    return rows.first()


def owners(organisation_id: int, at: datetime) -> Sequence[Membership]:
    """The owners in force, as the database has them now."""
    query = select(Membership).where(
        Membership.organisation_id == organisation_id, Membership.role == Role.OWNER, _in_force(at)
    )
    return session.scalars(query.order_by(Membership.id), execution_options=FRESH).all()


def has_members(organisation_id: int, at: datetime) -> bool:
    """Whether anybody acts for it."""
    query = select(Membership.id).where(Membership.organisation_id == organisation_id, _in_force(at))
    return session.scalar(query.limit(1)) is not None


def mails_of_members(organisation_id: int, at: datetime) -> set[str]:
    """The addresses of its people."""
    query = select(Person.mail).join(Membership, Membership.person_id == Person.id)
    found = session.scalars(query.where(Membership.organisation_id == organisation_id, _in_force(at)))
    return {mail for mail in found if mail}


def _is_open(at: datetime) -> ColumnElement[bool]:
    return Invitation.accepted_at.is_(None) & Invitation.withdrawn_at.is_(None) & (Invitation.expires_at > at)


def open_invitations(organisation_id: int, at: datetime) -> Sequence[Invitation]:
    """What an organisation asked and nobody answered yet, the latest first."""
    query = select(Invitation).where(Invitation.organisation_id == organisation_id, _is_open(at))
    return session.scalars(query.order_by(Invitation.id.desc())).all()


def invitation(organisation_id: int, key: int) -> Invitation | None:
    """An invitation of this organisation, or None."""
    return session.scalars(
        select(Invitation).where(Invitation.id == key, Invitation.organisation_id == organisation_id)
    ).one_or_none()


def invitation_by_key(key: int) -> Invitation | None:
    """An invitation with its organisation, whosesoever it is: for whoever holds its signed link or reads its address."""
    query = select(Invitation).where(Invitation.id == key).options(joinedload(Invitation.organisation))
    return session.scalars(query, execution_options=FRESH).one_or_none()


def invitations_to(mail: str | None, at: datetime) -> Sequence[Invitation]:
    """Open invitations to an address, with the organisations."""
    if not mail:
        return ()
    query = select(Invitation).where(Invitation.mail == mail, _is_open(at)).options(joinedload(Invitation.organisation))
    return session.scalars(query.order_by(Invitation.id)).all()


def handover_of(organisation_id: int, at: datetime) -> Handover | None:
    """The open offer of an owner's place, with both persons, or None."""
    query = select(Handover).where(
        Handover.organisation_id == organisation_id, Handover.accepted_at.is_(None), Handover.withdrawn_at.is_(None),
        Handover.expires_at > at,
    )
    rows = session.scalars(
        query.options(joinedload(Handover.giver), joinedload(Handover.taker)).order_by(Handover.id.desc()),
        execution_options=FRESH,
    )
    return rows.first()


def tokens_of(organisation_id: int, person_id: int) -> Sequence[ApiToken]:
    """The tokens in force of programs that a person let act for an organisation."""
    query = select(ApiToken).where(
        ApiToken.organisation_id == organisation_id, ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None)
    )
    return session.scalars(query).all()


def tokens_in_force(organisation_id: int) -> Sequence[ApiToken]:
    """Every token of a program that may act for an organisation."""
    query = select(ApiToken).where(ApiToken.organisation_id == organisation_id, ApiToken.revoked_at.is_(None))
    return session.scalars(query.order_by(ApiToken.id)).all()


def number_of_invitations(organisation_id: int, since: datetime) -> int:
    """How many an organisation sent since a moment."""
    query = select(func.count()).select_from(Invitation)
    return session.scalar(query.where(Invitation.organisation_id == organisation_id, Invitation.made_at > since)) or 0
