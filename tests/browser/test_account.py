"""A person's own account in a real browser: from sign-up to closing, without a script too, and fit for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import codes
from core import clock
from tests.factories import accounts
from tests.factories.letters import link_in, sent

PHONE, DESK, NARROW = {"width": 390, "height": 844}, {"width": 1280, "height": 900}, {"width": 320, "height": 800}
OUTSIDE = [
    "/account/sign-in", "/account/new", "/account/new/again", "/account/forgot", "/account/sent/new", "/account/sent/reset",
    "/account/confirm/dead", "/account/reset/dead", "/account/closed", "/mailbox", "/terms", "/privacy",
]
INSIDE = [
    "/desk", "/account", "/account/mail", "/account/password", "/account/factor", "/account/factor/new", "/account/sign-ins",
    "/account/data", "/account/close",
]
SMALL = """() => [...document.querySelectorAll("main button, main .btn, main input:not([type=hidden]):not([type=checkbox])")]
    .filter(each => each.offsetHeight && each.offsetHeight < 44).map(each => each.outerHTML.slice(0, 80))"""
MAIL, PASSWORD = "lin@example.org", "moonlight over the proscenium"


def sign_in(page: Page, site: str, mail: str) -> None:
    page.goto(f"{site}/en/account/sign-in")
    page.get_by_label("E-mail").fill(mail)
    page.get_by_label("Password", exact=True).fill(accounts.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")


@pytest.mark.parametrize("size", [NARROW, PHONE, DESK], ids=["narrow", "phone", "desk"])
def test_pages_are_fit_for_everybody(
    page: Page, own_site: str, axe: Callable[[], None], size: dict[str, int]
) -> None:
    who = accounts.member(accounts.organisation(), of=accounts.person(MAIL))
    page.set_viewport_size(size)  # type: ignore[arg-type]
    for path in OUTSIDE:
        look(page, own_site, path, axe, size["width"])
    sign_in(page, own_site, str(who.mail))
    for path in INSIDE:
        look(page, own_site, path, axe, size["width"])


def look(page: Page, site: str, path: str, axe: Callable[[], None], width: int) -> None:
    for address in (path, f"/en{path}"):
        page.goto(site + address)
        axe()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(SMALL) == [], address


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_from_sign_up_to_closing(browser: Browser, own_site: str, has_script: bool) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    page.goto(f"{own_site}/en/account/new")
    page.get_by_label("E-mail").fill(MAIL)
    page.get_by_label("Your name").fill("林舟")
    page.get_by_label("Password", exact=True).fill("password1234")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Open an account").click()
    expect(page.get_by_role("alert")).to_contain_text("Many people use this")
    expect(page.get_by_label("E-mail")).to_have_value(MAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    show = page.get_by_role("button", name="Show the password")
    if has_script:
        show.click()
        expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    else:
        expect(show).to_have_count(0)
    page.get_by_role("button", name="Open an account").click()
    page.goto(own_site + link_in(sent()[-1][2]))
    page.get_by_label("The password that you chose", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")
    _set_up_factor(page, own_site)
    page.goto(f"{own_site}/en/account/close")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Close the account for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account is closed")
    context.close()


def _set_up_factor(page: Page, site: str) -> None:
    page.goto(f"{site}/en/account/factor")
    page.get_by_role("link", name="Set up the second factor").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(codes.code_at(secret, clock.now()))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".codes li")).to_have_count(10)


def test_what_was_typed_survives_the_end_of_the_sign_in(page: Page, own_site: str) -> None:
    who = accounts.person(MAIL)
    sign_in(page, own_site, str(who.mail))
    page.goto(f"{own_site}/en/account")
    page.get_by_label("Your name").fill("林 小舟")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in; nothing is lost")
    page.get_by_label("E-mail").fill(MAIL)
    page.get_by_label("Password", exact=True).fill(accounts.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".said--message")).to_have_text("Saved.")
    expect(page.get_by_label("Your name")).to_have_value("林 小舟")


def test_the_keyboard_alone_signs_in(page: Page, own_site: str) -> None:
    accounts.person(MAIL)
    page.goto(f"{own_site}/en/account/sign-in")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(MAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(accounts.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")
