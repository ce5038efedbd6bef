"""Deeds on private calendars: limits, what is followed for them, what ends with them."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from core import clock
from core.db import committing, session
from core.errors import Refused
from events.models.words import Form
from events.queries.calendar import all_performances
from events.queries.selection import Selection
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription
from notices.queries import calendars as queries
from notices.queries.audience import wanted
from notices.services import calendars as deeds
from tests.conftest import CountQueries
from tests.factories import calendars, events, following, venues


def put(row: Endpoint, *refs: str) -> list[str]:
    with committing():
        return deeds.put(session.get_one(Endpoint, row.id), refs, at=clock.now())


def taken_off(row: Endpoint, *refs: str) -> int:
    with committing():
        return deeds.take_off(session.get_one(Endpoint, row.id), refs, at=clock.now())


def subscription(ref: str) -> Subscription:
    session.expire_all()
    return session.query(Subscription).filter_by(subject=ref).one()


def test_what_is_put_on_is_followed_for_changes_and_cancellations(app: Flask) -> None:
    row, _secret = calendars.calendar()
    assert put(row, "performance:1", "performance:2", "performance:1") == ["performance:1", "performance:2"]
    assert put(row, "performance:1") == []
    mine = subscription("performance:1")
    assert mine.is_followed
    assert {(each.endpoint_id, each.news) for each in mine.wishes} == {(row.id, "change"), (row.id, "cancellation")}
    readers = wanted(["performance:1"], ["change"], 0, clock.now())
    assert [each.endpoint.channel for each in readers] == [ChannelCode.CALENDAR]


def test_what_was_followed_by_mail_stays_so(app: Flask) -> None:
    owner = following.follower()
    following.subscription(owner, "performance:1", ["change"])
    row, _secret = calendars.calendar(owner)
    put(row, "performance:1")
    assert len(subscription("performance:1").wishes) == 3
    taken_off(row, "performance:1")
    left = subscription("performance:1")
    assert left.is_followed
    assert [each.endpoint.channel for each in left.wishes] == [ChannelCode.MAIL]


def test_what_nothing_is_wished_of_ends_and_begins_anew(app: Flask, now: datetime) -> None:
    row, _secret = calendars.calendar(subjects=["performance:1"])
    assert taken_off(row, "performance:1") == 1
    assert subscription("performance:1").ended_at is not None
    assert queries.subjects_on(row.id) == []
    with clock.standing_still(now + timedelta(days=1)):
        put(row, "performance:1")
    assert queries.subjects_on(row.id) == ["performance:1"]
    assert subscription("performance:1").is_followed


def test_beginning_anew_brings_no_old_wish_back(app: Flask) -> None:
    owner = following.follower()
    following.subscription(owner, "performance:1", ["change"], ended_at=clock.now())
    row, _secret = calendars.calendar(owner, ["performance:1"])
    assert {each.endpoint_id for each in subscription("performance:1").wishes} == {row.id}


def test_a_list_holds_so_much(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "MOST_ON_ONE", 3)
    monkeypatch.setattr(deeds, "MOST_THINGS", 1)
    row, _secret = calendars.calendar(subjects=["performance:1", "venue:1"])
    with pytest.raises(Refused, match="too_many_things"):
        put(row, "venue:2")
    with pytest.raises(Refused, match="is_full"):
        put(row, "performance:2", "performance:3")
    assert put(row, "performance:2") == ["performance:2"]


def test_a_follower_has_so_many_lists(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "MOST_CALENDARS", 2)
    owner = following.follower(None)
    calendars.calendar(owner)
    calendars.calendar(owner)
    with pytest.raises(Refused, match="too_many_calendars"):
        calendars.calendar(owner)


def test_a_dropped_list_takes_its_wishes_with_it(app: Flask) -> None:
    row, _secret = calendars.calendar(subjects=["performance:1"])
    with committing():
        deeds.drop(session.get_one(Endpoint, row.id), at=clock.now())
    assert session.query(Endpoint).count() == 0
    assert subscription("performance:1").wishes == []


def test_a_revoked_list_hears_of_nothing(app: Flask) -> None:
    row, _secret = calendars.calendar(subjects=["performance:1"])
    with committing():
        deeds.revoke(session.get_one(Endpoint, row.id), at=clock.now())
    assert wanted(["performance:1"], ["change"], 0, clock.now()) == []
    with committing():
        deeds.give_address(session.get_one(Endpoint, row.id), "another", at=clock.now())
    assert len(wanted(["performance:1"], ["change"], 0, clock.now())) == 1


def test_a_fetch_is_noted_once_a_minute_and_makes_no_edit_stale(app: Flask, now: datetime) -> None:
    row, _secret = calendars.calendar()
    version = row.version
    for seconds, by in ((0, "apple"), (59, "google"), (60, "outlook")):
        with committing():
            deeds.note_fetch(row.id, by, at=now + timedelta(seconds=seconds))
    session.expire_all()
    stored = session.get_one(Endpoint, row.id)
    assert (stored.fetched_by, stored.fetched_at, stored.version) == ("outlook", now + timedelta(minutes=1), version)


def test_any_of_several_selections(app: Flask) -> None:
    here, there = venues.venue("here"), venues.venue("there", city="330100")
    one = events.show("one", run_facts={"venue_id": here.id, "city": here.city})
    other = events.show("other", run_facts={"venue_id": there.id, "city": there.city})
    lone = events.show("lone")
    sale = events.moment(lone.run, form=Form.ON_SALE, starts_at=lone.starts_at - timedelta(days=1))
    events.show("out", is_in_scope=False)

    def found(*parts: Selection) -> set[int]:
        chosen = Selection(any_of=parts, forms=tuple(Form))
        return {row.id for row in all_performances(chosen, at=clock.now(), limit=50)}

    assert found(Selection(venue_id=here.id)) == {one.id}
    assert found(Selection(venue_id=here.id), Selection(city="330100")) == {one.id, other.id}
    dates = Selection(performance_ids=(lone.id, sale.id), forms=tuple(Form))
    assert found(dates, Selection(venue_id=here.id)) == {lone.id, sale.id, one.id}
    assert found(Selection(performance_ids=(0,))) == set()
    events.hidden(lone.run.event)
    assert found(dates) == set()


def test_dates_on_lists_in_few_statements(app: Flask, count_queries: CountQueries) -> None:
    rows = events.several(3)
    owner = following.follower(None)
    calendars.calendar(owner, [f"performance:{each.id}" for each in rows])
    calendars.calendar(owner, [f"performance:{rows[0].id}", "venue:1"])
    key, keys = owner.id, {each.id for each in rows}
    with count_queries() as counted:
        assert queries.dates_on_all(key) == keys
    assert counted.number == 1
    assert session.query(Follower).count() == 1
