"""What the page about privacy says of those who follow: what is stored, why, how long, how to stop; in both languages."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.retention import TERMS

WORDS = {
    "": ("如果您关注了什么", "关注无需账号", "退订", "您的关注", r"(\d+) 天"),
    "/en": ("If you follow something", "You need no account for it", "To stop:", "What you follow", r"(\d+) days"),
}
TOLD = (
    "wish to follow something, unconfirmed", "something followed, ended", "address and words of a letter",
    "list or robot that nothing is on", "how a mailbox stands that nobody writes to",
)


@pytest.mark.parametrize("prefix", WORDS)
def test_what_following_stores_how_long_and_how_to_stop(client: FlaskClient, app: Flask, prefix: str) -> None:
    page = client.get(f"{prefix}/privacy").text
    heading, no_account, stop, overview, days = WORDS[prefix]
    part = page[page.index(heading):]
    assert no_account in part
    assert stop in part
    assert f'href="{prefix}/following"' in part
    assert overview in part
    stated = {int(each) for each in re.findall(days, part)}
    assert {TERMS[each].after.days for each in TOLD} <= stated
    assert app.permanent_session_lifetime.days in stated, "how long the cookie is kept"
