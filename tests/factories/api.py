"""Asking the API: answers as plain values, and a small world to ask about."""

from datetime import date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from core import clock
from core.db import committing
from events.models.words import EventKind, Form
from events.services import events as deeds
from tests.factories import accounts, events, repertoire, venues

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)


def told(client: FlaskClient, path: str, status: int = 200) -> Any:
    """The JSON of an answer, which must have this status."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.get_data(as_text=True))
    assert answer.headers["Content-Type"] == "application/json", path
    return answer.get_json()


def walk(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """All rows of a list, page after page."""
    rows: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        page = told(client, following)
        assert page["results"] or not rows, following
        rows += page["results"]
        following = page["next"]
    return rows


def world(number: int = 3, *, is_demo: bool = False, prefix: str = "real") -> None:
    """`number` rows of each kind: shows with productions, companies, artists, venues, halls; a festival that holds them."""
    organiser = accounts.organisation(f"{prefix}-organiser", is_demo=is_demo)
    festivals = [
        events.event(f"{prefix}-festival-{each}", kind=EventKind.FESTIVAL, is_demo=is_demo, organiser_id=organiser.id)
        for each in range(number)
    ]
    for each in range(number):
        company = repertoire.company(f"{prefix}-company-{each}", is_demo=is_demo)
        work = repertoire.production(f"{prefix}-production-{each}", is_demo=is_demo, company_id=company.id)
        repertoire.credit(work, repertoire.artist(f"{prefix}-artist-{each}", is_demo=is_demo))
        house = venues.venue(f"{prefix}-venue-{each}", is_demo=is_demo)
        hall = venues.hall(house)
        row = events.show(
            f"{prefix}-show-{each}",
            starts_at=TONIGHT + timedelta(days=each),
            run_facts={
                "venue_id": house.id, "hall_id": hall.id, "city": house.city, "production_id": work.id, "is_free": False,
                "prices": [{"zh": "一楼", "en": "Stalls", "fen": 18000}, {"zh": "", "en": "", "fen": 8000}],
            },
            is_demo=is_demo,
            organiser_id=organiser.id,
        )
        with committing():
            deeds.include(festivals[0], row.run.event, at=clock.now(), position=each)
        events.span(row.run, first=date(2026, 11, 1), last=None if each else date(2026, 12, 1))
        events.moment(row.run, form=Form.ON_SALE, starts_at=TONIGHT + timedelta(days=each, hours=1))
