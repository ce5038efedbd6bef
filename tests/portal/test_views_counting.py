"""What counts and what does not; asking costs no statement more, and the answer is the same for everybody."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.counting import tally_of
from core.db import committing, session
from portal.jobs import close_weeks, write_counts
from portal.models import Follower, Following, ReachCount
from portal.reach import Happened, Kind, Thing
from tests.conftest import CountQueries
from tests.factories import accounts, events

READER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36"}
GOOGLE = {"User-Agent": "Google-Calendar-Importer"}


def counted(app: Flask) -> dict[tuple[str, str, str], int]:
    """What this process counted, by kind, thing and name."""
    return {
        (each.kind, each.subject.thing, getattr(each.subject, "name", "")): number
        for each, number in tally_of(app).take().items() if isinstance(each, Happened)
    }


def test_a_page_counts_for_each_reader_in_either_language(app: Flask, client: FlaskClient) -> None:
    row = events.show()
    first = client.get("/events/the-long-bridge", headers=READER)
    client.get("/en/events/the-long-bridge", headers=READER)
    again = client.get("/events/the-long-bridge", headers=READER | {"If-None-Match": first.headers["ETag"]})
    client.get(f"/performances/{row.id}", headers=READER)
    client.get("/venues/the-long-bridge-house", headers=READER)
    assert again.status_code == 304
    assert counted(app) == {
        ("view", "event", "the-long-bridge"): 3, ("view", "performance", str(row.id)): 1,
        ("view", "venue", "the-long-bridge-house"): 1,
    }


@pytest.mark.parametrize("headers", [
    {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"}, {"User-Agent": ""}, READER | {"Sec-Purpose": "prefetch"},
    READER | {"Purpose": "prefetch"},
])
def test_machines_and_prefetches_are_no_views(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    events.show()
    client.get("/events/the-long-bridge", headers=headers)
    assert counted(app) == {}


def test_what_is_not_there_or_moved_or_only_asked_about_does_not_count(app: Flask, client: FlaskClient) -> None:
    events.show()
    client.get("/events/no-such-thing", headers=READER)
    client.head("/events/the-long-bridge", headers=READER)
    client.get("/events/the-long-bridge/", headers=READER)
    client.get("/calendar", headers=READER)
    assert counted(app) == {}


def test_a_draft_counts_nothing(app: Flask, client: FlaskClient) -> None:
    events.event(publish=False)
    client.get("/events/the-long-bridge", headers=READER)
    client.get("/events/the-long-bridge.ics", headers=GOOGLE)
    assert counted(app) == {}


def test_embeds_elsewhere_dates_taken_and_fetches(app: Flask, client: FlaskClient) -> None:
    row = events.show()
    client.get("/embed/events/the-long-bridge", headers=READER | {"Sec-Fetch-Site": "cross-site"})
    client.get("/embed/events/the-long-bridge", headers=READER | {"Sec-Fetch-Site": "same-origin"})
    client.get(f"/performances/{row.id}.ics", headers=READER)
    client.get("/events/the-long-bridge.ics", headers=GOOGLE)
    client.get("/en/events/the-long-bridge.ics", headers=GOOGLE)
    client.get("/events/the-long-bridge.ics", headers={"User-Agent": "Googlebot/2.1"})
    assert counted(app) == {
        ("embed", "event", "the-long-bridge"): 1, ("add", "performance", str(row.id)): 1,
        ("fetch", "event", "the-long-bridge"): 2,
    }


def test_a_search_counts_for_what_it_found_made_now_or_kept(app: Flask, client: FlaskClient) -> None:
    events.show()
    for _ in range(2):
        client.get("/search?q=%E9%95%BF%E6%A1%A5", headers=READER)
    found = counted(app)
    assert found["search", "event", "the-long-bridge"] == 2
    client.get("/search/suggest?q=%E9%95%BF%E6%A1%A5", headers=READER)
    client.get("/search", headers=READER)
    assert counted(app) == {}


def test_counting_costs_no_statement(app: Flask, client: FlaskClient, count_queries: CountQueries) -> None:
    events.show()
    client.get("/events/the-long-bridge", headers=READER)
    with count_queries() as of_a_machine:
        client.get("/events/the-long-bridge", headers={"User-Agent": "curl/8"})
    with count_queries() as of_a_reader:
        client.get("/events/the-long-bridge", headers=READER)
    assert of_a_reader.number == of_a_machine.number == 1


def test_all_of_it_is_written_down_in_a_few_statements(app: Flask, client: FlaskClient, count_queries: CountQueries) -> None:
    row = events.show(organiser_id=accounts.organisation().id)
    client.get("/events/the-long-bridge", headers=READER)
    client.get(f"/performances/{row.id}", headers=READER)
    client.get("/events/the-long-bridge.ics", headers=GOOGLE)
    with count_queries() as counted_:
        write_counts(app)
    # Events by slug, performances by key, the numbers, the week's key (looked for, made, read), the hashes.
    assert counted_.number == 7
    numbers = {(kind, thing): number for kind, thing, number in session.execute(
        select(ReachCount.kind, ReachCount.thing, func.sum(ReachCount.number)).group_by(ReachCount.kind, ReachCount.thing)
    )}
    assert numbers == {(Kind.VIEW, Thing.EVENT): 2, (Kind.FETCH, Thing.EVENT): 1}
    assert session.scalar(select(func.count()).select_from(Follower)) == 1
    with count_queries() as nothing:
        write_counts(app)
    assert nothing.number == 0


def rename(before: str, after: str) -> None:
    with committing():
        session.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


def test_a_database_that_does_not_take_them_loses_no_count(app: Flask, client: FlaskClient) -> None:
    events.show()
    client.get("/events/the-long-bridge", headers=READER)
    rename("portal_reach_count", "elsewhere")
    with pytest.raises(DBAPIError):
        write_counts(app)
    rename("elsewhere", "portal_reach_count")
    write_counts(app)
    session.rollback()
    assert session.scalars(select(ReachCount.number)).all() == [1]


def test_the_running_week_is_left_open(app: Flask, client: FlaskClient) -> None:
    events.show()
    client.get("/events/the-long-bridge.ics", headers=GOOGLE)
    write_counts(app)
    close_weeks()
    session.rollback()
    assert session.scalars(select(Following.service)).all() == []
