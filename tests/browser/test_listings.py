"""Organisers at their desk, in a real browser: a run of twelve dates with and without script, on a phone, at 320 pixels."""

import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from werkzeug.serving import make_server

from accounts.models.membership import Role
from core import clock
from tests import databases
from tests.browser.conftest import AXE_OPTIONS, _free_port
from tests.conftest import NOON, close, make_app, make_settings
from tests.factories import accounts, events, venues

DESK = "/desk/house-of-shows"
MAIL = "lin@example.org"
WIDTH = "() => document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def desk(
    copies: databases.SqliteCopies | databases.PostgresCopies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A site of its own, whose rows these tests change."""
    folder = tmp_path_factory.mktemp("desk")
    with copies.fresh(folder) as url, clock.standing_still(NOON):
        app = make_app(make_settings(folder, url, public_base_url=f"http://127.0.0.1:{_free_port()}"))
        _fill(app)
        address: str = app.extensions["settings"].public_base_url
        server = make_server("127.0.0.1", int(address.rpartition(":")[2]), app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield address
        server.shutdown()
        thread.join()
        server.server_close()
        close(app)


def _fill(app: Flask) -> None:
    with app.app_context():
        hall = venues.hall()
        stay = events.run(events.event("another", title_zh="别的戏"), venue_id=hall.venue_id, hall_id=hall.id)
        events.performance(stay, starts_at=clock.at_local(NOON.date().replace(month=12, day=5), clock.local(NOON).time()))
        accounts.member(accounts.organisation(contact_mail=""), Role.EDITOR, of=accounts.person(MAIL))


Entered = Callable[..., Page]


@pytest.fixture
def entered(desk: str, browser: Browser) -> Iterator[Entered]:
    """`entered(width=390, script=False)`: a page of a browser in which an editor is signed in."""
    opened = []

    def enter(*, width: int = 1280, script: bool = True, scheme: Any = "light") -> Page:
        context = browser.new_context(
            base_url=desk, viewport={"width": width, "height": 844}, java_script_enabled=script, color_scheme=scheme
        )
        opened.append(context)
        page = context.new_page()
        page.goto("/account/sign-in")
        page.fill("#mail", MAIL)
        page.fill("#password", accounts.PASSWORD)
        page.click("main button[type=submit] >> nth=0")
        return page

    yield enter
    for each in opened:
        each.close()


def list_a_run(page: Page, title: str) -> tuple[int, int]:
    """The short form for twelve dates; how many fields were typed and how often was clicked."""
    page.goto(f"{DESK}/listings")
    page.click(f"a[href='{DESK}/listings/new'] >> nth=0")
    page.fill("#title", title)
    page.fill("#first", "2026-12-04")
    page.fill("#last", "2026-12-27")
    for day in "456":
        page.click(f".weekdays__day:has(input[value='{day}'])")
    page.select_option("#place", index=1)
    page.fill("#contact", "021-1234")
    page.click("main form.form--start .btn--main")
    return 4, 6


@pytest.mark.parametrize("script", [True, False])
def test_twelve_dates_in_five_fields(entered: Entered, script: bool) -> None:
    page = entered(script=script)
    typed, clicked = list_a_run(page, "夜航船" if script else "桥上的灯")
    assert page.locator("text=12 场").count() >= 1
    assert (typed, clicked) == (4, 6)


def test_the_radar_follows_what_is_typed_and_stands_there_without_script_too(entered: Entered) -> None:
    page = entered()
    page.goto(f"{DESK}/listings/new")
    page.fill("#first", "2026-12-05")
    page.locator("#first").dispatch_event("change")
    page.wait_for_selector(".radar__day--wanted >> nth=1")
    bare = entered(script=False)
    bare.goto(f"{DESK}/listings/new")
    bare.fill("#title", "夜行")
    bare.fill("#first", "2026-12-05")
    bare.select_option("#place", index=1)
    bare.fill("#contact", "021-1234")
    bare.click("button[name=look]")
    assert bare.locator(".radar__day--wanted").count() == 2
    assert bare.input_value("#title") == "夜行"


def test_a_section_saves_itself_while_somebody_types(entered: Entered) -> None:
    page = entered()
    list_a_run(page, "自己会保存")
    page.click("a[href$='/texts'] >> nth=0")
    page.fill("#summary_zh", "一座桥和三代人。")
    page.wait_for_selector(".js-saved:has-text('已于')")
    page.reload()
    assert page.input_value("#summary_zh") == "一座桥和三代人。"


def test_without_a_connection_the_text_stays_and_is_sent_again_by_itself(entered: Entered) -> None:
    page = entered()
    list_a_run(page, "断线也不丢")
    page.click("a[href$='/texts'] >> nth=0")
    page.context.set_offline(True)
    page.fill("#summary_zh", "断线时写的。")
    page.wait_for_selector(".autosaved--problem:has-text('没有保存')")
    assert page.input_value("#summary_zh") == "断线时写的。"
    page.context.set_offline(False)
    page.wait_for_selector(".js-saved:has-text('已于')")
    page.reload()
    assert page.input_value("#summary_zh") == "断线时写的。"


def test_what_is_typed_before_the_script_runs_is_saved_too(entered: Entered) -> None:
    page = entered()
    list_a_run(page, "手快的人")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/listings.js*", hold)
    with page.expect_request("**/listings.js*"):
        page.goto(page.url.partition("?")[0] + "/texts", wait_until="commit")
    page.fill("#summary_zh", "脚本还没到就写好了。")
    held[0].continue_()
    page.wait_for_selector(".js-saved:has-text('已于')")


def test_signed_out_the_text_stays_and_is_saved_after_signing_in_in_another_tab(entered: Entered) -> None:
    page = entered()
    list_a_run(page, "退出也不丢")
    page.click("a[href$='/texts'] >> nth=0")
    page.context.clear_cookies()
    page.fill("#summary_zh", "退出时写的。")
    with page.context.expect_page() as opened:
        page.click(".autosaved--problem a")
    other = opened.value
    other.fill("#mail", MAIL)
    other.fill("#password", accounts.PASSWORD)
    other.click("main button[type=submit] >> nth=0")
    other.wait_for_url("**/listings/*")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector(".js-saved:has-text('已于')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_fit_for_all(entered: Entered, scheme: str) -> None:
    own = entered(width=390, scheme=scheme)
    list_a_run(own, f"给所有人的戏 {scheme}")
    listing = own.url.partition("?")[0]
    paths = [f"{DESK}/listings", f"{DESK}/listings/new", listing, *(
        f"{listing}/{name}" for name in (
            "basics", "texts", "prices", "approval", "premiere", "dates", "copy", "preview", "preview/calendar",
        )
    )]
    for path in paths:
        own.goto(path)
        check(own)
        own.set_viewport_size({"width": 320, "height": 844})
        assert own.evaluate(WIDTH) <= 320, path
        own.set_viewport_size({"width": 390, "height": 844})


def check(page: Page) -> None:
    """No violation that axe finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = Axe().run(page, options=AXE_OPTIONS)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
