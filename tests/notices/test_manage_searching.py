"""The search by recipient: why did I get this, and why not."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models.membership import StaffRole
from accounts.models.trail import TrailEntry
from core import clock
from core.db import committing, session
from notices.models.delivery import Fate
from notices.models.follower import Standing, Stop
from tests.factories import accounts, announcing, changing, events, outbox
from tests.factories.desk import send

PATH = "/en/staff/outbox/search"
MAIL = "reader@example.org"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return accounts.staff_client(app, StaffRole.CONSOLE)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return accounts.staff_client(app, StaffRole.ADMIN)


def searched() -> list[dict[str, object]]:
    session.rollback()
    rows = session.scalars(select(TrailEntry).where(TrailEntry.deed == "mailbox_searched").order_by(TrailEntry.id))
    return [row.after for row in rows]


def test_a_link_looks_nobody_up(client: FlaskClient) -> None:
    outbox.follower()
    page = client.get(f"{PATH}?q={MAIL}")
    assert page.status_code == 200
    assert "Who this is" not in page.text
    assert searched() == []


def test_everything_about_one_mailbox(client: FlaskClient) -> None:
    who = outbox.follower(quiet_from=22 * 60, quiet_until=8 * 60, paused_at=clock.now())
    follows = outbox.follows(who, "venue:1", "change", "reminder:1440")
    about = outbox.notice(**outbox.out()).id
    outbox.delivery(
        Fate.SENT, notice_id=about, follower_id=who.id, kind="change", facts={"subscriptions": [follows.id]}
    )
    outbox.delivery(Fate.SKIPPED, why="paused", kind="reach")
    outbox.delivery(mail="somebody.else@example.org", kind="reset")
    with committing():
        session.add(Stop(mail=MAIL, kind="reach", at=clock.now()))
        session.add(Standing(mail=MAIL, refusals=2, at=clock.now()))
    page = send(client, PATH, q=MAIL).text
    for words in (
        "r…@example.org", "Quiet from 22:00 to 08:00", "Paused until they go on", "Changed dates (By mail)",
        "Reminder 24 hours before (By mail)", "Reach of your listings, weekly", "refused 2 times in a row",
        "Because they follow it:", "They had paused",
    ):
        assert words in page, words
    assert "A new password asked for" not in page
    assert len(searched()) == 1


def test_the_trail_names_no_address(client: FlaskClient) -> None:
    outbox.follower()
    send(client, PATH, q=MAIL)
    send(client, PATH, q="nobody@example.org")
    assert [entry["found"] for entry in searched()] == [True, False]
    assert MAIL not in str(searched())


def test_only_administrators_read_the_address(client: FlaskClient, admin: FlaskClient) -> None:
    who = outbox.follower("somebody.shy@example.org")
    assert "somebody.shy@example.org" not in send(client, PATH, q=str(who.id)).text
    assert "somebody.shy@example.org" in send(admin, PATH, q=str(who.id)).text


@pytest.mark.parametrize("asked", ["n{key}", "<n{key}.0123456789abcdef@window.example>", " N{key} "])
def test_by_a_letter(client: FlaskClient, asked: str) -> None:
    key = outbox.delivery(Fate.SENT).id
    assert "r…@example.org" in send(client, PATH, q=asked.format(key=key)).text


@pytest.mark.parametrize(
    "asked", ["nobody@example.org", "12", "n12", "n99999999999", "9" * 30, "x" * 200, "<script>", "@", "n-1", "0"],
)
def test_nobody_is_found(client: FlaskClient, asked: str) -> None:
    page = send(client, PATH, q=asked)
    assert page.status_code == 200
    assert "Nothing is known of this address or number" in page.text
    assert "<script>" not in page.text.partition('name="q"')[2][:200]


def test_an_empty_search_asks_for_whom(client: FlaskClient) -> None:
    assert "Whom are you looking for?" in send(client, PATH, q=" ").text
    assert "That is too long" in send(client, PATH, q="x" * 301).text


def test_many_searches_are_slowed_down(client: FlaskClient) -> None:
    outbox.follower()
    for _ in range(60):
        assert "Who this is" in send(client, PATH, q=MAIL).text
    page = send(client, PATH, q=MAIL).text
    assert "Too many tries" in page
    assert "Who this is" not in page
    assert len(searched()) == 60


def test_many_letters_go_on(client: FlaskClient) -> None:
    for _ in range(51):
        outbox.delivery(Fate.SENT)
    page = send(client, PATH, q=MAIL).text
    assert page.count("Trial letters, number") == 50
    before = page.partition('name="before" value="')[2].partition('"')[0]
    assert send(client, PATH, q=MAIL, before=before).text.count("Trial letters, number") == 1


def test_a_letter_to_an_organisations_people_says_so(client: FlaskClient) -> None:
    outbox.delivery(Fate.SENT, organisation_id=accounts.organisation("ours").id)
    assert "Because they act for House of Shows." in send(client, PATH, q=MAIL).text


def why(client: FlaskClient, about: object) -> str:
    page = send(client, PATH, q=MAIL, about=str(about)).text
    return page.partition('id="whynot"')[2].partition("</section>")[0]


def test_why_not_names_each_step(client: FlaskClient) -> None:
    at = clock.now()
    date = changing.listing(accounts.organisation("ours"), "long-bridge")[0]
    who = outbox.follower()
    waits = outbox.notice(of=date, due_at=at + timedelta(minutes=20)).id
    assert "The notice still waits until Saturday 21 November 2026, 12:20." in why(client, waits)
    assert "None of what they follow is concerned (0 subscriptions)." in why(client, waits)
    outbox.delivery(notice_id=waits, due_at=at + timedelta(hours=9), follower_id=who.id)
    assert "waits until Saturday 21 November 2026, 21:00: quiet hours, or another try." in why(client, waits)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"fate": Fate.SENT}, "They got it: By mail"),
        ({"fate": Fate.SENT, "bounced_at": clock.SHANGHAI}, "and came back."),
        ({"fate": Fate.SKIPPED, "why": "unsubscribed"}, "not sent: They follow it no longer."),
        ({"fate": Fate.PARKED, "problem": "answered 451"}, "The mail server asks us to come again later (answered 451)."),
        ({"fate": Fate.REFUSED, "problem": "recipient refused: 550"}, "or takes no letters (recipient refused: 550)."),
        ({"fate": Fate.OPEN}, "its turn comes next."),
    ],
)
def test_why_says_what_became_of_it(client: FlaskClient, facts: dict[str, object], words: str) -> None:
    about = outbox.notice(**outbox.out()).id
    stated = dict(facts) | ({"bounced_at": clock.now()} if "bounced_at" in facts else {})
    outbox.delivery(notice_id=about, **stated)  # type: ignore[arg-type]
    assert words in why(client, about)


def test_a_stopped_mailbox_and_a_taken_out_notice(client: FlaskClient) -> None:
    outbox.follower()
    with committing():
        session.add(Stop(mail=MAIL, kind="*", at=clock.now()))
        session.add(Standing(mail=MAIL, refusals=3, stopped_at=clock.now(), why="bounced", at=clock.now()))
    about = outbox.notice(voided_at=clock.now(), void_reason="nothing").id
    said = why(client, about)
    assert "In the end nothing had changed" in said
    assert "They stopped all letters that can be stopped" in said
    assert "Their mailbox refuses letters" in said


def test_why_not_by_an_events_address(client: FlaskClient) -> None:
    date = changing.listing(accounts.organisation("ours"), "long-bridge")[0]
    slug = date.run.event.slug
    outbox.follower()
    bare = "lantern-of-nobody"
    events.event(bare)
    assert "Nothing was ever sent of it" in why(client, bare)
    outbox.notice(of=date)
    for about in (slug, f"https://window.example/en/events/{slug}", f"/events/{slug}/?day=2026-12-01"):
        assert "The notice still waits" in why(client, about)
    for about in ("no-such-thing", "999", "9" * 40, "%00", "../../etc"):
        assert "There is no notice and no event of that name." in why(client, about)


def test_nobody_follows_with_an_address_that_only_got_letters(client: FlaskClient) -> None:
    outbox.delivery(Fate.SENT)
    about = outbox.notice(**outbox.out()).id
    assert "Nobody with this address follows anything." in why(client, about)


def test_a_notice_that_people_wrote_is_named_by_the_address_of_its_page(client: FlaskClient) -> None:
    owner = accounts.organisation()
    announcing.fan(f"organiser:{owner.id}", mail=MAIL)
    outbox.notice()
    row = announcing.handed_in(owner, accounts.member(owner))
    draft = announcing.draft(owner, accounts.member(owner)).id
    key, number = row.id, announcing.notice_of(row).id
    assert key != number
    asked = (
        str(number), str(key), f"https://window.example/en/desk/house-of-shows/notices/{key}",
        f"/staff/announcements/{key}/edit", f"/en/staff/outbox/notices/{number}",
    )
    for about in asked:
        said = send(client, PATH, q=MAIL, about=about).text
        assert f"/en/staff/outbox/notices/{number}" in said, about
        assert "They follow something that it concerns" in said or "nobody has begun with it" in said, about
    none = f"/en/staff/outbox/notices/{number + 9}", "/en/desk/house-of-shows/notices/999", f"/staff/announcements/{2**33}"
    for about in none:
        assert "There is no notice and no event of that name." in send(client, PATH, q=MAIL, about=about).text, about
    assert "Nothing was ever sent of it" in send(client, PATH, q=MAIL, about=f"/staff/announcements/{draft}").text


def test_a_mailbox_is_started_anew_with_a_reason(client: FlaskClient) -> None:
    outbox.follower()
    with committing():
        session.add(Standing(mail=MAIL, refusals=3, at=clock.now(), stopped_at=clock.now(), why="bounced"))
    key = session.scalars(select(Standing.id)).one()
    there = f"/en/staff/outbox/mailboxes/{key}/anew"
    assert there in send(client, PATH, q=MAIL).text
    page = client.get(there).text
    assert "r…@example.org" in page
    assert MAIL not in page
    assert "say why" in send(client, there, reason="").text
    send(client, there, status=303, reason="Their mailbox works again.")
    session.rollback()
    row = session.scalars(select(Standing)).one()
    assert (row.refusals, row.stopped_at, row.why) == (0, None, "")
    entry = session.scalars(select(TrailEntry).where(TrailEntry.deed == "mailbox_started_anew")).one()
    assert (entry.reason, MAIL in str(entry.after)) == ("Their mailbox works again.", False)


def test_a_complaint_is_taken_back_by_its_owner_alone(client: FlaskClient) -> None:
    with committing():
        session.add(Standing(mail=MAIL, at=clock.now(), stopped_at=clock.now(), why="complained", is_complaint=True))
    key = session.scalars(select(Standing.id)).one()
    assert "/anew" not in send(client, PATH, q=MAIL).text
    assert "only they can say" in send(client, f"/en/staff/outbox/mailboxes/{key}/anew", reason="x").text
    assert client.get("/en/staff/outbox/mailboxes/4711/anew").status_code == 404
