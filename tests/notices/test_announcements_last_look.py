"""Notices that people write: quiet hours, and who of an organisation's people still gets what was written out."""

from typing import Any

import pytest
from flask import Flask

from accounts.models.membership import Membership
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from notices.audience_of import Audience, Circle
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery
from notices.models.follower import Stop
from tests.factories import accounts, announcing, changing, following, news
from tests.factories.letters import link_in, sent

pytestmark = pytest.mark.both_databases
# It is noon.
QUIET: dict[str, Any] = {"quiet_from": 11 * 60, "quiet_until": 20 * 60}
MEMBERS = Audience(Circle.MEMBERS)


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def writer(owner: Organisation) -> Person:
    return accounts.member(owner, of=accounts.person("writer@example.org"))


def became() -> list[tuple[str, str, str]]:
    sent()
    session.rollback()
    return sorted((each.mail, each.fate.value, each.why) for each in session.query(Delivery))


@pytest.mark.parametrize("is_promotional", [False, True])
def test_it_waits_for_the_end_of_quiet_hours(owner: Organisation, writer: Person, is_promotional: bool) -> None:
    for mail, facts in (("quiet@example.org", QUIET), ("awake@example.org", {})):
        announcing.fan(f"organiser:{owner.id}", ("organiser", "promotion"), mail=mail, **facts)
    announcing.handed_in(owner, writer, is_promotional=is_promotional)
    fan_out()
    assert [to for to, _subject, _text in sent()] == ["awake@example.org"]
    assert {to for to, _subject, _text in news.ticked(hours=8, minutes=1)} == {"awake@example.org", "quiet@example.org"}


def test_what_would_be_of_no_use_then_does_not_wait(owner: Organisation, writer: Person) -> None:
    date = changing.listing(owner, dates=1, first_in=0)[0]
    announcing.fan(f"organiser:{owner.id}", mail="quiet@example.org", **QUIET)
    announcing.handed_in(owner, writer, wall="", performance_id=date.id, offset_minutes=-60 * 6)
    with news.later(hours=1, minutes=31):
        fan_out()
        assert len(sent()) == 1


def test_the_quiet_hours_of_an_organisations_people_count(owner: Organisation, writer: Person) -> None:
    second = accounts.member(owner, of=accounts.person("second@example.org"))
    following.follower(person=second, **QUIET)
    announcing.handed_in(owner, writer, audience=MEMBERS)
    fan_out()
    assert [to for to, _subject, _text in sent()] == ["writer@example.org"]
    assert len(news.ticked(hours=8, minutes=1)) == 2


def leave(person: Person, owner: Organisation) -> None:
    session.query(Membership).filter_by(person_id=person.id, organisation_id=owner.id).one().until = clock.now()


def move(person: Person, _owner: Organisation) -> None:
    session.get_one(Person, person.id).mail = "new@example.org"


def close(person: Person, _owner: Organisation) -> None:
    session.get_one(Person, person.id).closed_at = clock.now()


@pytest.mark.parametrize(("deed", "why"), [(leave, "left"), (move, "address_changed"), (close, "left")])
def test_who_left_or_moved_gets_nothing_that_was_written_out(owner: Organisation, writer: Person, deed: Any, why: str) -> None:
    second = accounts.member(owner, of=accounts.person("second@example.org"))
    announcing.handed_in(owner, writer, audience=MEMBERS)
    fan_out()
    with committing():
        deed(second, owner)
    assert became() == [("second@example.org", "skipped", why), ("writer@example.org", "sent", "")]


def stopped_by_link(app: Flask, mail: str) -> None:
    text = next(text for to, _subject, text in sent() if to == mail)
    path = link_in(text, "/unsubscribe/")
    for _press in range(2):
        assert app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_member_who_wants_no_more_of_one_house_hears_from_the_others(
    app: Flask, owner: Organisation, writer: Person
) -> None:
    other = accounts.organisation("other-house")
    accounts.member(other, of=writer)
    own, another = owner.id, other.id
    announcing.fan(f"organiser:{owner.id}", mail=None, person=writer)
    person = writer.id
    announcing.handed_in(owner, writer, audience=MEMBERS)
    fan_out()
    stopped_by_link(app, "writer@example.org")
    assert [each.kind for each in session.query(Stop)] == [f"announcement:{own}:members"]
    with news.later(minutes=1):
        for house, facts in ((own, {"audience": MEMBERS}), (another, {"audience": MEMBERS}), (own, {})):
            announcing.handed_in(
                session.get_one(Organisation, house), session.get_one(Person, person), **facts, limits=announcing.LIMITS
            )
        fan_out()
        sent()
    session.rollback()
    rows = session.query(Delivery).order_by(Delivery.id)
    fates = [(each.organisation_id, each.follower_id is None, each.why) for each in rows]
    assert fates[0] == (own, True, "unsubscribed")
    assert sorted(fates[1:]) == sorted([(own, True, "stopped"), (another, True, ""), (own, False, "")])


def test_taking_it_back_brings_that_house_again(app: Flask, owner: Organisation, writer: Person, client: Any) -> None:
    announcing.handed_in(owner, writer, audience=MEMBERS)
    fan_out()
    path = link_in(sent()[0][2], "/unsubscribe/")
    page = client.post(path, data={"List-Unsubscribe": "One-Click"}).text
    undo = page.partition("/unsubscribe/undo/")[2].partition('"')[0]
    assert changing.send(client, f"/en/unsubscribe/undo/{undo}").status_code == 200
    assert session.query(Stop).count() == 0
