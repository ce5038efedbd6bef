"""The part of the day in which a performance begins."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from core import clock
from events.daytime import Daytime, daytime_of
from events.models.words import EventKind, Form
from tests.events.test_views_lists import html
from tests.factories import events


@pytest.mark.parametrize(
    ("start", "when"),
    [
        ("00:00", Daytime.LATE), ("04:59", Daytime.LATE), ("05:00", Daytime.MORNING), ("10:59", Daytime.MORNING),
        ("11:00", Daytime.MATINEE), ("14:00", Daytime.MATINEE), ("16:59", Daytime.MATINEE), ("17:00", Daytime.EVENING),
        ("19:30", Daytime.EVENING), ("21:29", Daytime.EVENING), ("21:30", Daytime.LATE), ("23:59", Daytime.LATE),
    ],
)
def test_every_minute_has_its_part_of_the_day(start: str, when: Daytime) -> None:
    hours, minutes = map(int, start.split(":"))
    assert daytime_of(hours * 60 + minutes) is when


@pytest.mark.parametrize(
    ("hour", "minute", "words", "chinese"), [(14, 0, "Matinee", "日场"), (22, 0, "Late night", "深夜场"), (19, 30, "", "")]
)
def test_rows_and_pages_say_matinee_and_late_night(
    client: FlaskClient, hour: int, minute: int, words: str, chinese: str
) -> None:
    row = events.show(starts_at=datetime(2026, 11, 22, hour, minute, tzinfo=clock.SHANGHAI))
    for path in ("/calendar", "/events/the-long-bridge", f"/performances/{row.id}"):
        for address, said in ((f"/en{path}", words), (path, chinese)):
            page = html(client, address)
            marks = [mark for mark in ("Matinee", "Late night", "日场", "深夜场") if f"</svg>{mark}</li>" in page]
            assert marks == ([said] if said else []), address


def test_a_forum_in_the_afternoon_is_no_matinee(client: FlaskClient) -> None:
    events.show(
        starts_at=datetime(2026, 11, 22, 14, 0, tzinfo=clock.SHANGHAI), kind=EventKind.FORUM,
        performance_facts={"form": Form.SESSION},
    )
    assert "badge--matinee" not in html(client, "/en/calendar")
