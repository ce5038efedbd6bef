"""The sitemap in XML: what it lists is there, is indexed and names itself; the manifest."""

import json
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from core.config import ROOT
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import accounts, events, repertoire

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALTERNATE = "{http://www.w3.org/1999/xhtml}link"
HOST = "https://window.example"


def listed(client: FlaskClient) -> list[ET.Element]:
    """Every entry of every file."""
    index = ET.fromstring(client.get("/sitemap.xml").data)
    found: list[ET.Element] = []
    for place in index.iter(f"{SPACE}loc"):
        answer = client.get((place.text or "").removeprefix(HOST))
        assert answer.status_code == 200, place.text
        assert answer.content_type == "application/xml; charset=utf-8"
        found += ET.fromstring(answer.data).iter(f"{SPACE}url")
    return found


def address_of(entry: ET.Element) -> str:
    return entry.findtext(f"{SPACE}loc") or ""


def test_what_is_listed_is_there_indexed_and_names_itself(client: FlaskClient) -> None:
    work = repertoire.production("a-work")
    events.show("one", run_facts={"production_id": work.id}, organiser_id=accounts.organisation().id)
    events.event("no-page", publish=False)
    entries = listed(client)
    paths = [address_of(each).removeprefix(HOST) for each in entries]
    assert len(paths) == len(set(paths))
    for wanted in (
        "/", "/en/", "/calendar", "/en/events/one", "/productions/a-work", "/venues/one-house", "/cities/hefei",
        "/windows/wenlv-1", "/strands/old-town", "/en/about",
    ):
        assert wanted in paths
    assert "/events/no-page" not in paths
    # Of cities, windows and strands one page is as the other.
    alike = re.compile(r"/(cities|windows|strands)/(?!hefei|wenlv|old-town)")
    for each, path in ((each, path) for each, path in zip(entries, paths, strict=True) if not alike.search(path)):
        by = {link.get("hreflang"): link.get("href") for link in each.iter(ALTERNATE)}
        assert set(by) == {"zh-CN", "en", "x-default"}, path
        assert address_of(each) in by.values()
        page = html(client, urlsplit(path).path)
        assert 'content="noindex"' not in page, path
        assert f'<link rel="canonical" href="{address_of(each)}">' in page, path
        for language, address in by.items():
            assert f'hreflang="{language}" href="{address}"' in page, path
    changed = next(each.findtext(f"{SPACE}lastmod") for each in entries if address_of(each).endswith("/en/events/one"))
    assert changed == "2026-11-21T12:00:00+08:00"


def test_beside_a_demo_season_nothing_unindexed_is_listed(client: FlaskClient) -> None:
    events.show("invented", is_demo=True)
    events.event("real")
    paths = [address_of(each).removeprefix(HOST) for each in listed(client)]
    assert "/en/events/real" in paths
    assert "/events/invented" not in paths
    assert "/" not in paths
    for path in paths:
        assert 'content="noindex"' not in html(client, path), path


@pytest.mark.parametrize(("path", "number"), [("/sitemaps/events-1.xml", 4), ("/sitemap.xml", 8), ("/sitemaps/pages.xml", 2)])
def test_statements_do_not_grow_with_rows(client: FlaskClient, count_queries: CountQueries, path: str, number: int) -> None:
    events.several(1, slug="few")
    with count_queries() as few:
        client.get(path)
    events.several(3, slug="more")
    with count_queries() as more:
        client.get(path)
    assert few.number == more.number == number


@pytest.mark.parametrize(
    "path",
    ["/sitemaps/events-2.xml", "/sitemaps/events-0.xml", "/sitemaps/users-1.xml", "/sitemaps/events-9999999999.xml",
     "/sitemaps/events-1e3.xml", "/sitemaps/venues-1.xml"],
)
def test_files_that_list_nothing_are_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_robots_names_the_sitemap_and_forbids_no_feed(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert [line for line in lines if line.startswith("Disallow")] == [
        f"Disallow: {prefix}{path}"
        for path in ("/search?", "/appearance?", "/appearance/choice", "/report", "/account", "/desk", "/staff")
        for prefix in ("", "/en")
    ]


@pytest.mark.parametrize(("prefix", "name", "tag"), [("", "长三角之窗", "zh-CN"), ("/en", "Delta Window", "en")])
def test_the_manifest_names_pictures_that_are_there(client: FlaskClient, prefix: str, name: str, tag: str) -> None:
    answer = client.get(f"{prefix}/manifest.webmanifest")
    assert answer.content_type.startswith("application/manifest+json")
    told = json.loads(answer.data)
    assert (told["name"], told["lang"], told["start_url"], told["display"]) == (name, tag, f"{prefix}/", "standalone")
    for picture in told["icons"]:
        sent = client.get(picture["src"])
        assert sent.content_type == "image/png"
        width = int.from_bytes(sent.data[16:20])
        assert picture["sizes"] == f"{width}x{width}"
        assert len(sent.data) < 25_000
    assert f'<link rel="manifest" href="{prefix}/manifest.webmanifest">' in html(client, f"{prefix}/about")
    for shortcut in told["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200


def test_no_code_runs_in_the_background() -> None:
    assert not re.search("serviceWorker", (ROOT / "static" / "site.js").read_text(encoding="utf-8"))
