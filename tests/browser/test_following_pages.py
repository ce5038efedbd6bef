"""Every page of a reader's own things, with something on it: fit for everybody, in both languages, on a phone."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page

from core.db import session
from notices import doors_links
from notices.models.delivery import Fate
from notices.services import calendars as deeds
from tests.factories import calendars, events, following, outbox
from tests.shape.routes import declared

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# By endpoint: what is asked for. {robot} and {calendar} are keys.
PAGES = {
    "following.index": "/following", "following.one": "/following/1", "following.hours": "/following/hours",
    "following.last_month": "/following/last-month", "following.forget_all": "/following/forget",
    "following.forgotten": "/following/forgotten", "following.link_sent": "/following/sent",
    "following.follow": "/follow?to=city:shanghai", "following.sent": "/follow/sent", "following.ways": "/following/ways",
    "following.way": "/following/ways/{robot}", "following.add_robot": "/following/ways/add/robot",
    "following.add_program": "/following/ways/add/program", "my.calendars": "/following/calendars",
    "my.calendar": "/following/calendars/{calendar}", "my.inbox": "/following/inbox",
    "my.add": "/my/add?event=the-long-bridge",
    "following.confirm": "/follow/confirm/x", "following.unsubscribe": "/unsubscribe/x",
}
# Answers with a redirect, or read by programs.
NO_PAGES = {"following.by_token", "following.undo", "my.feed", "my.updates"}
DEAD = {"following.confirm", "following.unsubscribe"}


def test_every_page_of_a_reader_is_walked(app: Flask) -> None:
    own = {
        rule.endpoint for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in {"following", "my"} and "GET" in (rule.methods or ())
        and declared(app, rule.endpoint) != "public"
    }
    assert own - NO_PAGES == set(PAGES)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_with_something_on_them_are_fit_for_everybody(
    page: Page, own_app: Flask, own_site: str, axe: Callable[[], None], prefix: str
) -> None:
    events.show()
    who = following.follower("reader@example.org")
    following.subscription(who, "event:1")
    robot = following.way(who, "wecom", name="排练群", address="0123456789abcdef", failures=2, problem="errcode 93000")
    row, _secret = calendars.calendar(who, ["performance:1", "city:310000"], alarms=deeds.ALARMS[:1])
    notice = outbox.notice(**outbox.out())
    outbox.delivery(Fate.SENT, notice_id=notice.id, kind="change", channel="inbox", mail="", follower_id=who.id)
    keys, link = {"robot": robot.id, "calendar": row.id}, urlsplit(doors_links.manage_link(who)).path
    session.rollback()
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(own_site + link)
    for endpoint, path in PAGES.items():
        address = own_site + prefix + path.format(**keys)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in ({200, 410} if endpoint in DEAD else {200}), address
        axe()
        assert page.evaluate(SIDEWAYS) == 0, address
