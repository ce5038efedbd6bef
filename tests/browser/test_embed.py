"""An embed in a page of another origin, under that page's own strict policy; and the page that composes it."""

import re
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.browser.conftest import AXE_OPTIONS

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WORDS = {"en": "Add to my calendar", "zh": "加入我的日历"}


@dataclass
class Host:
    """Another site: its address, and what it answers by path: the body's HTML and the headers beside it."""

    address: str = ""
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def put(self, path: str, body: str, policy: str, **headers: str) -> str:
        """Let a page stand at a path under a policy; answers its address."""
        stated = {"Content-Security-Policy": policy} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (body, stated)
        return self.address + path

    def answer(self, environ: Any, start_response: Any) -> Any:
        """As WSGI has it."""
        body, headers = self.pages.get(Request(environ).path, ("", {}))
        html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><main><h1>Host</h1>{body}</main>'
        answer = Response(html, 200, headers, mimetype="text/html") if headers else Response(status=204)
        return answer(environ, start_response)


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """A site at another origin than ours."""
    found = Host()
    server = make_server("127.0.0.1", 0, found.answer, threaded=True)
    found.address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Everything that the browser complains of: errors, refused loads, breaches of a policy."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(f"{request.url} {request.failure}"))
    return found


def frame_policy(site: str) -> str:
    return f"default-src 'none'; frame-src {site}"


def script_policy(site: str) -> str:
    return f"default-src 'none'; frame-src {site}; script-src {site}"


def framed(page: Page) -> Frame:
    """The frame, once it shows something."""
    page.frame_locator("iframe").locator("h1").wait_for()
    return next(each for each in page.frames if each != page.main_frame)


