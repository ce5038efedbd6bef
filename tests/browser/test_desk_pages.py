"""Every page that somebody sees at a desk, with something on it: fit for everybody, in both languages, on a phone."""

import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import AnyConverter, Rule
from werkzeug.serving import make_server

from core import clock
from tests import databases
from tests.browser.conftest import AXE_OPTIONS, _free_port
from tests.conftest import NOON, close, make_app, make_settings
from tests.factories import world as making
from tests.factories.world import World, fill
from tests.shape.routes import declared

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Opened from a letter's link, a picture, a file, a part of another page: seen by tests of their own.
ELSEWHERE = {"house.invitation", "hands.own_picture", "desk.radar", "export.file"}
# What a page is asked about by its query.
ABOUT = {
    "hands.claim": "?event={has.claimable}", "hands.offer": "?event={has.public_event}", "outbox.rows": "?state=sent",
    "outbox.many": "?state=parked",
}
WALKERS = {"member": "an owner of A", "signed in": "an owner of A", "staff": "staff: {}"}


@pytest.fixture(scope="module")
def site_of_a(
    copies: databases.SqliteCopies | databases.PostgresCopies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A running site on which organisation A has one thing of every sort."""
    folder = tmp_path_factory.mktemp("world")
    with copies.fresh(folder) as url, clock.standing_still(NOON):
        app = make_app(make_settings(folder, url, public_base_url=f"http://127.0.0.1:{_free_port()}"))
        with app.app_context():
            world = making.make(app)
        port = int(app.extensions["settings"].public_base_url.rpartition(":")[2])
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield world
        server.shutdown()
        thread.join()
        server.server_close()
        close(app)


def rules_for(app: Flask, kind: str) -> list[tuple[Rule, str]]:
    """The pages (in Chinese; `in_english` gives the other's address) of those whom a rule of this kind lets in."""
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        who_may, _, role = declared(app, rule.endpoint).partition(": ")
        is_english = (rule.defaults or {}).get("language") == "en"
        if who_may == kind and "GET" in (rule.methods or ()) and not is_english and rule.endpoint not in ELSEWHERE:
            found.append((rule, role))
    return found


def variants(rule: Rule, world: World) -> list[str]:
    """The addresses of a rule: one for each of the words that a part may be."""
    choices = [(part, sorted(each.items)) for part, each in rule._converters.items() if isinstance(each, AnyConverter)]
    if not choices:
        return [fill(rule, world) + ABOUT.get(rule.endpoint, "").format(has=world.has)]
    part, items = choices[0]
    about = ABOUT.get(rule.endpoint, "").format(has=world.has)
    return [fill(rule, world, **{part: item}) + about for item in items]


def _page(browser: Browser, world: World, who: str) -> Page:
    base = world.app.extensions["settings"].public_base_url
    context = browser.new_context(base_url=base, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "session", "value": world.cookies[who], "url": base}])
    return context.new_page()


def _faults(page: Page, address: str) -> list[str]:
    """What is wrong with one page: axe's violations, sideways scroll, an answer that is none."""
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    answer = page.request.head(address)
    if "text/html" not in answer.headers.get("content-type", ""):
        return [f"{address}: {answer.status}"] if answer.status >= 400 else []
    shown = page.goto(address)
    if shown is None or not shown.ok:
        return [f"{address}: {shown.status if shown else 'nothing'}"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        violations: list[dict[str, Any]] = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    told += [f"{each['id']} at {each['nodes'][0]['html'][:120]}" for each in violations]
    if (wider := page.evaluate(SIDEWAYS)) > 0:
        told.append(f"{wider} pixels too wide")
    return [f"{address}: {each}" for each in told]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["member", "signed in", "staff"])
def test_every_page_of_a_desk_is_fit_for_everybody(browser: Browser, site_of_a: World, kind: str, language: str) -> None:
    faults: list[str] = []
    seen = 0
    pages: dict[str, Page] = {}
    with site_of_a.app.app_context():
        addresses = [
            (path, WALKERS[kind].format(role))
            for rule, role in rules_for(site_of_a.app, kind) for path in variants(rule, site_of_a)
        ]
    for path, who in addresses:
        page = pages.get(who) or pages.setdefault(who, _page(browser, site_of_a, who))
        faults += _faults(page, path if language == "zh" else f"/en{path}")
        seen += 1
    for page in pages.values():
        page.context.close()
    assert seen > 8
    assert not faults, "\n".join(faults)
