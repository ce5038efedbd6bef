"""An organisation's way in, its list and its listings: what waits, what each role is shown, what is said to whom."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from accounts.models.membership import Role
from core import clock
from core.db import committing, session
from events.models.run import Run
from events.models.submission import Decision, Submission
from tests.conftest import CountQueries
from tests.factories import accounts, events, venues
from tests.factories.desk import send

DESK = "/desk/house-of-shows"
WAY_IN = 9
TYPED = {
    "title": "长桥", "first": "2026-12-04", "last": "2026-12-27", "weekdays": ["4", "5", "6"], "times": "19:30",
    "kind": "workshop", "contact": "021-1234", "is_other": "y",
}


def test_the_list_says_what_waits_what_is_asked_and_what_is_over(app: Flask) -> None:
    organisation = accounts.organisation()
    client, at = accounts.member_client(app, organisation, Role.EDITOR), clock.now()

    def listed(slug: str, **facts: Any) -> int:
        row = events.event(slug, owner_id=organisation.id, title_zh=f"《{slug}》", **facts)
        return row.id

    listed("draft", publish=False)
    sent = {slug: listed(slug, publish=False) for slug in ("sent", "asked", "refused")}
    events.show("on", owner_id=organisation.id, title_zh="《on》")
    events.show("over", owner_id=organisation.id, title_zh="《over》", starts_at=at - timedelta(days=9))
    listed("undated")
    decisions = {"sent": None, "asked": Decision.CHANGES_ASKED, "refused": Decision.REFUSED}
    with committing():
        session.add_all([
            Submission(
                event_id=key, organisation_id=organisation.id, submitted_at=at, promised_by=at, decision=decisions[slug],
                decided_at=at if decisions[slug] else None,
            )
            for slug, key in sent.items()
        ])
    piles = {
        "draft": {"draft"}, "waiting": {"sent"}, "changes": {"asked", "refused"}, "public": {"on", "undated"}, "over": {"over"},
    }
    everything = set().union(*piles.values())
    for state, slugs in piles.items():
        page = client.get(f"{DESK}/listings?state={state}").text
        assert {each for each in everything if f"《{each}》" in page} == slugs, state
    assert client.get(f"{DESK}/listings?state=nothing").status_code == 404
    whole = client.get("/en/desk").text
    for words in ("1 draft<", "1 listing in review since", "1 listing in which changes are asked", "1 listing refused"):
        assert words in whole, words


def test_the_way_in_says_which_links_are_dead_and_what_is_to_be_confirmed(app: Flask) -> None:
    organisation, at = accounts.organisation(), clock.now()
    client = accounts.member_client(app, organisation, Role.EDITOR)
    dead, live = "https://gone.example/", "https://tickets.example/"

    def runs(*states: tuple[str, float, dict[str, Any]]) -> None:
        for slug, days, facts in states:
            row = events.show(slug, owner_id=organisation.id, starts_at=at + timedelta(days=days))
            with committing():
                for name, value in facts.items():
                    setattr(session.get_one(Run, row.run_id), name, value)

    quiet: dict[str, Any] = {"confirmed_at": at, "seller_url": live}
    runs(
        ("confirmed", 5, quiet), ("far", 15, quiet | {"confirmed_at": None}), ("mended", 9, quiet | {"dead_seller_url": dead}),
        ("over", -5, {"seller_url": dead, "dead_seller_url": dead}),
    )
    assert "Nothing waits for you." in client.get("/en/desk").text
    runs(
        ("soon", 13.9, quiet | {"confirmed_at": None}), ("doubted", 2, quiet | {"doubted_at": at}),
        ("dead", 20, quiet | {"seller_url": dead, "dead_seller_url": dead}),
    )
    page = client.get("/en/desk").text
    assert "1 ticket link leads nowhere" in page
    assert "2 runs to be confirmed" in page
    assert "Nothing waits for you." not in page


def test_the_way_in_asks_no_more_for_more_organisations(app: Flask, count_queries: CountQueries) -> None:
    who = accounts.member(accounts.organisation())
    client = accounts.signed_in(app, who)
    with count_queries() as one:
        assert client.get("/desk").status_code == 200
    for number in range(3):
        made = accounts.organisation(f"house-{number}")
        accounts.member(made, of=session.merge(who))
        events.event(f"draft-{number}", owner_id=made.id, publish=False)
        events.show(f"show-{number}", owner_id=made.id)
    with count_queries() as several:
        assert client.get("/desk").status_code == 200
    assert (one.number, several.number) == (WAY_IN, WAY_IN)


def test_a_viewer_sees_no_door_that_is_shut_and_a_shut_one_leads_back(app: Flask) -> None:
    house = accounts.organisation()
    row = events.show(owner_id=house.id)
    draft = events.event("draft", owner_id=house.id, publish=False)
    viewer = accounts.member_client(app, house, Role.VIEWER)
    editor = accounts.member_client(app, house, Role.EDITOR)
    for key in (row.run.event_id, draft.id):
        page = viewer.get(f"/en{DESK}/listings/{key}").text
        for href in re.findall(r'href="(/en/desk/house-of-shows/[^"]+)"', page):
            assert viewer.get(unescape(href)).status_code == 200, href
        assert f'href="/en{DESK}/listings/{key}/copy"' in editor.get(f"/en{DESK}/listings/{key}").text
    for href in re.findall(r'href="(/en/desk/house-of-shows/[^"]+)"', viewer.get(f"/en{DESK}/listings").text):
        assert viewer.get(unescape(href)).status_code == 200, href
    shut = viewer.get(f"/en{DESK}/trail")
    assert shut.status_code == 403
    assert "Only the editors and owners of House of Shows" in shut.text
    assert f'href="/en{DESK}/listings"' in shut.text
    assert f'href="/en{DESK}/people"' in shut.text


def test_who_is_trusted_is_told_that_it_is_public_at_once(app: Flask) -> None:
    words = "it is public at once"
    for is_trusted in (True, False):
        house = accounts.organisation("trusted" if is_trusted else "plain", trusted_since=clock.now() if is_trusted else None)
        key = started_at(accounts.member_client(app, house), house.slug)
        page = accounts.member_client(app, house).get(f"/en/desk/{house.slug}/listings/{key}").text
        assert (words in page, "within one working day" in page) == (is_trusted, not is_trusted)


def started_at(client: FlaskClient, slug: str) -> int:
    """A listing that nothing keeps back."""
    hall = f"h{venues.hall(venues.venue(f'{slug}-house')).id}"
    answer = send(client, f"/desk/{slug}/listings/new", **TYPED | {"place": hall})
    return int(answer.headers["Location"].partition("/listings/")[2].partition("?")[0])


def test_enter_in_a_field_saves(app: Flask) -> None:
    client = accounts.member_client(app, accounts.organisation())
    form = client.get(f"{DESK}/listings/new").text.partition('class="form form--start"')[2]
    first = form.partition("<button")[2].partition(">")[0]
    assert "look" not in first
