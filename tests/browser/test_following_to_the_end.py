"""The whole way in a real browser: follow without an account, hear of a change with its before and after, hear no more."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts.models.organisation import Organisation
from core.db import session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.news import USUAL
from tests.browser.test_following import MAIL, WORDS, in_force
from tests.factories import accounts, changing, following, mails, news
from tests.factories.letters import link_in

OTHER = "other@example.org"
PHONE: ViewportSize = {"width": 390, "height": 844}
SAYS = {
    "": (
        "改期：长桥，2026年11月28日（周六）21:00，上海",
        "改期至2026年11月28日（周六）21:00，原定2026年11月28日（周六）19:30", "地点：江畔剧院 大剧场",
        "演职人员身体原因",
    ),
    "/en": (
        "New time: The Long Bridge, Saturday 28 November 2026, 21:00, Shanghai",
        "New time: Saturday 28 November 2026, 21:00 (was: Saturday 28 November 2026, 19:30)",
        "Place: River Theatre Main Hall", "Illness in the company",
    ),
}


def letters_to(mail: str) -> list[EmailMessage]:
    """What lies in the folder for a mailbox, the oldest first."""
    found = [each for each in mails.mails() if str(each["To"]) == mail]
    return sorted(found, key=lambda each: int(re.findall(r"\d+", str(each["Message-ID"]))[0]))


def followed(page: Page, site: str, prefix: str) -> None:
    """Somebody without an account follows a show, and confirms it by the letter's link."""
    words = WORDS[prefix]
    page.goto(f"{site}{prefix}/events/the-long-bridge")
    page.get_by_role("link", name=words["tell"]).click()
    page.get_by_label(words["mail"], exact=True).first.fill(MAIL)
    page.get_by_role("button", name=words["follow"], exact=True).click()
    expect(page).to_have_url(f"{site}{prefix}/follow/sent")
    news.tick()
    (asked,) = letters_to(MAIL)
    page.goto(site + link_in(mails.part_of(asked, "plain"), "/follow/confirm/"))
    page.get_by_role("button", name=words["yes"]).click()
    expect(page.get_by_text(words["begun"])).to_be_visible()


def moved(browser: Browser, app: Flask, site: str, key: int) -> None:
    """Its organiser moves the date to 21:00, at the change desk."""
    session.rollback()
    event = session.get_one(Performance, key).run.event_id
    cookie = accounts.member_client(app, session.query(Organisation).one()).get_cookie("session")
    assert cookie is not None
    context = browser.new_context(viewport=PHONE)
    context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/en/desk/house-of-shows/changes/{event}/move?date={key}")
    page.locator("input[name=clock]").fill("21:00")
    page.locator("input[name=cause][value=illness]").check()
    page.locator("button[name=step][value=check]").click()
    page.locator("button[name=step][value=do]").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


@pytest.mark.parametrize("by", ["one click", "button"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_from_following_to_hearing_no_more(browser: Browser, own_app: Flask, own_site: str, prefix: str, by: str) -> None:
    (row,) = changing.listing(accounts.organisation(), dates=1)
    key = row.id
    news.told_long_ago()
    following.subscription(following.follower(OTHER, language="en"), f"performance:{key}", USUAL)
    page = browser.new_context(viewport=PHONE).new_page()
    followed(page, own_site, prefix)
    moved(browser, own_app, own_site, key)
    news.ticked(minutes=29)
    assert (len(letters_to(MAIL)), len(letters_to(OTHER))) == (1, 0), "it may change once more"
    news.ticked(minutes=31)
    _asked, told = letters_to(MAIL)
    text, page_of_it = mails.part_of(told, "plain"), mails.Page(mails.part_of(told, "html"))
    assert str(told["Subject"]) == SAYS[prefix][0]
    for fact in (*SAYS[prefix][1:], f"{own_site}{prefix}/events/the-long-bridge"):
        assert fact in text
        assert fact in page_of_it.words
    address = str(told["List-Unsubscribe"]).strip("<>")
    assert address in page_of_it.links

    elsewhere = browser.new_context(viewport=PHONE)
    with news.later(minutes=40):
        if by == "one click":
            for _press in range(2):
                answer = elsewhere.request.post(address, form={"List-Unsubscribe": "One-Click"})
                assert answer.status == 200
        else:
            page = elsewhere.new_page()
            page.goto(address)
            assert in_force() == 1, "opening it changes nothing"
            page.get_by_role("button", name=WORDS[prefix]["no_more"]).click()
            expect(page.get_by_text(WORDS[prefix]["done"], exact=True)).to_be_visible()
        assert in_force() == 0
    with news.later(minutes=50):
        mine = session.get_one(Performance, key, populate_existing=True)
        changing.done(mine, kind=DeedKind.MOVE, starts={key: mine.starts_at + timedelta(hours=1)})
    news.ticked(hours=2)
    news.ticked(days=8)
    assert (len(letters_to(MAIL)), len(letters_to(OTHER))) == (2, 2), "only who follows it still hears of it"
