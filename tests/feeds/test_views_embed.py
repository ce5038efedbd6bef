"""Embeds: what they show, who may frame them, how long they are kept, what they cost, what they refuse."""

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import clock, history
from core.config import ROOT
from core.db import committing, session
from core.security import FRAMED, HEADERS
from events.models.words import EventKind, Form, PremiereKind, PremiereScope, Status
from events.services import performances
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import events
from tests.shape.test_routes import askable

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
# Addresses, and how many statements a cold one takes with one row and with three: the revision, what is to come, spans;
# two more for a house and its halls, one more for the nearest day where nothing is to come (premieres, wenlv, deadlines).
COSTS = [
    ("/embed", 3), ("/embed?city=shanghai&kind=show", 3), ("/embed/premieres", 4), ("/embed/deadlines", 3),
    ("/embed/cities/shanghai", 3), ("/embed/venues/show-house", 5), ("/embed/windows/wenlv", 4),
]
FRAMED_PAGES = [
    "/embed", "/en/embed", "/embed/premieres", "/embed/cities/hefei", "/embed?rows=99", "/embed?ink=red", "/embed/x/y",
]


@pytest.mark.parametrize(("path", "expected"), COSTS, ids=[path for path, _ in COSTS])
@pytest.mark.parametrize("number", [1, 3])
def test_an_embed_costs_the_same_with_one_row_and_three(
    client: FlaskClient, count_queries: CountQueries, path: str, expected: int, number: int
) -> None:
    events.several(number)
    with count_queries() as counted:
        html(client, path)
    assert counted.number == expected


def test_a_warm_embed_asks_for_the_revision_only(client: FlaskClient, count_queries: CountQueries) -> None:
    events.several(3)
    html(client, "/embed?rows=5&city=shanghai&look=dark&accent=FF0000")
    with count_queries() as counted:
        # Another order, another way to write the same: one page on the shelf.
        html(client, "/embed?accent=%23ff0000&look=dark&city=shanghai&rows=5")
    assert [statement.split()[1].rstrip(",") for statement in counted.statements] == ["core_revision.number"]


def test_colours_and_script_ask_the_database_nothing(client: FlaskClient, count_queries: CountQueries) -> None:
    with count_queries() as counted:
        client.get("/embed/colours.css?accent=ff0000")
        client.get("/embed.js")
    assert counted.number == 0


def test_it_shows_time_title_place_and_marks_in_both_languages(client: FlaskClient) -> None:
    events.show(
        starts_at=TONIGHT, is_demo=True,
        run_facts={"premiere_kind": PremiereKind.PERFORMANCE, "premiere_scope": PremiereScope.WORLD, "is_free": True},
    )
    chinese, english = html(client, "/embed"), html(client, "/en/embed")
    assert '<html lang="zh-CN">' in chinese
    for words in ("长桥", "江畔剧院 · 上海", "11月21日（周六）", "世界首演", "免费", "标“示例”的均为虚构", "加入我的日历"):
        assert words in chinese, words
    assert '<html lang="en">' in english
    for words in (
        "The Long Bridge", "River Theatre · Shanghai", "Sat 21 Nov", "World premiere", "Free", "Demo", "Add to my calendar",
    ):
        assert words in english, words
    assert 'datetime="2026-11-21T19:30+08:00">19:30</time>' in english


def test_every_link_opens_elsewhere_and_every_way_to_follow_is_there(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT)
    page = html(client, "/en/embed?city=shanghai")
    links = re.findall(r"<a [^>]*>", page)
    assert len(links) == 8
    assert all('target="_blank" rel="noopener"' in each for each in links)
    for address in (
        "webcal://window.example/en/calendar.ics?city=shanghai", "https://window.example/en/calendar.ics?city=shanghai",
        "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Fwindow.example%2Fen%2Fcalendar.ics%3Fcity%3Dshanghai",
        "https://outlook.live.com/calendar/0/addfromweb?url=", "https://window.example/en/calendar?city=shanghai",
        "/en/events/the-long-bridge", "/en/subscribe?feed=",
    ):
        assert f'href="{address}' in page, address


