"""The head of every kind of page: title, description, addresses, pictures, looks; no id stands twice."""

import re
from collections import Counter

import pytest
from flask.testing import FlaskClient

from tests.events.test_views_lists import html
from tests.factories import accounts, events, repertoire

HOST = "https://window.example"
PATHS = [
    "/", "/calendar", "/calendar/month?month=2026-11", "/premieres", "/programmes", "/cities", "/cities/shanghai", "/venues",
    "/venues/the-long-bridge-house", "/windows", "/windows/wenlv", "/strands/haipai", "/organisers/house-of-shows",
    "/events/the-long-bridge", "/performances/1", "/productions/a-work", "/companies/lantern-players", "/subscribe", "/about",
    "/contact", "/privacy", "/accessibility", "/credits", "/appearance",
]


@pytest.fixture
def season(client: FlaskClient) -> FlaskClient:
    """A client of a site on which each of the pages has something to show."""
    company = repertoire.company()
    work = repertoire.production("a-work", company_id=company.id)
    title = "A Very Long Evening of Many Scenes, Songs and Speeches in the Round, with an Interval"
    events.show(title_en=title, run_facts={"production_id": work.id}, organiser_id=accounts.organisation().id)
    return client


def links(page: str, rel: str) -> list[str]:
    """The addresses that the head links with a relation."""
    return re.findall(rf'<link rel="{rel}"[^>]* href="([^"]+)"', page)


def test_the_head_of_every_page_is_complete(season: FlaskClient) -> None:
    for path in (*PATHS, *(f"/en{each}" for each in PATHS)):
        page = html(season, path)
        head = page.partition("</head>")[0]
        title = re.findall(r"<title>([^<]*)</title>", head)
        assert len(title) == 1, path
        assert 0 < len(title[0].replace("&#39;", "'").replace("&amp;", "&")) <= 60, path
        description = re.findall(r'<meta name="description" content="([^"]+)">', head)
        assert len(description) == 1, path
        assert links(head, "canonical") == [HOST + path], path
        assert len(re.findall(r'hreflang="(?:zh-CN|en|x-default)"', head)) == 3, path
        assert '<meta name="color-scheme" content="light dark">' in head, path
        for rel in ("icon", "apple-touch-icon", "manifest"):
            assert len(links(head, rel)) == 1, path
        for name in ("title", "site_name", "type", "url", "locale", "description", "image", "image:alt"):
            assert f'<meta property="og:{name}" content="' in head, (path, name)
        assert re.search(r'<html lang="(?:zh-CN|en)">', page), path


def test_no_id_stands_twice(season: FlaskClient) -> None:
    for path in PATHS:
        numbers = Counter(re.findall(r'\sid="([^"]+)"', html(season, path)))
        assert [name for name, number in numbers.items() if number > 1] == [], path


def test_a_page_that_is_not_indexed_has_no_picture(season: FlaskClient) -> None:
    page = season.get("/en/nothing-here").get_data(as_text=True)
    assert 'content="noindex"' in page
    assert "og:image" not in page
    assert "thumbnail" not in page
