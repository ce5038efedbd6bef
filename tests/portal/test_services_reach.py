"""Daily numbers without anybody in them; a week's hashes die with their key, and only numbers stay."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select

from core import clock, revision
from core.db import committing, session
from portal.models import Follower, Following, ReachCount, ReachSalt
from portal.queries import reach as queries
from portal.reach import Fetched, Happened, Kind, Known, Named, Thing, coarse, digest_of, week_of
from portal.services import reach
from tests.factories import accounts, events

DAY = date(2026, 11, 21)
WEEK = date(2026, 11, 16)


def number_of(model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def fetched(address: str, service: str = "google", week: date = WEEK, slug: str = "the-long-bridge") -> Fetched:
    return Fetched(week, Named(Thing.EVENT, slug), service, address)


def note_followers(*several: Fetched, today: date = DAY) -> None:
    known = queries.known(reach.named_in(several))
    with committing():
        reach.note_followers(several, known, today=today)


def test_numbers_of_a_day_add_up_whoever_writes_them(app: Flask) -> None:
    row = events.show()
    event = Named(Thing.EVENT, "the-long-bridge")
    date_ = Named(Thing.PERFORMANCE, str(row.id))
    gone = Named(Thing.EVENT, "no-such-thing")
    known = queries.known({event, date_, gone})
    for _ in range(2):
        with committing():
            reach.note(
                {Happened(DAY, Kind.VIEW, event): 3, Happened(DAY, Kind.VIEW, date_): 2, Happened(DAY, Kind.VIEW, gone): 9,
                 Happened(DAY, Kind.EMBED, event): 1}, known,
            )
    key = known[event].key
    assert queries.counts_of(Thing.EVENT, key, DAY, DAY) == {(DAY, Kind.VIEW): 10, (DAY, Kind.EMBED): 2}
    assert queries.counts_of(Thing.EVENT, key, DAY + timedelta(days=1), DAY + timedelta(days=9)) == {}


def test_counting_is_no_public_change(app: Flask) -> None:
    events.show()
    before = revision.stored()
    event = Named(Thing.EVENT, "the-long-bridge")
    with committing():
        reach.note({Happened(DAY, Kind.VIEW, event): 1}, queries.known({event}))
    assert revision.stored() == before


def test_services_and_addresses_are_counted_once_a_week(app: Flask) -> None:
    ours = accounts.organisation().id
    events.show(owner_id=ours)
    key = queries.known({Named(Thing.EVENT, "the-long-bridge")})[Named(Thing.EVENT, "the-long-bridge")].key
    note_followers(fetched("192.0.2.1"), fetched("192.0.2.1"), fetched("192.0.2.2"), fetched("192.0.2.1", "apple"))
    note_followers(fetched("192.0.2.2"), fetched("2001:db8:1:2:aaaa::1", "apple"), fetched("2001:db8:1:2:bbbb::9", "apple"))
    so_far = queries.following_so_far(ours, WEEK)
    assert so_far == {Known(Thing.EVENT, key): {"google": 2, "apple": 2, "": 3}}

    with committing():
        assert reach.close_week(WEEK) == 4
    assert queries.following_of_owner(ours, WEEK) == so_far
    assert (number_of(Follower), number_of(ReachSalt)) == (0, 0)
    with committing():
        assert reach.close_week(WEEK) == 0
    assert queries.following_of_owner(ours, WEEK) == so_far


def test_no_address_is_kept(app: Flask) -> None:
    events.show()
    note_followers(fetched("192.0.2.77"))
    row = session.scalars(select(Follower)).one()
    assert "192.0.2.77" not in repr([getattr(row, column.name) for column in Follower.__table__.columns])
    assert len(row.digest) == 24


def test_a_closed_week_takes_no_more(app: Flask) -> None:
    events.show()
    note_followers(fetched("192.0.2.1"))
    with committing():
        reach.close_week(WEEK)
    later = DAY + timedelta(days=7)
    note_followers(fetched("192.0.2.9"), fetched("192.0.2.9", week=week_of(later)), today=later)
    assert session.scalars(select(Follower.week)).all() == [week_of(later)]
    assert queries.weeks_before(week_of(later)) == []
    assert queries.weeks_before(week_of(later) + timedelta(days=7)) == [week_of(later)]


def test_the_same_address_looks_different_in_every_feed_and_week() -> None:
    one, other = Known(Thing.EVENT, 1), Known(Thing.EVENT, 2)
    assert digest_of(b"salt", one, "192.0.2.1") != digest_of(b"salt", other, "192.0.2.1")
    assert digest_of(b"salt", one, "192.0.2.1") != digest_of(b"pepper", one, "192.0.2.1")
    assert digest_of(b"salt", one, "192.0.2.1") == digest_of(b"salt", one, "::ffff:192.0.2.1")


def test_an_address_of_six_is_known_by_its_network() -> None:
    assert coarse("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert coarse("fe80::1%eth0") == "fe80::/64"
    assert coarse("nonsense") == ""


def test_old_numbers_go(app: Flask) -> None:
    events.show()
    event = Named(Thing.EVENT, "the-long-bridge")
    known = queries.known({event})
    with committing():
        reach.note({Happened(DAY, Kind.VIEW, event): 1, Happened(DAY - timedelta(days=801), Kind.VIEW, event): 1}, known)
        session.add(Following(thing=Thing.EVENT, key=1, week=DAY - timedelta(days=900), service="", addresses=1))
    with committing():
        reach.forget_old(today=DAY)
    assert session.scalars(select(ReachCount.day)).all() == [DAY]
    assert number_of(Following) == 0


def test_a_monday_begins_the_week() -> None:
    assert week_of(clock.today()) == WEEK
    assert week_of(WEEK) == WEEK