@pytest.mark.parametrize(
    ("path", "feed", "page"),
    [
        ("/embed/premieres", "/premieres.ics", "/premieres"),
        ("/embed/cities/shanghai", "/cities/shanghai.ics", "/cities/shanghai"),
        ("/embed/venues/the-long-bridge-house", "/venues/the-long-bridge-house.ics", "/venues/the-long-bridge-house"),
        ("/embed/events/the-long-bridge", "/events/the-long-bridge.ics", "/events/the-long-bridge"),
        ("/embed/windows/wenlv", "/windows/wenlv.ics", "/windows/wenlv"),
        ("/embed/strands/old-town", "/strands/old-town.ics", "/strands/old-town"),
    ],
)
def test_whatever_can_be_followed_can_be_shown(client: FlaskClient, path: str, feed: str, page: str) -> None:
    events.show(starts_at=TONIGHT)
    found = html(client, path)
    assert f'href="webcal://window.example{feed}"' in found
    assert f'<link rel="canonical" href="https://window.example{page}">' in found


def test_deadlines_stand_by_their_hour(client: FlaskClient) -> None:
    events.moment(events.run(events.event("call", title_en="Call")), form=Form.DEADLINE, starts_at=TONIGHT + timedelta(days=60))
    page = html(client, "/en/embed/deadlines")
    assert "Call" in page
    assert "Wednesday 20 January 2027" in page


def test_it_shows_so_many_and_what_is_on_for_longer(client: FlaskClient) -> None:
    events.several(12)
    for number in range(4):
        stay = events.run(events.event(f"exhibition-{number}", kind=EventKind.EXHIBITION, title_en=f"Exhibition {number}"))
        events.span(stay, first=date(2026, 11, 1), last=date(2026, 12, 1 + number))
    page = html(client, "/en/embed?rows=5")
    assert page.count('<li class="row">') == 5
    assert re.findall(r"Exhibition \d", page) == ["Exhibition 0", "Exhibition 1", "Exhibition 2"]
    only = html(client, "/en/embed?kind=exhibition")
    assert only.count('<li class="row row--span">') == 4
    assert "1 Nov – 1 Dec" in only.replace("\u2009", " ")


