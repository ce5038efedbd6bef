"""Suggestions while one types: by keyboard, read aloud, gone with Escape; the page without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def test_suggestions_by_keyboard(page: Page, site: str, axe: Callable[[], None]) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/search")
    field = page.locator("#q")
    field.press_sequentially("dajuy")
    options = page.locator("[role=option]:visible")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    axe()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("-1$"))
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("dajuy")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/venues/"))


def test_enter_without_a_choice_asks_the_page(page: Page, site: str) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(f"{site}/en/")
    page.locator("#find").press_sequentially("kunqu")
    expect(page.locator("[role=option]:visible").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search\?q=kunqu$"))
    expect(page.locator("h2 a").first).to_have_text("Half Pavilion Kunqu Circle")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_search_is_one_step_from_every_page(page: Page, site: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{site}/calendar")
    assert page.locator("#find:visible").count() + page.locator(".tools__find:visible").count() == 1
