"""What machines read of dates: one Event of schema.org a performance, on every page that shows some."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Approval
from events.models.words import ApprovalState, EventKind, Status
from events.services import events as services
from events.services import performances
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import accounts, events, repertoire

HOST = "https://window.example"
TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
SELLER = {"seller_zh": "票务", "seller_en": "Tickets Ltd", "seller_licence": "L-1", "seller_url": "https://tickets.example/1"}


def nodes(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """The JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html(client, path), re.S)
    return json.loads(found.group(1)) if found else []


def test_a_performance_is_told_whole(client: FlaskClient) -> None:
    work = repertoire.production("a-work", company_id=repertoire.company().id)
    row = events.show(
        starts_at=TONIGHT, run_facts={"production_id": work.id}, organiser_id=accounts.organisation().id,
        summary_en="A bridge.", performance_facts={"ends_at": TONIGHT + timedelta(minutes=130)},
    )
    node = {
        "@context": "https://schema.org",
        "@type": "TheaterEvent",
        "@id": f"{HOST}/en/performances/{row.id}",
        "name": "The Long Bridge",
        "url": f"{HOST}/en/events/the-long-bridge",
        "image": [f"{HOST}/en/share/events/the-long-bridge{ending}" for ending in (".png", ".square.png")],
        "startDate": "2026-11-21T19:30+08:00",
        "endDate": "2026-11-21T21:40+08:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place", "name": "River Theatre",
            "address": {
                "@type": "PostalAddress", "addressCountry": "CN", "addressLocality": "Shanghai",
                "streetAddress": "1 Riverside Road",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 31.2, "longitude": 121.5},
        },
        "inLanguage": "en",
        "description": "A bridge.",
        "organizer": {"@type": "Organization", "name": "House of Shows", "url": f"{HOST}/en/organisers/house-of-shows"},
        "performer": {"@type": "PerformingGroup", "name": "Lantern Players", "url": f"{HOST}/en/companies/lantern-players"},
        "workPerformed": {"@type": "CreativeWork", "name": "The Long Bridge", "url": f"{HOST}/en/productions/a-work"},
    }
    assert nodes(client, "/en/events/the-long-bridge") == [node]
    assert nodes(client, f"/en/performances/{row.id}") == [node]
    del node["organizer"]
    assert nodes(client, "/en/productions/a-work") == [node]
    assert nodes(client, "/events/the-long-bridge")[0]["inLanguage"] == "zh-CN"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.CANCELLED, "EventCancelled"), (Status.POSTPONED, "EventPostponed"), (Status.SOLD_OUT, "EventScheduled"),
        (Status.MOVED_ONLINE, "EventMovedOnline"),
    ],
)
def test_every_status_has_its_word(client: FlaskClient, status: Status, told: str) -> None:
    row = events.show(starts_at=TONIGHT)
    with committing():
        performances.set_status(row, status, at=clock.now(), reason=Bilingual("修缮", "Repairs"))
    node = nodes(client, "/en/events/the-long-bridge")[0]
    assert node["eventStatus"] == f"https://schema.org/{told}"
    is_online = status is Status.MOVED_ONLINE
    assert node["location"]["@type"] == ("VirtualLocation" if is_online else "Place")
    assert node["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode") == is_online
    assert node["location"].get("url", "").startswith(HOST) == is_online


def test_a_move_names_both_starts(client: FlaskClient) -> None:
    row = events.show(starts_at=TONIGHT)
    with committing():
        performances.move(row, at=clock.now(), starts_at=TONIGHT + timedelta(days=2), reason=Bilingual("", "Repairs"))
    node = nodes(client, "/en/events/the-long-bridge")[0]
    assert node["eventStatus"] == "https://schema.org/EventRescheduled"
    assert node["startDate"] == "2026-11-23T19:30+08:00"
    assert node["previousStartDate"] == "2026-11-21T19:30+08:00"


