"""Reading for everybody in a real browser: light, dark, large type, forced colours, big text, print, the app's manifest."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

PHONE, DESK, NARROW = {"width": 390, "height": 844}, {"width": 1280, "height": 900}, {"width": 320, "height": 640}
# One page of each look that differs from the others; both languages by turns.
PAGES = ["/", "/en/calendar", "/calendar/month", "/en/cities/shanghai", "/events/ciaf-21", "/en/subscribe", "/en/appearance"]
# The smallest text, the lowest control, and the controls that a reader sees before scrolling.
MEASURE = """() => {
    const shows = each => each.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
        && each.getBoundingClientRect().width > 1 && !each.closest('.vh, .skip, .poster');
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (walker.currentNode.textContent.trim() && shows(parent)) {
            const style = getComputedStyle(parent);
            const size = parseFloat(style.fontSize);
            texts.push([size, parseFloat(style.lineHeight) / size]);
        }
    }
    const height = each => {
        const after = getComputedStyle(each, '::after');
        const reaches = after.position === 'absolute' && after.content !== 'none';
        return (reaches ? each.closest('.row, .card, .item') : each).getBoundingClientRect().height;
    };
    const controls = [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].filter(shows);
    const seen = controls.filter(each => {
        const box = each.getBoundingClientRect();
        return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    });
    return {
        text: Math.min(...texts.map(each => each[0])),
        leading: Math.min(...texts.map(each => each[1])),
        low: controls.filter(each => height(each) < 59.5).map(each => each.outerHTML.slice(0, 120)),
        controls: seen.length,
        width: document.documentElement.scrollWidth,
    };
}"""
# WCAG 1.4.12.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } "
    "p { margin-bottom: 2em !important; }"
)
TWICE = ":root { --root-size: 200% !important; }"
ADD = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"
CUT = """() => [...document.querySelectorAll('main :is(a, p, h1, h2, h3, button, dd, dt), .top a')]
    .filter(each => each.checkVisibility() && !each.closest('.vh, .poster, .month__titles'))
    .filter(each => getComputedStyle(each).overflow === 'hidden' && each.scrollWidth > each.clientWidth + 1)
    .map(each => each.outerHTML.slice(0, 120))"""


def choose(page: Page, site: str, look: str) -> None:
    """Keep a look as the choice page would."""
    page.context.add_cookies([{"name": "appearance", "value": look, "url": site}])


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds, in short."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [f"{each['id']} {each['nodes'][0]['target']}" for each in found.response["violations"]]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("look", ["light.standard", "light.large", "dark.large"])
def test_every_look_is_fit_for_everybody(page: Page, site: str, look: str, size: dict[str, int]) -> None:
    choose(page, site, look)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    is_large = look.endswith(".large")
    for path in PAGES if size is PHONE else PAGES[::2]:
        page.goto(site + path)
        assert violations(page, rules={"color-contrast-enhanced": {"enabled": is_large}}) == [], path
        told = page.evaluate(MEASURE)
        assert told["width"] <= size["width"], path
        if is_large:
            assert told["text"] >= 22, path
            assert told["leading"] >= 1.5, path
            assert told["low"] == [], path
            assert told["controls"] <= (7 if size is PHONE else 8), path


def test_a_choice_is_one_tap_and_holds_on_every_page(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/calendar?city=hefei")
    page.get_by_role("banner").get_by_role("link", name="适老版").click()
    page.get_by_role("button", name="适老版").click()
    expect(page).to_have_url(f"{site}/calendar?city=hefei")
    expect(page.locator("body")).to_have_css("font-size", "22px")
    page.get_by_role("banner").get_by_role("link", name="菜单").click()
    page.get_by_role("contentinfo").get_by_role("link", name="大字版与深浅色").click()
    page.get_by_role("button", name="深色").click()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.goto(f"{site}/en/appearance")
    expect(page.locator(".look__now:visible")).to_have_count(2)
    page.get_by_role("button", name="Normal type").click()
    expect(page.locator("body")).to_have_css("font-size", "16px")


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(245, 236, 217)"), ("dark", "rgb(14, 16, 36)")])
def test_without_a_choice_the_device_decides(page: Page, site: str, scheme: str, ground: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{site}/about")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme


@pytest.fixture
def in_forced_colours(browser: Browser) -> Iterator[Page]:
    """A browser whose colours are those of the system alone."""
    context = browser.new_context(forced_colors="active")
    yield context.new_page()
    context.close()


def test_in_forced_colours_icons_and_focus_are_seen(in_forced_colours: Page, site: str) -> None:
    page = in_forced_colours
    page.goto(f"{site}/en/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for drawing in page.locator("svg.icon, svg.logo__mark").all()[:12]:
        assert drawing.evaluate("each => getComputedStyle(each).color") != ground
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    ring = page.evaluate("(({outlineStyle, outlineWidth, outlineColor}) => [outlineStyle, outlineWidth, outlineColor])"
                         "(getComputedStyle(document.activeElement))")
    assert ring[:2] == ["solid", "3px"]
    assert ring[2] != ground


def test_nothing_moves_for_who_wants_it_still(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/")
    durations = "[...document.querySelectorAll('*')].map(each => parseFloat(getComputedStyle(each).transitionDuration))"
    assert max(page.evaluate(durations)) == 0


@pytest.mark.parametrize("look", ["dark.standard", "light.large"])
def test_big_text_and_wide_spacing_cut_nothing(page: Page, site: str, look: str) -> None:
    choose(page, site, look)
    for path in PAGES:
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
        page.evaluate(ADD, SPACING)
        assert page.evaluate(CUT) == [], path
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.evaluate(ADD, TWICE)
        assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"], path
        assert page.evaluate(CUT) == [], path


def pages_of(page: Page) -> int:
    """How many A4 pages the printed page has."""
    return len(PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages)


def test_an_event_prints_on_one_page_and_a_month_on_two(page: Page, site: str) -> None:
    choose(page, site, "dark.large")
    page.goto(f"{site}/en/calendar?kind=show")
    shows = page.locator(".row__title a").evaluate_all("links => [...new Set(links.map(link => link.getAttribute('href')))]")
    page.goto(f"{site}/en/programmes")
    wholes = page.locator(".item__title a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for path in (*shows[:2], *wholes[:1], "/en/events/ciaf-21"):
        for address in (path, path.removeprefix("/en")):
            page.goto(site + address)
            assert pages_of(page) == 1, address
    for path in ("/calendar/month", "/en/calendar/month?month=2026-12"):
        page.goto(site + path)
        assert pages_of(page) <= 2, path


def test_print_has_a_light_ground_and_no_controls(page: Page, site: str) -> None:
    choose(page, site, "dark.large")
    page.emulate_media(media="print")
    page.goto(f"{site}/en/events/ciaf-21")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in (".nav", ".tools", ".sub", ".btns", "form"):
        expect(page.locator(f"{hidden}:visible")).to_have_count(0)


def test_the_thumbnail_is_loaded_and_seen_by_nobody(page: Page, site: str) -> None:
    page.goto(f"{site}/en/about")
    page.wait_for_function("document.querySelector('.thumbnail').complete")
    told = "each => [each.naturalWidth, each.naturalHeight, getComputedStyle(each).clipPath]"
    assert page.locator(".thumbnail").evaluate(told) == [320, 320, "inset(50%)"]
    largest = page.evaluate(
        "new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).element.className))"
        ".observe({type: 'largest-contentful-paint', buffered: true}))"
    )
    assert "thumbnail" not in largest


@pytest.mark.parametrize("path", ["/", "/en/calendar", "/events/ciaf-21", "/en/appearance"])
def test_a_first_page_is_light(page: Page, site: str, path: str) -> None:
    sizes: dict[str, int] = {}

    def note(response: Any) -> None:
        kind = response.request.resource_type
        sizes[kind] = sizes.get(kind, 0) + int(response.headers.get("content-length", 0))

    page.on("response", note)
    page.goto(site + path)
    page.wait_for_load_state("networkidle")
    assert sizes["stylesheet"] <= 30_000
    assert sizes["script"] <= 15_000
    assert sum(size for kind, size in sizes.items() if kind != "image") <= 60_000
    assert re.search(r"[.]css", page.content())


def test_inside_wechat_a_hint_stands_above_what_does_not_work_there(browser: Browser, site: str) -> None:
    context = browser.new_context(user_agent="Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.50")
    page = context.new_page()
    page.goto(f"{site}/subscribe")
    expect(page.locator(".js-wechat")).to_be_visible()
    expect(page.locator(".js-wechat")).to_contain_text("在浏览器打开")
    assert page.locator("#subscribe-url").input_value().startswith("http")
    expect(page.locator(".sub__qr img")).to_be_visible()
    context.close()


def test_elsewhere_the_hint_waits(page: Page, site: str) -> None:
    page.goto(f"{site}/subscribe")
    expect(page.locator(".js-wechat")).to_be_hidden()
    assert page.locator("a[href^='webcal:']").count() == 1
    expect(page.get_by_label("订阅地址")).to_be_visible()


def test_no_key_is_lost(page: Page, site: str, axe: Callable[[], None]) -> None:
    choose(page, site, "light.large")
    page.goto(f"{site}/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Menu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Search"
    axe()
