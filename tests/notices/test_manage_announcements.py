"""The desks of notices: writing, looking, handing in, approving; whose they are."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core import clock
from core.db import session
from notices.models.delivery import Delivery
from notices.models.notice import Announcement, Notice
from notices.services.announcements import Limits
from tests.conftest import CountQueries
from tests.factories import accounts, announcing, changing, desk, outbox

LIST = "/en/desk/house-of-shows/notices"
NEW = f"{LIST}/new"
STAFF = "/en/staff/announcements"


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def client(app: Flask, owner: Organisation) -> FlaskClient:
    return accounts.member_client(app, owner, Role.EDITOR)


def written(client: FlaskClient, owner: Organisation, **more: object) -> str:
    """The address of a new notice's page, in English."""
    answer = announcing.send(client, NEW, subjects=f"organiser:{owner.id}", **more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_write_look_send(client: FlaskClient, owner: Organisation) -> None:
    announcing.fan(f"organiser:{owner.id}", language="en")
    assert "House of Shows (1 for service, 0 for offers)" in client.get(NEW).text
    one = written(client, owner)
    page = client.get(one).text
    assert "Draft" in page
    assert "Send it now to 1 reader" in page
    assert "Dear friend of the stage, House of Shows invites you to stay." in page
    assert "您好，舞台之友" in client.get(f"{one}?language=zh").text.replace("friend of the stage", "舞台之友")
    sample = client.get(f"{one}?reader=1").text
    assert "Reader 1: reads English, follows House of Shows" in sample
    assert "Dear (their name), House of Shows" in sample
    assert announcing.press(client, one, "hand-in").status_code == 303
    assert "Will be sent" in client.get(one).text
    assert "A talk afterwards" in client.get(LIST).text
    session.rollback()
    assert session.query(Notice).one().announcement_id == session.query(Announcement).one().id
    deeds = {each.deed for each in session.query(TrailEntry)}
    assert {"announcement_written", "announcement_handed_in"} <= deeds
    accounts_trail = client.get("/en/desk/house-of-shows/trail").text
    assert "Notice handed in" in accounts_trail


def test_nobody_follows_yet(client: FlaskClient, owner: Organisation) -> None:
    empty = client.get(LIST).text
    assert "Nothing was written yet" in empty
    assert "/en/embed/compose?show=organisers/house-of-shows" in empty.replace("%2F", "/")
    one = written(client, owner)
    page = client.get(one).text
    assert "Nobody would get it as things stand." in page
    assert "Send it now" not in page
    answer = announcing.press(client, one, "hand-in")
    assert "Nobody would get it: nobody follows this and asked to hear such news." in answer.text
    session.rollback()
    assert session.query(Notice).count() == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"body_en": "Come to {title}!"}, "{title} is no placeholder."),
        ({"subject_zh": "{{ config }}"}, "is no placeholder."),
        ({"subject_zh": "致{{name}}"}, "One brace on each side is enough: {name}, not {{name}}."),
        ({"body_en": "Dear {{name}}"}, "One brace on each side is enough: {name}, not {{name}}."),
        ({"body_en": "{title}, {Event}, {name}"}, "{Event}, {title} are no placeholders."),
        ({"subject_en": "x" * 121}, "At most 120 characters, please."),
        ({"when": "at"}, "The day is needed."),
        ({"when": "at", "day": "2026-13-01", "clock": "10:00"}, "Write the day as 2026-12-31."),
        ({"when": "at", "day": "2026-12-01", "clock": "25:00"}, "Write the time as 19:30."),
        ({"when": "relative"}, "Choose the date first"),
        ({"when": "relative", "about": "999999"}, "Choose one of the dates."),
        ({"about": "x"}, "Choose one of the dates."),
        ({"audience": "everybody"}, "Not a valid choice"),
        ({"audience": "segment:999"}, "Not a valid choice"),
        ({"subjects": "organiser:999"}, "One of these cannot be chosen any more."),
        ({"promotional": ""}, "Choose one."),
    ],
)
def test_bad_input_keeps_what_was_typed(client: FlaskClient, typed: dict[str, str], says: str) -> None:
    answer = announcing.send(client, NEW, **{"body_zh": "一字不落"} | typed)
    assert answer.status_code == 200
    assert says in answer.text
    assert "一字不落" in answer.text
    session.rollback()
    assert session.query(Announcement).count() == 0


def test_markup_and_line_breaks_reach_no_header_and_no_link(client: FlaskClient, owner: Organisation) -> None:
    one = written(
        client, owner, subject_en="Hello\r\nBcc: x@y.example <b>you</b>",
        body_en="See https://evil.example/now <script>1</script>",
    )
    page = client.get(one).text
    assert "<script>1" not in page
    assert 'href="https://evil.example' not in page
    assert "Hello Bcc: x@y.example &lt;b&gt;" in page
    announcing.press(client, one, "test")
    session.rollback()
    assert session.query(Delivery).filter_by(kind="announcement_test").count() == 2