def test_offers_are_made_only_while_tickets_may_be_sold(client: FlaskClient) -> None:
    prices = [{"zh": "", "en": "", "fen": 8000}, {"zh": "", "en": "", "fen": 48050}]
    row = events.show(starts_at=TONIGHT, run_facts={**SELLER, "prices": prices})
    path = "/en/events/the-long-bridge"
    assert "offers" not in nodes(client, path)[0]
    with committing():
        session.add(Approval(performance_id=row.id, state=ApprovalState.APPROVED, number="1", recorded_at=clock.now()))
        services.edit_event(row.run.event, at=clock.now(), contact="x")
    assert nodes(client, path)[0]["offers"] == {
        "@type": "AggregateOffer", "priceCurrency": "CNY", "lowPrice": "80.00", "highPrice": "480.50",
        "availability": "https://schema.org/InStock", "url": "https://tickets.example/1",
    }
    with committing():
        performances.set_status(row, Status.SOLD_OUT, at=clock.now())
    offer = nodes(client, path)[0]["offers"]
    assert (offer["availability"], offer["url"]) == ("https://schema.org/SoldOut", f"{HOST}{path}")


def test_what_is_free_says_so(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT, run_facts={"is_free": True})
    assert nodes(client, "/events/the-long-bridge")[0]["isAccessibleForFree"] is True


@pytest.mark.parametrize(("last", "told"), [(date(2026, 12, 6), "2026-12-06"), (None, None)])
def test_whole_days_are_dates(client: FlaskClient, last: date | None, told: str | None) -> None:
    events.span(events.run(events.event("lanterns", kind=EventKind.EXHIBITION)), first=date(2026, 11, 1), last=last)
    node = nodes(client, "/en/events/lanterns")[0]
    assert (node["@type"], node["startDate"], node.get("endDate")) == ("ExhibitionEvent", "2026-11-01", told)


def test_a_festival_tells_its_programme(client: FlaskClient) -> None:
    whole = events.event("festival", kind=EventKind.FESTIVAL, title_en="Lantern Festival")
    events.span(events.run(whole), first=date(2026, 11, 20), last=date(2026, 11, 29))
    parts = [events.show(f"part-{number}", starts_at=TONIGHT + timedelta(days=number)) for number in range(3)]
    parts.append(events.show("invented", starts_at=TONIGHT, is_demo=True))
    with committing():
        for part in parts:
            services.include(whole, part.run.event, at=clock.now())
    told = nodes(client, "/en/events/festival")
    assert [node["url"].rpartition("/")[2] for node in told] == ["festival", "part-0", "part-1", "part-2"]
    assert "superEvent" not in told[0]
    assert told[1]["superEvent"] == {"@type": "Festival", "name": "Lantern Festival", "url": f"{HOST}/en/events/festival"}


def test_at_most_twenty_and_nothing_that_is_over(client: FlaskClient) -> None:
    first = events.show(starts_at=TONIGHT - timedelta(days=2))
    for each in range(1, 30):
        events.performance(first.run, starts_at=TONIGHT + timedelta(days=each))
    told = nodes(client, "/events/the-long-bridge")
    assert len(told) == 20
    assert told[0]["startDate"] == "2026-11-22T19:30+08:00"


def test_no_markup_leaves_the_script(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT, title_en="</script><script>alert(1)</script><!--", summary_en="\u2028<b>&")
    page = html(client, "/en/events/the-long-bridge")
    assert "<script>alert" not in page
    assert nodes(client, "/en/events/the-long-bridge")[0]["name"].startswith("</script>")


def test_invented_dates_are_not_told(client: FlaskClient) -> None:
    work = repertoire.production("a-work", is_demo=True)
    row = events.show(starts_at=TONIGHT, is_demo=True, run_facts={"production_id": work.id})
    for path in ("/events/the-long-bridge", f"/performances/{row.id}", "/productions/a-work"):
        assert nodes(client, path) == []


def test_a_tour_of_three_houses_costs_as_much_as_one(client: FlaskClient, count_queries: CountQueries) -> None:
    numbers = []
    for number in (1, 3):
        work = repertoire.production(f"work-{number}", company_id=repertoire.company(f"company-{number}").id)
        for each in range(number):
            events.show(f"stop-{number}-{each}", starts_at=TONIGHT, run_facts={"production_id": work.id})
        with count_queries() as counted:
            html(client, f"/productions/work-{number}")
        numbers.append(counted.number)
    assert numbers[0] == numbers[1]
