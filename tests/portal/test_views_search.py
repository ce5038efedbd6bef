"""The search page, its suggestions, what browsers are told; complete without script, whatever is typed."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import pages
from tests import databases
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import events, season, venues

HOSTILE = [
    "，。！", "的", "AND", 'NEAR("a" b)', "'; DROP TABLE x; --",
    "<script>alert(1)</script>", '"><img src=x>', "a" * 10_000, "的" * 3_000,
    "%", "\x00\x01", "n演艺:*", "🎭",
]


def test_without_a_question_it_says_where_to_begin(client: FlaskClient) -> None:
    page = html(client, "/en/search")
    assert 'role="search"' in page
    assert 'href="/en/search?q=musical"' in page
    assert 'name="robots" content="noindex"' not in page


def test_results_say_what_they_are_and_why(client: FlaskClient) -> None:
    events.show("lotus", title_zh="荷塘<月>", title_en="Lotus & Pond")
    page = html(client, "/search?q=荷塘")
    assert "<mark>荷塘</mark>&lt;月&gt;" in page
    assert "演出" in page
    assert "今天" in page
    page = html(client, "/en/search?q=hetang")
    assert "Lotus &amp; Pond" in page
    assert '<span lang="zh-CN"><mark>荷塘</mark>' in page
    assert "pinyin “hetang”" in page


def test_a_former_name_is_shown(client: FlaskClient) -> None:
    venues.venue("shanghai-concert-hall", name_zh="上海音乐厅", name_en="Shanghai Concert Hall")
    assert "又名: <mark>南京大戏院</mark>" in html(client, "/search?q=南京大戏院")
    assert 'Also called: <mark>Nanking Theatre</mark>' in html(client, "/en/search?q=nanking%20theatre")


def test_which_suzhou(client: FlaskClient) -> None:
    page = html(client, "/en/search?q=Suzhou")
    assert page.index("Which one?") < page.index("find__items")
    for href, province in (("/en/cities/suzhou-js", "Jiangsu"), ("/en/cities/suzhou-ah", "Anhui")):
        assert re.search(rf'href="{href}".*?{province}', page)
    assert "Which one?" not in html(client, "/en/search?q=苏州")


def test_a_slip_is_told(client: FlaskClient) -> None:
    page = html(client, "/en/search?q=Hangzou")
    assert 'href="/en/search?q=Hangzhou"' in page


def test_tabs_narrow(client: FlaskClient) -> None:
    events.several(3)
    page = html(client, "/search?q=上海")
    assert "kind=event" in page
    assert "kind=venue" in page
    narrowed = html(client, "/search?q=上海&kind=venue")
    assert narrowed.count('class="item"') == 1
    assert client.get("/search?q=上海&kind=nonsense").status_code == 404


def test_pages_lead_on(client: FlaskClient) -> None:
    for number in range(23):
        events.event(f"e-{number}", title_zh=f"长桥之{number}")
    page = html(client, "/search?q=长桥")
    assert page.count('class="item"') == 20
    assert "page=2" in page
    assert html(client, "/search?q=长桥&page=2").count('class="item"') == 3
    for wrong in ("0", "51", "x", "-1", "１", "9999"):
        assert client.get("/search", query_string={"q": "长桥", "page": wrong}).status_code == 404


@pytest.mark.parametrize("path", ["/search", "/en/search", "/search/suggest"])
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_answered(client: FlaskClient, path: str, text: str) -> None:
    events.event()
    answer = client.get(path, query_string={"q": text})
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert not re.search(r"fts5|sqlite|syntax error|tsquery|psycopg", body, re.I)


def test_a_broken_encoding_is_refused(client: FlaskClient) -> None:
    assert client.get("/search?q=%FF%FE").status_code == 400
    assert client.get("/search/suggest?q=%FF").status_code == 400


def test_nothing_found_leads_on(client: FlaskClient) -> None:
    page = html(client, "/en/search?q=xyzzyq")
    assert "No window is lit" in page
    assert 'href="/en/calendar?when=tonight"' in page
    assert "There is nothing to look for" in html(client, "/en/search?q=%2C%2C")


def test_a_withdrawn_event_is_gone_from_the_page_at_once(client: FlaskClient) -> None:
    row = events.event("lotus", title_zh="荷塘")
    assert "/events/lotus" in html(client, "/search?q=荷塘")
    events.hidden(row)
    assert "/events/lotus" not in html(client, "/search?q=荷塘")
    assert client.get("/search/suggest?q=荷塘").json == {"results": []}


def test_suggestions(client: FlaskClient) -> None:
    events.show("lotus", title_zh="荷塘", title_en="Lotus Pond")
    found = json.loads(client.get("/en/search/suggest?q=lot").data)["results"]
    assert found[0]["title"] == "Lotus Pond"
    assert found[0]["href"] == "/en/events/lotus"
    assert "Performance" in found[0]["note"]
    assert client.get("/search/suggest?q=").json == {"results": []}


def test_browsers_are_told(client: FlaskClient) -> None:
    answer = client.get("/en/opensearch.xml")
    assert answer.content_type.startswith("application/opensearchdescription+xml")
    root = ET.fromstring(answer.data)
    url = root.find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url is not None
    assert url.get("template") == "https://window.example/en/search?q={searchTerms}"
    assert 'type="application/opensearchdescription+xml"' in html(client, "/en/about")


def test_answers_never_push_pages_out(app: Flask, client: FlaskClient) -> None:
    html(client, "/about")
    kept: pages.Shelf = app.extensions["pages"]
    before = kept.weight
    for number in range(30):
        html(client, f"/search?q=word{number}")
    assert kept.weight == before
    assert 0 < app.extensions["answers"].weight <= app.extensions["answers"].limit


def test_a_page_is_asked_again_for_nothing(client: FlaskClient) -> None:
    first = client.get("/search?q=上海")
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = client.get("/search?q=上海", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_it_shows(client: FlaskClient, count_queries: CountQueries, number: int) -> None:
    for each in range(number):
        events.event(f"e-{each}", title_zh=f"长桥之{each}", edition=each + 1)
    with count_queries() as counted:
        html(client, "/search?q=长桥")
    # the revision, by name, by anything, otherwise (few were found), public, remarks
    assert counted.number == {1: 6, 3: 5}[number]


@pytest.fixture(scope="module")
def visited(
    copies: databases.SqliteCopies | databases.PostgresCopies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """A visitor of the papers and the fixed season."""
    folder = tmp_path_factory.mktemp("season")
    with copies.fresh(folder) as url, season.loaded(folder, url) as app:
        yield app.test_client()


@pytest.mark.parametrize("text", ["上海", "suzhou", "Shanghia", "yueju", "越剧门票", "第21届", "南京大戏院", "hz", "a", "免费"])
def test_pages_of_a_whole_season(visited: FlaskClient, text: str) -> None:
    for path in ("/search", "/en/search"):
        page = html(visited, f"{path}?q={quote(text)}")
        assert page.count("<h1>") == 1
        assert 'class="item"' in page
