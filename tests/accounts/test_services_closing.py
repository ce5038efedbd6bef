"""What is stored of a person, and closing an account."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from accounts.actor import Actor
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.person import Consent, Person, SignIn
from accounts.models.trail import TrailEntry
from accounts.queries import people as stored
from accounts.services import closing, consents, memberships, people, signins, telling
from accounts.wordings import NEEDED
from core import clock
from core.db import committing, session
from core.errors import Refused
from notices.models.delivery import Delivery
from notices.services import sending
from tests.factories import accounts, events


def close(who: Person) -> None:
    with committing():
        closing.close(session.merge(who), at=clock.now(), actor=Actor(person_id=who.id))


def live(who: Person) -> None:
    """Leave traces of every kind."""
    with committing():
        who = session.merge(who)
        consents.give(who, NEEDED, at=clock.now())
        signins.begin(who, at=clock.now(), device="Firefox · Linux")
        telling.tell("trial", at=clock.now(), to=who, key=f"trial:{who.id}", facts={"name": who.name})


def test_closing_removes_the_person_and_keeps_what_was_published(app: Any) -> None:
    organisation = accounts.organisation()
    who, _other = accounts.member(organisation, of=accounts.person("lin@example.org")), accounts.member(organisation)
    shown = events.event("a-show", owner_id=organisation.id)
    live(who)
    close(who)
    row = session.get_one(Person, who.id)
    assert (row.mail, row.name, row.password_hash, row.is_open) == (None, "", "", False)
    assert session.scalars(select(SignIn).where(SignIn.person_id == who.id)).all() == []
    assert session.scalars(select(Consent)).all() == []
    assert stored.roles_of(who.id, clock.now() + timedelta(seconds=1)) == {}
    assert session.merge(shown).is_public
    assert "closed_account" in session.scalars(select(TrailEntry.deed).where(TrailEntry.person_id == who.id)).all()
    letters = session.scalars(select(Delivery)).all()
    assert [(letter.kind, letter.mail) for letter in letters] == [("account_closed", "lin@example.org")], "nothing unsent stays"


def test_closing_leaves_no_address_of_the_person_in_the_outbox(app: Any) -> None:
    """Letters to bare addresses are the person's, too: an invitation of before, an address that was to follow, one given up."""
    ours, owner = accounts.organisation(), accounts.member(accounts.organisation("theirs"))
    boss = accounts.member(ours)
    with committing():
        memberships.invite(
            session.merge(ours), "lin@example.org", Role.EDITOR, until=None, at=clock.now(), actor=accounts.acting(boss)
        )
    who = accounts.person("before@example.org", name="林舟")
    with committing():
        people.want_mail(session.merge(who), "typed-wrong@example.org", at=clock.now())
        people.want_mail(session.merge(who), "lin@example.org", at=clock.now() + timedelta(minutes=1))
        people.take_mail(session.merge(who), at=clock.now(), digest=people.digest_of_mail("lin@example.org"))
        telling.tell("trial", at=clock.now(), to=session.merge(owner), key="to-somebody-else")
    with committing():
        for letter in session.scalars(select(Delivery)):
            sending.note_sent(letter.id, at=clock.now())
    with committing():
        people.want_mail(session.merge(who), "next@example.org", at=clock.now() + timedelta(minutes=2))
    close(who)
    rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [(row.kind, row.mail) for row in rows if row.mail] == [("trial", owner.mail), ("account_closed", "lin@example.org")]
    assert ["林舟" in json.dumps(row.facts, ensure_ascii=False) for row in rows].count(True) == 1, "in the last letter alone"
    assert not any(row.kind == "confirm_mail" and row.over_at is None for row in rows)


def test_closing_takes_no_letters_of_somebody_whose_address_was_named(app: Any) -> None:
    """Whoever names an address that is not theirs and closes the account cannot silence its owner."""
    other, who = accounts.person("other@example.org"), accounts.person("lin@example.org")
    with committing():
        telling.tell("trial", at=clock.now(), to=session.merge(other), key="waits")
        people.want_mail(session.merge(who), "other@example.org", at=clock.now())
    close(who)
    assert "waits" in session.scalars(select(Delivery.key).where(Delivery.mail == "other@example.org")).all()


