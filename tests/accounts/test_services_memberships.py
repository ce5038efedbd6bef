"""Who acts for an organisation: asked, joined, changed, gone; and never nobody where there was an owner."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.handover import Handover
from accounts.models.membership import ApiToken, Invitation, Membership, Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.trail import TrailEntry
from accounts.queries import memberships as stored
from accounts.queries import people
from accounts.services import memberships
from core.db import committing, session
from core.errors import Refused, Unknown
from notices.models.delivery import Delivery
from tests.factories import accounts
from tests.factories.accounts import acting, membership_of

WEEK = timedelta(days=7)


@pytest.fixture
def ours(app: Flask) -> Organisation:
    return accounts.organisation("ours")


@pytest.fixture
def owner(ours: Organisation) -> Person:
    return accounts.member(ours)


def invited(ours: Organisation, owner: Person, now: datetime, mail: str = "new@example.org", **facts: object) -> Invitation:
    stated: dict[str, object] = {"role": Role.EDITOR, "until": None} | facts
    with committing():
        return memberships.invite(ours, mail, at=now, actor=acting(owner), **stated)  # type: ignore[arg-type]


def refusal(deed: object, *args: object, **facts: object) -> str:
    with pytest.raises(Refused) as caught, committing():
        deed(*args, **facts)  # type: ignore[operator]
    return caught.value.reason


def roles(ours: Organisation, now: datetime) -> list[tuple[int, Role]]:
    session.rollback()
    return [(row.person_id, row.role) for row in people.members_of(ours.id, now)]


def deeds(ours: Organisation) -> list[str]:
    return list(session.scalars(select(TrailEntry.deed).where(TrailEntry.organisation_id == ours.id).order_by(TrailEntry.id)))


def test_asked_and_joined(ours: Organisation, owner: Person, now: datetime) -> None:
    row = invited(ours, owner, now, "New@Example.org")
    letter = session.scalars(select(Delivery)).one()
    assert (letter.kind, letter.mail) == ("invitation", "new@example.org")
    joining = accounts.person("new@example.org")
    with committing():
        memberships.accept_invitation(session.get_one(Invitation, row.id), joining, at=now, actor=acting(joining))
    assert roles(ours, now) == [(owner.id, Role.OWNER), (joining.id, Role.EDITOR)]
    assert deeds(ours) == ["invited", "joined"]
    told = session.scalars(select(TrailEntry)).all()
    assert all("example.org" not in str((each.before, each.after)) for each in told), "no address in the trail"


def test_accepting_twice_is_harmless(ours: Organisation, owner: Person, now: datetime) -> None:
    row, joining = invited(ours, owner, now), accounts.person("new@example.org")
    for _ in range(2):
        with committing():
            memberships.accept_invitation(session.get_one(Invitation, row.id), joining, at=now, actor=acting(joining))
    assert session.scalars(select(Membership).where(Membership.person_id == joining.id)).one().role is Role.EDITOR


def test_an_invitation_is_good_for_the_address_that_was_asked_only(ours: Organisation, owner: Person, now: datetime) -> None:
    row, other = invited(ours, owner, now), accounts.person("other@example.org")
    assert refusal(memberships.accept_invitation, row, other, at=now, actor=acting(other)) == "another_mail"
    assert len(roles(ours, now)) == 1


def test_a_withdrawn_and_an_old_invitation_are_closed(ours: Organisation, owner: Person, now: datetime) -> None:
    row, joining = invited(ours, owner, now), accounts.person("new@example.org")
    later = now + timedelta(days=15)
    assert refusal(memberships.accept_invitation, row, joining, at=later, actor=acting(joining)) == "invitation_closed"
    with committing():
        memberships.withdraw_invitation(session.get_one(Invitation, row.id), at=now, actor=acting(owner))
    assert session.scalars(select(Delivery)).all() == [], "an unsent letter is taken back"
    row = session.get_one(Invitation, row.id)
    assert refusal(memberships.accept_invitation, row, joining, at=now, actor=acting(joining)) == "invitation_closed"


def test_nobody_is_asked_twice_nor_a_member(ours: Organisation, owner: Person, now: datetime) -> None:
    invited(ours, owner, now)
    more = {"role": Role.VIEWER, "until": None, "at": now, "actor": acting(owner)}
    assert refusal(memberships.invite, ours, "new@example.org", **more) == "is_invited"
    assert refusal(memberships.invite, ours, str(owner.mail), **more) == "is_member"


def test_sent_again_after_ten_minutes(ours: Organisation, owner: Person, now: datetime) -> None:
    row = invited(ours, owner, now)
    soon = {"at": now + timedelta(minutes=9), "actor": acting(owner)}
    assert refusal(memberships.send_again, row, ours, **soon) == "just_sent"
    with committing():
        memberships.send_again(session.get_one(Invitation, row.id), ours, at=now + WEEK, actor=acting(owner))
    assert len(session.scalars(select(Delivery)).all()) == 2
    assert session.get_one(Invitation, row.id).is_open_at(now + timedelta(days=20))


def test_joining_never_takes_a_higher_role_away(ours: Organisation, owner: Person, now: datetime) -> None:
    row = invited(ours, owner, now)
    joining = accounts.member(ours, of=accounts.person("new@example.org"))
    with committing():
        memberships.accept_invitation(session.get_one(Invitation, row.id), joining, at=now, actor=acting(joining))
    assert membership_of(joining, ours).role is Role.OWNER


def test_a_membership_with_an_end_ends_by_itself(ours: Organisation, owner: Person, now: datetime) -> None:
    row = invited(ours, owner, now, until=now + WEEK)
    joining = accounts.person("new@example.org")
    with committing():
        memberships.accept_invitation(session.get_one(Invitation, row.id), joining, at=now, actor=acting(joining))
    assert people.roles_of(joining.id, now + WEEK - timedelta(seconds=1)) == {ours.id: Role.EDITOR}
    assert people.roles_of(joining.id, now + WEEK) == {}


def test_an_owner_has_no_end_and_no_end_lies_behind(ours: Organisation, owner: Person, now: datetime) -> None:
    more = {"at": now, "actor": acting(owner)}
    assert refusal(memberships.invite, ours, "a@example.org", Role.OWNER, until=now + WEEK, **more) == "owner_without_end"
    assert refusal(memberships.invite, ours, "a@example.org", Role.VIEWER, until=now, **more) == "end_in_the_past"


def test_only_an_owner_manages_people(ours: Organisation, owner: Person, now: datetime) -> None:
    editor = accounts.member(ours, Role.EDITOR)
    for who in (editor, accounts.member(accounts.organisation("theirs")), accounts.person()):
        more = {"until": None, "at": now, "actor": acting(who)}
        with pytest.raises(Unknown), committing():
            memberships.invite(ours, "a@example.org", Role.VIEWER, **more)  # type: ignore[arg-type]
        with pytest.raises(Unknown), committing():
            memberships.remove(membership_of(owner, ours), at=now, actor=acting(who))
        with pytest.raises(Unknown), committing():
            memberships.change_role(membership_of(editor, ours), Role.OWNER, **more)  # type: ignore[arg-type]


def test_the_last_owner_stays(ours: Organisation, owner: Person, now: datetime) -> None:
    own, more = membership_of(owner, ours), {"at": now, "actor": acting(owner)}
    assert refusal(memberships.leave, own, **more) == "last_owner"
    assert refusal(memberships.remove, own, **more) == "last_owner"
    assert refusal(memberships.change_role, own, Role.EDITOR, until=None, **more) == "last_owner"
    second = accounts.member(ours)
    with committing():
        memberships.leave(membership_of(owner, ours), **more)  # type: ignore[arg-type]
    assert roles(ours, now + timedelta(seconds=1)) == [(second.id, Role.OWNER)]


def test_whoever_is_removed_takes_no_token_along(ours: Organisation, owner: Person, now: datetime) -> None:
    editor = accounts.member(ours, Role.EDITOR)
    with committing():
        session.add(ApiToken(token_hash="0" * 64, organisation_id=ours.id, person_id=editor.id, name="x", made_at=now))
    with committing():
        memberships.remove(membership_of(editor, ours), at=now, actor=acting(owner))
    assert not session.scalars(select(ApiToken)).one().is_in_force_at(now)
    assert stored.membership_of(ours.id, editor.id, now) is None


def test_ownership_changes_hands_when_it_is_accepted(ours: Organisation, owner: Person, now: datetime) -> None:
    editor = accounts.member(ours, Role.EDITOR, until=now + WEEK)
    with committing():
        offer = memberships.offer_ownership(ours, membership_of(editor, ours), at=now, actor=acting(owner))
    assert membership_of(editor, ours).role is Role.EDITOR
    with pytest.raises(Unknown), committing():
        memberships.accept_ownership(session.get_one(Handover, offer.id), at=now, actor=acting(owner))
    with committing():
        memberships.accept_ownership(session.get_one(Handover, offer.id), at=now, actor=acting(editor))
    assert (membership_of(owner, ours).role, membership_of(editor, ours).role) == (Role.EDITOR, Role.OWNER)
    assert membership_of(editor, ours).until is None
    again = session.get_one(Handover, offer.id)
    assert refusal(memberships.accept_ownership, again, at=now, actor=acting(editor)) == "offer_closed"


def test_an_offer_is_worth_nothing_once_the_giver_is_no_owner(ours: Organisation, owner: Person, now: datetime) -> None:
    second, editor = accounts.member(ours), accounts.member(ours, Role.EDITOR)
    with committing():
        offer = memberships.offer_ownership(ours, membership_of(editor, ours), at=now, actor=acting(owner))
    with committing():
        memberships.remove(membership_of(owner, ours), at=now, actor=acting(second))
    offer = session.get_one(Handover, offer.id)
    assert refusal(memberships.accept_ownership, offer, at=now, actor=acting(editor)) == "offer_closed"