def wait_until_sized(page: Page) -> None:
    """Until the frame is exactly as high as its content, so that nothing scrolls within it."""
    framed(page).wait_for_function(
        """() => Math.abs(innerHeight - document.body.getBoundingClientRect().height) <= 1
            && document.documentElement.scrollHeight <= innerHeight"""
    )


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_script_puts_a_calendar_into_another_site(
    page: Page, site: str, host: Host, complaints: list[str], language: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    line = f'<script src="{site}/embed.js" data-city="hangzhou" data-language="{language}" data-rows="6" async></script>'
    page.goto(host.put(f"/script-{language}", line, script_policy(site)))
    frame = framed(page)
    expect(page.locator("iframe")).to_have_attribute("title", re.compile("Delta Window" if language == "en" else "长三角之窗"))
    assert page.locator("script").count() == 0
    assert frame.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-CN")
    assert frame.locator(".day .row").count() >= 6
    wait_until_sized(page)
    before = frame.evaluate("innerHeight")
    frame.get_by_text(WORDS[language], exact=True).click()
    frame.wait_for_function("before => innerHeight > before + 50", arg=before)
    wait_until_sized(page)
    assert complaints == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plain_frame_needs_no_script(page: Page, site: str, host: Host, complaints: list[str], language: str) -> None:
    path = "/en/embed/premieres" if language == "en" else "/embed/premieres"
    line = f'<iframe src="{site}{path}" title="Delta Window" width="100%" height="700" frameborder="0"></iframe>'
    page.goto(host.put(f"/frame-{language}", line, frame_policy(site)))
    frame = framed(page)
    assert frame.locator(".day .row").count() >= 5
    assert page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().height") == 700
    assert complaints == []


def test_a_host_that_isolates_itself_may_show_it(page: Page, site: str, host: Host, complaints: list[str]) -> None:
    line = f'<script src="{site}/embed.js" async></script>'
    isolated = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    page.goto(host.put("/isolated", line, script_policy(site), **isolated))
    assert framed(page).locator(".day .row").count() >= 8
    assert page.evaluate("crossOriginIsolated") is True
    wait_until_sized(page)
    assert complaints == []


def test_a_link_opens_a_tab_of_its_own(page: Page, site: str, host: Host) -> None:
    line = f'<iframe src="{site}/en/embed" title="Delta Window" width="100%" height="900"></iframe>'
    address = host.put("/links", line, frame_policy(site))
    page.goto(address)
    with page.expect_popup() as opened:
        framed(page).locator(".row h3 a").first.click()
    expect(opened.value).to_have_url(re.compile(f"^{site}/en/events/"))
    expect(opened.value.locator("h1")).to_be_visible()
    assert opened.value.evaluate("window.opener") is None
    assert page.url == address


@pytest.mark.parametrize("origin", ["allow-same-origin ", ""], ids=["own", "opaque"])
def test_it_shows_itself_in_a_sandbox_too(page: Page, site: str, host: Host, origin: str) -> None:
    line = f'<iframe src="{site}/en/embed" title="Delta Window" sandbox="{origin}allow-scripts allow-popups"></iframe>'
    page.goto(host.put("/sandbox", line, frame_policy(site)))
    frame = framed(page)
    assert frame.locator(".day .row").count() >= 8
    expect(frame.locator("body")).to_have_css("background-color", "rgb(247, 239, 224)")


def test_other_pages_of_ours_refuse_to_be_framed(page: Page, site: str, host: Host) -> None:
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(host.put("/refused", f'<iframe src="{site}/en/calendar" title="x"></iframe>', frame_policy(site)))
    assert page.frame_locator("iframe").locator(".day").count() == 0


def test_nobody_but_our_frame_sets_the_height(page: Page, site: str, host: Host) -> None:
    page.goto(host.put("/forged", f'<script src="{site}/embed.js" async></script>', script_policy(site)))
    wait_until_sized(page)
    page.evaluate("window.postMessage(9000, '*')")
    page.evaluate("""() => new Promise(done => {
        addEventListener("message", event => { if (event.data === "after") { done(); } });
        window.postMessage("after", "*");
    })""")
    wait_until_sized(page)
    for forged in ('"9000px"', "-5", "1e9", "NaN", '{"height": 9000}', "null"):
        framed(page).evaluate(f"parent.postMessage({forged}, '*')")
    # A message of ours after them: once it has come, all before it were passed over.
    framed(page).evaluate("parent.postMessage(777, '*')")
    page.wait_for_function("document.querySelector('iframe').height === '777'")


def test_the_calendar_is_reached_by_keyboard(page: Page, site: str, host: Host) -> None:
    line = f'<script src="{site}/embed.js" data-language="en" data-rows="5" async></script>'
    page.goto(host.put("/keys", line, script_policy(site)))
    frame = framed(page)
    for _ in range(14):
        page.keyboard.press("Tab")
        if frame.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    assert frame.evaluate("document.activeElement.textContent") == "Add to my calendar"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert str(frame.evaluate("document.activeElement.href")).startswith("webcal://127.0.0.1")
    assert frame.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


LOOKS = [
    "", "?look=light", "?look=dark", "?accent=ffff00&ground=ffffff&ink=eeeeee", "?accent=777777&ground=7a7a7a&ink=808080",
    "/premieres?look=light", "/cities/hefei", "/deadlines", "?city=hangzhou&kind=show&rows=20", "?rows=abc",
]


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_framed_is_fit_for_everybody(page: Page, site: str, host: Host, look: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for prefix in ("", "/en"):
        line = f'<iframe src="{site}{prefix}/embed{look}" title="Delta Window" width="100%" height="900"></iframe>'
        page.goto(host.put("/axe", line, frame_policy(site)))
        frame = framed(page)
        frame.evaluate("for (const each of document.querySelectorAll('details')) { each.open = true; }")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = Axe().run(frame, options=AXE_OPTIONS)
        assert found.violations_count == 0, found.generate_report()
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_composer_shows_at_once_what_is_chosen(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/en/embed/compose")
    framed(page)
    page.locator(".filters > summary").click()
    page.get_by_label("City", exact=True).select_option("hangzhou")
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("Hangzhou")
    page.select_option("#c-in", "zh")
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("杭州")
    page.locator("#c-ground").fill("#003300")
    expect(page.get_by_label("Colours of your own")).to_be_checked()
    expect(page.locator("#preview")).to_have_attribute("src", re.compile("ground=003300"))
    expect(page.frame_locator("#preview").locator("body")).to_have_css("background-color", "rgb(0, 51, 0)")
    line = page.get_by_label("HTML with a script").input_value()
    assert 'data-city="hangzhou"' in line
    assert 'data-ground="003300"' in line
    assert 'data-language="zh"' in line
    assert f'src="{site}/embed?city=hangzhou' in page.get_by_label("HTML without a script").input_value()
    assert "city=hangzhou" in page.url
    expect(page.locator("#measured")).to_contain_text("pixels")
    wait_until_sized(page)
    assert complaints == []


def test_the_lines_of_the_composer_work_as_they_stand(page: Page, site: str, host: Host, complaints: list[str]) -> None:
    page.goto(f"{site}/en/embed/compose?city=hangzhou&kind=show&rows=5&own=1&ground=%23102030&ink=%23ffffff&accent=%23ffcc00")
    lines = [page.get_by_label(f"HTML {each} a script").input_value() for each in ("with", "without")]
    page.wait_for_load_state("networkidle")  # to leave earlier breaks off what still loads, and that is a complaint
    seen = []
    for number, line in enumerate(lines):
        page.goto(host.put(f"/composed-{number}", line, script_policy(site)))
        frame = framed(page)
        seen.append((frame.url, page.locator("iframe").get_attribute("title"), frame.locator(".row").count()))
    assert seen[0] == seen[1]
    assert seen[0][2] >= 5
    assert complaints == []


def test_the_composer_works_without_javascript(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/en/subscribe?feed=%2Fen%2Fcities%2Fhefei.ics")
    page.get_by_role("link", name="Show this calendar on your site").click()
    expect(page.locator(".compose__scope")).to_have_text("Hefei")
    page.fill("#c-rows", "5")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#preview")).to_have_attribute("src", "/en/embed/cities/hefei?rows=5")
    expect(page.frame_locator("#preview").locator("h1")).to_have_text("Hefei")
    assert 'data-show="cities/hefei"' in page.get_by_label("HTML with a script").input_value()
    page.get_by_role("link", name="Choose by city and kind instead").click()
    page.locator(".filters > summary").click()
    page.get_by_role("checkbox", name="Forum").check()
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#preview")).to_have_attribute("src", "/en/embed?kind=forum")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_composer_is_fit_for_everybody(page: Page, site: str, axe: Callable[[], None], size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    for path in ("/embed/compose", "/en/embed/compose", "/en/embed/compose?show=premieres&in=zh&own=1&ground=%23ffffff"):
        page.goto(site + path)
        framed(page)
        axe()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
