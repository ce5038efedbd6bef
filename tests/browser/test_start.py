"""The browser reaches the site."""

from playwright.sync_api import Page


def test_the_site_answers(page: Page, site: str) -> None:
    answer = page.goto(f"{site}/healthz")
    assert answer is not None
    assert answer.status == 200
    assert page.inner_text("body").strip() == "ok"
