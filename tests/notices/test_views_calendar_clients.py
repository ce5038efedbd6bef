"""A real client (vdirsyncer) follows a private calendar: before and after a change, a new address, and the end of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core import clock, tokens
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Performance
from events.services import performances as performing
from feeds.private import fresh_secret
from notices.models.follower import Endpoint
from notices.services import calendars as deeds
from tests.conftest import SECRET
from tests.factories import calendars, events
from tests.factories.vdirsyncer import Client, served


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The site at a port of this machine."""
    with served(app) as address:
        yield address


def test_a_real_client_follows_a_list(app: Flask, base: str, tmp_path: Path) -> None:
    off, kept = events.several(2)
    refs = [f"performance:{each.id}" for each in (off, kept)]
    row, secret = calendars.calendar(subjects=refs)
    key = row.id
    client = Client(tmp_path / "client", f"{base}/my/{secret}.ics")
    assert client.sync()
    assert len(client.items()) == 2
    session.rollback()
    assert (session.get_one(Endpoint, key).fetched_at, session.get_one(Endpoint, key).fetched_by) == (clock.now(), "vdirsyncer")
    with committing():
        performing.cancel(session.get_one(Performance, off.id), at=clock.now(), reason=Bilingual("检修", "Repairs"))
        deeds.take_off(session.get_one(Endpoint, key), refs[1:], at=clock.now())
    assert client.sync()
    assert [("STATUS:CANCELLED" in each, "SEQUENCE:1" in each) for each in client.items()] == [(True, True)]

    fresh = fresh_secret(SECRET)
    with committing():
        deeds.give_address(session.get_one(Endpoint, key), tokens.hash_of(fresh), at=clock.now())
    assert not client.sync()
    assert len(client.items()) == 1
    session.rollback()
    assert session.get_one(Endpoint, key).fetched_at is None
    follower = Client(tmp_path / "another", f"{base}/my/{fresh}.ics")
    assert follower.sync()
    with committing():
        deeds.revoke(session.get_one(Endpoint, key), at=clock.now())
    assert not follower.sync()
    assert len(follower.items()) == 1
