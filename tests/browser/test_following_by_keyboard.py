"""Following by the keyboard alone: from a show's page to the confirmed letter, and whatever a follower's own pages offer."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.db import session
from notices import doors_links
from notices.models.delivery import Fate
from notices.models.follower import Endpoint, Follower
from tests.browser.test_following import MAIL, WORDS, in_force
from tests.factories import events, following, outbox
from tests.factories.letters import link_in, sent

SAYS = {
    "": {
        "skip": "跳到订阅此日历", "inbox": "消息", "read": "全部标为已读", "followed": "您的关注", "hours": "时间、语言与暂停",
        "quiet": "免打扰", "save": "保存", "kept": "已保存。", "all": "全部关注",
        "ways": "群机器人与程序", "add": "添加群机器人", "wecom": "企业微信",
        "address": "机器人的 Webhook 地址", "try": "添加并发送测试消息",
    },
    "/en": {
        "skip": "Skip to following this calendar", "inbox": "Your inbox", "read": "Mark all as read",
        "followed": "What you follow", "hours": "Hours, language, pause", "quiet": "Quiet hours", "save": "Save",
        "kept": "Kept.", "all": "All that you follow", "ways": "Group robots and programs", "add": "Add a group robot",
        "wecom": "WeCom", "address": "Webhook address of the robot", "try": "Add it and send a test message",
    },
}
ROBOT = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
# The words that a thing with the focus has for whoever cannot see it, and whether the eye finds it, too.
WORDS_HERE = """() => { const it = document.activeElement;
    return (it.labels?.[0]?.innerText || it.innerText || it.value || "").trim() }"""
IS_SEEN = """() => { const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
    const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return style.outlineStyle !== "none" && (it.contains(middle) || middle?.contains(it)) }"""


class Keys:
    """A keyboard before a page; `pressed` counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.pressed += 1

    def to(self, words: str, *, most: int = 40) -> None:
        """Go on by Tab to what begins with these words; it must be seen that one is there."""
        here = ""
        for _step in range(most):
            self.press("Tab")
            here = str(self.page.evaluate(WORDS_HERE))
            if here.startswith(words):
                assert self.page.evaluate(IS_SEEN), f"{words}: nobody sees that the focus is here"
                return
        raise AssertionError(f"{words!r} is not reached by {most} Tabs on {self.page.url}; the last was {here!r}")

    def enter(self, words: str) -> None:
        """Go there and press it."""
        self.to(words)
        with self.page.expect_navigation():
            self.press("Enter")


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_a_show_is_followed(page: Page, own_app: Flask, own_site: str, prefix: str) -> None:
    events.show()
    words, keys = WORDS[prefix], Keys(page)
    page.goto(f"{own_site}{prefix}/events/the-long-bridge")
    keys.enter(SAYS[prefix]["skip"])
    keys.enter(words["tell"])
    page.wait_for_url("**/follow?to=*")
    keys.to(words["mail"])
    page.keyboard.type(MAIL)
    keys.enter(words["follow"])
    expect(page).to_have_url(f"{own_site}{prefix}/follow/sent")
    assert keys.pressed <= 30
    page.goto(own_site + link_in(sent()[0][2], "/follow/confirm/"))
    keys.enter(words["yes"])
    expect(page.get_by_text(words["begun"])).to_be_visible()
    assert in_force() == 1


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_a_followers_own_pages(page: Page, own_app: Flask, own_site: str, prefix: str) -> None:
    events.show()
    who = following.follower(MAIL)
    following.subscription(who, "event:1")
    notice = outbox.notice(**outbox.out())
    outbox.delivery(Fate.SENT, notice_id=notice.id, kind="change", channel="inbox", mail="", follower_id=who.id)
    link = doors_links.manage_link(who, prefix.strip("/") or "zh")
    session.rollback()
    words, keys = SAYS[prefix], Keys(page)
    page.goto(link)
    page.wait_for_url(f"{own_site}{prefix}/following")

    keys.enter(words["inbox"])
    keys.enter(words["read"])
    expect(page.locator(".letter--unread")).to_have_count(0)
    keys.enter(words["followed"])

    keys.enter(words["hours"])
    keys.to(words["quiet"])
    keys.press("Space")
    keys.enter(words["save"])
    expect(page.get_by_text(words["kept"])).to_be_visible()
    keys.enter(words["all"])

    keys.enter(words["ways"])
    keys.enter(words["add"])
    keys.to(words["wecom"])
    keys.press("Space")
    keys.to(words["address"])
    page.keyboard.type(ROBOT)
    keys.enter(words["try"])
    page.wait_for_url(f"{own_site}{prefix}/following/ways**")
    keys.enter(words["followed"])

    page.wait_for_url(f"{own_site}{prefix}/following")
    assert in_force() == 1
    keys.enter(WORDS[prefix]["end"])
    expect(page.get_by_text(WORDS[prefix]["ended"]).first).to_be_visible()
    assert in_force() == 0
    way = session.query(Endpoint).filter_by(channel="wecom").one()
    assert (way.address, session.query(Follower).one().quiet_from is not None) == (ROBOT, True)
