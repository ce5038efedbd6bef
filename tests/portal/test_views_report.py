"""“Something wrong?”: on every page, the same for everybody; what is sent reaches its rows and comes back by a secret link."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from accounts.actor import THE_SITE
from core import clock, tokens
from core.db import committing, session
from notices.models.delivery import Delivery
from portal.models import Report
from portal.services import reports
from portal.wrongs import Outcome, Wrong
from tests.events.test_views_lists import html
from tests.factories import accounts, events
from venues.models import Venue

HERE = {"Origin": "https://window.example"}
SENT = {"about": "/events/the-long-bridge", "wrong": "time", "said": "It begins at 19:00, see the house's board.", "mail": ""}


def send(client: FlaskClient, **more: str):
    return client.post("/report", data=SENT | more, headers=HERE)


def number_of_reports() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Report)) or 0


def test_every_page_leads_to_the_form_about_itself(client: FlaskClient) -> None:
    events.show()
    assert 'href="/report?about=/events/the-long-bridge"' in html(client, "/events/the-long-bridge")
    assert 'href="/en/report?about=/en/events/the-long-bridge"' in html(client, "/en/events/the-long-bridge")
    page = html(client, "/report?about=/events/the-long-bridge")
    assert "长桥" in page
    assert '<input type="hidden" name="about" value="/events/the-long-bridge">' in page
    assert 'name="robots" content="noindex"' in page
    assert 'href="/report"' in client.get("/nothing-here").get_data(as_text=True)


@pytest.mark.parametrize(
    "about", ["https://evil.example/", "//evil.example", "/nothing-here", "javascript:alert(1)", "/a\\b", "/" + "x" * 900]
)
def test_a_form_is_about_pages_of_ours_only(client: FlaskClient, about: str) -> None:
    page = client.get("/report", query_string={"about": about})
    assert page.status_code == 200
    assert '<input type="hidden" name="about" value="/">' in page.get_data(as_text=True)


def test_a_draft_is_not_named(client: FlaskClient) -> None:
    events.event(publish=False)
    assert "长桥" not in html(client, "/report?about=/events/the-long-bridge")


def test_what_is_sent_is_kept_with_its_rows_and_comes_back(app: Flask, client: FlaskClient) -> None:
    ours = accounts.organisation()
    row = events.show(owner_id=ours.id)
    answer = send(client, mail="reader@mail.example")
    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    kept = session.scalars(select(Report)).one()
    assert (kept.event_id, kept.owner_id, kept.wrong) == (row.run.event_id, ours.id, Wrong.TIME)
    assert (kept.mail, kept.language, kept.is_open) == ("reader@mail.example", "zh", True)
    path = answer.headers["Location"]
    page = client.get(f"/en{path}")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    text = page.get_data(as_text=True)
    assert "It begins at 19:00, see the house&#39;s board." in text
    assert "reader@mail.example" not in text

    with committing():
        reports.answer(
            session.scalars(select(Report)).one(), at=clock.now(), actor=THE_SITE, outcome=Outcome.PUT_RIGHT, by="x",
            words="19:00 <b>now</b>",
        )
    text = html(client, f"/en{path}")
    assert "It was put right. Thank you." in text
    assert "19:00 &lt;b&gt;now&lt;/b&gt;" in text


@pytest.mark.parametrize("token", ["1", "a" * 300, "eyJyZXBvcnQiOjF9.aaaa.bbbbbbbb"])
def test_nobody_else_opens_it(client: FlaskClient, token: str) -> None:
    events.show()
    assert client.get(f"/report/{token}").status_code == 404


def test_a_link_for_something_else_opens_nothing(app: Flask, client: FlaskClient) -> None:
    events.show()
    send(client)
    foreign = tokens.signed(app.extensions["settings"].secret_key, "confirm", {"report": 1})
    assert client.get(f"/report/{foreign}").status_code == 404


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("/venues/the-long-bridge-house", "venue_id"),
        ("/organisers/house-of-shows", "organisation_id"),
        ("/performances/1", "event_id"),
    ],
)
def test_pages_of_all_kinds_reach_their_row(app: Flask, client: FlaskClient, path: str, column: str) -> None:
    events.show(organiser_id=accounts.organisation().id)
    assert send(client, about=path).status_code == 303
    kept = session.scalars(select(Report)).one()
    others = {"event_id", "venue_id", "organisation_id"} - {column}
    assert getattr(kept, column) is not None
    assert [getattr(kept, name) for name in others] == [None, None]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"wrong": ""}, "Please choose what is wrong."),
        ({"wrong": "sql'"}, "Please choose what is wrong."),
        ({"said": "  \n"}, "Please say what is right, in a few words."),
        ({"said": "长" * 2001}, "That is too long."),
        ({"mail": "no address"}, "This is not a mail address."),
        ({"mail": "a@b"}, "This is not a mail address."),
        ({"mail": "a@b.example\r\nBcc: c@d.example"}, "This is not a mail address."),
    ],
)
def test_a_form_that_does_not_hold_says_why_and_loses_nothing(
    app: Flask, client: FlaskClient, sent: dict[str, str], words: str
) -> None:
    events.show()
    answer = client.post(
        "/en/report", data=SENT | {"about": "/en/events/the-long-bridge", "mail": "me@mail.example"} | sent, headers=HERE
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert answer.headers["Cache-Control"] == "no-store"
    assert words in text
    if "said" not in sent:
        assert "It begins at 19:00" in text
    if "mail" not in sent:
        assert 'value="me@mail.example"' in text
    if "wrong" not in sent:
        assert 'value="time" required checked' in text
    assert number_of_reports() == 0


def test_control_characters_are_cleaned(app: Flask, client: FlaskClient) -> None:
    events.show()
    send(client, said="one\x00\u202etwo\r\nthree")
    assert session.scalars(select(Report.said)).one() == "onetwo\nthree"


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(app: Flask, client: FlaskClient) -> None:
    events.show()
    answer = send(client, website="https://buy.example")
    assert answer.headers["Location"] == "/report/thanks"
    assert client.get("/report/thanks").status_code == 200
    assert number_of_reports() == 0


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_only_our_own_pages_may_send_it(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    events.show()
    assert client.post("/report", data=SENT, headers=headers).status_code == 403
    assert number_of_reports() == 0


def test_what_is_too_much_is_refused(app: Flask, client: FlaskClient) -> None:
    events.show()
    assert send(client, said="x" * 40_000).status_code == 413
    for _ in range(reports.MOST_A_MACHINE):
        assert send(client).status_code == 303
    answer = send(client)
    assert answer.status_code == 429
    assert "It begins at 19:00" in answer.get_data(as_text=True)
    assert number_of_reports() == reports.MOST_A_MACHINE


def test_reports_stand_on_no_public_page(app: Flask, client: FlaskClient) -> None:
    events.show()
    before = client.get("/events/the-long-bridge").data
    send(client, said="a secret remark")
    assert client.get("/events/the-long-bridge").data == before


@pytest.mark.parametrize(("path", "reader"), [
    ("/en/events/the-long-bridge", "The organiser and our desk have it"),
    ("/en/venues/the-long-bridge-house", "The house and our desk have it"),
    ("/en/about", "Our desk has it"),
])
def test_it_says_who_really_has_it(app: Flask, client: FlaskClient, path: str, reader: str) -> None:
    keeper, owner = accounts.organisation("keeper"), accounts.organisation("owner")
    row = events.show(owner_id=owner.id)
    with committing():
        session.get_one(Venue, row.venue_id).keeper_id = keeper.id
    lonely = client.get("/en" + send(client, about=path).headers["Location"]).text
    assert "Thank you. Our desk has it; the answer will stand here." in lonely, "nobody acts for them"
    accounts.member(keeper)
    accounts.member(owner)
    answer = client.get("/en" + send(client, about=path).headers["Location"]).text
    assert f"Thank you. {reader}; the answer will stand here." in answer


def test_the_keeper_of_a_house_gets_the_report(app: Flask, client: FlaskClient) -> None:
    keeper = accounts.organisation("keeper")
    who = accounts.member(keeper)
    row = events.show()
    with committing():
        session.get_one(Venue, row.venue_id).keeper_id = keeper.id
    assert "It goes to the house and to our desk" in client.get("/en/report?about=/en/venues/the-long-bridge-house").text
    send(client, about="/en/venues/the-long-bridge-house")
    session.rollback()
    assert session.scalars(select(Delivery.mail)).all() == [who.mail]
    desk = accounts.signed_in(app, who)
    assert "The Long Bridge" not in desk.get("/en/desk/keeper/reports").text
    assert desk.get("/en/desk/keeper/reports/1").status_code == 200