def test_a_change_reaches_the_embed_at_once(client: FlaskClient) -> None:
    row, other = events.several(2)
    before = client.get("/en/embed")
    assert "row--off" not in before.text
    with committing():
        performances.cancel(row, at=clock.now(), reason=events.REASON)
    after = client.get("/en/embed", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "row--off" in after.text
    assert "Cancelled" in after.text
    assert "An actor is ill" in after.text
    with committing():
        performances.move(other, at=clock.now(), starts_at=TONIGHT + timedelta(days=1), reason=events.REASON)
        performances.set_status(other, Status.SOLD_OUT, at=clock.now())
    assert "Sold out" in html(client, "/en/embed")


def test_an_empty_embed_leads_to_the_last_day(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT - timedelta(days=3))
    page = html(client, "/en/embed?city=shanghai")
    assert "No window is lit here yet" in page
    assert 'href="https://window.example/en/calendar?city=shanghai&amp;from=2026-11-18"' in page
    assert "Wed 18 Nov" in page
    assert "Nothing is announced at the moment." in html(client, "/en/embed/cities/hefei")


@pytest.mark.parametrize("path", FRAMED_PAGES)
def test_it_may_be_framed_by_anybody_its_errors_too(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    for name, value in FRAMED.items():
        assert answer.headers.getlist(name) == [value], name
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "frame.js" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_every_other_page_refuses_to_be_framed(app: Flask, client: FlaskClient) -> None:
    events.several(1)
    others = [path for path in askable(app) if not re.fullmatch(r"(?:/en)?/embed(?:\.js|/colours\.css)?", path)]
    assert {"/", "/calendar", "/subscribe", "/embed/compose", "/en/embed/compose"} <= set(others)
    for path in [*others, "/nothing", "/embed/nothing/at/all"]:
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert "Cross-Origin-Resource-Policy" not in answer.headers, path


def test_it_is_kept_for_five_minutes_and_asked_again_by_its_tag(client: FlaskClient) -> None:
    events.several(1)
    answer = client.get("/embed")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/embed", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers.getlist("Content-Security-Policy") == [FRAMED["Content-Security-Policy"]]
    assert "X-Frame-Options" not in again.headers


def test_the_colours_are_kept_for_ever_at_the_address_that_the_page_names(client: FlaskClient) -> None:
    page = html(client, "/embed?accent=%23EFBF6C&ground=0E1024")
    address = re.findall(r'href="(/embed/colours\.css[^"]*)"', page)[0].replace("&amp;", "&")
    assert address.startswith("/embed/colours.css?accent=efbf6c&ground=0e1024&v=")
    answer = client.get(address)
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--accent:#efbf6c" in answer.text
    assert client.get("/embed/colours.css?v=0123456789").headers["Cache-Control"] == "public, no-cache"


def test_the_script_is_small_and_keeps_its_address(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert len(answer.data) < 2_000
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for name in ("embed.js", "frame.js", "compose.js"):
        code = (ROOT / "static" / name).read_text(encoding="utf-8")
        assert not re.search(r"\beval\b|innerHTML|document\.write|new Function|\.cssText|cookie|Storage", code), name


def test_whatever_an_embed_loads_may_be_loaded_from_a_sandbox(client: FlaskClient) -> None:
    page = html(client, "/embed")
    addresses = re.findall(r'(?:src|href)="(/(?:static/|embed/colours)[^"#]*)', page)
    assert {address.partition("?")[0] for address in addresses} == {
        "/static/favicon.svg", "/static/embed.css", "/embed/colours.css", "/static/frame.js", "/static/icons.svg",
    }
    for address in addresses:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"], address


BAD = [
    ("/embed?rows=1000000", 404), ("/embed?rows=4", 404), ("/embed?look=night", 404), ("/embed?city=atlantis", 404),
    ("/embed?kind=opera", 404), ("/embed?accent=red", 400), ("/embed?ground=12345", 400),
    ("/embed?ink=%00%00%00%00%00%00", 400),
    ("/embed?ink=%ff%fe", 400), ("/embed/nothing", 404), ("/embed/planets/mars", 404), ("/embed/venues/none", 404),
    ("/embed/colours.css?accent=red", 400), ("/embed/colours.css?look=x", 404),
    *((f"/embed?{name}={'a' * 10_000}", 400 if name in {"accent", "ground", "ink"} else 404)
      for name in ("city", "kind", "rows", "look", "accent", "ground", "ink")),
    (f"/embed/venues/{'a' * 10_000}", 404),
]


@pytest.mark.parametrize(("path", "status"), BAD, ids=[path[:40] for path, _ in BAD])
def test_bad_input_is_answered_clearly(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert "aaaa" not in answer.text
    if not path.startswith("/embed/colours"):
        assert "<h1>" in answer.text
        assert 'href="/embed/compose"' in answer.text


def test_a_renamed_house_leads_on_with_its_look(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT)
    with committing():
        history.remember_slug("venue", "old-house", "the-long-bridge-house")
    answer = client.get("/en/embed/venues/old-house?look=dark&rows=5&nonsense=1")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/en/embed/venues/the-long-bridge-house?rows=5&look=dark"


def test_a_failing_database_shows_a_page_in_the_frame(client: FlaskClient) -> None:
    with committing():
        session.execute(text("ALTER TABLE core_revision RENAME TO gone"))
    answer = client.get("/en/embed")
    assert answer.status_code == 503
    assert "core_revision" not in answer.text
    assert "X-Frame-Options" not in answer.headers
    assert "frame.js" in answer.text


def test_headers_of_framed_pages_differ_in_what_framing_needs_alone() -> None:
    changed = {name for name in HEADERS.keys() | FRAMED.keys() if HEADERS.get(name) != FRAMED.get(name)}
    assert changed == {
        "Content-Security-Policy", "X-Frame-Options", "Cross-Origin-Resource-Policy", "Cross-Origin-Embedder-Policy",
    }
