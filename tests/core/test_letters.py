"""Letters: our own addresses are links, and nothing that somebody else wrote becomes one."""

import re
from typing import Any

import pytest
from flask import Flask

from core import letters

FACTS: dict[str, Any] = {
    "report": 7, "path": "/events/x", "name": {"zh": "长桥", "en": "The Long Bridge"}, "wrong": "other", "is_staff": True,
    "slug": "",
}
# What mail programs make links of by themselves: addresses with a scheme, bare names of sites, mail addresses.
BY_ITSELF = re.compile(r"https?://|www\.\w|[^\W_][.．｡][^\W\d_]{2,}|@\w+\.\w", re.I)
OURS = "https://window.example/staff/reports/7"


def parts(said: str) -> tuple[str, str]:
    """The text and the HTML of a letter that quotes somebody."""
    subject, body = letters.texts_of("report_made", "zh", FACTS | {"said": said})
    return letters.fenced(body), letters.as_html(body, subject, "zh")


@pytest.mark.parametrize(
    "said",
    [
        "sign in at https://evil.example/login", "HTTP://evil.example", "see www.evil.example/x today", "go to evil.example",
        "登录 evil.example。谢谢", "write to desk@evil.example", "https://1.2.3.4/login", "https://例子.中国/", "evil．example",
        "https://window.example@evil.example/", "https://window.example.evil.example/x", "https://window.example:1@evil.example",
        "https://window.example。evil.example", "https://window.example\\@evil.example", "xhttps://evil.example",
        "https://window.examplehttps://evil.example/",
        "https://window.example/x,evil.example/login", "ftp://evil.example", "//evil.example/x",
    ],
)
def test_nothing_that_somebody_wrote_becomes_a_link(app: Flask, said: str) -> None:
    for text in parts(said):
        rest = text.replace("https://window.example/events/x", "").replace(OURS, "")
        rest = rest.partition("<body")[2].partition(">")[2] or rest
        assert BY_ITSELF.findall(rest) == []
        assert said in text.replace(letters.FENCE, ""), "it reads as it was written"
    assert re.findall(r'href="([^"]*)"', parts(said)[1]) == ["https://window.example/events/x", OURS]


def test_our_own_addresses_are_links_and_whole(app: Flask) -> None:
    plain, html = parts("it is gone")
    assert f"\n{OURS}\n" in plain
    assert f'<a href="{OURS}">{OURS}</a>' in html


def test_marks_after_our_address_are_no_part_of_it(app: Flask) -> None:
    _plain, html = parts("(https://window.example/events/y), or https://window.example/z?a=1&b=2.")
    assert 'href="https://window.example/events/y"' in html
    assert 'href="https://window.example/z?a=1&amp;b=2"' in html


@pytest.mark.parametrize("said", ["19.30 Uhr, 3.5 km. Danke.", "<b>fett</b> & mehr", "早晚两场，19.30 开演。"])
def test_words_stay_as_they_are(app: Flask, said: str) -> None:
    assert said in parts(said)[0]