def test_a_sign_up_that_is_forgotten_takes_nobody_elses_letters_along(app: Any) -> None:
    """An invitation to the same address was not sent yet: it still is."""
    ours = accounts.organisation()
    boss = accounts.member(ours)
    with committing():
        memberships.invite(
            session.merge(ours), "lin@example.org", Role.EDITOR, until=None, at=clock.now(), actor=accounts.acting(boss)
        )
        people.sign_up("lin@example.org", at=clock.now(), name="林舟", password_hash="x", language="zh")
    with committing():
        row = stored.person_of_mail("lin@example.org")
        assert row is not None
        people.remove_unconfirmed(row, at=clock.now())
    assert [(row.kind, row.mail) for row in session.scalars(select(Delivery))] == [("invitation", "lin@example.org")]


def test_an_address_is_free_after_closing(app: Any) -> None:
    close(accounts.person("lin@example.org"))
    accounts.person("lin@example.org")
    assert session.scalars(select(Person.closed_at).order_by(Person.id)).all() == [clock.now(), None]


@pytest.mark.parametrize(("has_dates", "has_colleague"), [(True, False), (True, True), (False, True)])
def test_the_last_owner_sees_to_colleagues_and_to_what_is_to_come_first(app: Any, has_dates: bool, has_colleague: bool) -> None:
    organisation = accounts.organisation(listed_at=clock.now() if has_dates else None)
    who = accounts.member(organisation)
    if has_dates:
        events.show(owner_id=organisation.id)
    if has_colleague:
        accounts.member(organisation, Role.EDITOR)
    with pytest.raises(Refused, match="last_owner"):
        close(who)
    assert session.get_one(Person, who.id).is_open
    accounts.member(organisation)
    close(who)


def test_an_organisation_that_nobody_saw_closes_along(app: Any) -> None:
    organisation = accounts.organisation(listed_at=None, contact_mail="lin@example.org", contact_name="林舟")
    who = accounts.member(organisation)
    alone = closing.owned_alone(who, clock.now())
    assert [(each.organisation.slug, each.stands_in_the_way) for each in alone] == [(organisation.slug, False)]
    close(who)
    row = session.get_one(Organisation, organisation.id)
    assert (row.contact_mail, row.contact_name, row.suspended_at) == ("", "", clock.now())


def test_an_organisation_with_nothing_to_come_closes_along_and_its_past_stays(app: Any) -> None:
    organisation = accounts.organisation(listed_at=clock.now())
    who = accounts.member(organisation)
    over = events.show(owner_id=organisation.id, starts_at=clock.now() - timedelta(days=3))
    events.cancelled(events.show("off", owner_id=organisation.id))
    close(who)
    row = session.get_one(Organisation, organisation.id)
    assert (row.closed_at, row.is_listed) == (clock.now(), True)
    assert session.merge(over).run.event.is_public


def test_the_file_holds_everything_and_nobody_else(app: Any) -> None:
    organisation = accounts.organisation()
    who = accounts.member(organisation, of=accounts.person("lin@example.org"))
    other = accounts.member(organisation, of=accounts.person("other@example.org", name="别人"))
    live(who)
    live(other)
    told = closing.export(session.merge(who), at=clock.now())
    text = json.dumps(told, ensure_ascii=False)
    assert told["profile"]["mail"] == "lin@example.org"
    assert [each["organisation"] for each in told["memberships"]] == [organisation.slug]
    assert {each["purpose"] for each in told["consents"]} == {"terms", "privacy"}
    assert [each["device"] for each in told["sign_ins"]] == ["Firefox · Linux"]
    assert [each["deed"] for each in told["deeds"]] == ["signed_in"]
    assert [each["kind"] for each in told["letters"]] == ["trial"]
    assert "other@example.org" not in text
    assert "别人" not in text
    assert "argon2" not in text, "no key stands in it"
    assert "token" not in text
