"""Which calendars a change would alter: what the dates belong to, and the filtered ones that somebody fetches."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing, session
from events.models.performance import Performance
from events.services import events as deeds
from feeds.reach import reach_of_feeds
from tests.conftest import CountQueries
from tests.factories import accounts, events, repertoire


def show() -> Performance:
    company = repertoire.company()
    work = repertoire.production(company_id=company.id)
    repertoire.credit(work, repertoire.artist())
    row = events.show(organiser_id=accounts.organisation().id, run_facts={"production_id": work.id})
    festival = events.event("autumn-festival", title_zh="秋之祭", title_en="Autumn Festival")
    with committing():
        deeds.include(festival, session.merge(row.run.event), at=clock.now())
    return row


def test_all_that_a_date_belongs_to(app: Flask, now: datetime) -> None:
    row = show()
    with app.test_request_context("/"):
        found = reach_of_feeds([row.id])
    assert [each.values.get("kind", "") for each in found.calendars] == [
        "", "cities", "venues", "events", "events", "productions", "companies", "artists", "organisers",
    ]
    assert not any(each.is_followed for each in found.calendars)
    assert found.filtered == 0


def test_what_somebody_fetches_is_said_to_be_followed(app: Flask, client: FlaskClient, now: datetime) -> None:
    row = show()
    for path in ("/en/cities/shanghai.ics", "/calendar.ics?city=shanghai&kind=show", "/calendar.ics?city=hangzhou"):
        assert client.get(path).status_code == 200
    with app.test_request_context("/"):
        found = reach_of_feeds([row.id])
        assert [each.values for each in found.calendars if each.is_followed] == [{"kind": "cities", "slug": "shanghai"}]
        assert (found.filtered, found.is_least) == (1, False)
    with clock.standing_still(now + timedelta(days=8)), app.test_request_context("/"):
        assert reach_of_feeds([row.id]).filtered == 0, "nobody fetched it for a week"


def test_the_number_of_statements_does_not_grow(app: Flask, client: FlaskClient, count_queries: CountQueries) -> None:
    keys = [row.id for row in events.several(3)]
    with app.test_request_context("/"):
        reach_of_feeds(keys[:1])
        session.rollback()
        with count_queries() as one:
            reach_of_feeds(keys[:1])
        session.rollback()
        with count_queries() as three:
            reach_of_feeds(keys)
    assert one.number == three.number == 5
