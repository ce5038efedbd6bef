"""The outbox desk as the staff see it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import StaffRole
from core import clock
from core.db import committing, session
from core.health import beat
from notices.models.delivery import Delivery, Fate
from notices.models.notice import Notice
from notices.queries import desk
from notices.services import holding
from tests.conftest import CountQueries
from tests.factories import accounts, outbox
from tests.factories.desk import send

HOME = "/en/staff/outbox"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    with committing():
        beat("worker")
    return accounts.staff_client(app, StaffRole.CONSOLE)


def test_an_empty_outbox_says_so(client: FlaskClient) -> None:
    for path, words in ((HOME, "everything that was to be told has been told"), ("/staff/outbox", "发件箱是空的")):
        page = client.get(path)
        assert page.status_code == 200
        assert words in page.text
        assert "data-progress" not in page.text


def test_reviewers_and_members_do_not_learn_of_it(app: Flask) -> None:
    body = accounts.organisation()
    for client in (accounts.staff_client(app, StaffRole.REVIEWER), accounts.member_client(app, body)):
        for path in (HOME, f"{HOME}/search", f"{HOME}/hold"):
            assert client.get(path).status_code == 404


def test_what_is_due_going_and_stuck_stands_there(client: FlaskClient) -> None:
    ours, at = accounts.organisation("ours"), clock.now()
    outbox.delivery(organisation_id=ours.id, due_at=at - timedelta(minutes=12))
    outbox.parked("answered 451", organisation_id=ours.id)
    outbox.delivery(Fate.SKIPPED, why="unsubscribed", problem="")
    outbox.notice(organisation_id=ours.id)
    page = client.get(HOME).text
    for words in (
        "the oldest for 12 minutes", "House of Shows", "answered 451", "They follow it no longer", "waits until Saturday",
        "data-progress",
    ):
        assert words in page
    assert "reader@example.org" not in page
    assert "state=parked&amp;organisation=ours&amp;kind=trial&amp;channel=mail" in page


def test_a_silent_worker_and_a_held_outbox_are_said(app: Flask) -> None:
    client = accounts.staff_client(app, StaffRole.CONSOLE)
    assert "No sending process was ever seen" in client.get(HOME).text
    with committing(), clock.standing_still(clock.now() - timedelta(minutes=3)):
        beat("worker")
    assert "The last sign of a sending process" in client.get(HOME).text
    answer = send(client, f"{HOME}/hold", reason="restored")
    assert answer.status_code == 303
    page = client.get(HOME).text
    assert "The outbox is held" in page
    assert "Nothing leaves the outbox until somebody releases it" in page


def test_the_statements_do_not_grow(client: FlaskClient, count_queries: CountQueries) -> None:
    def fill(number: int) -> None:
        for each in range(number):
            body = accounts.organisation(f"body-{number}-{each}")
            for fate in (Fate.OPEN, Fate.PARKED, Fate.REFUSED, Fate.SENT):
                outbox.delivery(fate, organisation_id=body.id, problem="answered 451")
            outbox.notice(organisation_id=body.id)
            outbox.notice(voided_at=clock.now(), void_reason="nothing")

    fill(1)
    with count_queries() as few:
        client.get(HOME)
    fill(3)
    with count_queries() as more:
        client.get(HOME)
    assert (few.number, more.number) == (13, 13)
    for path, number in ((f"{HOME}/rows?state=parked", 5), (f"{HOME}/rows?state=due&kind=trial", 5)):
        with count_queries() as counted:
            assert client.get(path).status_code == 200
        assert counted.number == number, path


def test_rows_behind_a_figure_go_on_page_after_page(client: FlaskClient) -> None:
    for _ in range(51):
        outbox.parked()
    first = client.get(f"{HOME}/rows?state=parked").text
    assert first.count("tried 6 times") == 50
    assert "page=2" in first
    assert client.get(f"{HOME}/rows?state=parked&page=2").text.count("tried 6 times") == 1
    assert "Nothing stands so now" in client.get(f"{HOME}/rows?state=refused").text


@pytest.mark.parametrize("query", ["", "?state=odd", "?state=parked&organisation=nobody-s", "?state[]=parked"])
def test_rows_of_nothing_there_is(client: FlaskClient, query: str) -> None:
    assert client.get(f"{HOME}/rows{query}").status_code == 404


@pytest.mark.parametrize("page", ["-1", "0", "x", "9" * 40, "%D9%A3", "41"])
def test_an_odd_page_number_is_the_first(client: FlaskClient, page: str) -> None:
    outbox.parked()
    assert "tried 6 times" in client.get(f"{HOME}/rows?state=parked&page={page}").text


def test_one_delivery_and_one_notice(client: FlaskClient) -> None:
    about = outbox.notice(**outbox.out())
    key, of_it = about.id, outbox.parked(notice_id=about.id).id
    page = client.get(f"{HOME}/rows/{of_it}").text
    assert "Given up for now" in page
    assert f"/en/staff/outbox/notices/{key}" in page
    assert "reader@example.org" not in page
    page = client.get(f"{HOME}/notices/{key}").text
    assert "Written out on" in page
    assert "Take this notice out" not in page
    for path in (f"{HOME}/rows/{2**31}", f"{HOME}/rows/999", f"{HOME}/notices/999", f"{HOME}/notices/{2**31}"):
        assert client.get(path).status_code == 404


def test_a_deed_is_named_before_it_is_done(client: FlaskClient) -> None:
    ours = accounts.organisation("ours")
    for _ in range(3):
        outbox.parked(organisation_id=ours.id)
    outbox.parked()
    path = f"{HOME}/retry?state=parked&organisation=ours&kind=trial&channel=mail"
    page = client.get(path).text
    assert "3 deliveries: Given up for now · House of Shows" in page
    assert fates() == [Fate.PARKED] * 4
    answer = send(client, path, reason="the server is back")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/en/staff/outbox/rows?state=parked")
    assert fates() == [Fate.OPEN] * 3 + [Fate.PARKED]
    assert "Done: 3 deliveries." in client.get(answer.headers["Location"]).text


def fates() -> list[Fate]:
    session.rollback()
    return [row.fate for row in session.query(Delivery).order_by(Delivery.id)]


def test_without_a_reason_nothing_is_done(client: FlaskClient) -> None:
    key = outbox.parked().id
    answer = send(client, f"{HOME}/rows/{key}/skip", reason="  ")
    assert answer.status_code == 200
    assert "Please say why" in answer.text
    assert fates() == [Fate.PARKED]


def test_an_old_page_loses_nothing(client: FlaskClient) -> None:
    key = outbox.parked().id
    answer = client.post(
        f"{HOME}/rows/{key}/skip", data={"reason": "wrong words", "csrf_token": "old"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 200
    assert "wrong words" in answer.text
    assert fates() == [Fate.PARKED]


def test_one_is_set_aside_and_sent_after_all(client: FlaskClient) -> None:
    key = outbox.parked().id
    send(client, f"{HOME}/rows/{key}/skip", reason="wrong")
    assert fates() == [Fate.SKIPPED]
    assert "Send after all" in client.get(f"{HOME}/rows/{key}").text
    send(client, f"{HOME}/rows/{key}/retry", reason="right after all")
    assert fates() == [Fate.OPEN]


def test_what_was_sent_meanwhile_cannot_be_set_aside(client: FlaskClient) -> None:
    key = outbox.delivery(Fate.SENT).id
    answer = send(client, f"{HOME}/rows/{key}/skip", reason="too late")
    assert answer.status_code == 200
    assert "This is over already." in answer.text
    assert fates() == [Fate.SENT]


def test_a_notice_is_taken_out_and_put_back(client: FlaskClient) -> None:
    key = outbox.notice().id
    assert "Nobody is told what it says" in client.get(f"{HOME}/notices/{key}/void").text
    send(client, f"{HOME}/notices/{key}/void", reason="wrong")
    assert voided(key)
    assert "Put this notice back" in client.get(f"{HOME}/notices/{key}").text
    send(client, f"{HOME}/notices/{key}/revive", reason="right")
    assert not voided(key)


def voided(key: int) -> bool:
    session.rollback()
    return session.get_one(Notice, key).voided_at is not None


def test_a_notice_that_goes_out_says_that_it_is_too_late(client: FlaskClient) -> None:
    key = outbox.notice(**outbox.out()).id
    answer = send(client, f"{HOME}/notices/{key}/void", reason="wrong")
    assert "Too late: this notice is going out already" in answer.text
    assert not voided(key)


def test_release_says_how_much_goes_out(client: FlaskClient) -> None:
    outbox.delivery()
    send(client, f"{HOME}/hold", reason="restored")
    assert "1 delivery is due and goes out." in client.get(f"{HOME}/release").text
    send(client, f"{HOME}/release", reason="looked at")
    assert desk.gate().since is None
    assert "The outbox is not held" in send(client, f"{HOME}/release", reason="again").text


def test_after_a_restored_backup(client: FlaskClient) -> None:
    outbox.delivery()
    send(client, f"{HOME}/hold", reason="restored")
    assert "Set aside what was due before" in client.get(HOME).text
    answer = send(client, f"{HOME}/aside", reason="it had gone out")
    assert "Set aside: 1 deliveries, 0 notices." in client.get(answer.headers["Location"]).text
    assert fates() == [Fate.SKIPPED]
    send(client, f"{HOME}/release", reason="looked at")
    assert "The outbox is not held" in send(client, f"{HOME}/aside", reason="once more").text


def test_a_way_that_is_shut_is_said(client: FlaskClient) -> None:
    with committing():
        holding.note_shut("mail", "answered 535", timedelta(minutes=1), at=clock.now())
    page = client.get(HOME).text
    assert "Shut: By mail" in page
    assert "answered 535" in page


def test_figures_and_answers_lead_to_what_they_count(client: FlaskClient) -> None:
    at, hour = clock.now(), timedelta(hours=1)
    for problem in ("recipient refused: 451", "recipient refused: 451", "TimeoutError"):
        outbox.delivery(due_at=at + hour, tries=1, problem=problem)
    outbox.delivery(due_at=at + hour)
    page = client.get(HOME).text
    for query, number in (
        ("state=later", 4), ("state=later&amp;tried=yes", 3),
        ("state=waiting&amp;channel=mail&amp;problem=recipient+refused:+451", 2),
    ):
        assert f'href="{HOME}/rows?{query}"' in page, query
        listed = client.get(f"{HOME}/rows?{query}".replace("&amp;", "&")).text
        assert listed.count('class="group__what"') == number, query
    assert "The mailbox takes no letters for now" in page
    assert '<code class="raw">recipient refused: 451</code>' in page
    assert "这个邮箱暂时不收信" in client.get("/staff/outbox").text


def test_what_waits_for_another_try_is_tried_now(client: FlaskClient) -> None:
    at = clock.now()
    key = outbox.delivery(due_at=at + timedelta(hours=1), tries=2, problem="TimeoutError").id
    untried = outbox.delivery(due_at=at + timedelta(hours=1)).id
    assert "Try now" in client.get(f"{HOME}/rows/{key}").text
    assert "Try now" not in client.get(f"{HOME}/rows/{untried}").text
    assert "Try those now that were tried before" in client.get(f"{HOME}/rows?state=later").text
    path = f"{HOME}/retry?state=later&problem=TimeoutError&tried=yes"
    assert "1 delivery: Later · No answer came in time" in client.get(path).text
    assert send(client, path, reason="the server is back").status_code == 303
    session.rollback()
    assert session.get_one(Delivery, key).due_at == at
    assert session.get_one(Delivery, untried).due_at > at
    assert "retry" not in client.get(f"{HOME}/rows?state=later").text


def test_a_notices_numbers_lead_to_its_rows_and_no_others(client: FlaskClient) -> None:
    about = outbox.notice(**outbox.out()).id
    outbox.delivery(notice_id=about, channel="feishu", parts_gone=3, tries=1, due_at=clock.now() + timedelta(hours=1))
    outbox.delivery()
    query = f"rows?state=waiting&notice={about}"
    assert f"{HOME}/{query}".replace("&", "&amp;") in client.get(f"{HOME}/notices/{about}").text
    page = client.get(f"{HOME}/{query}").text
    assert page.count('class="group__what"') == 1
    assert "3 parts arrived" in page
    one = session.query(Delivery).filter_by(notice_id=about).one().id
    assert "Parts that arrived" in client.get(f"{HOME}/rows/{one}").text
    for odd in ("x", "0", "-1", str(2**40)):
        assert client.get(f"{HOME}/rows?state=waiting&notice={odd}").status_code == 404
