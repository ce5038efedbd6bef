"""The site's own staff: who is appointed, and until when."""

from datetime import datetime

from accounts.actor import Actor
from accounts.models.membership import StaffGrant, StaffRole
from accounts.models.person import Person
from accounts.queries import own, people
from accounts.services import signins, trail
from core.db import session
from core.errors import Refused


def appoint(person: Person, role: StaffRole, *, at: datetime, actor: Actor) -> None:
    """Give a staff role. Every device signs in anew: staff are idle for a working day only, and show a second factor."""
    if not person.is_open:
        raise Refused("account_closed")
    if role in people.grants_of(person.id, at):
        return
    session.add(StaffGrant(person_id=person.id, role=role, since=at))
    signins.end_all(person, at=at, actor=actor)
    trail.note("appointed_staff", at=at, actor=actor, subject=person, after={"role": role.value})


def dismiss(person: Person, role: StaffRole, *, at: datetime, actor: Actor) -> None:
    """End a staff role; `Refused("no_such_role")` where there is none in force."""
    rows = [row for row in own.all_grants(person.id) if row.role is role and (row.until is None or row.until > at)]
    if not rows:
        raise Refused("no_such_role")
    for row in rows:
        row.until = at
    trail.note("dismissed_staff", at=at, actor=actor, subject=person, before={"role": role.value})
