"""Pictures of listings: where they show, and that a draft's picture is nobody's to see."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.db import committing, session
from core.uploads import keep_picture, stored_as
from events.models.event import Event
from tests.conftest import CountQueries
from tests.core.test_imaging import picture
from tests.factories import events, repertoire
from tests.factories.api import told

HOST = "https://window.example"
ALT: Any = {"image_alt_zh": "桥上的两个人", "image_alt_en": "Two people on a bridge"}


@pytest.fixture
def stored(tmp_path: Path) -> str:
    key, _size = keep_picture(picture(), tmp_path)
    return stored_as(key)


def withdraw(row: Event) -> None:
    with committing():
        session.get_one(Event, row.id).published_at = None


def test_a_public_listings_picture_is_served_for_ever(client: FlaskClient, stored: str) -> None:
    events.event(image=stored, **ALT)
    answer = client.get(f"{stored}-960.webp")
    assert answer.status_code == 200
    assert answer.content_type == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    again = client.get(f"{stored}-960.webp", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{stored}-1600.jpg").content_type == "image/jpeg"


def test_a_drafts_picture_is_not_served(client: FlaskClient, stored: str) -> None:
    assert client.get(f"{stored}-960.webp").status_code == 404, "of nothing"
    row = events.event(image=stored, publish=False)
    assert client.get(f"{stored}-960.webp").status_code == 404
    events.event(slug="another", image=stored)
    assert client.get(f"{stored}-960.webp").status_code == 200, "of another listing that is public"
    del row


def test_a_withdrawn_listings_picture_goes(client: FlaskClient, stored: str) -> None:
    row = events.event(image=stored)
    withdraw(row)
    assert client.get(f"{stored}-960.webp").status_code == 404


def test_a_works_picture_is_served_while_a_public_event_shows_it(client: FlaskClient, stored: str) -> None:
    work = repertoire.production(image=stored)
    assert client.get(f"{stored}-480.webp").status_code == 404
    row = events.show(run_facts={"production_id": work.id})
    assert client.get(f"{stored}-480.webp").status_code == 200
    withdraw(row.run.event)
    assert client.get(f"{stored}-480.webp").status_code == 404


@pytest.mark.parametrize("name", ["x.webp", "-961.webp", "-960.svg", "-960.webp.exe", "-960.WEBP"])
def test_other_names_are_nothing(client: FlaskClient, stored: str, name: str) -> None:
    events.event(image=stored)
    assert client.get(stored + name).status_code == 404


def test_a_picture_that_this_machine_lost_is_a_plain_404(client: FlaskClient) -> None:
    events.event(image=stored_as("0" * 32))
    assert client.get(f"{stored_as('0' * 32)}-960.webp").status_code == 404


def test_one_statement_a_picture(client: FlaskClient, stored: str, count_queries: CountQueries) -> None:
    events.event(image=stored)
    with count_queries() as counted:
        client.get(f"{stored}-960.webp")
    assert counted.number == 1


def test_pages_show_it_with_its_words(client: FlaskClient, stored: str) -> None:
    row = events.show(image=stored, **ALT)
    for path in ("/en/events/the-long-bridge", f"/en/performances/{row.id}"):
        page = client.get(path).text
        assert f'src="{stored}-960.webp" srcset="{stored}-480.webp 480w, {stored}-960.webp 960w' in page, path
        assert 'alt="Two people on a bridge"' in page
        assert f'"{HOST}{stored}-1600.jpg"' in page, "for machines"
    assert 'alt="桥上的两个人"' in client.get("/events/the-long-bridge").text
    assert f'src="{stored}-480.webp" alt=""' in client.get("/en/calendar").text
    assert f"IMAGE;VALUE=URI;DISPLAY=BADGE:{HOST}{stored}-1600.jpg" in unfolded(client.get("/calendar.ics").text)


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def test_words_in_the_other_language_are_marked(client: FlaskClient, stored: str) -> None:
    events.show(image=stored, image_alt_zh="桥上的两个人")
    assert 'alt="桥上的两个人" lang="zh-CN"' in client.get("/en/events/the-long-bridge").text


def test_a_foreign_address_is_never_shown(client: FlaskClient) -> None:
    events.show(image="https://tracker.example/x.gif")
    for path in ("/events/the-long-bridge", "/calendar", "/calendar.ics"):
        assert "tracker.example" not in client.get(path).text, path


def test_the_api_names_it(client: FlaskClient, stored: str) -> None:
    events.event(image=stored, **ALT)
    assert told(client, "/api/v1/events/the-long-bridge")["picture"] == {
        "url": f"{HOST}{stored}-1600.jpg", "alt": {"zh": "桥上的两个人", "en": "Two people on a bridge"},
    }
