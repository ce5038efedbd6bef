"""Lists and months: what they show, how they lead on, what they cost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import committing
from events.models.words import EventKind, Form, Status
from events.services import performances
from tests.conftest import CountQueries
from tests.factories import events

TONIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=clock.SHANGHAI)
LISTS = [
    ("/", {1: 11, 3: 11}),
    ("/calendar", {1: 9, 3: 9}),
    ("/calendar/month", {1: 9, 3: 9}),
    ("/calendar/week", {1: 10, 3: 10}),
    ("/calendar/day", {1: 7, 3: 7}),
    ("/premieres", {1: 2, 3: 2}),
    ("/cities", {1: 2, 3: 2}),
    ("/cities/shanghai", {1: 14, 3: 14}),
    ("/venues", {1: 2, 3: 2}),
    ("/programmes", {1: 4, 3: 4}),
]


def html(client: FlaskClient, path: str) -> str:
    """A page that must be there."""
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(("path", "expected"), LISTS, ids=[path for path, _ in LISTS])
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_with_one_row_and_three(
    client: FlaskClient, count_queries: CountQueries, path: str, expected: dict[int, int], number: int
) -> None:
    events.several(number)
    with count_queries() as counted:
        html(client, path)
    assert counted.number == expected[number]


@pytest.mark.parametrize("path", [path for path, _ in LISTS])
def test_a_warm_list_asks_for_the_revision_only(client: FlaskClient, count_queries: CountQueries, path: str) -> None:
    events.several(1)
    html(client, path)
    with count_queries() as counted:
        html(client, path)
    assert [statement.split()[1].rstrip(",") for statement in counted.statements] == ["core_revision.number"]


def test_the_calendar_shows_time_place_and_language(client: FlaskClient) -> None:
    events.show("the-long-bridge", starts_at=TONIGHT)
    chinese, english = html(client, "/calendar"), html(client, "/en/calendar")
    assert 'datetime="2026-11-21T19:30+08:00">19:30</time>' in chinese
    assert "长桥" in chinese
    assert "江畔剧院 · 上海" in chinese
    assert "The Long Bridge" in english
    assert "River Theatre · Shanghai" in english
    assert "北京时间" in chinese


def test_a_run_says_until_when(client: FlaskClient) -> None:
    first = events.show("long-run", starts_at=TONIGHT)
    events.performance(first.run, starts_at=TONIGHT + timedelta(days=3))
    assert "Runs until Tue 24 Nov" in html(client, "/en/calendar")


def test_what_is_cancelled_stays_and_says_so(client: FlaskClient) -> None:
    events.cancelled(events.show(starts_at=TONIGHT))
    page = html(client, "/en/calendar")
    assert "row--off" in page
    assert "Cancelled" in page
    assert "An actor is ill" in page


def test_what_was_moved_shows_the_old_time(client: FlaskClient) -> None:
    row = events.show(starts_at=TONIGHT)
    with committing():
        performances.move(row, at=clock.now(), starts_at=TONIGHT + timedelta(days=1), reason=events.REASON)
    assert "Was Sat 21 Nov 19:30" in html(client, "/en/calendar")


def test_other_status_words(client: FlaskClient) -> None:
    row = events.show(starts_at=TONIGHT)
    with committing():
        performances.set_status(row, Status.SOLD_OUT, at=clock.now())
    assert "badge--soldout" in html(client, "/calendar")


def test_an_evening_that_began_long_ago_is_left_out_of_the_plain_calendar(client: FlaskClient) -> None:
    events.show("matinee", starts_at=TONIGHT.replace(hour=7), title_en="Matinee")
    assert "events/matinee" not in html(client, "/en/calendar")
    assert "All of today" in html(client, "/en/calendar")
    assert "Ended" in html(client, "/en/calendar?from=2026-11-21&to=2026-11-21")


def test_an_empty_list_leads_to_the_nearest_day_and_offers_to_drop_filters(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT + timedelta(days=9))
    page = html(client, "/en/calendar?city=shanghai&kind=show&when=tonight")
    assert "Mon 30 Nov" in page
    assert 'href="/en/calendar?kind=show&amp;when=tonight"' in page
    assert 'href="/en/calendar?city=shanghai&amp;kind=show"' in page


def test_a_list_before_the_first_day_leads_back(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT)
    page = html(client, "/en/calendar?from=2027-05-01")
    assert 'href="/en/calendar?from=2026-11-21"' in page


def test_long_days_go_on_on_another_page(client: FlaskClient) -> None:
    events.several(51, every=timedelta(0))
    first = html(client, "/en/calendar?from=2026-11-21")
    assert first.count('<li class="row') == 50
    assert 'href="/en/calendar?from=2026-11-21&amp;page=2"' in first
    assert html(client, "/en/calendar?from=2026-11-21&page=2").count('<li class="row') == 1


def test_previous_and_next_have_no_dead_ends(client: FlaskClient) -> None:
    events.show("early", starts_at=TONIGHT - timedelta(days=40))
    events.show("late", starts_at=TONIGHT + timedelta(days=40))
    page = html(client, "/en/calendar?from=2026-11-21&to=2026-11-22")
    assert 'href="/en/calendar?from=2026-12-31"' in page
    assert 'href="/en/calendar?from=2026-10-06&amp;to=2026-10-12"' in page


def test_a_month_is_a_table_with_holidays(client: FlaskClient) -> None:
    events.show(starts_at=datetime(2026, 10, 1, 19, 30, tzinfo=clock.SHANGHAI))
    page = html(client, "/calendar/month?month=2026-10")
    assert page.count('scope="col"') == 7
    assert 'mark--rest" title="国庆节"' in page
    assert 'mark--work" title="调休上班"' in page
    assert 'href="/calendar?from=2026-10-01&amp;to=2026-10-01"' in page


def test_an_empty_month_leads_to_the_nearest_date(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT)
    assert 'href="/en/calendar/month?month=2026-11"' in html(client, "/en/calendar/month?month=2031-02")


def test_the_month_lists_what_is_on_for_longer(client: FlaskClient) -> None:
    whole = events.event("paper-lanterns", kind=EventKind.EXHIBITION, title_en="Paper Lanterns", title_zh="纸灯")
    events.span(events.run(whole), first=date(2026, 11, 10), last=date(2026, 12, 2))
    assert "Paper Lanterns" in html(client, "/en/calendar/month")
    assert "10 Nov\u2009–\u20092 Dec" in html(client, "/en/calendar")


def test_the_edges_of_time(client: FlaskClient) -> None:
    html(client, "/calendar/month?month=2000-01")
    html(client, "/calendar/month?month=2100-12")
    html(client, "/calendar?from=2100-12-31")
    html(client, "/calendar?to=2000-01-01")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/calendar?city=atlantis", 404),
        ("/calendar?kind=opera", 404),
        ("/calendar?when=yesterday", 404),
        ("/calendar?page=0", 404),
        ("/calendar?from=0000-01-01", 400),
        ("/calendar?to=9999-12-31", 400),
        ("/calendar?from=tomorrow", 400),
        ("/calendar?city=%ff", 400),
        ("/calendar/month?month=2026-13", 400),
        ("/calendar/month?month=0001-01", 400),
        ("/premieres?city=atlantis", 404),
        ("/cities/atlantis", 404),
        ("/windows/none", 404),
        ("/strands/none", 404),
    ],
)
def test_bad_input(client: FlaskClient, path: str, status: int) -> None:
    for prefix in ("", "/en"):
        answer = client.get(prefix + path)
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<h1>" in answer.get_data(as_text=True)


def test_a_calendar_that_is_too_long_offers_narrower_ones_first(app: Flask, client: FlaskClient) -> None:
    events.several(3)
    assert "too long" not in html(client, "/en/calendar")
    app.extensions["settings"] = replace(app.extensions["settings"], feed_entries=2)
    page = html(client, "/en/calendar?city=shanghai")
    assert "too long to be carried whole" in page
    assert page.index("Choose a city") < page.index("webcal:")


def test_days_on_the_screen_are_left_out_of_the_feed(client: FlaskClient) -> None:
    words = "The days on this screen are left out"
    assert words in html(client, "/en/calendar?when=weekend")
    assert words not in html(client, "/en/calendar?city=hefei")
    assert 'value="https://window.example/en/calendar.ics?city=hefei"' in html(client, "/en/calendar?city=hefei&when=week")


def test_canonical_addresses_and_both_languages(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT)
    page = html(client, "/en/calendar?kind=show&city=shanghai&unknown=1")
    assert '<link rel="canonical" href="https://window.example/en/calendar?city=shanghai&amp;kind=show">' in page
    assert 'hreflang="zh-CN" href="https://window.example/calendar?city=shanghai&amp;kind=show"' in page
    assert '<a href="/calendar?city=shanghai&amp;kind=show" lang="zh-CN" hreflang="zh-CN">中文</a>' in page
    assert 'type="text/calendar"' in page
    assert "/en/calendar.atom?city=shanghai" in page


def test_demo_rows_are_marked_and_not_indexed(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT, is_demo=True)
    page = html(client, "/en/calendar")
    assert "badge--demo" in page
    assert "demo-note" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "og:title" not in page


def test_real_rows_are_indexed(client: FlaskClient) -> None:
    events.show(starts_at=TONIGHT)
    page = html(client, "/en/calendar")
    assert "noindex" not in page
    assert "og:title" in page
    assert "demo-note" not in page


def test_what_is_out_of_scope_stands_in_no_list(client: FlaskClient) -> None:
    events.show("elsewhere", starts_at=TONIGHT, is_in_scope=False, title_en="Elsewhere")
    for path in ("/en/calendar", "/en/", "/en/programmes", "/en/cities/shanghai", "/en/calendar/month"):
        assert "Elsewhere" not in html(client, path)
    assert "Elsewhere" in html(client, "/en/events/elsewhere")


def test_moments_stand_in_no_list(client: FlaskClient) -> None:
    stay = events.run(events.event("call", title_en="A Call", kind=EventKind.OPEN_CALL))
    events.moment(stay, form=Form.DEADLINE, starts_at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert "A Call" not in html(client, "/en/calendar")
