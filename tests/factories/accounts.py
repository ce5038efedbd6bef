"""Organisations, people, and browsers in which somebody is signed in."""

from datetime import date
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from accounts import passwords
from accounts.actor import Actor
from accounts.licensing import Proof
from accounts.models.membership import Membership, Role, StaffGrant, StaffRole
from accounts.models.organisation import Organisation, OrganisationKind
from accounts.models.person import Person, SignUp
from accounts.models.proof import Decision, Licence, Outcome
from accounts.queries import memberships, people
from accounts.services import signins
from accounts.session import COOKIE_KEY
from core import clock
from core.db import committing, session

PASSWORD = "the curtain rises at eight"
_numbers = count(1)
_hashes: dict[str, str] = {}


def organisation(slug: str = "house-of-shows", **facts: Any) -> Organisation:
    """A body that organises."""
    stated = {
        "kind": OrganisationKind.ENTERPRISE, "name_zh": "演艺之家", "name_en": "House of Shows", "city": "310000",
        "listed_at": clock.now(),
    } | facts
    row = Organisation(slug=slug, **stated)
    with committing():
        session.add(row)
    return row


def licensed(owner: Organisation, proof: Proof = Proof.COMPANY_LICENCE, *, until: date | None = None) -> None:
    """A licence of an organisation that the staff accepted."""
    who, at = staff(), clock.now()
    with committing():
        row = Licence(organisation_id=owner.id, proof=proof, expires_on=until, sent_by_id=who.id, sent_at=at)
        session.add(row)
        session.flush()
        session.add(Decision(licence_id=row.id, person_id=who.id, at=at, outcome=Outcome.ACCEPTED, expires_on=until))


def person(mail: str = "", *, password: str = PASSWORD, **facts: Any) -> Person:
    """Somebody with a confirmed address (unconfirmed: with a sign-up); an address of their own unless one is named."""
    at = clock.now()
    # Hashing is slow on purpose: once a password.
    hashed = _hashes.setdefault(password, passwords.hashed(password))
    stated = {"name": "林舟", "mail_confirmed_at": at, "created_at": at, "password_at": at, "password_hash": hashed} | facts
    waits = stated["mail_confirmed_at"] is None and facts.get("closed_at") is None
    row = Person(mail=mail or f"person{next(_numbers)}@example.org", **stated | ({"password_hash": ""} if waits else {}))
    with committing():
        session.add(row)
        if waits:
            session.flush()
            session.add(SignUp(person_id=row.id, name=row.name, language=row.language, password_hash=hashed, made_at=at))
    return row


def member(organisation: Organisation, role: Role = Role.OWNER, *, of: Person | None = None, **facts: Any) -> Person:
    """Somebody who acts for an organisation."""
    who = of or person()
    with committing():
        session.add(Membership(person_id=who.id, organisation_id=organisation.id, role=role, **{"since": clock.now()} | facts))
    return who


def staff(role: StaffRole = StaffRole.REVIEWER, **facts: Any) -> Person:
    """Somebody of the site's own staff, whose second factor is set up."""
    stated: dict[str, Any] = {"totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "totp_since": clock.now()} | facts
    who = person(**stated)
    with committing():
        session.add(StaffGrant(person_id=who.id, role=role, since=clock.now()))
    return who


def signed_in(app: Flask, who: Person, *, is_strong: bool = False) -> FlaskClient:
    """A browser in which somebody is signed in, with the cookie as the site gives it."""
    with committing():
        _row, token = signins.begin(who, at=clock.now(), device="Firefox · Linux", is_strong=is_strong)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    return client


def member_client(app: Flask, organisation: Organisation, role: Role = Role.OWNER) -> FlaskClient:
    """A browser of a member."""
    return signed_in(app, member(organisation, role))


def staff_client(app: Flask, role: StaffRole = StaffRole.REVIEWER) -> FlaskClient:
    """A browser of the staff, second factor shown."""
    return signed_in(app, staff(role), is_strong=True)


def acting(who: Person, **facts: Any) -> Actor:
    """Somebody at a door, with the roles that are in force."""
    stated: dict[str, Any] = {
        "roles": people.roles_of(who.id, clock.now()), "grants": people.grants_of(who.id, clock.now()), "is_strong": True,
    } | facts
    return Actor(person_id=who.id, name=who.name, **stated)


def membership_of(who: Person, organisation: Organisation) -> Membership:
    """The membership in force of somebody."""
    row = memberships.membership_of(organisation.id, who.id, clock.now())
    assert row is not None
    return row
