"""What visitors come for, counted in taps on a phone: each task ends at the thing itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 390, "height": 844}


@dataclass
class Finger:
    """Taps and chooses, and counts it."""

    page: Page
    taps: int = field(default=0)

    def tap(self, what: Locator) -> None:
        """One tap."""
        what.click()
        self.taps += 1

    def choose(self, label: str, value: str) -> None:
        """Open a list and take one entry: two taps."""
        self.page.get_by_label(label, exact=True).select_option(value)
        self.taps += 2


@pytest.fixture
def finger(page: Page) -> Iterator[Finger]:
    """A finger on a phone."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    yield Finger(page)
    expect(page.locator(".row__title, .item__title, .bill__title, h1").first).to_be_visible()


def test_from_hangzhou_within_three_hours_on_saturday(finger: Finger, site: str) -> None:
    finger.page.goto(f"{site}/en/calendar")
    finger.tap(finger.page.get_by_role("link", name="This weekend"))
    finger.tap(finger.page.locator("#filters > summary"))
    finger.choose("I start from", "hangzhou")
    finger.tap(finger.page.get_by_role("button", name="Show"))
    expect(finger.page).to_have_url(re.compile(r"near=hangzhou&within=3&"))
    expect(finger.page.get_by_role("heading", level=1)).to_contain_text("Within 3 hours of Hangzhou (estimate)")
    assert finger.taps <= 5


def test_in_the_zone_this_weekend(finger: Finger, site: str) -> None:
    finger.page.goto(f"{site}/calendar")
    finger.tap(finger.page.get_by_role("link", name="本周末"))
    finger.tap(finger.page.get_by_role("link", name="演艺大世界"))
    expect(finger.page.locator(".row__where").first).to_contain_text("上海")
    assert finger.taps <= 3


def test_something_free_for_a_child_of_six(finger: Finger, site: str) -> None:
    finger.page.goto(f"{site}/en/calendar")
    finger.tap(finger.page.get_by_role("link", name="Fit for age 6"))
    finger.tap(finger.page.get_by_role("link", name="Free", exact=True))
    expect(finger.page).to_have_url(re.compile(r"\?age=6&price=free$"))
    assert finger.taps <= 2


def test_home_with_the_last_train(finger: Finger, site: str) -> None:
    finger.page.goto(f"{site}/en/calendar?city=shanghai")
    finger.tap(finger.page.locator("#filters > summary"))
    finger.choose("Over by", "2130")
    finger.tap(finger.page.get_by_role("button", name="Show"))
    expect(finger.page.get_by_role("heading", level=1)).to_contain_text("Over by 21:30")
    ends = finger.page.locator(".row__time small").all_inner_texts()
    assert ends
    assert all(re.search(r"\d\d:\d\d", text).group() <= "21:30" for text in ends)  # type: ignore[union-attr]
    assert finger.taps <= 4


def test_from_a_date_of_the_month_to_its_evening(finger: Finger, site: str) -> None:
    finger.page.goto(f"{site}/en/calendar")
    finger.tap(finger.page.get_by_role("link", name="Month", exact=True))
    finger.tap(finger.page.locator("a.month__date").last)
    finger.tap(finger.page.locator(".row__title a").first)
    expect(finger.page).to_have_url(re.compile(r"/en/events/"))
    assert finger.taps <= 3


def test_out_of_an_empty_choice_in_one_tap(finger: Finger, site: str) -> None:
    finger.page.goto(f"{site}/en/calendar?city=hefei&genre=opera&time=morning&when=tonight")
    expect(finger.page.get_by_role("heading", name="No window is lit here yet")).to_be_visible()
    drops = finger.page.locator(".drops a")
    assert drops.count() == 4
    finger.tap(finger.page.get_by_role("link", name="Whole calendar"))
    expect(finger.page.locator(".row__title").first).to_be_visible()
    assert finger.taps == 1


def test_the_open_panel_is_fit_for_everybody(page: Page, site: str, axe: Callable[[], None]) -> None:
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/calendar?city=shanghai", "/en/calendar/month?kind=show,forum&near=hangzhou"):
            page.goto(site + path)
            page.locator("#filters > summary").click()
            page.locator(".facet").evaluate_all("all => all.forEach(each => { each.open = true })")
            axe()
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_the_list_over_a_filter_and_an_event_to_its_calendar_by_keyboard(page: Page, site: str) -> None:
    """Issue: list, filter, event, subscribed in at most 25 keys."""
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        page.keyboard.press(key)
        keys += 1

    def words() -> str:
        return str(page.evaluate("(document.activeElement.textContent || '').trim()"))

    def tab_to(matches: Callable[[], bool]) -> None:
        while not matches():
            assert keys <= 25, f"at {words()!r}"
            press("Tab")

    page.goto(f"{site}/en/calendar")
    tab_to(lambda: words() == "Skip to the filters")
    press("Enter")
    tab_to(lambda: words() == "Free")
    press("Enter")
    page.wait_for_url("**/en/calendar?price=free")
    tab_to(lambda: words() == "Skip to the entries")
    press("Enter")
    tab_to(lambda: page.evaluate("document.activeElement.matches('.row__title a')"))
    press("Enter")
    page.wait_for_url("**/en/events/**")
    tab_to(lambda: words() == "Skip to following this calendar")
    press("Enter")
    tab_to(lambda: page.evaluate("document.activeElement.href || ''").startswith("webcal:"))
    assert keys <= 25