def test_a_test_goes_to_the_writer_alone_and_not_without_end(client: FlaskClient, owner: Organisation) -> None:
    one = written(client, owner)
    pages = [announcing.press(client, one, "test").text for _ in range(11)]
    assert "Those were enough tests for now." in pages[-1]
    assert "Those were enough tests for now." not in pages[-2]
    session.rollback()
    assert len({each.mail for each in session.query(Delivery)}) == 1


def test_the_past_asks_and_can_be_sent_now(client: FlaskClient, owner: Organisation) -> None:
    announcing.fan(f"organiser:{owner.id}")
    one = written(client, owner, when="at", day="2026-11-20", clock="09:00")
    page = client.get(one).text
    assert "Its moment is over. Send it now, or edit it and choose a later one." in page
    assert "is over. Send it now, or choose a later one." in announcing.press(client, one, "hand-in").text
    assert announcing.press(client, one, "hand-in", now="yes").status_code == 303


def test_relative_to_a_date(client: FlaskClient, owner: Organisation) -> None:
    announcing.fan(f"organiser:{owner.id}")
    date = changing.listing(owner, dates=1)[0]
    body = "{event}, {date}, {place}: {link}"
    one = written(client, owner, when="relative", about=str(date.id), offset="-4320", body_en=body)
    page = client.get(one).text
    assert "The Long Bridge, Saturday 28 November 2026, 19:30" in page
    assert 'href="https://window.example/en/events/the-long-bridge"' in page
    assert "Wednesday 25 November 2026, 19:30" in page
    assert "3 days before" in page
    assert announcing.press(client, one, "hand-in").status_code == 303


def test_two_who_edit_lose_nothing(app: Flask, client: FlaskClient, owner: Organisation) -> None:
    one = written(client, owner)
    edit = f"{one}/edit"
    form = client.get(edit).text
    other = accounts.member_client(app, owner)
    assert announcing.send(other, edit, body_en="Theirs.", subjects=f"organiser:{owner.id}").status_code == 303
    mine = announcing.TYPED | {"token": announcing.hidden(form, "token"), "seen": announcing.hidden(form, "seen")}
    answer = desk.send(client, edit, **mine | {"body_en": "Mine."})
    assert answer.status_code == 200
    assert "Mine." in answer.text
    assert "Theirs." in answer.text
    assert "What you typed is still below" in answer.text
    again = mine | {"seen": announcing.hidden(answer.text, "seen"), "body_en": "Mine."}
    assert desk.send(client, edit, **again).status_code == 303
    session.rollback()
    assert session.query(Announcement).one().body_en == "Mine."


def test_an_audience_with_a_name_is_used_again(client: FlaskClient, owner: Organisation) -> None:
    one = written(client, owner)
    assert desk.send(client, f"{one}/keep", name="Our friends").status_code == 303
    assert "Kept: Our friends" in client.get(NEW).text
    assert "Followers of House of Shows" in client.get(LIST).text
    session.rollback()
    key = session.query(Announcement).one().id
    kept = announcing.hidden(client.get(NEW).text, "audience")
    assert kept
    answer = announcing.send(client, NEW, audience="segment:1")
    assert answer.status_code == 303
    session.rollback()
    new = session.query(Announcement).filter(Announcement.id != key).one()
    assert new.audience == {"kind": "followers", "subjects": [f"organiser:{owner.id}"]}
    assert desk.send(client, f"{LIST}/audiences/1/drop").status_code == 303
    assert "Our friends" not in client.get(LIST).text
    assert "A name is needed." in desk.send(client, f"{one}/keep", name=" ").text


def test_cancel_and_copy(client: FlaskClient, owner: Organisation) -> None:
    announcing.fan(f"organiser:{owner.id}")
    one = written(client, owner, when="at", day="2026-12-01", clock="19:30")
    announcing.press(client, one, "hand-in")
    assert announcing.press(client, one, "cancel").status_code == 303
    page = client.get(one).text
    assert "Nobody got it." in page
    assert "It is cancelled or over." in announcing.press(client, one, "cancel").text
    token = announcing.hidden(page, "token")
    copied = [desk.send(client, f"{one}/copy", token=token).headers["Location"] for _ in range(2)]
    assert copied[0] == copied[1]
    assert copied[0].endswith("/edit")
    session.rollback()
    assert session.query(Announcement).count() == 2


def test_the_staff_approve_what_is_large(app: Flask, owner: Organisation) -> None:
    announcing.limited(app, notice_approval_above=1)
    client = accounts.member_client(app, owner, Role.EDITOR)
    for _ in range(2):
        announcing.fan(f"organiser:{owner.id}")
    one = written(client, owner)
    page = client.get(one).text
    assert "Hand it in for a second person’s word" in page
    assert "Send it now" not in page
    announcing.press(client, one, "hand-in")
    page = client.get(one).text
    assert "Waits for a second person" in page
    assert "Approve it" not in page
    assert "Whoever wrote it cannot approve it: somebody else" in announcing.press(client, one, "approve").text
    assert "1 notice waits for a second person" in client.get("/en/desk").text
    staff = accounts.staff_client(app, StaffRole.CONSOLE)
    assert "A talk afterwards" in staff.get(STAFF).text
    session.rollback()
    theirs = f"{STAFF}/{session.query(Announcement).one().id}"
    assert "Approve it" in staff.get(theirs).text
    assert "Please say why" in announcing.press(staff, theirs, "send-back", reason=" ").text
    assert announcing.press(staff, theirs, "cancel").status_code == 200, "only its organisation cancels it"
    assert staff.get(f"{theirs}/edit").status_code == 404
    assert announcing.press(staff, theirs, "approve").status_code == 303
    assert "Will be sent" in client.get(one).text


