"""The people of the demo: an organiser, staff, a visitor; all invented, none on a production machine."""

from dataclasses import dataclass
from datetime import datetime

from accounts import passwords, signals
from accounts.actor import THE_SITE
from accounts.models.membership import Membership, Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.queries import organisations, people
from accounts.services import consents, staffing
from accounts.wordings import NEEDED
from core.db import session

# A company of the demo season that puts on shows (accounts/data/demo_organisations.csv).
ORGANISATION = "half-acre-of-sun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the demo's people; `totp_secret` empty where no second factor is needed."""

    part: str
    mail: str
    name: str
    password: str
    totp_secret: str = ""


def demo_organisation() -> Organisation | None:
    """The organisation that the demo organiser owns, where the demo is loaded."""
    row = organisations.organisation_of_slug(ORGANISATION)
    return row if row is not None and row.is_demo else None


def seat(part: Part, *, at: datetime) -> Person:
    """Write one of the demo's people, or put them back as they were."""
    person = people.person_of_mail(part.mail)
    if person is None:
        person = Person(mail=part.mail, created_at=at, is_demo=True)
        session.add(person)
    if not passwords.fits(part.password, person.password_hash):
        person.password_hash, person.password_at = passwords.hashed(part.password), at
    person.mail_confirmed_at, person.name, person.is_demo = person.mail_confirmed_at or at, part.name, True
    if part.totp_secret != person.totp_secret:
        person.totp_secret, person.totp_since, person.totp_step = part.totp_secret, at if part.totp_secret else None, 0
    session.flush()  # its key stands in the rest
    consents.give(person, NEEDED, at=at)
    return person


def make_owner(person: Person, organisation: Organisation, *, at: datetime) -> None:
    """The demo organiser owns the organisation, and the organisation its shows."""
    if organisation.id not in people.roles_of(person.id, at):
        session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=Role.OWNER, since=at))
    signals.demo_owner_named.send(organisation, at=at)


def make_staff(person: Person, role: StaffRole, *, at: datetime) -> None:
    """The demo's staff work at their desks."""
    staffing.appoint(person, role, at=at, actor=THE_SITE)
