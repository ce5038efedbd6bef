"""Selects of people, their sign-ins and what they may do."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models.membership import Membership, Role, StaffGrant, StaffRole
from accounts.models.organisation import Organisation
from accounts.models.person import Attempt, Person, SignIn, SignUp
from core.db import session


def person_of_mail(mail: str) -> Person | None:
    """The person of an address (in lower case), or None."""
    return session.scalars(select(Person).where(Person.mail == mail)).one_or_none()


def person_by_key(key: int) -> Person | None:
    """A person, or None."""
    return session.get(Person, key)


def sign_up_by_key(key: int) -> SignUp | None:
    """A sign-up that waits to be confirmed, or None."""
    return session.get(SignUp, key)


def latest_sign_up(person_id: int) -> SignUp | None:
    """The latest time that somebody asked for an account at a person's address."""
    query = select(SignUp).where(SignUp.person_id == person_id).order_by(SignUp.made_at.desc(), SignUp.id.desc())
    return session.scalars(query.limit(1)).one_or_none()


def sign_in_of_hash(token_hash: str) -> SignIn | None:
    """A sign-in with its person, by the hash of its token."""
    query = select(SignIn).where(SignIn.token_hash == token_hash).options(joinedload(SignIn.person))
    return session.scalars(query).one_or_none()


def sign_ins_of(person_id: int, at: datetime) -> Sequence[SignIn]:
    """The sign-ins of a person that have not ended, the latest used first."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ends_at > at)
    return session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def _in_force(table: type[Membership] | type[StaffGrant], at: datetime) -> ColumnElement[bool]:
    return (table.since <= at) & or_(table.until.is_(None), table.until > at)


def roles_of(person_id: int, at: datetime) -> dict[int, Role]:
    """The roles in force of a person, by organisation's key."""
    query = select(Membership.organisation_id, Membership.role).where(Membership.person_id == person_id)
    return dict(session.execute(query.where(_in_force(Membership, at)).order_by(Membership.id)).all())


def grants_of(person_id: int, at: datetime) -> frozenset[StaffRole]:
    """The staff roles in force of a person."""
    query = select(StaffGrant.role).where(StaffGrant.person_id == person_id, _in_force(StaffGrant, at))
    return frozenset(session.scalars(query))


def memberships_of(person_id: int, at: datetime) -> Sequence[Membership]:
    """A person's memberships in force, with the organisations, by their Chinese names."""
    query = select(Membership).join(Membership.organisation).where(Membership.person_id == person_id, _in_force(Membership, at))
    return session.scalars(query.options(joinedload(Membership.organisation)).order_by(Organisation.name_zh)).unique().all()


def members_of(organisation_id: int, at: datetime) -> Sequence[Membership]:
    """An organisation's memberships in force, with the persons, the longest standing first."""
    query = select(Membership).where(Membership.organisation_id == organisation_id, _in_force(Membership, at))
    return session.scalars(query.options(joinedload(Membership.person)).order_by(Membership.since, Membership.id)).all()


def people_to_tell(organisation_id: int, at: datetime, roles: Sequence[Role] = (Role.OWNER, Role.EDITOR)) -> Sequence[Person]:
    """Open accounts that act for an organisation in one of these roles."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id, Membership.role.in_(roles), _in_force(Membership, at),
            Person.closed_at.is_(None), Person.mail_confirmed_at.is_not(None),
        )
    )
    return session.scalars(query.order_by(Person.id)).unique().all()


def people_of_all(organisation_ids: Sequence[int], at: datetime) -> Sequence[Person]:
    """Open accounts that act for any of these organisations as owner or editor, each once."""
    return [each for each, _ in _acting_for(organisation_ids, at)]


def bodies_of_people(organisation_ids: Sequence[int], at: datetime) -> dict[int, set[int]]:
    """For which of these organisations each person acts as owner or editor, by the person's key."""
    return {person.id: bodies for person, bodies in _acting_for(organisation_ids, at)}


def _acting_for(organisation_ids: Sequence[int], at: datetime) -> list[tuple[Person, set[int]]]:
    query = (
        select(Person, Membership.organisation_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id.in_(organisation_ids), Membership.role.in_((Role.OWNER, Role.EDITOR)),
            _in_force(Membership, at), Person.closed_at.is_(None), Person.mail_confirmed_at.is_not(None),
        )
        .order_by(Person.id)
    )
    found: dict[int, tuple[Person, set[int]]] = {}
    for person, body in session.execute(query) if organisation_ids else ():
        found.setdefault(person.id, (person, set()))[1].add(body)
    return list(found.values())


def _members(organisation_id: int | None, at: datetime) -> Select[int]:
    """The keys of open accounts that act for an organisation, in whatever role; None: for any that stands."""
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            _in_force(Membership, at), Person.closed_at.is_(None), Person.mail_confirmed_at.is_not(None),
            Person.mail.is_not(None),
        )
    )
    if organisation_id is not None:
        return query.where(Membership.organisation_id == organisation_id).distinct()
    stands = (Organisation.suspended_at.is_(None), Organisation.closed_at.is_(None), Organisation.merged_into_id.is_(None))
    return query.join(Organisation, Organisation.id == Membership.organisation_id).where(*stands).distinct()


def members_reached(organisation_id: int | None, at: datetime, *, after: int = 0, limit: int) -> Sequence[Person]:
    """The next people of an organisation (None: of all) who can be written to, in the order of their keys."""
    keys = _members(organisation_id, at).where(Person.id > after).order_by(Person.id).limit(limit)
    return session.scalars(select(Person).where(Person.id.in_(keys)).order_by(Person.id)).all()


def number_of_members_reached(organisation_id: int | None, at: datetime) -> int:
    """How many people of an organisation (None: of all) can be written to."""
    return session.scalar(select(func.count()).select_from(_members(organisation_id, at).subquery())) or 0


def staff_to_tell(at: datetime, role: StaffRole = StaffRole.REVIEWER) -> Sequence[Person]:
    """Open accounts of the site's staff in a role."""
    query = (
        select(Person)
        .join(StaffGrant, StaffGrant.person_id == Person.id)
        .where(StaffGrant.role.in_((role, StaffRole.ADMIN)), _in_force(StaffGrant, at), Person.closed_at.is_(None))
    )
    return session.scalars(query.order_by(Person.id)).unique().all()


def attempts(key: str, since: datetime) -> int:
    """How often something was tried since a moment."""
    query = select(func.count()).select_from(Attempt).where(Attempt.key == key, Attempt.at > since)
    return session.scalar(query) or 0
