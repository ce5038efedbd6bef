"""Checked links: gathered from what is shown, claimed once, hidden when dead on page, feed and API, shown again when alive."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text, update

from core import clock, letters, revision
from core.db import committing, db, session
from core.revision import touch
from events.jobs import gather_links
from events.linkstate import State, Verdict
from events.models.link import CheckedLink
from events.models.performance import Approval
from events.models.words import ApprovalState
from events.queries import links as queries
from events.services import events as deeds
from events.services import links
from notices.models.delivery import Delivery
from tests.conftest import is_postgresql
from tests.factories import accounts, events

TICKETS = "https://tickets.example/long-bridge"
LIVE = "https://live.example/stream"


def gather() -> list[str]:
    gather_links()
    return sorted(session.scalars(select(CheckedLink.address)))


def check(address: str, found: Verdict, *, at: datetime | None = None) -> State:
    key = session.scalars(select(CheckedLink.id).where(CheckedLink.address == address)).one()
    with committing():
        links.note(key, found, outcome="status 404", at=at or clock.now(), today=clock.today())
    return session.scalars(select(CheckedLink.state).where(CheckedLink.id == key)).one()


def kill(address: str) -> None:
    check(address, Verdict.GONE)
    assert check(address, Verdict.GONE) is State.DEAD


def on_sale(slug: str = "the-long-bridge", **facts: Any):
    """A show whose tickets are offered."""
    row = events.show(slug, run_facts={"seller_url": TICKETS, "seller_zh": "票网", "price_from_fen": 100}, **facts)
    with committing():
        session.add(Approval(performance_id=row.id, state=ApprovalState.NOT_REQUIRED, recorded_at=clock.now()))
        touch()
    return row


def test_what_public_pages_to_come_lead_to_is_gathered(app: Flask, now: datetime) -> None:
    events.show("coming", run_facts={"seller_url": TICKETS}, performance_facts={"online_url": LIVE}, image="https://i.example/a.png")
    events.show("same", run_facts={"seller_url": TICKETS})
    events.show("past", starts_at=now - timedelta(days=2), run_facts={"seller_url": "https://past.example/"})
    events.show("draft", publish=False, run_facts={"seller_url": "https://draft.example/"})
    events.show("odd", run_facts={"seller_url": "weixin://dl/x"})
    events.show("own", image="/static/a.png")
    stay = events.run(events.event("long"), seller_url="https://span.example/")
    events.span(stay, first=date(2026, 1, 1), last=None)
    accounts.organisation("listed", website="https://house.example/")
    accounts.organisation("unlisted", website="https://secret.example/", listed_at=None)
    wanted = ["https://house.example/", "https://i.example/a.png", LIVE, "https://span.example/", TICKETS]
    assert gather() == sorted(wanted)
    assert gather() == sorted(wanted), "a second time changes nothing"


def test_what_is_shown_no_more_is_checked_no_more(app: Flask) -> None:
    row = events.show(run_facts={"seller_url": TICKETS})
    assert gather() == [TICKETS]
    with committing():
        session.merge(row).run.seller_url = "https://other.example/"
    assert gather() == ["https://other.example/"]


def test_each_is_claimed_once_and_no_host_twice(app: Flask) -> None:
    events.show("one", run_facts={"seller_url": TICKETS})
    events.show("two", run_facts={"seller_url": f"{TICKETS}-2"})
    events.show("three", run_facts={"seller_url": "https://elsewhere.example/"})
    gather()

    def claimed(at: datetime) -> list[str]:
        with committing():
            return sorted(address for _key, address in links.claim(at=at))

    assert claimed(clock.now()) == ["https://elsewhere.example/", TICKETS]
    assert claimed(clock.now()) == [f"{TICKETS}-2"]
    assert claimed(clock.now()) == []
    assert len(claimed(clock.now() + links.LEASE)) == 2, "what was taken and never noted is due again"


def test_one_large_seller_keeps_nobody_else_waiting(app: Flask) -> None:
    """Two hundred of one host are due the longest; everybody else's is asked in the same round."""
    with committing():
        for number in range(200):
            at = clock.now() - timedelta(days=1, minutes=number)
            session.add(CheckedLink(address=f"{TICKETS}/{number}", host="tickets.example", due_at=at))
        for name in "abcde":
            address = f"https://{name}.example/"
            session.add(CheckedLink(address=address, host=f"{name}.example", due_at=clock.now()))
    with committing():
        taken = [address for _key, address in links.claim(at=clock.now())]
    assert taken == [f"{TICKETS}/199", *(f"https://{name}.example/" for name in "abcde")]
    with committing():
        assert [address for _key, address in links.claim(at=clock.now())] == [f"{TICKETS}/198"]


def test_looking_for_what_is_shown_holds_nobody_up(app: Flask) -> None:
    """Where nothing is new nothing is written: it goes on while somebody else writes."""
    events.show(run_facts={"seller_url": TICKETS})
    gather()
    with db.engine.connect() as other:
        other.execute(update(CheckedLink).values(outcome="held"))
        gather_links()


def test_what_another_process_found_meanwhile_is_left_alone(app: Flask) -> None:
    with committing():
        links.begin([TICKETS, LIVE], at=clock.now())
    check(TICKETS, Verdict.GONE)
    with committing():
        links.begin([TICKETS, "https://new.example/"], at=clock.now())
    rows = session.execute(select(CheckedLink.address, CheckedLink.gone, CheckedLink.host).order_by(CheckedLink.id))
    assert [tuple(row) for row in rows] == [
        (TICKETS, 1, "tickets.example"), (LIVE, 0, "live.example"), ("https://new.example/", 0, "new.example"),
    ]


