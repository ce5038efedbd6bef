"""Whoever was invited by mail and has no account yet: the address goes along into the sign-up, and the way leads back."""

from accounts.models.person import Person
from accounts.queries import memberships as stored
from core import clock
from core.letters import signed_facts
from core.web import link

OPEN_DAYS = 15


def mail_invited(way: str) -> str:
    """The address that an invitation was sent to, whose link somebody was on the way to (`next`); else empty.

    Who has the link has the letter: the address is no news to them.
    """
    before, _slash, token = way.rpartition("/")
    key = signed_facts("invitation", token, days=OPEN_DAYS) if before.endswith("/desk/invitations") else None
    row = stored.invitation_by_key(key) if isinstance(key, int) else None
    return row.mail if row is not None and row.is_open_at(clock.now()) else ""


def first_page(person: Person) -> str:
    """Where somebody who just opened an account goes on: to what they are invited to, else to their desk."""
    is_invited = bool(stored.invitations_to(person.mail or "", clock.now()))
    return link("house.invitations") if is_invited else link("accounts.desk")
