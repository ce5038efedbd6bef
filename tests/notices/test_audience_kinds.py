"""Kinds of audience: whom each reaches, in count, preview, test, sending and report; and the door for more."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from application import AUDIENCE_KINDS
from core import clock
from core.db import committing, session
from core.errors import Refused
from notices import registry
from notices.audience_kind import AudienceKind
from notices.audience_of import Asked, Audience, Circle
from notices.jobs.fanning import fan_out
from notices.kinds import Reader
from notices.models.delivery import Delivery
from notices.models.notice import Announcement
from tests.factories import accounts, announcing, changing
from tests.factories.letters import sent

LIST = "/en/desk/house-of-shows/notices"
STAFF = "/en/staff/announcements"
REGISTERED = {"event:1": ["first@example.org", "second@example.org"]}


def registered(asked: Asked, cursor: int, _at: datetime) -> Sequence[Reader]:
    """Whoever registered, as another package would know them."""
    mails = [mail for ref in asked.subjects for mail in REGISTERED.get(ref, ())]
    return [
        Reader(cursor=number, channel="mail", language="en", mail=mail, facts={"name": "Lin"})
        for number, mail in enumerate(mails, 1) if number > cursor
    ]


REGISTRANTS = AudienceKind(
    code="registrants", words=lambda _organisation_id: "Whoever registered", is_offered=lambda key: key is not None,
    of_words=lambda _organisation_id, names: f"Registered for {names}",
    size=lambda asked, at: len(registered(asked, 0, at)), readers=registered, chosen_by=lambda kind: kind == "event",
)


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def door(app: Flask) -> Iterator[None]:
    registry.fill_audiences((*AUDIENCE_KINDS, REGISTRANTS))
    yield
    registry.fill_audiences(AUDIENCE_KINDS)


def written(client: FlaskClient, path: str, **typed: object) -> str:
    answer = announcing.send(client, f"{path}/new", **typed)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


# --- an organisation's own people, and those of all organisations --------------------------------------------------------


def test_members_all_the_way(app: Flask, owner: Organisation) -> None:
    writer = accounts.person("writer@example.org", language="en")
    client = accounts.signed_in(app, accounts.member(owner, Role.EDITOR, of=writer))
    accounts.member(owner, Role.VIEWER, of=accounts.person("viewer@example.org", name="周云"))
    accounts.member(accounts.organisation("another-house"), of=accounts.person("another@example.org"))
    accounts.member(owner, of=accounts.person("unconfirmed@example.org", mail_confirmed_at=None))
    one = written(client, LIST, audience="members")
    page = client.get(one).text
    assert "The people of this organisation · <strong>2 readers now</strong>" in page
    assert "Reader 2: reads Chinese" in page
    assert announcing.press(client, one, "test").status_code == 303
    assert announcing.press(client, one, "hand-in").status_code == 303
    fan_out()
    letters = [(to, subject) for to, subject, _text in sent()]
    assert sorted(letters) == [
        ("viewer@example.org", "演后谈"), ("writer@example.org", "A talk afterwards"),
        ("writer@example.org", "Test: A talk afterwards"), ("writer@example.org", "测试：演后谈"),
    ]
    report = client.get(one).text
    assert "<dt>Sent out</dt><dd>2" in report
    session.rollback()
    assert {each.person_id is None for each in session.query(Delivery).filter_by(kind="announcement")} == {False}


def test_the_staff_write_to_the_people_of_all_organisations(app: Flask, owner: Organisation) -> None:
    both = accounts.member(owner, of=accounts.person("both@example.org"))
    accounts.member(accounts.organisation("another-house"), of=both)
    accounts.member(accounts.organisation("third-house"), of=accounts.person("third@example.org"))
    accounts.member(accounts.organisation("closed-house", closed_at=clock.now()), of=accounts.person("gone@example.org"))
    staff = accounts.staff_client(app, StaffRole.CONSOLE)
    one = written(staff, STAFF, audience="members")
    assert "The people of all organisations · <strong>2 readers now</strong>" in staff.get(one).text
    announcing.press(staff, one, "hand-in")
    fan_out()
    assert sorted(to for to, _subject, _text in sent()) == ["both@example.org", "third@example.org"]


def test_an_offer_goes_to_nobody_who_was_not_asked(app: Flask, owner: Organisation) -> None:
    client = accounts.member_client(app, owner, Role.EDITOR)
    answer = announcing.send(client, f"{LIST}/new", audience="members", promotional="promotion", body_zh="一字不落")
    assert answer.status_code == 200
    assert "Offers go only to those who asked for offers." in answer.text
    assert "一字不落" in answer.text


# --- followers of what is the writer's -------------------------------------------------------------------------------------


def test_all_that_is_its_own_can_be_chosen(app: Flask, owner: Organisation) -> None:
    client = accounts.member_client(app, owner, Role.EDITOR)
    world = announcing.own_world(owner)
    theirs = changing.listing(accounts.organisation("another-house"), "night-birds", dates=1)[0]
    page = client.get(f"{LIST}/new").text
    for ref in world:
        assert f'value="{ref}"' in page, ref
    assert f'value="event:{theirs.run.event_id}"' not in page
    assert f'value="performance:{theirs.id}"' not in page
    for ref in world:
        announcing.fan(ref)
    one = written(client, LIST, subjects=world)
    assert f"{len(world)} readers now" in client.get(one).text


# --- the door ---------------------------------------------------------------------------------------------------------------


def test_nothing_is_said_of_a_kind_that_there_is_not(app: Flask, owner: Organisation) -> None:
    client = accounts.member_client(app, owner, Role.EDITOR)
    assert "egister" not in client.get(f"{LIST}/new").text.partition("<main")[2]
    answer = announcing.send(client, f"{LIST}/new", audience="registrants")
    assert answer.status_code == 200


@pytest.mark.usefixtures("door")
def test_another_package_brings_its_audience(app: Flask, owner: Organisation) -> None:
    client = accounts.member_client(app, owner, Role.EDITOR)
    date = changing.listing(owner, dates=1)[0]
    assert date.run.event_id == 1
    one = written(client, LIST, audience="registrants", subjects="event:1")
    page = client.get(one).text
    assert "Registered for The Long Bridge · <strong>2 readers now</strong>" in page
    assert "Reader 1: reads English" in page
    assert announcing.press(client, one, "hand-in").status_code == 303
    fan_out()
    assert [to for to, _subject, _text in sent()] == ["first@example.org", "second@example.org"]
    assert "<dt>Sent out</dt><dd>2" in client.get(one).text
    staff = accounts.staff_client(app, StaffRole.CONSOLE)
    assert "Whoever registered" not in staff.get(f"{STAFF}/new").text


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"subjects": "organiser:1"}, "Something that is ticked has none of these: Whoever registered."),
        ({"subjects": "event:1", "promotional": "promotion"}, "Offers go only to those who asked for offers."),
    ],
)
def test_its_rules_hold(app: Flask, owner: Organisation, typed: dict[str, str], says: str) -> None:
    client = accounts.member_client(app, owner, Role.EDITOR)
    changing.listing(owner, dates=1)
    assert says in announcing.send(client, f"{LIST}/new", audience="registrants", **typed).text


def test_a_kind_that_went_reaches_nobody_and_is_seen(app: Flask, owner: Organisation) -> None:
    writer = accounts.member(owner)
    with pytest.raises(Refused, match="audience_unknown"):
        announcing.draft(owner, writer, audience=Audience("registrants", ("event:1",)))
    row = announcing.draft(owner, writer, audience=Audience(Circle.MEMBERS))
    with committing():
        session.get_one(Announcement, row.id).audience = {"kind": "registrants", "subjects": []}
    client = accounts.member_client(app, owner, Role.EDITOR)
    assert "0 readers now" in client.get(f"{LIST}/{row.id}").text
    with pytest.raises(Refused, match="audience_unknown"):
        announcing.hand_in(row, writer)
