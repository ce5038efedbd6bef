"""Following without an account in a real browser: from a show's page to a confirmed letter, a change of mind, one click."""

from collections.abc import Callable
from datetime import UTC
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from core import clock
from core.db import committing, session
from notices import doors_links
from notices.models.delivery import Delivery, Fate
from notices.models.follower import Follower
from notices.queries import following
from tests.factories import events
from tests.factories import following as factories
from tests.factories.letters import link_in, sent

MAIL = "lin@example.org"
WORDS = {
    "": {
        "tell": "有变化发邮件告诉我", "follow": "关注", "mail": "电子邮箱", "yes": "确认关注",
        "begun": "关注成功。", "end": "取消关注", "undo": "撤回", "ended": "您已取消关注",
        "no_more": "不再接收关于这些的邮件", "done": "不会再发送关于这些的邮件。",
    },
    "/en": {
        "tell": "Tell me by e-mail", "follow": "Follow this", "mail": "E-mail", "yes": "Yes, follow this",
        "begun": "You follow it from now on.", "end": "Unfollow", "undo": "Undo", "ended": "You no longer follow this",
        "no_more": "No more letters about this", "done": "No more letters about this come.",
    },
}
SMALL = """() => [...document.querySelectorAll("main button, main .btn, main input:not([type=hidden]):not([type=checkbox])" +
    ":not([type=radio]), main summary, main label.check")].filter(each => each.offsetHeight && each.offsetHeight < 44)
    .map(each => each.outerHTML.slice(0, 80))"""


def letter_of_a_change() -> str:
    """A letter that a change brought, as the outbox has it; answers the path of its link."""
    session.rollback()
    who = following.follower_with_mail(MAIL)
    assert who
    at, rows = clock.now(), following.page_of(who.id, "", first=0, limit=50)
    row = Delivery(
        key=f"change:{at}", kind="change", follower_id=who.id, mail=MAIL, language=who.language,
        facts={"subscriptions": [each.id for each in rows]}, made_at=at, due_at=at, turn_at=at, over_at=at, fate=Fate.SENT,
    )
    with committing():
        session.add(row)
    return urlsplit(doors_links.unsubscribe_link(row)).path


def in_force() -> int:
    session.rollback()
    who = following.follower_with_mail(MAIL)
    return len(following.page_of(who.id, "", first=0, limit=50)) if who else 0


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_follow_without_an_account_and_end_it_by_one_click(
    browser: Browser, own_app: Flask, own_site: str, prefix: str, has_script: bool
) -> None:
    events.show()
    words = WORDS[prefix]
    context = browser.new_context(java_script_enabled=has_script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{own_site}{prefix}/events/the-long-bridge")
    page.get_by_role("link", name=words["tell"]).click()
    page.get_by_label(words["mail"], exact=True).first.fill(MAIL)
    page.get_by_role("button", name=words["follow"], exact=True).click()
    expect(page).to_have_url(f"{own_site}{prefix}/follow/sent")
    assert in_force() == 0
    page.goto(own_site + link_in(sent()[0][2], "/follow/confirm/"))
    assert in_force() == 0
    page.get_by_role("button", name=words["yes"]).click()
    expect(page.get_by_text(words["begun"])).to_be_visible()
    assert in_force() == 1
    page.get_by_role("button", name=words["end"]).click()
    expect(page.get_by_text(words["ended"]).first).to_be_visible()
    page.get_by_role("button", name=words["undo"]).click()
    assert in_force() == 1
    elsewhere = browser.new_context(java_script_enabled=has_script).new_page()
    elsewhere.goto(own_site + letter_of_a_change())
    assert in_force() == 1
    elsewhere.get_by_role("button", name=words["no_more"]).click()
    expect(elsewhere.get_by_text(words["done"], exact=True)).to_be_visible()
    assert in_force() == 0
    elsewhere.get_by_role("button", name=words["undo"]).click()
    assert in_force() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_fit_for_everybody(page: Page, own_app: Flask, own_site: str, axe: Callable[[], None], width: int) -> None:
    events.show()
    who = factories.follower(MAIL, paused_at=clock.now().astimezone(UTC))
    factories.subscription(who, "event:1")
    factories.subscription(who, "venue:99", paused_at=clock.now())
    page.set_viewport_size({"width": width, "height": 800})
    outside = ["/follow?to=event:the-long-bridge", "/follow?to=event:gone", "/follow/sent", "/follow/confirm/x", "/following"]
    inside = ["/following", "/following/1?begun=1", "/following/hours", "/following/last-month", "/following/forget"]
    inside += ["/follow?to=city:shanghai", letter_of_a_change(), "/unsubscribe/x", "/following/forgotten"]
    manage = urlsplit(doors_links.manage_link(session.query(Follower).one())).path
    for paths in (outside, [manage, *inside]):
        for path in paths:
            page.goto(own_site + path)
            axe()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(SMALL) == [], path
