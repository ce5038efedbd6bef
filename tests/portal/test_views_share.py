"""Pictures at their addresses, and the pages that name them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.db import committing
from events.services import events as services
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import accounts, events, repertoire, venues

HOST = "https://window.example"


def meta(page: str) -> dict[str, str]:
    """The og: and twitter: words of a page."""
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', page))


@pytest.mark.parametrize(
    ("path", "picture"),
    [
        ("/events/the-long-bridge", "/share/events/the-long-bridge"),
        ("/en/events/the-long-bridge", "/en/share/events/the-long-bridge"),
        ("/productions/a-work", "/share/productions/a-work"),
        ("/en/venues/the-long-bridge-house", "/en/share/venues/the-long-bridge-house"),
        ("/cities/hefei", "/share/cities/hefei"), ("/en/about", "/en/share/home"), ("/calendar", "/share/home"),
    ],
)
def test_a_page_names_its_picture_and_carries_the_thumbnail(client: FlaskClient, path: str, picture: str) -> None:
    work = repertoire.production("a-work", company_id=repertoire.company().id)
    events.show(run_facts={"production_id": work.id})
    page = html(client, path)
    told = meta(page)
    assert told["og:image"] == f"{HOST}{picture}.png"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"]
    assert told["twitter:card"] == "summary_large_image"
    pictures = re.findall(r"<img [^>]*>", page)
    assert f'src="{picture}.square.png" width="320" height="320" alt=""' in pictures[0]
    for address, size in ((f"{picture}.png", 1200), (f"{picture}.square.png", 320)):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.content_type == "image/png"
        assert int.from_bytes(answer.data[16:20]) == size
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_invented_and_hidden_things_have_no_picture(client: FlaskClient) -> None:
    events.show("invented", is_demo=True)
    events.event("draft", publish=False)
    venues.venue("made-up-house", is_demo=True)
    repertoire.production("invented-work", is_demo=True)
    for path in (
        "/share/events/invented.png", "/share/events/invented.square.png", "/share/events/draft.png", "/share/events/none.png",
        "/share/venues/made-up-house.png", "/share/productions/invented-work.png", "/share/cities/atlantis.png",
        "/share/companies/x.png", "/share/events/UPPER.png", "/share/events/x.jpeg",
    ):
        assert client.get(path).status_code == 404, path
    page = html(client, "/en/events/invented")
    assert meta(page) == {}
    assert "thumbnail" not in page


def test_the_same_picture_until_its_words_change(client: FlaskClient) -> None:
    row = events.show(organiser_id=accounts.organisation().id)
    first = client.get("/share/events/the-long-bridge.png").headers["ETag"]
    with committing():
        services.edit_event(row.run.event, at=clock.now(), contact="x")
    assert client.get("/share/events/the-long-bridge.png").headers["ETag"] == first
    with committing():
        services.edit_event(row.run.event, at=clock.now(), title_zh="短桥")
    assert client.get("/share/events/the-long-bridge.png").headers["ETag"] != first


def test_three_dates_cost_as_much_as_one(client: FlaskClient, count_queries: CountQueries) -> None:
    row = events.show()
    with count_queries() as one:
        client.get("/share/events/the-long-bridge.png")
    for each in (1, 2):
        events.performance(row.run, starts_at=row.starts_at + timedelta(days=each))
    with count_queries() as three:
        client.get("/en/share/events/the-long-bridge.png")
    assert one.number == three.number == 4