def test_the_staff_write_to_whoever_follows(app: Flask, owner: Organisation) -> None:
    announcing.fan("city:310000")
    staff = accounts.staff_client(app, StaffRole.CONSOLE)
    answer = announcing.send(staff, f"{STAFF}/new", audience="everybody", body_en="Dear {name}: {event}")
    one = answer.headers["Location"]
    assert "Choose the date that it is about" in announcing.press(staff, one, "hand-in").text
    typed = {"audience": "followers", "pages": "https://window.example/en/organisers/house-of-shows /nowhere"}
    assert "Nothing that can be followed is at /nowhere." in announcing.send(staff, f"{STAFF}/new", **typed).text
    typed["pages"] = "/cities/shanghai\n/en/organisers/house-of-shows"
    one = announcing.send(staff, f"{STAFF}/new", **typed).headers["Location"]
    assert "1 reader now" in staff.get(one).text
    assert announcing.press(staff, one, "hand-in").status_code == 303
    assert staff.get(STAFF).status_code == 200


def test_the_staff_keep_no_audience_of_an_organisations_notice(app: Flask, client: FlaskClient, owner: Organisation) -> None:
    key = written(client, owner).rpartition("/")[2]
    staff = accounts.staff_client(app, StaffRole.CONSOLE)
    answer = desk.send(staff, f"{STAFF}/{key}/keep", name="Our friends")
    assert answer.status_code == 200
    assert "Kept: Our friends" not in client.get(NEW).text + staff.get(f"{STAFF}/new").text


def test_whose_they_are(app: Flask, client: FlaskClient, owner: Organisation) -> None:
    one = written(client, owner)
    another = accounts.organisation("another-house")
    stranger = accounts.member_client(app, another)
    theirs = one.replace("house-of-shows", "another-house")
    for path in (one, theirs, f"{theirs}/edit", f"{LIST}/new"):
        assert stranger.get(path).status_code == 404
    for deed in ("hand-in", "cancel", "approve", "test", "keep", "copy"):
        assert desk.send(stranger, f"{theirs}/{deed}").status_code == 404
    viewer = accounts.member_client(app, owner, Role.VIEWER)
    assert viewer.get(one).status_code == 403
    reviewer = accounts.staff_client(app, StaffRole.REVIEWER)
    assert reviewer.get(STAFF).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_statements(app: Flask, client: FlaskClient, owner: Organisation, count_queries: CountQueries, number: int) -> None:
    who = accounts.member(owner)
    announcing.fan(f"organiser:{owner.id}")
    changing.listing(owner, dates=number)
    for _ in range(number):
        announcing.released(announcing.handed_in(owner, who))
    session.rollback()
    client.get(LIST)
    with count_queries() as counted:
        client.get(LIST)
    assert counted.number == 8
    with count_queries() as counted:
        client.get(NEW)
    assert counted.number == 15


def test_whoever_approves_too_late_is_asked(app: Flask, owner: Organisation, now: datetime) -> None:
    announcing.limited(app, notice_approval_above=1)
    for _ in range(2):
        announcing.fan(f"organiser:{owner.id}")
    announcing.handed_in(owner, accounts.member(owner), limits=Limits(approval_above=1, a_day=3), wall="2026-11-21T20:00")
    with clock.standing_still(now + timedelta(days=1)):
        staff = accounts.staff_client(app, StaffRole.CONSOLE)
        theirs = f"{STAFF}/{session.query(Announcement).one().id}"
        page = staff.get(theirs).text
        assert "Its moment (Saturday 21 November 2026, 20:00) is over." in page
        assert "Approve it: send it now" in page
        assert "is over. Send it now, or choose a later one." in announcing.press(staff, theirs, "approve").text
        assert announcing.press(staff, theirs, "approve", now="yes").status_code == 303


def test_one_number_wherever_it_is_named(app: Flask, client: FlaskClient, owner: Organisation) -> None:
    announcing.fan(f"organiser:{owner.id}")
    outbox.notice()
    one = written(client, owner)
    announcing.press(client, one, "hand-in")
    session.rollback()
    row = session.query(Announcement).one()
    number, key = announcing.notice_of(row).id, row.id
    assert number != key
    assert f'<span id="number">{number}</span>' in client.get(one).text
    staff = accounts.staff_client(app, StaffRole.CONSOLE)
    assert f'href="/en/staff/outbox/notices/{number}"' in staff.get(f"{STAFF}/{key}").text
    assert f'href="/en/staff/announcements/{key}"' in staff.get(f"/en/staff/outbox/notices/{number}").text
