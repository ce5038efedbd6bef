"""The map in a real browser: no label on another at any width, links that open lists, paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

WIDTHS = (320, 390, 600, 768, 1024, 1280)
PATHS = ("/map", "/map?from=2026-11-21&to=2027-01-21", "/map?city=shanghai", "/map?scale=zone")
MEASURE = """() => {
    const sheets = [...document.querySelectorAll(".map__sheet")].filter(sheet => sheet.getBoundingClientRect().width);
    const sheet = sheets[0], edge = sheet.getBoundingClientRect(), scale = edge.width / sheet.viewBox.baseVal.width;
    const labels = [...sheet.querySelectorAll(".spot__name")].map(text => ({
        words: text.textContent, box: text.getBoundingClientRect(), size: parseFloat(getComputedStyle(text).fontSize) * scale
    }));
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const wrong = [];
    labels.forEach((one, number) => {
        const box = one.box, above = box.top < edge.top || box.bottom > edge.bottom;
        if (above || box.left < edge.left || box.right > edge.right) wrong.push([one.words]);
        labels.slice(0, number).forEach(other => { if (meet(box, other.box)) wrong.push([one.words, other.words]); });
    });
    return {sheets: sheets.length, labels: labels.length, wrong, least: Math.min(...labels.map(label => label.size))};
}"""


def at_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})


@pytest.mark.parametrize("width", WIDTHS)
def test_no_label_lies_on_another_or_leaves_the_drawing(page: Page, site: str, width: int) -> None:
    at_width(page, width)
    for path in PATHS:
        for address in (path, f"/en{path}"):
            page.goto(site + address)
            found: dict[str, Any] = page.evaluate(MEASURE)
            assert found["sheets"] == 1, address
            assert found["wrong"] == [], address
            assert found["labels"] == (13 if "zone" in path else 41), address
            assert found["least"] >= 12, address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", [390, 1280])
def test_the_map_is_fit_for_everybody(page: Page, site: str, axe: Callable[[], None], width: int) -> None:
    at_width(page, width)
    for path in (*PATHS, "/map?from=2099-01-01&to=2099-01-02&kind=forum"):
        for address in (path, f"/en{path}"):
            page.goto(site + address)
            axe()


def test_a_city_is_opened_with_the_keys_and_the_filter_stays(page: Page, site: str) -> None:
    at_width(page, 1280)
    page.goto(f"{site}/en/map?kind=show")
    page.get_by_role("group", name="Map of the 41 cities").get_by_role("link", name=re.compile("^Hangzhou:")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/map\?city=hangzhou&kind=show#city$"))
    expect(page.get_by_role("heading", name="Hangzhou", exact=True)).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(page).to_have_url(f"{site}/en/map?kind=show")


def test_the_drawing_can_be_skipped(page: Page, site: str) -> None:
    page.goto(f"{site}/en/map")
    skip = page.get_by_role("link", name="Skip the drawing")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#places') !== null")


def test_the_drawing_alone_is_never_needed(page: Page, site: str) -> None:
    page.goto(f"{site}/en/map?kind=show")
    addresses = "links => links.map(link => link.getAttribute('href')).sort()"
    drawn = page.eval_on_selector_all(".map__sheet--desk a", addresses)
    assert drawn == page.eval_on_selector_all("#places a", addresses)


def test_on_paper_the_drawing_stands_black_on_white_with_its_list(page: Page, site: str) -> None:
    at_width(page, 703)
    page.goto(f"{site}/map")
    page.emulate_media(media="print")
    expect(page.locator(".map__sheet--desk")).to_be_visible()
    expect(page.locator(".map__sheet--phone")).to_be_hidden()
    assert page.locator(".map__sheet--desk .spot__name").first.evaluate("text => getComputedStyle(text).fill") == "rgb(0, 0, 0)"
    assert page.locator(".map__sheet--desk .map__land").evaluate("land => getComputedStyle(land).fill") == "rgb(255, 255, 255)"
    expect(page.locator("#places")).to_be_visible()
