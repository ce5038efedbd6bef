"""A draft leaks nowhere: every public answer is the same bytes with it and without it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from accounts.models.organisation import Organisation
from tests.factories import accounts, events, venues
from tests.factories.world import DRAFT_EN, DRAFT_ZH, draft_in
from tests.shape.routes import declared
from venues.queries import venue_of_slug

# Pictures are drawn in a second each, and only for what is public; the machine's own figures say nothing of shows.
UNASKED = re.compile(r"core\.\w+|portal\.share\w*|portal\.appearance_css")
ASKED_FOR = ("lantern", "灯笼", "denglong", "无人见过", "unseen", DRAFT_EN, DRAFT_ZH, "House of Shows", "ninth")
COMPOSER = "/embed/compose"
DATED = "?from=2026-11-21&to=2026-12-31"


def rules(app: Flask) -> list[Rule]:
    return [
        rule for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if "GET" in (rule.methods or ()) and declared(app, rule.endpoint) == "public" and not UNASKED.fullmatch(rule.endpoint)
    ]


def paths(app: Flask) -> list[str]:
    """Every public address without parts, the addresses of what stands, and what is asked of search and lists."""
    found = [rule.rule for rule in rules(app) if not rule.arguments - {"language"}]
    found += [f"{each}{DATED}" for each in ("/calendar", "/calendar.ics", "/api/v1/performances", "/embed", "/map")]
    for word in ASKED_FOR:
        found += [f"{each}?q={word}" for each in ("/search", "/search/suggest", "/en/search", "/api/v1/search")]
    for kind, slug in (("venues", "river-theatre"), ("organisers", "house-a"), ("cities", "shanghai"), ("events", "open-show")):
        page = f"/{kind}/{slug}"
        found += [page, f"/en{page}", f"{page}.ics", f"{page}.atom", f"/embed{page}", f"/subscribe?feed={page}.ics"]
        if kind in {"venues", "events"}:
            found += [f"/api/v1/{kind}/{slug}", f"/api/v1/{kind}/{slug}/performances"]
    found += [f"/sitemaps/{kind}-1.xml" for kind in ("events", "venues", "organisers")]
    return found


def answers(client: FlaskClient, asked: list[str]) -> dict[str, tuple[int, bytes]]:
    return {path: ((answer := client.get(path)).status_code, answer.data) for path in asked}


@pytest.fixture
def organisation(app: Flask) -> Organisation:
    """A known organisation with a public show in a house that stands."""
    organisation = accounts.organisation("house-a")
    house = venues.venue("river-theatre")
    events.show(
        "open-show", title_en="The Open Door", title_zh="开着的门", owner_id=organisation.id, organiser_id=organisation.id,
        run_facts={"venue_id": house.id, "city": house.city},
    )
    return organisation


def house_id() -> int:
    found = venue_of_slug("river-theatre")
    assert found
    return found.id


def compare(client: FlaskClient, asked: list[str], before: dict[str, tuple[int, bytes]]) -> None:
    after = answers(client, asked)
    assert [path for path in asked if after[path] != before[path]] == []


def test_drafts_of_every_kind_change_no_public_answer(app: Flask, client: FlaskClient, organisation: Organisation) -> None:
    """A draft show; a date of it that says it is public; a draft date of a public show; an organisation of drafts alone."""
    shown = events.show("second-show", owner_id=organisation.id)
    asked = [*paths(app), "/events/second-show", "/events/second-show.ics", f"/performances/{shown.id}"]
    before = answers(client, asked)
    assert all(status < 500 for status, _body in before.values())
    assert before["/organisers/house-a"][0] == before["/venues/river-theatre.ics"][0] == 200
    _draft, run, hidden = draft_in(organisation, house_id())
    compare(client, asked, before)
    too_early = events.performance(run)
    compare(client, asked, before)
    later = events.performance(shown.run, starts_at=shown.starts_at + timedelta(days=9), publish=False)
    compare(client, asked, before)
    unlisted = accounts.organisation("hidden-house", name_zh="看不见的九号院", name_en="The Ninth House Unseen", listed_at=None)
    draft_in(unlisted, house_id(), "ninth-lantern")
    compare(client, asked, before)
    for key in (hidden.id, too_early.id, later.id):
        for path in (f"/performances/{key}", f"/performances/{key}.ics", f"/api/v1/performances/{key}"):
            assert client.get(path).status_code == 404, path
    for path in ("", ".ics", ".atom"):
        assert client.get(f"/organisers/hidden-house{path}").status_code == 404, path
        assert client.get(f"/en/organisers/hidden-house{path}").status_code == 404, path
    assert client.get("/embed/organisers/hidden-house").status_code == 404


def test_a_draft_has_no_address(app: Flask, client: FlaskClient, organisation: Organisation) -> None:
    _draft, _run, row = draft_in(organisation, house_id())
    slug = "unseen-lantern"
    asked = [
        f"{prefix}{path}"
        for prefix in ("", "/en")
        for path in (f"/events/{slug}", f"/events/{slug}.ics", f"/events/{slug}.atom", f"/performances/{row.id}",
                     f"/performances/{row.id}.ics", f"/embed/events/{slug}", f"/share/events/{slug}.png",
                     f"/share/events/{slug}.square.png")
    ]
    asked += [f"/api/v1/events/{slug}", f"/api/v1/events/{slug}/performances", f"/api/v1/performances/{row.id}"]
    asked += [f"/api/v1/festivals/{slug}", f"/subscribe?feed=/events/{slug}.ics", f"{COMPOSER}?feed=/events/{slug}.ics"]
    for path in asked:
        answer = client.get(path)
        assert answer.status_code == 404 or path.startswith(COMPOSER), path
        assert DRAFT_ZH.encode() not in answer.data, path
        assert DRAFT_EN.encode() not in answer.data, path