def test_hiding_a_link_reads_no_table_through(app: Flask) -> None:
    """Every statement under the lock goes by an index, however many performances there are."""
    ours = accounts.organisation("ours", website=TICKETS)
    accounts.member(ours)
    events.show(
        owner_id=ours.id, image=TICKETS, run_facts={"seller_url": TICKETS}, performance_facts={"online_url": TICKETS}
    )
    gather()
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    kill(TICKETS)
    check(TICKETS, Verdict.ALIVE)
    event.remove(db.engine, "before_cursor_execute", note)
    assert sum(statement.startswith("UPDATE events_") for statement, _values in asked) >= 6
    for statement, values in asked:
        if re.search(r" (events_(run|performance|event)|accounts_organisation)\b", statement):
            assert scans(statement, values) == [], statement


def scans(statement: str, values: Any) -> list[str]:
    """The lines of a plan that read a table of listings from end to end (the rest are small, or looked up by key)."""
    if statement.startswith(("INSERT", "BEGIN")):
        return []
    with db.engine.connect() as connection:
        if is_postgresql():
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        word = "EXPLAIN" if is_postgresql() else "EXPLAIN QUERY PLAN"
        lines = [str(row[-1]) for row in connection.exec_driver_sql(f"{word} {statement}", values)]
    return [line for line in lines if re.search(r"Seq Scan|SCAN (?!.*USING)(?!\(|SUBQUERY|CONSTANT)", line)]


def test_a_dead_ticket_link_is_hidden_and_comes_back(app: Flask, client: FlaskClient) -> None:
    on_sale(contact="021-1234 5678")
    gather()
    before = client.get("/en/events/the-long-bridge").text
    assert f'href="{TICKETS}"' in before
    check(TICKETS, Verdict.GONE)
    assert f'href="{TICKETS}"' in client.get("/en/events/the-long-bridge").text, "one bad answer is none"
    number = revision.stored()
    assert check(TICKETS, Verdict.GONE) is State.DEAD
    assert revision.stored() == number + 1
    for path in ("/en/events/the-long-bridge", "/en/performances/1"):
        page = client.get(path).text
        assert TICKETS not in page, "nor in the data for machines"
        assert "The link to the tickets does not work just now. Please ask: 021-1234 5678" in page
    check(TICKETS, Verdict.ALIVE)
    assert client.get("/en/events/the-long-bridge").text == before


def test_whoever_states_another_address_shows_it_at_once(app: Flask, client: FlaskClient) -> None:
    row = on_sale()
    gather()
    kill(TICKETS)
    with committing():
        deeds.edit_run(session.merge(row).run, at=clock.now(), seller_url="https://new.example/")
    assert 'href="https://new.example/"' in client.get("/events/the-long-bridge").text


def test_a_dead_stream_is_hidden_on_page_feed_and_interface(app: Flask, client: FlaskClient) -> None:
    events.show(performance_facts={"online_url": LIVE})
    gather()
    page = "/events/the-long-bridge"
    paths = (page, f"{page}.ics", "/api/v1/performances/1", f"/embed{page}")
    assert [LIVE in client.get(path).text for path in paths[:3]] == [True] * 3
    kill(LIVE)
    assert [LIVE in client.get(path).text for path in paths] == [False] * 4
    check(LIVE, Verdict.ALIVE)
    assert [LIVE in client.get(path).text for path in paths[:3]] == [True] * 3


def test_a_picture_elsewhere_stands_in_no_calendar_alive_or_dead(app: Flask, client: FlaskClient) -> None:
    picture = "https://i.example/a.png"
    events.show(image=picture)
    gather()
    assert picture not in client.get("/events/the-long-bridge.ics").text
    kill(picture)
    assert picture not in client.get("/events/the-long-bridge.ics").text


def test_a_dead_website_is_hidden(app: Flask, client: FlaskClient) -> None:
    accounts.organisation(website="https://house.example/")
    gather()
    assert "https://house.example/" in client.get("/organisers/house-of-shows").text
    kill("https://house.example/")
    assert "https://house.example/" not in client.get("/organisers/house-of-shows").text


def test_owners_are_told_once(app: Flask) -> None:
    ours = accounts.organisation("ours", website=TICKETS)
    owner = accounts.member(ours, of=accounts.person(language="en"))
    for number in range(7):
        on_sale(f"show-{number}", owner_id=ours.id)
    on_sale("nobodys")
    gather()
    kill(TICKETS)
    check(TICKETS, Verdict.GONE)
    row = session.scalars(select(Delivery)).one()
    assert (row.kind, row.mail) == ("link_dead", owner.mail)
    subject, body = letters.texts_of(row.kind, "en", row.facts)
    assert subject == "A link on your listing leads nowhere: The Long Bridge"
    assert f"{TICKETS}\nIt answers that there is no such page (404).\n" in body
    listing = f"https://window.example/en/desk/ours/listings/{row.facts['titles'][0]['listing']}"
    assert f"– The Long Bridge\n  {listing}\n" in body
    assert "and 3 more listings" in body


def test_a_listing_knows_its_links(app: Flask) -> None:
    row = events.show(run_facts={"seller_url": TICKETS}, performance_facts={"online_url": LIVE})
    gather()
    kill(LIVE)
    assert [(each.address, each.state) for each in queries.links_of(row.run.event_id)] == [
        (LIVE, State.DEAD), (TICKETS, State.UNCHECKED),
    ]


def test_what_was_forgotten_meanwhile_is_no_error(app: Flask) -> None:
    with committing():
        links.note(999, Verdict.GONE, outcome="x", at=clock.now(), today=clock.today())
