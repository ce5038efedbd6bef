"""The front page and the pages about the site."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from portal.numerals import in_chinese
from tests.events.test_views_lists import html
from tests.factories import events

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)


def test_home_begins_with_tonight(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT)
    assert "一扇窗" in html(client, "/")
    assert "one window is lit in <em>the Delta</em>" in html(client, "/en/")


def test_a_chosen_city_stays_in_the_links(client: FlaskClient) -> None:
    events.several(1)
    page = html(client, "/en/?city=shanghai")
    assert 'href="/en/calendar?city=shanghai"' in page
    assert 'href="/en/premieres?city=shanghai"' in page
    assert '<option value="shanghai" selected>' in page
    assert 'href="/?city=shanghai"' in page
    assert 'href="/en/?city=shanghai"' in html(client, "/en/calendar?city=shanghai")


def test_an_evening_without_anything_leads_on(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT + timedelta(days=3))
    page = html(client, "/en/?city=shanghai")
    assert "no window is lit" in page
    assert "Tue 24 Nov" in page


def test_an_unknown_city_is_404(client: FlaskClient) -> None:
    assert client.get("/?city=atlantis").status_code == 404


def test_an_empty_site_stands(client: FlaskClient) -> None:
    for path in ("/", "/calendar", "/calendar/month", "/premieres", "/programmes", "/cities", "/cities/hefei", "/venues"):
        html(client, path)
        html(client, f"/en{path}")


@pytest.mark.parametrize("name", ["about", "contact", "privacy", "accessibility", "credits"])
def test_pages_about_the_site(client: FlaskClient, name: str) -> None:
    assert html(client, f"/{name}").count("<h1>") == 1
    assert html(client, f"/en/{name}").count("<h1>") == 1


def test_the_foot_shows_only_what_is_set(app: Flask, client: FlaskClient) -> None:
    assert "foot__filing" not in html(client, "/about")
    filings = {"icp_filing": "沪ICP备1号", "police_filing": "沪公网安备2号"}
    stated = replace(app.extensions["settings"], operator_name="某某公司", **filings)
    app.jinja_env.globals["settings"] = stated
    page = html(client, "/en/about")
    assert "某某公司" in page
    assert "沪ICP备1号" in page
    assert "沪公网安备2号" in page


def test_robots_are_told_in_plain_text(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.startswith("User-agent: *\nAllow: /\n")


@pytest.mark.parametrize(
    ("feed", "status"),
    [
        ("/calendar.ics", 200), ("/calendar.ics?city=hefei&kind=forum", 200), ("/premieres.ics", 200), ("/on-sale.ics", 200),
        ("/cities/hefei.ics", 200), ("/strands/old-town.ics", 200), ("/cities/atlantis.ics", 404), ("/calendar", 404),
        ("//elsewhere.example/calendar.ics", 404), ("https://elsewhere.example", 404), ("/calendar.ics?city=atlantis", 404),
        ("/performances/99.ics", 404), ("/performances/99999999999.ics", 404), ("/events/none.ics", 404),
    ],
)
def test_the_subscribe_page_knows_our_feeds_only(client: FlaskClient, feed: str, status: int) -> None:
    assert client.get("/subscribe", query_string={"feed": feed}).status_code == status


def test_every_way_to_follow_stands_on_the_page(client: FlaskClient) -> None:
    page = html(client, "/en/subscribe?feed=/en/cities/hefei.ics")
    for words in (
        "webcal://window.example/en/cities/hefei.ics", "calendar.google.com", "outlook.live.com", 'readonly value="https://',
        "/en/subscribe/qr.svg?feed=", "this copy will not update", "/en/cities/hefei.atom", "ICSx",
    ):
        assert words in page, words
    assert 'href="/subscribe?feed=/cities/hefei.ics"' in page.replace("%2F", "/")


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (1, "一"), (2, "两"), (10, "十"), (12, "十二"), (20, "二十"), (23, "二十三"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (112, "一百一十二"), (999, "九百九十九"), (1000, "1000")],
)
def test_numbers_in_headlines(number: int, words: str) -> None:
    assert in_chinese(number) == words
