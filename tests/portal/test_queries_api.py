"""Every list of the API, on both databases: what it costs, that it can be walked, and what never comes out of it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from events.models.event import Event
from events.models.performance import Performance
from tests.conftest import CountQueries
from tests.factories import events, venues
from tests.factories.api import told, walk, world

# Statements of a list, the catalogue revision among them; the same with one row and with three.
COSTS = {
    "/api/v1/performances": 2,
    "/api/v1/performances?form=span": 2,
    "/api/v1/performances?form=moment": 2,
    "/api/v1/performances?city=shanghai&kind=show&when=week": 2,
    "/api/v1/events": 4,
    "/api/v1/events?kind=show": 5,
    "/api/v1/events?from=2026-11-21": 5,
    "/api/v1/festivals": 4,
    "/api/v1/festivals/real-festival-0": 8,
    "/api/v1/events/real-show-0": 6,
    "/api/v1/events/real-festival-0/performances": 5,
    "/api/v1/productions": 3,
    "/api/v1/productions/real-production-0": 3,
    "/api/v1/productions/real-production-0/performances": 3,
    "/api/v1/companies": 2,
    "/api/v1/companies/real-company-0/performances": 3,
    "/api/v1/venues": 3,
    "/api/v1/venues?city=shanghai": 3,
    "/api/v1/venues/real-venue-0/performances": 3,
    "/api/v1/halls": 2,
    "/api/v1/halls?venue=real-venue-0": 3,
    "/api/v1/cities": 1,
    "/api/v1/search?q=Long": 8,
}
LISTS = [path for path in COSTS if not path.rpartition("/")[2].startswith("real-")]


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_with_one_row_and_three(client: FlaskClient, count_queries: CountQueries, number: int) -> None:
    world(number)
    found = {}
    for path in COSTS:
        with count_queries() as counted:
            told(client, path)
        found[path] = counted.number
    assert found == COSTS


def test_what_did_not_change_costs_one_statement(client: FlaskClient, count_queries: CountQueries) -> None:
    world(1)
    for path in COSTS:
        first = client.get(path)
        with count_queries() as counted:
            again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, path
        assert again.data == b""
        assert again.headers["ETag"] == first.headers["ETag"]
        assert counted.number == 1, path


def test_what_changed_has_another_tag(client: FlaskClient) -> None:
    row = events.several(1)[0]
    first = client.get("/api/v1/performances")
    elsewhere = client.get("/api/v1/performances?city=hefei")
    events.cancelled(row)
    again = client.get("/api/v1/performances", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.get_json()["results"][0]["status"] == {
        "code": "cancelled", "since": "2026-11-21T12:00:00+08:00", "moved_from": None,
        "reason": {"zh": "演员身体不适", "en": "An actor is ill"},
    }
    tag = {"If-None-Match": elsewhere.headers["ETag"]}
    assert client.get("/api/v1/performances?city=hefei", headers=tag).status_code == 304


def key(row: dict[str, Any]) -> Any:
    return row.get("id") or row.get("slug") or (row["venue"]["slug"], row["code"])


def test_a_walk_visits_every_row_once_and_in_order(client: FlaskClient) -> None:
    world(4)
    for path in LISTS:
        joint = "&" if "?" in path else "?"
        whole = [key(row) for row in told(client, f"{path}{joint}per_page=100")["results"]]
        assert len(whole) == len(set(whole)), path
        assert len(whole) >= 1, path
        for rows in (1, 3):
            assert [key(row) for row in walk(client, f"{path}{joint}per_page={rows}")] == whole, path


def test_rows_of_the_same_moment_are_all_visited(client: FlaskClient) -> None:
    whole = events.event()
    keys = [events.performance(events.run(whole)).id for _ in range(7)]
    assert [row["id"] for row in walk(client, "/api/v1/performances?per_page=2")] == keys


def test_what_is_added_on_the_way_moves_nothing(client: FlaskClient) -> None:
    rows = events.several(4)
    first = told(client, "/api/v1/performances?per_page=2")
    events.show("early", starts_at=clock.now())
    assert [row["id"] for row in told(client, first["next"])["results"]] == [rows[2].id, rows[3].id]


def test_rows_of_the_demo_season_need_to_be_asked_for(client: FlaskClient) -> None:
    world(2, is_demo=True, prefix="demo")
    for path in COSTS:
        joint = "&" if "?" in path else "?"
        if "real-" in path:
            told(client, path, 404)
            told(client, path.replace("real-", "demo-"), 404)
        elif "/cities" in path:
            continue
        else:
            assert told(client, path) == {"results": [], "next": None}, path
        shown = told(client, f"{path.replace('real-', 'demo-')}{joint}demo=1")
        rows = shown.get("results", [shown])
        assert rows, path
        assert all(row["is_demo"] for row in rows), path


def test_nothing_of_the_demo_season_hangs_on_real_rows(client: FlaskClient) -> None:
    world(1, is_demo=True, prefix="demo")
    world(1)
    with committing():
        demo = {row.slug: row for row in session.query(Event)}
        real = demo["real-show-0"]
        real.organiser_id = demo["demo-show-0"].organiser_id
        one = session.query(Performance).filter(Performance.run.has(event_id=real.id)).order_by(Performance.id).first()
        hidden = session.query(Performance).filter(Performance.run.has(event_id=demo["demo-show-0"].id)).first()
        assert one is not None
        assert hidden is not None
        one.venue_id, one.hall_id = hidden.run.venue_id, hidden.run.hall_id
        one.run.production_id = hidden.run.production_id
    key_ = one.id
    for path in (
        "/api/v1/performances", f"/api/v1/performances/{key_}", "/api/v1/events", "/api/v1/events/real-show-0",
        "/api/v1/festivals/real-festival-0", "/api/v1/halls", "/api/v1/productions", "/api/v1/search?q=Long",
    ):
        body = client.get(path).get_data(as_text=True)
        assert "demo-" not in body, path
        assert '"is_demo":true' not in body, path
    assert told(client, f"/api/v1/performances/{key_}")["place"] == {
        "venue": None, "hall": None, "online_url": None,
        "city": {"slug": "shanghai", "adcode": "310000", "name": {"zh": "上海", "en": "Shanghai"}},
    }
    assert "demo-venue-0" in client.get(f"/api/v1/performances/{key_}?demo=1").get_data(as_text=True)


def test_drafts_leak_nowhere(client: FlaskClient) -> None:
    world(1)
    house = venues.venue("draft-house")
    draft = events.event("secret", publish=False, title_zh="秘密长桥", title_en="Secret Long Bridge")
    row = events.performance(events.run(draft, venue_id=house.id))
    shown = events.event("shown", title_zh="公开", title_en="Shown")
    unready = events.performance(events.run(shown, venue_id=house.id), publish=False)
    for path in [*COSTS, "/api/v1/venues/draft-house/performances", "/api/v1/events/shown", "/api/v1/search?q=Secret"]:
        body = client.get(f"{path}{'&' if '?' in path else '?'}demo=1" if "/cities" not in path else path)
        assert b"ecret" not in body.data, path
        assert row.uid.encode() not in body.data, path
        assert unready.uid.encode() not in body.data, path
    told(client, "/api/v1/events/secret", 404)
    told(client, "/api/v1/events/secret/performances", 404)
    told(client, f"/api/v1/performances/{row.id}", 404)
    told(client, f"/api/v1/performances/{unready.id}", 404)
    assert told(client, "/api/v1/events/shown")["first_day"] is None


def test_what_is_out_of_scope_is_given_but_not_listed(client: FlaskClient) -> None:
    row = events.show("abroad", is_in_scope=False)
    assert told(client, "/api/v1/events")["results"] == []
    assert told(client, "/api/v1/performances")["results"] == []
    assert told(client, "/api/v1/events?kind=show")["results"] == []
    assert [each["slug"] for each in told(client, "/api/v1/search?q=Long")["results"]] == ["abroad"]  # asked for by name
    assert told(client, "/api/v1/events/abroad")["is_in_scope"] is False
    assert told(client, f"/api/v1/performances/{row.id}")["event"]["slug"] == "abroad"
    assert [each["id"] for each in told(client, "/api/v1/events/abroad/performances")["results"]] == [row.id]
