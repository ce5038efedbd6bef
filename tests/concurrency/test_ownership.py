"""Two owners remove each other, two browsers accept one invitation, two desks decide one claim: at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.access import found
from accounts.models.membership import Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.queries import memberships as stored
from accounts.queries import people
from accounts.services import memberships
from core import clock
from core.db import committing, session
from core.errors import Refused, Unknown
from events.models.event import Event
from events.models.ownership import Claim
from events.queries import ownership as listings
from events.services import ownership
from tests.factories import accounts, events
from tests.factories.accounts import acting, membership_of

PATIENCE = 20


def at_once(app: Flask, deeds: list[Callable[[], object]]) -> list[str]:
    """Do them in threads of their own, all beginning together; what each came to."""
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        with app.app_context():
            gate.wait(PATIENCE)
            try:
                with committing():
                    deed()
            except (Refused, Unknown) as refused:
                return getattr(refused, "reason", "unknown")
            finally:
                session.remove()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(each.result(PATIENCE) for each in [pool.submit(run, deed) for deed in deeds])


def removal(ours: int, of: int, by: Person, at: datetime) -> Callable[[], object]:
    who = acting(by)

    def remove() -> None:
        memberships.remove(found(stored.membership(ours, of, at)), at=at, actor=who)

    return remove


@pytest.mark.running_clock
def test_two_owners_who_remove_each_other_leave_one(app: Flask) -> None:
    for turn in range(5):
        ours = accounts.organisation(f"ours-{turn}")
        first, second = accounts.member(ours), accounts.member(ours)
        keys = [membership_of(who, ours).id for who in (first, second)]
        at, key = clock.now(), ours.id
        session.rollback()
        came = at_once(app, [removal(key, keys[1], first, at), removal(key, keys[0], second, at)])
        assert came[0] == "done"
        assert came[1] != "done"
        session.rollback()
        left = people.members_of(key, clock.now())
        assert [row.role for row in left] == [Role.OWNER]
        session.rollback()


@pytest.mark.running_clock
def test_one_invitation_makes_one_member(app: Flask) -> None:
    ours = accounts.organisation()
    owner, at = accounts.member(ours), clock.now()
    with committing():
        row = memberships.invite(ours, "new@example.org", Role.EDITOR, until=None, at=at, actor=acting(owner))
    joining = accounts.person("new@example.org")
    key, person, who = row.id, joining.id, acting(joining)
    session.rollback()

    def accept() -> None:
        memberships.accept_invitation(
            found(stored.invitation_by_key(key)), session.get_one(Person, person), at=clock.now(), actor=who
        )

    assert "done" in at_once(app, [accept] * 4)
    assert session.scalar(select(func.count()).select_from(Membership).where(Membership.person_id == person)) == 1


@pytest.mark.running_clock
def test_a_listing_goes_to_one_of_two_claims(app: Flask) -> None:
    event = events.event()
    houses = [accounts.organisation(slug) for slug in ("one", "two")]
    for house in houses:
        who = acting(accounts.member(house))
        with committing():
            row = session.get_one(Organisation, house.id)
            ownership.claim(session.get_one(Event, event.id), row, reason="Ours", evidence=None, at=clock.now(), actor=who)
    keys, staff = list(session.scalars(select(Claim.id))), acting(accounts.staff())
    session.rollback()

    def decision(key: int) -> Callable[[], object]:
        return lambda: ownership.decide(found(listings.claim_to_decide(key)), True, answer="", at=clock.now(), actor=staff)

    came = at_once(app, [decision(key) for key in keys])
    assert came.count("done") == 1
    owners = [house.id for house in houses]
    session.rollback()
    assert session.get_one(Event, event.id).owner_id in owners
