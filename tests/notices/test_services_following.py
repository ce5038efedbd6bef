"""Following: one follower a mailbox, rhythms kept right, what goes and what stays."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from accounts import signals
from core import clock
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.followable import Subject
from notices.models.delivery import Delivery
from notices.models.follower import Endpoint, Follower, Subscription, Wish
from notices.queries import following
from notices.services import asking, followers, settings, stopping, subscriptions, sweeping
from notices.services.subscriptions import Wanted
from tests.factories import accounts
from tests.factories import following as factories

CITY = Subject(ref="city:310000", name=Bilingual("上海", "Shanghai"))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


def news(row: Subscription) -> dict[int, set[str]]:
    session.expire_all()
    found: dict[int, set[str]] = {}
    for wish in row.wishes:
        found.setdefault(wish.endpoint_id, set()).add(wish.news)
    return found


def test_a_person_becomes_the_follower_with_their_address_and_two_become_one(app: Flask) -> None:
    person = accounts.person("lin@example.org")
    mine = factories.follower(person=person)
    factories.subscription(mine, "city:310000", ["change"])
    bare = factories.follower("lin@example.org")
    factories.subscription(bare, "city:310000", ["cancellation"])
    factories.subscription(bare, "venue:1", ["change"])
    factories.subscription(bare, "venue:2", ["change"], by=factories.way(bare, "calendar", token_hash="x"))
    with committing():
        kept = followers.follower_of_person(person, at=clock.now())
        assert kept.id == mine.id
    assert session.query(Follower).count() == 1
    assert {each.subject for each in session.query(Subscription)} == {"city:310000", "venue:1", "venue:2"}
    assert {each.channel for each in session.query(Endpoint)} == {"mail", "calendar"}
    assert {each.follower_id for each in session.query(Wish)} == {mine.id}
    assert following.subscription_to(mine.id, "city:310000").wishes[0].news == "change"  # type: ignore[union-attr]


def test_an_unconfirmed_wish_stays_unconfirmed_when_the_mailbox_gets_an_account(app: Flask) -> None:
    with committing():
        asking.ask("lin@example.org", CITY, Wanted(), at=clock.now())
    person = accounts.person("lin@example.org")
    with committing():
        mine = followers.follower_of_person(person, at=clock.now())
    row = following.subscription_to(mine.id, CITY.ref)
    assert row
    assert (row.confirmed_at, row.wishes) == (None, [])
    assert following.page_of(mine.id, "", first=0, limit=9) == []


def test_what_is_wanted_by_one_way_leaves_the_others_alone(app: Flask) -> None:
    who = factories.follower()
    mail, robot = factories.way(who), factories.way(who, "wecom", name="Group")
    at = clock.now()
    with committing():
        row = subscriptions.follow(who, CITY.ref, robot, Wanted(("on_sale",)), at=at)
        subscriptions.follow(who, CITY.ref, mail, Wanted(("change", "cancellation")), at=at)
        subscriptions.follow(who, CITY.ref, mail, Wanted(("change", "reminder:60")), at=at)
    assert news(row) == {robot.id: {"on_sale"}, mail.id: {"change", "reminder:60"}}
    with committing():
        subscriptions.choose(row, {mail.id: [], 999: ["change"]}, "en", at=at)
    assert (news(row), row.language) == ({robot.id: {"on_sale"}}, "en")
    with pytest.raises(Refused, match="nothing_wanted"), committing():
        subscriptions.choose(row, {robot.id: []}, "", at=at)


def test_unknown_news_nothing_and_too_much_are_refused(app: Flask) -> None:
    who = factories.follower()
    way = factories.way(who)
    for wanted, reason in ((("reminder:999999",), "unknown_news"), (("change\r\n",), "unknown_news"), ((), "nothing_wanted")):
        with pytest.raises(Refused, match=reason), committing():
            subscriptions.follow(who, CITY.ref, way, Wanted(wanted), at=clock.now())
    with committing():
        session.add_all(
            Subscription(follower_id=who.id, subject=f"venue:{each}", made_at=clock.now(), confirmed_at=clock.now())
            for each in range(subscriptions.MOST_FOLLOWED)
        )
    with pytest.raises(Refused, match="too_many_followed"), committing():
        subscriptions.follow(who, CITY.ref, way, Wanted(), at=clock.now())


def due(who: Follower) -> datetime | None:
    return who.digest_due_at


def test_the_next_digest_follows_what_is_wanted_and_the_clock(app: Flask, now: datetime) -> None:
    who = factories.follower()
    way = factories.way(who)
    with committing():
        row = subscriptions.follow(who, CITY.ref, way, Wanted(("digest:weekly",)), at=now)
    assert due(who) == shanghai("2026-11-26T08:00")
    with committing():
        other = subscriptions.follow(who, "venue:1", way, Wanted(("digest:daily",)), at=now)
    assert due(who) == shanghai("2026-11-22T08:00")
    with committing():
        settings.set_hours(who, settings.Hours(zone="Europe/Berlin", digest_minute=1080), language="en", at=now)
    assert due(who) == shanghai("2026-11-22T01:00")
    with committing():
        subscriptions.pause(other, at=now)
    assert due(who) == shanghai("2026-11-27T01:00")
    with committing():
        subscriptions.unfollow(row, at=now)
    assert due(who) is None
    with committing():
        subscriptions.take_up_again(row, at=now)
    assert due(who) == shanghai("2026-11-27T01:00")
    late = now + timedelta(days=30)
    with committing():
        subscriptions.resume(other, at=late)
    assert due(who) == shanghai("2026-11-27T01:00"), "what is due already is not put off"


def test_hours_that_are_none_are_refused(app: Flask) -> None:
    who = factories.follower()
    for hours, reason in (
        (settings.Hours(zone="Nowhere"), "no_such_zone"), (settings.Hours(digest_minute=1440), "no_such_hour"),
        (settings.Hours(quiet_from=-1, quiet_until=5), "no_such_hour"), (settings.Hours(digest_weekday=7), "no_such_hour"),
    ):
        with pytest.raises(Refused, match=reason), committing():
            settings.set_hours(who, hours, language="zh", at=clock.now())
    with pytest.raises(Refused, match="in_the_past"), committing():
        settings.pause_all(who, at=clock.now(), until=clock.now())


def test_what_nobody_confirmed_and_what_is_long_over_is_forgotten(app: Flask, now: datetime) -> None:
    with committing():
        asking.ask("new@example.org", CITY, Wanted(), at=now)
    kept, gone = factories.follower("kept@example.org"), factories.follower("gone@example.org")
    factories.subscription(kept, CITY.ref)
    factories.subscription(gone, CITY.ref, ended_at=now)
    calendar = factories.follower(None)
    factories.way(calendar, "calendar", token_hash="y")
    known = {"new@example.org", "kept@example.org", "gone@example.org", None}
    for days, forgotten in ((6, set()), (8, {"new@example.org"}), (31, {"new@example.org", "gone@example.org"})):
        with committing():
            sweeping.forget_old(at=now + timedelta(days=days))
        assert {each.mail for each in session.query(Follower)} == known - forgotten


def test_whoever_is_forgotten_leaves_nothing_behind(app: Flask, now: datetime) -> None:
    who = factories.follower("lin@example.org")
    row = factories.subscription(who, CITY.ref)
    with committing():
        stated = {"kind": "change", "follower_id": who.id, "mail": "lin@example.org", "language": "zh"}
        for key, over in (("sent", now), ("waits", None)):
            facts = {"subscriptions": [row.id]}
            session.add(Delivery(key=key, facts=facts, made_at=now, due_at=now, turn_at=now, over_at=over, **stated))
    with committing():
        settings.forget(session.merge(who))
    session.expire_all()
    assert [(each.key, each.mail, each.facts, each.follower_id) for each in session.query(Delivery)] == [("sent", "", {}, None)]
    for table in (Follower, Endpoint, Subscription, Wish):
        assert session.query(table).count() == 0


def test_an_organisation_that_became_part_of_another_is_followed_there(app: Flask, now: datetime) -> None:
    kept, merged = accounts.organisation("kept"), accounts.organisation("merged")
    one, both = factories.follower(), factories.follower()
    factories.subscription(one, f"organiser:{merged.id}")
    factories.subscription(both, f"organiser:{merged.id}")
    factories.subscription(both, f"organiser:{kept.id}", ["change"])
    with committing():
        signals.organisation_merged.send(kept, merged=merged, at=now)
    session.expire_all()
    assert {(each.follower_id, each.subject) for each in session.query(Subscription)} == {
        (one.id, f"organiser:{kept.id}"), (both.id, f"organiser:{kept.id}"),
    }
    assert {each.subject for each in session.query(Wish)} == {f"organiser:{kept.id}"}
    assert {each.news for each in session.query(Wish).filter_by(follower_id=both.id)} == {"change"}


def test_a_person_takes_what_they_follow_along(app: Flask, now: datetime) -> None:
    person = accounts.person("lin@example.org")
    who = factories.follower(person=person)
    factories.subscription(who, CITY.ref, ["change"])
    told = [answer for _receiver, answer in signals.person_exported.send(person, at=now) if "following" in (answer or {})]
    assert told[0]["following"]["subscriptions"][0]["news"] == ["change"]
    with committing():
        stopping.stop("lin@example.org", "*", at=now)
        signals.person_removed.send(session.merge(person), at=now)
    assert session.query(Follower).count() == 0
    assert not following.is_stopped("lin@example.org", "*")


def test_who_ticks_a_letter_again_gets_letters_again(app: Flask, now: datetime) -> None:
    who = factories.follower("lin@example.org")
    mail, robot = factories.way(who), factories.way(who, "wecom", name="Group")
    row = factories.subscription(who, "event:1", ["change"])
    with committing():
        stopping.stop("lin@example.org", "*", at=now)
        subscriptions.choose(session.merge(row), {mail.id: ["change"], robot.id: ["change"]}, "", at=now)
        assert following.is_stopped("lin@example.org", "*"), "nothing of it was asked of the mailbox"
        subscriptions.choose(session.merge(row), {mail.id: ["change", "new_dates"]}, "", at=now)
    assert not following.is_stopped("lin@example.org", "*")
