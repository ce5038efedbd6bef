"""Closing an organisation for good: what must be seen to first, what ends, what stays."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models.membership import ApiToken, Invitation, Role
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.trail import TrailEntry
from accounts.queries import people
from accounts.services import ending, memberships, oversight
from core import clock
from core.db import committing, session
from core.errors import Refused, Unknown
from events.models.deed import Batch, Cause, DeedKind
from events.models.intake import SubscribedSource
from events.models.submission import Submission
from events.services import sources
from notices.models.delivery import Delivery
from tests.factories import accounts, changing, events


def close(organisation: Organisation, who: Person) -> None:
    with committing():
        row = session.get_one(Organisation, organisation.id)
        ending.close_organisation(row, at=clock.now(), actor=accounts.acting(who))


def test_what_is_public_and_to_come_stands_in_the_way(app: Flask) -> None:
    organisation = accounts.organisation()
    who = accounts.member(organisation)
    row = events.show(owner_id=organisation.id)
    with pytest.raises(Refused, match="dates_to_come"):
        close(organisation, who)
    found = ending.obstacles_to(session.get_one(Organisation, organisation.id), at=clock.now())
    told = [(each.title.zh, each.endpoint, each.values["key"]) for each in found]
    assert told == [("长桥", "desk.listing", row.run.event_id)]
    events.cancelled(session.merge(row))
    close(organisation, who)
    assert session.get_one(Organisation, organisation.id).closed_at == clock.now()


def test_a_change_that_can_still_be_undone_stands_in_the_way(app: Flask) -> None:
    organisation = accounts.organisation()
    who = accounts.member(organisation)
    deed = changing.done(*changing.listing(organisation), kind=DeedKind.CANCEL)
    with pytest.raises(Refused, match="can_be_undone"):
        close(organisation, who)
    found = ending.obstacles_to(session.get_one(Organisation, organisation.id), at=clock.now())
    told = [(each.title.zh, each.endpoint, each.values["key"], each.until) for each in found]
    assert told == [("长桥", "changes.deed", deed.id, deed.undo_until)]
    page = accounts.signed_in(app, who, is_strong=True).get(f"/en/desk/{organisation.slug}/close").text
    assert "Can be undone until 12:10." in page
    assert "for good</button>" not in page
    assert ending.obstacles_to(session.get_one(Organisation, organisation.id), at=deed.undo_until) == []


def test_so_does_a_force_majeure_of_its_own(app: Flask) -> None:
    organisation = accounts.organisation()
    accounts.member(organisation)
    at = clock.now()
    with committing():
        batch = Batch(
            kind=DeedKind.CANCEL, at=at, organisation_id=organisation.id, cause=Cause.FORCE_MAJEURE, reason=changing.WORDS,
            refund=changing.WORDS, token="once", undo_until=at + timedelta(minutes=10),
        )
        session.add(batch)
    found = ending.obstacles_to(session.get_one(Organisation, organisation.id), at=at)
    assert [(each.endpoint, each.until) for each in found] == [("force_majeure.house_batch", batch.undo_until)]


def test_an_open_ended_span_stands_in_the_way_and_a_draft_does_not(app: Flask) -> None:
    organisation = accounts.organisation()
    who = accounts.member(organisation)
    events.performance(events.run(events.event("draft", owner_id=organisation.id, publish=False)), publish=False)
    whole = events.event("open", owner_id=organisation.id)
    events.span(events.run(whole), first=clock.today() - timedelta(days=30), last=None)
    with pytest.raises(Refused, match="dates_to_come"):
        close(organisation, who)


def test_roles_keys_invitations_sources_and_what_waits_end(app: Flask) -> None:
    organisation = accounts.organisation(contact_mail="lin@example.org", trusted_since=None)
    who, other = accounts.member(organisation), accounts.member(organisation, Role.EDITOR)
    at = clock.now()
    waiting = events.event("waiting", owner_id=organisation.id, publish=False)
    with committing():
        actor, row = accounts.acting(who), session.get_one(Organisation, organisation.id)
        memberships.invite(row, "new@example.org", Role.EDITOR, until=None, at=at, actor=actor)
        sources.subscribe(row, "https://calendar.example/ours.ics", at=at, actor=actor)
        session.add(ApiToken(organisation_id=row.id, person_id=who.id, name="a", token_hash="x" * 64, made_at=at))
        session.add(Submission(
            event_id=waiting.id, organisation_id=row.id, submitted_at=at, promised_by=at + timedelta(days=1)
        ))
    close(organisation, who)
    assert people.members_of(organisation.id, at) == []
    assert session.scalars(select(Invitation.withdrawn_at)).all() == [at]
    assert session.scalars(select(ApiToken.revoked_at)).all() == [at]
    assert [(row.paused_at, row.next_at) for row in session.scalars(select(SubscribedSource))] == [(at, None)]
    assert session.scalars(select(Submission.withdrawn_at)).all() == [at]
    assert session.get_one(Organisation, organisation.id).contact_mail == ""
    assert session.scalars(select(TrailEntry.deed)).all()[-1] == "closed_organisation"
    letters = session.scalars(select(Delivery).where(Delivery.kind == "organisation_closed")).all()
    assert [letter.person_id for letter in letters] == [other.id]


def test_only_an_owner_closes_it(app: Flask) -> None:
    organisation = accounts.organisation()
    accounts.member(organisation)
    with pytest.raises(Unknown):
        close(organisation, accounts.member(organisation, Role.EDITOR))


def test_what_closed_is_not_let_in_again(app: Flask) -> None:
    organisation = accounts.organisation()
    who = accounts.member(organisation)
    close(organisation, who)
    with pytest.raises(Refused, match="has_closed"), committing():
        oversight.set_suspension(
            session.get_one(Organisation, organisation.id), False, reason="x", at=clock.now(),
            actor=accounts.acting(accounts.staff()),
        )
