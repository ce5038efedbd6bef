"""Pages of productions, companies, artists, venues, organisers, windows and strands."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.db import committing
from core.history import remember_slug
from events.models.words import EventKind, Phase
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import accounts, events, repertoire, venues

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)


def season(number: int) -> None:
    """One production of one company with one artist, so many shows of one organiser in one house."""
    troupe = repertoire.company()
    work = repertoire.production(company_id=troupe.id)
    repertoire.credit(work, repertoire.artist())
    house, body = venues.venue(), accounts.organisation()
    venues.hall(house)
    for each in range(number):
        events.show(
            f"show-{each}", starts_at=TONIGHT + timedelta(days=each), title_en=f"Show {each}", organiser_id=body.id,
            window_code="wenlv", measure_code="wenlv-1", strands=("shikumen",),
            run_facts={"production_id": work.id, "venue_id": house.id, "city": "310000"},
        )


RECORDS = [
    ("/productions/the-long-bridge", 6),
    ("/companies/lantern-players", 8),
    ("/artists/lin-an", 7),
    ("/venues/river-theatre", 8),
    ("/organisers/house-of-shows", 8),
    ("/windows/wenlv", 7),
    ("/strands/haipai", 7),
]


@pytest.mark.parametrize(("path", "expected"), RECORDS, ids=[path for path, _ in RECORDS])
@pytest.mark.parametrize("number", [1, 3])
def test_a_record_costs_the_same_with_one_row_and_three(
    client: FlaskClient, count_queries: CountQueries, path: str, expected: int, number: int
) -> None:
    season(number)
    with count_queries() as counted:
        page = html(client, f"/en{path}")
    assert counted.number == expected
    assert "Show 0" in page or "Long Bridge" in page


def test_a_production_names_all_its_cities(client: FlaskClient) -> None:
    work = repertoire.production()
    for city in ("310000", "330100"):
        house = venues.venue(f"house-{city}", city=city)
        events.show(f"show-{city}", starts_at=TONIGHT, city=city,
                    run_facts={"production_id": work.id, "venue_id": house.id, "city": city})
    page = html(client, "/en/productions/the-long-bridge")
    assert "2 cities" in page
    assert "/en/cities/hangzhou" in page
    assert "/en/events/show-330100" in page


def test_an_uncertain_capacity_says_so(client: FlaskClient) -> None:
    house = venues.venue()
    venues.hall(house, capacity=None)
    venues.hall(house, "small", capacity=200, name_en="Small Hall")
    page = html(client, "/en/venues/river-theatre")
    assert "To confirm" in page
    assert "200" in page
    assert "待确认" in html(client, "/venues/river-theatre")


@pytest.mark.parametrize(
    ("kind", "folder"),
    [
        ("venue", "venues"), ("production", "productions"), ("company", "companies"), ("artist", "artists"),
        ("organiser", "organisers"),
    ],
)
def test_renamed_records_lead_on_and_unknown_ones_are_404(client: FlaskClient, kind: str, folder: str) -> None:
    with committing():
        remember_slug(kind, "old", "new")
    answer = client.get(f"/en/{folder}/old")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/en/{folder}/new"
    assert client.get(f"/{folder}/none").status_code == 404


def test_what_was_asked_goes_along_to_the_new_address(client: FlaskClient) -> None:
    with committing():
        remember_slug("organiser", "old", "new")
    asked = "page=2&q=%E9%95%BF&page=3"
    for path in ("/en/organisers/{}", "/organisers/{}.ics", "/organisers/{}.atom"):
        answer = client.get(f"{path.format('old')}?{asked}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{path.format('new')}?{asked}")


def test_windows_measures_and_strands_lead_to_each_other(client: FlaskClient) -> None:
    page = html(client, "/en/windows")
    assert page.count('href="/en/windows/') == 21
    assert page.count('href="/en/strands/') == 8
    assert 'href="/windows/wenlv"' in html(client, "/windows/wenlv-1")
    assert 'href="/strands/haipai"' in html(client, "/strands/old-town")


def test_programmes_without_dates_are_listed_where_they_belong(client: FlaskClient) -> None:
    events.event("plan", phase=Phase.PLANNED, title_en="A Plan", window_code="wenlv", strands=("red",))
    events.event("aside", phase=Phase.PLANNED, title_en="An Aside", is_in_scope=False)
    for path in ("/en/programmes", "/en/windows/wenlv", "/en/strands/red", "/en/cities/shanghai"):
        page = html(client, path)
        assert "A Plan" in page, path
        assert "An Aside" not in page, path


def test_a_festival_stands_under_programmes(client: FlaskClient) -> None:
    whole = events.event("festival", kind=EventKind.FESTIVAL, title_en="Lantern Festival")
    events.span(events.run(whole), first=date(2026, 11, 20), last=date(2026, 11, 29))
    assert "Lantern Festival" in html(client, "/en/programmes")
    assert "Lantern Festival" in html(client, "/en/")
