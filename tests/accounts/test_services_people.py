"""Signing up, confirming, changing one's own account."""

from typing import Any

import pytest
from sqlalchemy import func, select

from accounts import passwords
from accounts.actor import Actor
from accounts.models.person import Consent, Person, SignIn, SignUp
from accounts.queries import people as stored
from accounts.services import consents, people, signins
from accounts.wordings import Purpose
from core import clock
from core.db import committing, session
from core.errors import Refused
from notices.models.delivery import Delivery
from tests.factories import accounts


def sign_up(mail: str = "lin@example.org", *, password: str = "hash", **more: Any) -> None:
    with committing():
        people.sign_up(mail, at=clock.now(), name="林舟", password_hash=password, language="zh", **more)


def kinds() -> list[str]:
    return list(session.scalars(select(Delivery.kind).order_by(Delivery.id)))


def person(mail: str = "lin@example.org") -> Person:
    found = stored.person_of_mail(mail)
    assert found
    return found


def test_a_sign_up_waits_until_it_is_confirmed(app: Any) -> None:
    sign_up(wants_news=True)
    assert not person().is_open
    assert set(consents.in_force(person())) == set(Purpose)
    assert kinds() == ["confirm"]
    facts = told()[0]
    with committing():
        people.confirm(facts, at=clock.now())
    assert person().is_open
    assert set(consents.in_force(person())) == set(Purpose)
    with pytest.raises(Refused, match="confirmed"), committing():
        people.confirm(facts, at=clock.now())


def test_a_known_address_keeps_its_account_and_is_told(app: Any) -> None:
    accounts.person("lin@example.org")
    before = person().password_hash
    sign_up(password="another")
    assert person().password_hash == before
    assert kinds() == ["address_known"]
    sign_up(password="another")
    assert kinds() == ["address_known"], "once an hour is enough"


def told() -> list[dict[str, Any]]:
    """What the links of the letters say, in order of writing."""
    return list(session.scalars(select(Delivery.facts).order_by(Delivery.id)))


def test_each_sign_up_of_an_address_has_its_own_link_and_password(app: Any) -> None:
    """Somebody else may have signed up with this address, before or after: nobody's password is confirmed by another's link."""
    sign_up(password="theirs")
    sign_up(password="mine", wants_news=True)
    assert person().password_hash == "", "there is none before it is confirmed"
    theirs, mine = told()
    assert [row.password_hash for _who, row in map(people.sign_up_of_link, (theirs, mine)) if row] == ["theirs", "mine"]
    assert session.scalar(select(func.count()).select_from(Consent)) == 3, "agreed once to each"
    with committing():
        people.confirm(mine, at=clock.now())
    assert (person().password_hash, person().password_at) == ("mine", clock.now())
    assert people.sign_up_of_link(theirs) == (person(), None)
    with pytest.raises(Refused, match="confirmed"), committing():
        people.confirm(theirs, at=clock.now())
    assert session.scalar(select(func.count()).select_from(SignUp)) == 0


def test_a_link_of_a_sign_up_that_is_forgotten_is_dead(app: Any) -> None:
    sign_up()
    facts = told()[0]
    for odd in (facts | {"sign_up": 999}, facts | {"at": "2020-01-01T00:00:00+00:00"}, facts | {"person": 999}, {}, None, [1]):
        with pytest.raises(Refused, match="dead_link"), committing():
            people.confirm(odd, at=clock.now())
    assert not person().is_open


def test_a_link_by_mail_dies_with_the_address_it_went_to(app: Any) -> None:
    who = accounts.person("lin@example.org")
    facts = people.link_facts(who)
    with committing():
        people.want_mail(person(), "new@example.org", at=clock.now())
        people.take_mail(person(), at=clock.now(), digest=people.digest_of_mail("new@example.org"))
    assert people.person_of_link(facts) is None
    with pytest.raises(Refused, match="dead_link"), committing():
        people.reset(facts, "hash", at=clock.now())


@pytest.mark.parametrize("facts", [None, "1", [1], {}, {"person": "1"}, {"person": 10**9, "at": ""}, {"person": 1}])
def test_a_link_that_says_something_odd_is_nobodys(app: Any, facts: Any) -> None:
    accounts.person()
    assert people.person_of_link(facts) is None


def test_a_new_password_ends_sign_ins_and_links_and_is_told(app: Any) -> None:
    who = accounts.person("lin@example.org")
    facts = people.link_facts(who)
    with committing():
        row, _token = signins.begin(person(), at=clock.now(), device="a")
        signins.begin(person(), at=clock.now(), device="b")
        keeps = row.id
    fresh, me = passwords.hashed("kite marble oak"), Actor(person_id=who.id)
    with clock.standing_still(clock.now().replace(hour=5)), committing():
        people.set_password(person(), fresh, at=clock.now(), actor=me, but=keeps)
    assert [row.id for row in session.scalars(select(SignIn))] == [keeps]
    assert people.person_of_link(facts) is None
    assert signins.person_with("lin@example.org", "kite marble oak") is not None
    assert kinds() == ["password_changed"]




def test_a_new_address_counts_once_it_is_confirmed(app: Any) -> None:
    accounts.person("lin@example.org")
    with committing():
        people.want_mail(person(), "new@example.org", at=clock.now())
    assert person().mail_wanted == "new@example.org"
    with pytest.raises(Refused, match="dead_link"), committing():
        people.take_mail(person(), at=clock.now(), digest=people.digest_of_mail("other@example.org"))
    with committing():
        people.take_mail(person(), at=clock.now(), digest=people.digest_of_mail("new@example.org"))
    assert stored.person_of_mail("lin@example.org") is None
    told = session.execute(select(Delivery.kind, Delivery.mail).order_by(Delivery.id)).all()
    assert [tuple(row) for row in told] == [("confirm_mail", "new@example.org"), ("mail_changed", "lin@example.org")]


def test_an_address_that_somebody_has_is_not_taken_and_not_betrayed(app: Any) -> None:
    accounts.person("lin@example.org")
    accounts.person("taken@example.org")
    with committing():
        people.want_mail(person(), "taken@example.org", at=clock.now())
    assert kinds() == ["address_known"]
    with pytest.raises(Refused, match="mail_taken"), committing():
        people.take_mail(person(), at=clock.now(), digest=people.digest_of_mail("taken@example.org"))


def test_an_unconfirmed_sign_up_does_not_hold_an_address(app: Any) -> None:
    accounts.person("lin@example.org")
    sign_up("new@example.org")
    with committing():
        people.want_mail(person(), "new@example.org", at=clock.now())
        people.take_mail(person(), at=clock.now(), digest=people.digest_of_mail("new@example.org"))
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_agreeing_and_taking_it_back(app: Any) -> None:
    who = accounts.person()
    with committing():
        who = session.merge(who)
        consents.give(who, (Purpose.NEWS,), at=clock.now())
        consents.give(who, (Purpose.NEWS,), at=clock.now())
    assert len(session.scalars(select(Consent)).all()) == 1
    with committing():
        consents.withdraw(session.merge(who), Purpose.NEWS, at=clock.now())
    assert consents.in_force(who) == {}
    with pytest.raises(Refused, match="needed"), committing():
        consents.withdraw(session.merge(who), Purpose.TERMS, at=clock.now())
