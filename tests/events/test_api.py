"""What events and dated rows say as JSON, and which of them come."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.api.filters import DATE, date_parameters, filter_parameters
from events.facets import FILTER_NAMES
from events.filters import UnreadableDate, parse_day
from events.models.performance import Performance
from events.models.words import EventKind, Form, PremiereKind, PremiereScope, Status
from events.services import performances as deeds
from repertoire.models import Surtitles
from tests.factories import accounts, events, repertoire, venues
from tests.factories.api import TONIGHT, told, world

BASE = "https://window.example"


def slugs(client: FlaskClient, query: str) -> list[str]:
    return [row["event"]["slug"] for row in told(client, f"/api/v1/performances{query}")["results"]]


def test_a_performance_says_all_that_is_known(client: FlaskClient) -> None:
    house = venues.venue()
    hall = venues.hall(house)
    work = repertoire.production(surtitles=Surtitles.EN, age_min=6)
    row = events.show(
        starts_at=TONIGHT,
        run_facts={
            "venue_id": house.id, "hall_id": hall.id, "city": "310000", "production_id": work.id,
            "premiere_kind": PremiereKind.PERFORMANCE, "premiere_scope": PremiereScope.DELTA,
            "prices": [{"zh": "一楼", "en": "Stalls", "fen": 48000}, {"zh": "", "en": "", "fen": 8050}],
        },
        performance_facts={"ends_at": TONIGHT + timedelta(minutes=130), "is_signed": True, "wheelchair_places": 4},
    )
    title = {"zh": "长桥", "en": "The Long Bridge"}
    expected = {
        "id": row.id,
        "uid": row.uid,
        "sequence": 0,
        "last_modified": "2026-11-21T12:00:00+08:00",
        "form": "performance",
        "day": "2026-11-21",
        "last_day": "2026-11-21",
        "starts_at": "2026-11-21T19:30:00+08:00",
        "ends_at": "2026-11-21T21:40:00+08:00",
        "title": None,
        "status": {"code": "scheduled", "since": None, "reason": None, "moved_from": None},
        "event": {"slug": "the-long-bridge", "kind": "show", "title": title},
        "production": {"slug": "the-long-bridge", "title": title, "genre": "spoken_drama", "family": "drama"},
        "place": {
            "venue": {"slug": "river-theatre", "name": {"zh": "江畔剧院", "en": "River Theatre"}},
            "hall": {"code": "main", "name": {"zh": "大剧场", "en": "Main Hall"}},
            "city": {"slug": "shanghai", "adcode": "310000", "name": {"zh": "上海", "en": "Shanghai"}},
            "online_url": None,
        },
        "main_performers": None,
        "changed": {"time": None, "place": None, "cast": None},
        "premiere": {"kind": "performance", "scope": "delta", "state": "claimed"},
        "is_free": False,
        "price_from_fen": 8050,
        "price_to_fen": 48000,
        "prices": [{"name": {"zh": "一楼", "en": "Stalls"}, "fen": 48000}, {"name": None, "fen": 8050}],
        "language_spoken": "zh",
        "surtitles": "en",
        "duration_minutes": 130,
        "age_min": 6,
        "accessibility": {"wheelchair_places": 4, "announced": ["signed"]},
        "confirmed_at": None,
        "is_unconfirmed": False,
        "is_demo": False,
        "url": {"zh": f"{BASE}/performances/{row.id}", "en": f"{BASE}/en/performances/{row.id}"},
        "ics": {"zh": f"{BASE}/performances/{row.id}.ics", "en": f"{BASE}/en/performances/{row.id}.ics"},
    }
    assert told(client, "/api/v1/performances") == {"results": [expected], "next": None}
    assert told(client, f"/api/v1/performances/{row.id}") == expected
    for path in (*expected["url"].values(), *expected["ics"].values()):  # type: ignore[attr-defined]
        assert client.get(path.removeprefix(BASE)).status_code == 200


def test_what_is_unknown_is_null(client: FlaskClient) -> None:
    row = events.performance(events.run(events.event(title_en="")), starts_at=TONIGHT)
    found = told(client, f"/api/v1/performances/{row.id}")
    assert found["event"]["title"] == {"zh": "长桥", "en": None}
    for name in ("ends_at", "production", "premiere", "is_free", "price_from_fen", "language_spoken", "surtitles",
                 "duration_minutes", "age_min", "title"):
        assert found[name] is None, name
    assert found["place"]["venue"] is None
    assert found["accessibility"] == {"wheelchair_places": None, "announced": []}
    event = told(client, "/api/v1/events/the-long-bridge")
    for name in ("summary", "genre", "edition", "lead", "organiser", "on_behalf_of", "window", "measure", "date_stated"):
        assert event[name] is None, name


def test_free_is_said_only_where_it_is_stated(client: FlaskClient) -> None:
    free = events.show("free", run_facts={"is_free": True})
    assert told(client, f"/api/v1/performances/{free.id}")["is_free"] is True


def test_a_change_says_since_when_and_why(client: FlaskClient) -> None:
    row = events.show(starts_at=TONIGHT)
    with committing():
        deeds.move(row, at=clock.now(), starts_at=TONIGHT + timedelta(hours=1), reason=Bilingual("晚点", "Late"))
    found = told(client, f"/api/v1/performances/{row.id}")
    assert found["starts_at"] == "2026-11-21T20:30:00+08:00"
    assert found["sequence"] == 1
    assert found["status"] == {
        "code": "rescheduled", "since": "2026-11-21T12:00:00+08:00", "reason": {"zh": "晚点", "en": "Late"},
        "moved_from": "2026-11-21T19:30:00+08:00",
    }


def test_today_leads_and_days_can_be_named(client: FlaskClient) -> None:
    for number, name in enumerate(("before", "today", "next-day", "next-week"), start=-1):
        events.show(name, starts_at=TONIGHT + timedelta(days=number if name != "next-week" else 7))
    assert slugs(client, "") == ["today", "next-day", "next-week"]
    assert slugs(client, "?from=2026-11-20&to=2026-11-21") == ["before", "today"]
    assert slugs(client, "?from=2026-11-21&to=2026-11-20") == ["before", "today"]
    assert slugs(client, "?to=2026-11-22") == ["today", "next-day"]
    assert slugs(client, "?when=tonight") == ["today"]
    assert slugs(client, "?when=tomorrow&from=2026-11-28") == ["next-week"]
    assert slugs(client, "?kind=show&city=shanghai&when=week") == ["today", "next-day"]
    assert slugs(client, "?city=hefei") == []


def test_spans_come_while_they_are_on(client: FlaskClient) -> None:
    run = events.run(events.event("paintings", kind=EventKind.EXHIBITION))
    events.span(run, first=date(2026, 10, 1), last=date(2026, 10, 31))
    on = events.span(run, first=date(2026, 11, 1), last=date(2026, 12, 1))
    open_ended = events.span(run, first=date(2026, 11, 2), last=None)
    later = events.span(run, first=date(2026, 12, 5), last=date(2026, 12, 6))

    def keys(query: str) -> list[int]:
        return [row["id"] for row in told(client, f"/api/v1/performances?form=span{query}")["results"]]

    assert keys("") == [on.id, open_ended.id, later.id]
    assert keys("&to=2026-11-30") == [on.id, open_ended.id]
    assert keys("&from=2026-12-02&to=2026-12-03") == [open_ended.id]
    first = told(client, "/api/v1/performances?form=span")["results"][0]
    assert (first["starts_at"], first["ends_at"], first["day"], first["last_day"]) == (None, None, "2026-11-01", "2026-12-01")
    assert told(client, "/api/v1/performances")["results"] == []
    assert [row["slug"] for row in told(client, "/api/v1/events?when=week")["results"]] == ["paintings"]


def test_moments_come_when_asked_for(client: FlaskClient) -> None:
    row = events.show(starts_at=TONIGHT)
    sale = events.moment(row.run, form=Form.ON_SALE, starts_at=TONIGHT)
    assert [each["id"] for each in told(client, "/api/v1/performances")["results"]] == [row.id]
    found = told(client, "/api/v1/performances?form=moment")["results"]
    assert [(each["id"], each["form"], each["ends_at"]) for each in found] == [(sale.id, "on_sale", None)]


def test_an_event_says_who_where_and_when(client: FlaskClient) -> None:
    body = accounts.organisation()
    row = events.show(starts_at=TONIGHT, organiser_id=body.id, edition=21, strands=("haipai",), window_code="wenlv")
    events.performance(row.run, starts_at=TONIGHT + timedelta(days=3))
    found = told(client, "/api/v1/events")["results"][0]
    assert (found["first_day"], found["last_day"]) == ("2026-11-21", "2026-11-24")
    assert found["organiser"] == {"slug": "house-of-shows", "name": {"zh": "演艺之家", "en": "House of Shows"}}
    assert (found["edition"], found["strands"], found["window"]) == (21, ["haipai"], "wenlv")
    assert found["performances"] == "/api/v1/events/the-long-bridge/performances"
    assert len(told(client, found["performances"])["results"]) == 2
    whole = told(client, "/api/v1/events/the-long-bridge")
    assert {name: whole[name] for name in found} == found
    assert (whole["part_of"], whole["parts"]) == ([], [])


def test_a_festival_has_its_programme_past_days_too(client: FlaskClient) -> None:
    world(3)
    events.performance(events.run(festival_part(client)), starts_at=TONIGHT - timedelta(days=3))
    found = told(client, "/api/v1/festivals/real-festival-0")
    assert [part["slug"] for part in found["parts"]] == ["real-show-0", "real-show-1", "real-show-2"]
    timed = [row["day"] for row in found["programme"] if row["form"] == "performance"]
    assert timed == ["2026-11-18", "2026-11-21", "2026-11-22", "2026-11-23"]
    assert told(client, "/api/v1/events/real-show-0")["part_of"][0]["slug"] == "real-festival-0"
    assert [each["slug"] for each in told(client, "/api/v1/festivals")["results"]] == [
        "real-festival-0", "real-festival-1", "real-festival-2",
    ]
    told(client, "/api/v1/festivals/real-show-0", 404)


def festival_part(client: FlaskClient) -> Any:
    key = told(client, "/api/v1/performances")["results"][0]["id"]
    return session.get_one(Performance, key).run.event


def test_dates_of_works_and_places(client: FlaskClient) -> None:
    world(2)
    for kind in ("productions/real-production-1", "companies/real-company-1", "venues/real-venue-1", "events/real-show-1"):
        found = told(client, f"/api/v1/{kind}/performances")["results"]
        assert [row["event"]["slug"] for row in found] == ["real-show-1"], kind


def test_every_filter_of_the_pages_is_a_parameter(client: FlaskClient) -> None:
    assert tuple(each.name for each in filter_parameters()) == tuple(FILTER_NAMES)


def test_the_described_dates_are_those_that_are_read() -> None:
    day = date(1999, 12, 1)
    fits = events_parameter()
    while day < date(2101, 2, 1):
        text = day.isoformat()
        try:
            parse_day(text)
            is_read = True
        except UnreadableDate:
            is_read = False
        assert (not fits(text)) is is_read, text
        day += timedelta(days=1)
    for text in ("2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-1-1", "20261121", "2026-11-21T00:00"):
        assert fits(text)


def events_parameter() -> Any:
    parameter = next(each for each in date_parameters() if each.name == "from")
    assert parameter.schema is DATE
    return parameter.refuses


@pytest.mark.parametrize("now", [datetime(2026, 11, 21, 23, 59, tzinfo=clock.SHANGHAI)], indirect=True)
def test_all_of_today_stays_until_midnight(client: FlaskClient) -> None:
    events.show("over", starts_at=datetime(2026, 11, 21, 10, 0, tzinfo=clock.SHANGHAI))
    assert slugs(client, "") == ["over"]


def test_a_sold_out_date_says_so(client: FlaskClient) -> None:
    row = events.show(starts_at=TONIGHT)
    with committing():
        deeds.set_status(row, Status.SOLD_OUT, at=clock.now())
    assert told(client, "/api/v1/performances")["results"][0]["status"]["code"] == "sold_out"
