"""Every kind of page in a real browser: axe in both languages and widths, the keyboard, a browser without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PAGES = [
    "/", "/?city=shanghai", "/calendar", "/calendar?when=tonight", "/calendar?city=hefei&kind=forum",
    "/calendar?from=2099-01-01", "/calendar/month", "/calendar/month?month=2031-02",
    "/calendar/week", "/calendar/day", "/calendar?time=late&price=free&genre=opera", "/premieres",
    "/premieres?month=2031-02", "/programmes", "/cities",
    "/cities/shanghai", "/venues",
    "/venues/shanghai-grand-theatre", "/windows", "/windows/wenlv", "/windows/wenlv-1", "/strands/haipai",
    "/organisers/huangpu-district", "/events/ciaf-21", "/productions/the-merchant-of-venice", "/subscribe",
    "/subscribe?feed=%2Fcities%2Fhefei.ics", "/about", "/contact", "/privacy", "/accessibility", "/credits", "/nothing-here",
    "/search", "/search?q=suzhou", "/search?q=yueju", "/search?q=南京大戏院", "/search?q=上海大剧楼",
    "/search?q=越剧门票", "/search?q=xyzzy", "/developers",
]
# Pages that a reader reaches from the season: where to begin, and what the link looks like.
REACHED = {
    "event of a show": ("/calendar?kind=show", ".row__title a"),
    "performance": ("/calendar?kind=show", ".row__title a", ".tbl th a[href*='/performances/']"),
    "forum": ("/calendar?kind=forum", ".row__title a"),
    "festival": ("/programmes", ".item__title a[href*='festival']"),
    "exhibition": ("/calendar/month", ".item__title a[href*='exhibition']"),
    "production": ("/calendar?kind=show", ".row__title a", "a[href*='/productions/']"),
    "production with disputed firsts": ("/premieres", ".side__who a", "a[href*='/productions/']"),
    "company": ("/calendar?kind=show", ".row__title a", "a[href*='/companies/']"),
    "organiser": ("/calendar?kind=show", ".row__title a", "a[href*='/organisers/']"),
}
TABS_TO_FOLLOW = 12


def in_english(path: str) -> str:
    """The same page in English."""
    return f"/en{path}".replace("feed=%2F", "feed=%2Fen%2F")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_fit_for_everybody(
    page: Page, site: str, axe: Callable[[], None], path: str, size: dict[str, int]
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_viewport_size(size)  # type: ignore[arg-type]
    for address in (path, in_english(path)):
        page.goto(site + address)
        axe()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
    assert errors == []


@pytest.mark.parametrize("name", REACHED)
def test_every_page_behind_a_link_is_fit_for_everybody(page: Page, site: str, axe: Callable[[], None], name: str) -> None:
    begin, *steps = REACHED[name]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(site + begin)
    for selector in steps:
        page.goto(site + str(page.locator(selector).first.get_attribute("href")))
    axe()
    page.goto(page.locator(".tools a[hreflang]").evaluate("link => link.href"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_no_foreign_word_stands_unmarked(page: Page, site: str) -> None:
    for path in PAGES[:-1]:
        page.goto(site + in_english(path))
        unmarked = page.evaluate(
            """() => {
                const found = [];
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const text = walker.currentNode;
                    if (text.parentElement.closest("script")) continue;
                    const lang = text.parentElement.closest("[lang]").lang;
                    if (lang === "en" && /[\\u4e00-\\u9fff]/.test(text.textContent)) found.push(text.textContent.trim());
                }
                return found;
            }"""
        )
        assert unmarked == [], path


def focused(page: Page) -> str:
    """What a reader of the focused element hears."""
    return str(page.evaluate("(document.activeElement.textContent || document.activeElement.value || '').trim()"))


def press_until(page: Page, matches: Callable[[], bool], most: int) -> int:
    """Tab until something holds; answers how often."""
    for number in range(1, most + 1):
        page.keyboard.press("Tab")
        if matches():
            return number
    raise AssertionError(f"not reached in {most} steps; at {focused(page)!r}")


def test_from_home_to_following_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/en/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    press_until(page, lambda: focused(page) == "Follow", TABS_TO_FOLLOW)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/subscribe$"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    press_until(page, lambda: page.evaluate("document.activeElement.href || ''").startswith("webcal:"), TABS_TO_FOLLOW)


def test_the_first_event_is_near(page: Page, site: str) -> None:
    page.goto(f"{site}/en/calendar")
    to_entries = press_until(page, lambda: focused(page) == "Skip to the entries", 4)
    page.keyboard.press("Enter")
    titles = "document.activeElement.closest('.row__title') !== null"
    assert to_entries + 1 + press_until(page, lambda: bool(page.evaluate(titles)), 4) <= 8


@pytest.fixture
def plain_page(browser: Browser) -> Page:
    """A browser without JavaScript."""
    return browser.new_context(java_script_enabled=False).new_page()


def test_everything_works_without_javascript(plain_page: Page, site: str) -> None:
    page = plain_page
    page.goto(f"{site}/en/")
    page.select_option("#city", "shanghai")
    page.get_by_role("button", name="Show tonight").click()
    expect(page).to_have_url(re.compile(r"city=shanghai"))
    page.get_by_role("navigation", name="Main navigation").get_by_role("link", name="Calendar").click()
    expect(page).to_have_url(re.compile(r"/en/calendar\?city=shanghai"))
    page.locator("#filters > summary").click()
    page.locator("input[name=kind][value=show]").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"kind=show"))
    page.locator(".row__title a").first.click()
    expect(page).to_have_url(re.compile(r"/en/events/"))
    address = page.get_by_label("Calendar address")
    assert (address.get_attribute("value") or "").endswith(".ics")
    page.get_by_role("link", name="How following works").click()
    expect(page.locator("h1")).to_have_text("Follow the calendar")
    assert (page.locator("a[href^='webcal:']").first.get_attribute("href") or "").endswith(".ics")


def test_the_language_switch_stays_on_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}/calendar?city=hefei&when=month")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{site}/en/calendar?city=hefei&when=month")
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(f"{site}/calendar?city=hefei&when=month")


def test_the_address_can_be_copied(page: Page, site: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/en/subscribe")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/en/calendar.ics"


def test_a_month_is_left_and_reached_in_a_few_steps(page: Page, site: str) -> None:
    page.goto(f"{site}/en/calendar/month")
    page.get_by_role("navigation", name="Other months").get_by_role("link", name="December 2026").click()
    expect(page.locator("caption")).to_have_text("December 2026")
    page.locator("a.month__date").first.click()
    expect(page.locator(".day")).not_to_have_count(0)
