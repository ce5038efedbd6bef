"""What would have come last month: directly, after quiet hours, in a summary; and why."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import committing, session
from notices import doors_links, reach
from notices.models.follower import Follower
from notices.models.notice import Item, Notice
from notices.would_have import Happened, Wishes, reminders, would_have
from tests.conftest import CountQueries
from tests.factories import events
from tests.factories import following as factories

NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)
NIGHT = datetime(2026, 11, 10, 15, tzinfo=UTC)
MAIL = ("mail", "")


def quiet(**facts: int | None) -> Follower:
    return Follower(key="x", made_at=NOON, quiet_from=22 * 60, quiet_until=8 * 60, zone="Asia/Shanghai", **facts)


def test_one_line_for_what_happened_with_all_ways_and_reasons() -> None:
    rows: Wishes = {
        "venue:1": [(MAIL, "change"), (("wecom", "Group"), "change")], "event:1": [(MAIL, "change"), (MAIL, "digest:daily")],
        "city:1": [(MAIL, "cancellation")],
    }
    found, _ = would_have(quiet(), rows, [Happened(7, "change", NOON)], {7: {"venue:1", "event:1", "city:1", "artist:1"}})
    assert [(each.at, each.ways, each.because, each.rhythm) for each in found] == [
        (NOON, (MAIL, ("wecom", "Group")), ("event:1", "venue:1"), ""),
    ]


def test_quiet_hours_put_off_and_what_is_urgent_is_not() -> None:
    rows: Wishes = {"venue:1": [(MAIL, "cancellation"), (MAIL, "change")]}
    events_ = [Happened(7, "change", NIGHT), Happened(8, "cancellation", NIGHT, is_urgent=True)]
    found, _ = would_have(quiet(), rows, events_, {7: {"venue:1"}, 8: {"venue:1"}})
    assert [(each.happened.key, each.at, each.waited) for each in found] == [
        (7, datetime(2026, 11, 11, 0, tzinfo=UTC), True), (8, NIGHT, False),
    ]


def test_what_only_a_summary_tells_stands_in_the_next_one() -> None:
    rows: Wishes = {"venue:1": [(MAIL, "digest:weekly")]}
    found, _ = would_have(quiet(digest_minute=480, digest_weekday=3), rows, [Happened(7, "change", NOON)], {7: {"venue:1"}})
    assert [(each.at, each.rhythm) for each in found] == [(datetime(2026, 11, 12, 0, tzinfo=UTC), "digest:weekly")]
    for each in ("reminder:60", "on_sale"):
        assert would_have(quiet(), rows, [Happened(7, each, NOON)], {7: {"venue:1"}}) == ([], 1), "no summary tells it"


def test_reminders_of_dates_that_were() -> None:
    found = reminders({7: NIGHT}, {"reminder:60", "reminder:1440"}, since=NOON, until=NIGHT)
    assert [(each.news, each.at) for each in found] == [("reminder:60", NIGHT - timedelta(hours=1))]


def test_so_many_lines_and_no_more_is_looked_at() -> None:
    rows: Wishes = {"venue:1": [(MAIL, "change")]}
    several = [Happened(key, "change", NOON - timedelta(hours=key)) for key in range(10)]
    found, number = would_have(quiet(), rows, several, {key: {"venue:1"} for key in range(1, 10, 2)}, most=2)
    assert ([each.happened.key for each in found], number) == ([1, 3], 4)


def told(of: int, kind: str, at: datetime, key: str = "") -> None:
    with committing():
        row = Notice(kind=kind, key=key or f"{kind}:{of}", made_at=at, due_at=at, released_at=at, fanned_at=at)
        session.add(row)
        session.flush()
        session.add(Item(notice_id=row.id, performance_id=of, at=at, told=True))


def test_what_others_were_told_is_left_out(client: FlaskClient, app: Flask, now: datetime) -> None:
    date = events.show(starts_at=now + timedelta(days=2))
    who = factories.follower()
    factories.subscription(who, f"event:{date.run.event_id}", ["digest:daily", "change"])
    told(date.id, "change", now - timedelta(days=5))
    for kind in ("digest", "reminder", "announcement", "on_sale"):
        told(date.id, kind, now - timedelta(days=1))
    client.get(urlsplit(doors_links.manage_link(who)).path)
    page = client.get("/en/following/last-month").text
    assert page.count("month__day") == 1
    assert "2026-11-16 12:00</time> · changes" in page


def test_a_page_at_a_time(client: FlaskClient, app: Flask, now: datetime) -> None:
    date = events.show(starts_at=now + timedelta(days=2))
    who = factories.follower()
    factories.subscription(who, f"event:{date.run.event_id}", ["change"])
    for number in range(53):
        told(date.id, "change", now - timedelta(hours=number + 1), key=f"n{number}")
    client.get(urlsplit(doors_links.manage_link(who)).path)
    first = client.get("/en/following/last-month").text
    assert (first.count("month__day"), "?after=50" in first, "The latest" in first) == (50, True, False)
    second = client.get("/en/following/last-month?after=50").text
    assert (second.count("month__day"), "?after=" in second, "The latest" in second) == (3, False, True)
    assert client.get("/en/following/last-month?after=99999999").text.count("month__day") == 0
    assert client.get("/following/last-month?after=x").text.count("month__day") == 50


def test_many_things_followed_are_looked_at_for_a_part_of_the_month_a_page(
    client: FlaskClient, app: Flask, now: datetime
) -> None:
    date = events.show(starts_at=now + timedelta(days=2))
    who = factories.follower()
    for number in range(60):
        factories.subscription(who, f"venue:{number + 1000}", ["change"])
    client.get(urlsplit(doors_links.manage_link(who)).path)
    with committing():
        for number in range(1, 1_003):
            at = now - timedelta(minutes=number)
            row = Notice(kind="change", key=f"n{number}", made_at=at, due_at=at, released_at=at, fanned_at=at)
            session.add(Item(notice=row, performance_id=date.id, at=at, told=True))
    page = client.get("/en/following/last-month").text
    assert "Nothing in these days." in page
    assert "?after=1000" in page
    assert "Nothing in these days." in client.get("/en/following/last-month?after=1000").text


@pytest.mark.both_databases
def test_the_page_says_when_how_and_why(client: FlaskClient, app: Flask, now: datetime, count_queries: CountQueries) -> None:
    date = events.show(starts_at=now - timedelta(days=2))
    who = factories.follower()
    factories.subscription(who, "event:1", ["change", "reminder:60"])
    told(date.id, "change", now - timedelta(days=5))
    told(date.id, "cancellation", now - timedelta(days=4))
    told(date.id, "on_sale", now - timedelta(days=40))
    client.get(urlsplit(doors_links.manage_link(who)).path)
    with count_queries() as counted:
        page = client.get("/en/following/last-month").text
    assert "2026-11-16 12:00</time> · changes" in page
    assert "2026-11-19 11:00</time> · reminder an hour before" in page
    assert page.count("month__day") == 2
    assert "By: E-mail" in page
    assert counted.number == 8


def test_no_more_statements_for_more_dates_and_more_followed(
    client: FlaskClient, app: Flask, now: datetime, count_queries: CountQueries
) -> None:
    who = factories.follower()
    client.get(urlsplit(doors_links.manage_link(who)).path)
    counted_ones = []
    for number in (1, 3):
        for each in range(number):
            date = events.show(f"show-{number}-{each}", starts_at=now + timedelta(days=2))
            factories.subscription(who, f"event:{date.run.event_id}", ["change", "reminder:60"])
            told(date.id, "change", now - timedelta(days=each + 1), key=f"{number}:{each}")
        with count_queries() as counted:
            assert client.get("/en/following/last-month").text.count("month__day") == (1 if number == 1 else 4)
        counted_ones.append(counted.number)
    assert counted_ones == [8, 8]


def test_reach_counts_each_follower_once(app: Flask, now: datetime) -> None:
    date = events.show()
    one, other, off = factories.follower(), factories.follower(), factories.follower()
    factories.subscription(one, f"performance:{date.id}", ["change"])
    factories.subscription(one, "city:310000", ["cancellation"])
    factories.subscription(other, "filter:city=shanghai", ["digest:daily"])
    factories.subscription(off, "city:310000", ["reminder:60"])
    assert reach.reach_of_followers([date.id]).followers == 2
    house = date.venue_id
    assert house
    factories.subscription(off, f"venue:{house}", ["change"])
    assert reach.reach_of_followers([], [house]).followers == 2
