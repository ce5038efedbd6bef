"""Beginning to follow something: by a letter, with one press, and never at somebody else's address."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.limits import CONFIRM_WITHIN, LIMITS
from core import clock
from core.db import committing, session
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.queries import following
from notices.services import followers
from tests.factories import accounts, calendars, events
from tests.factories import following as factories
from tests.factories.desk import FROM_HERE
from tests.factories.desk import send as post
from tests.factories.letters import link_in, sent

TO = "/en/follow?to=event:the-long-bridge"
USUAL = ["change", "cancellation", "new_dates", "organiser"]
TYPED = {"mail": "Lin@Example.org", "news": USUAL, "rhythm": "none", "language": "en"}


@pytest.fixture(autouse=True)
def _show(app: Flask) -> None:
    events.show()


def ref() -> str:
    return "event:1"


def followed(mail: str = "lin@example.org") -> dict[str, set[str]]:
    """What is in force at an address, with the news that are wanted."""
    session.rollback()
    found = following.follower_with_mail(mail)
    rows = following.page_of(found.id, "", first=0, limit=50) if found else ()
    return {row.subject: {wish.news for wish in row.wishes} for row in rows}


def test_from_the_page_of_a_show_to_the_page_of_what_is_followed(client: FlaskClient) -> None:
    assert 'href="/en/follow?to=event:the-long-bridge"' in client.get("/en/events/the-long-bridge").text.replace("%3A", ":")
    page = client.get(TO)
    assert page.status_code == 200
    assert "Follow news of The Long Bridge" in page.text
    assert page.text.count("checked") == 5, "what is usual, and no summary"
    answer = post(client, TO, **TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/follow/sent")
    to, subject, text = sent()[0]
    assert (to, subject) == ("lin@example.org", "Confirm: you follow The Long Bridge")
    assert "newly announced dates, changes, cancellations, the organiser’s news" in text
    path = link_in(text, "/follow/confirm/")
    for _scanner in range(2):
        assert "Yes, follow this" in client.get(path).text
    assert followed() == {}, "opening changes nothing"
    begun = post(client, path)
    assert (begun.status_code, begun.headers["Location"]) == (303, "/en/following/1?begun=1")
    assert followed() == {ref(): set(USUAL)}
    page = client.get("/en/following/1?begun=1")
    assert "You follow it from now on." in page.text
    assert "The Long Bridge" in client.get("/en/following").text
    assert post(client, path).status_code == 303, "pressed twice it is done once"
    assert len(session.query(Wish).all()) == 4


def test_the_answer_is_the_same_for_every_address_and_a_known_one_keeps_what_it_has(app: Flask, client: FlaskClient) -> None:
    known = factories.follower("known@example.org")
    factories.subscription(known, ref(), ["change"])
    accounts.person("person@example.org")
    mails = ["known@example.org", "person@example.org", "new@example.org"]
    answers = [post(app.test_client(), TO, **TYPED | {"mail": mail}) for mail in mails]
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, "/en/follow/sent")}
    assert len({each.headers.get("Set-Cookie", "").partition("=")[0] for each in answers}) == 1
    assert followed("known@example.org") == {ref(): {"change"}}
    assert [to for to, _subject, _text in sent()] == mails


def test_who_is_signed_in_follows_with_one_press_and_takes_it_back(app: Flask) -> None:
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    page = client.get(TO)
    assert 'type="email"' not in page.text
    assert "We write to l…@example.org." in page.text
    begun = post(client, TO, news=USUAL, rhythm="none", language="en")
    assert begun.headers["Location"] == "/en/following/1?begun=1"
    assert sent() == []
    assert "You follow this already." in client.get(TO).text
    ended = client.post("/en/following/1/end", data={"csrf_token": token(client)}, headers=FROM_HERE)
    assert ended.headers["Location"] == "/en/following?ended=1"
    assert "You no longer follow this:" in client.get("/en/following?ended=1").text


def token(client: FlaskClient) -> str:
    return client.get("/en/following/1").text.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_a_follower_with_the_same_confirmed_address_is_the_person(app: Flask) -> None:
    bare = factories.follower("lin@example.org")
    factories.subscription(bare, "city:310000")
    client = accounts.signed_in(app, accounts.person("lin@example.org"))
    assert "Shanghai" in client.get("/en/following").text
    post(client, TO, news=USUAL, rhythm="digest:daily", language="en")
    session.rollback()
    row = session.query(Follower).one()
    assert (row.mail, row.person_id is not None, row.confirmed_at is not None) == (None, True, True)
    assert {each.subject for each in session.query(Subscription)} == {"city:310000", ref()}


def test_nothing_ticked_a_wrong_address_and_unknown_words_are_said_and_nothing_is_lost(client: FlaskClient) -> None:
    for wrong, words in (
        ({"news": []}, "Nothing is ticked"), ({"mail": "lin@example"}, "no complete e-mail address"),
        ({"mail": "a@b.example\r\nBcc: all@example.org"}, "no complete e-mail address"), ({"mail": ""}, "address is needed"),
        ({"leads": ["reminder:99999999"]}, "valid choice"), ({"news": ["<script>"]}, "valid choice"),
        ({"language": "fr"}, "valid choice"), ({"mail": "x" * 10_000 + "@example.org"}, "254 characters"),
    ):
        answer = post(client, TO, **TYPED | wrong)
        assert answer.status_code == 200
        assert words in answer.text, (wrong, answer.text)
    assert 'value="lin@example.org"' in post(client, TO, **TYPED | {"news": []}).text
    assert sent() == []


@pytest.mark.parametrize(
    "to",
    [
        "", "event:", "event:gone", "nothing:1", ":", "performance:0", "filter:city=atlantis", "filter:" + "x" * 10_000, "%00",
        "search:",
    ],
)
def test_what_there_is_not_has_a_page_with_a_way_on(client: FlaskClient, to: str) -> None:
    answer = client.get(f"/en/follow?to={to}")
    assert answer.status_code == 404
    assert 'href="/en/search"' in answer.text


def test_markup_in_a_search_stays_words(client: FlaskClient) -> None:
    path = "/en/follow?to=search:<img src=x onerror=alert(1)>"
    assert "<img src=x" not in client.get(path).text
    post(client, path, **TYPED)
    to, subject, _text = sent()[0]
    assert to == "lin@example.org"
    assert "\n" not in subject


def test_the_letter_about_a_search_says_no_words_of_whoever_asked(app: Flask, client: FlaskClient) -> None:
    words = "You have won, call 400 123"
    post(client, f"/en/follow?to=search:{words}", **TYPED)
    _to, subject, text = sent()[0]
    assert "won" not in subject + text
    assert "a search" in subject
    path = link_in(text, "/follow/confirm/")
    assert "call 400 123" in app.test_client().get(path).text
    assert post(client, path).status_code == 303


def test_what_would_be_heard_stands_on_a_line_of_its_own(app: Flask, client: FlaskClient) -> None:
    post(client, TO, **TYPED)
    _to, _subject, text = sent()[0]
    assert [line for line in text.splitlines() if line.startswith("What you would hear: ")]


def test_three_letters_a_day_whatever_the_forms(app: Flask, client: FlaskClient) -> None:
    new = {"mail": TYPED["mail"], "name": "林舟", "password": "moonlight over the proscenium", "agrees": "y"}
    for minutes in range(2):
        with clock.standing_still(clock.now() + timedelta(minutes=minutes)):
            post(app.test_client(), TO, **TYPED)
            post(app.test_client(), "/en/account/new", **new)
            answer = post(app.test_client(), "/en/account/new/again", mail=TYPED["mail"])
            assert answer.status_code == 303, "the answer is the same"
            assert "three letters a day" in client.get(answer.headers["Location"]).text
    with clock.standing_still(clock.now() + timedelta(minutes=5)):
        assert [to for to, _subject, _text in sent()] == ["lin@example.org"] * 3
    with clock.standing_still(clock.now() + timedelta(days=1, minutes=2)):
        post(app.test_client(), TO, **TYPED)
        assert len(sent()) == 4


def test_a_confirmed_mailbox_is_asked_as_often_as_it_likes(app: Flask) -> None:
    factories.follower("lin@example.org")
    new = {"mail": TYPED["mail"], "name": "林", "password": "moonlight over the proscenium", "agrees": "y"}
    for minutes in range(3):
        with clock.standing_still(clock.now() + timedelta(minutes=minutes)):
            post(app.test_client(), TO, **TYPED)
    post(app.test_client(), "/en/account/new", **new)
    with clock.standing_still(clock.now() + timedelta(minutes=5)):
        assert len(sent()) == 4


def test_confirming_takes_nothing_of_this_browser_unasked(app: Flask, client: FlaskClient) -> None:
    post(app.test_client(), TO, **TYPED | {"mail": "attacker@example.org"})
    path = link_in(sent()[0][2], "/follow/confirm/")
    bare = factories.follower(None)
    calendars.calendar(bare, ["event:1"])
    factories.open_in(client, bare)
    page = client.get(path).text
    assert "a…@example.org" in page
    assert "attacker@" not in page
    answer = post(client, path)
    assert answer.headers["Location"] == "/en/following"
    assert "keeps its own list" in client.get("/en/following").text
    assert owners() == {bare.id}
    assert client.get("/en/following/calendars").text.count("想看的") >= 1, "the browser still opens its own"
    assert post(client, path, bring="1").status_code == 303
    (mine,) = session.query(Follower).all()
    assert mine.mail == "attacker@example.org"
    assert owners() == {mine.id}


def owners() -> set[int]:
    session.rollback()
    return {each.follower_id for each in session.query(Endpoint).filter_by(channel="calendar")}


def test_an_unconfirmed_mailbox_gets_three_letters_a_day(app: Flask, client: FlaskClient) -> None:
    assert LIMITS["follow"].account == 3
    for minutes in range(3):
        with clock.standing_still(clock.now() + timedelta(minutes=minutes)):
            assert post(client, TO, **TYPED).status_code == 303
    refused = post(client, TO, **TYPED)
    assert "Too many tries" in refused.text
    with clock.standing_still(clock.now() + timedelta(days=1, minutes=3)):
        assert len(sent()) == 3
        assert post(app.test_client(), TO, **TYPED).status_code == 303


def test_a_link_is_void_once_the_follower_has_other_links(client: FlaskClient) -> None:
    assert CONFIRM_WITHIN.days == 7
    post(client, TO, **TYPED)
    path = link_in(sent()[0][2], "/follow/confirm/")
    assert client.get(path[:-3]).status_code == 410
    with committing():
        followers.renew_key(session.query(Follower).one())
    assert client.get(path).status_code == 410
    assert post(client, path).status_code == 410
    assert followed() == {}


def test_a_search_and_a_filter_can_be_followed_from_the_screen(client: FlaskClient) -> None:
    assert "/en/follow?to=search:bridge" in client.get("/en/search?q=bridge").text.replace("%3A", ":")
    assert "filter" in client.get("/en/calendar?city=shanghai").text.partition('href="/en/follow?to=')[2][:12]
