"""What is still to come: in order, what has begun among it, nothing that is over."""

from datetime import date, timedelta

from flask import Flask

from core import clock
from events.models.words import Form
from events.queries.coming import latest_day, still_to_come
from events.queries.selection import Selection
from tests.conftest import CountQueries
from tests.factories import events

LAST = date(2026, 12, 31)


def slugs(chosen: Selection, limit: int = 8) -> list[str]:
    return [each.run.event.slug for each in still_to_come(chosen, at=clock.now(), last=LAST, limit=limit)]


def test_what_has_begun_is_in_and_what_is_over_is_out(count_queries: CountQueries) -> None:
    noon = clock.now()
    events.show("over", starts_at=noon - timedelta(hours=3), performance_facts={"ends_at": noon})
    events.show("begun", starts_at=noon - timedelta(hours=1), performance_facts={"ends_at": noon + timedelta(minutes=1)})
    events.show("yesterday", starts_at=noon - timedelta(days=1))
    events.show("tonight", starts_at=noon + timedelta(hours=7))
    events.show("tomorrow", starts_at=noon + timedelta(hours=20))
    events.show("last-day", starts_at=noon + timedelta(days=40))
    events.show("too-far", starts_at=noon + timedelta(days=41))
    with count_queries() as counted:
        found = slugs(Selection())
    assert found == ["begun", "tonight", "tomorrow", "last-day"]
    assert counted.number == 1
    assert slugs(Selection(), limit=2) == ["begun", "tonight"]
    assert slugs(Selection(city="340100")) == []


def test_spans_are_left_out_and_moments_have_selections_of_their_own(app: Flask) -> None:
    stay = events.run(events.event("exhibition"))
    events.span(stay, first=date(2026, 11, 20), last=date(2026, 12, 20))
    events.moment(stay, form=Form.DEADLINE, starts_at=clock.now() + timedelta(days=3))
    assert slugs(Selection()) == []
    assert slugs(Selection(forms=(Form.DEADLINE,))) == ["exhibition"]
    assert slugs(Selection(forms=(Form.ON_SALE,))) == []


def test_the_latest_day_is_looked_for_within_a_window(app: Flask, count_queries: CountQueries) -> None:
    today = clock.today()
    for days in (3, 10):
        events.show(f"show-{days}", starts_at=clock.now() - timedelta(days=days))
    with count_queries() as counted:
        assert latest_day(Selection(), first=today - timedelta(days=30), before=today) == date(2026, 11, 18)
    assert counted.number == 1
    assert latest_day(Selection(), first=today - timedelta(days=30), before=date(2026, 11, 18)) == date(2026, 11, 11)
    assert latest_day(Selection(), first=today - timedelta(days=2), before=today) is None
    assert latest_day(Selection(forms=(Form.DEADLINE,)), first=today - timedelta(days=30), before=today) is None
