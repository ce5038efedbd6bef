"""Who follows gets a page of what they are told; what was wished by a calendar and could never be told is wished no more."""

from datetime import UTC, datetime

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from core.db import session
from tests.migrations.test_migrations import new_machine
from tests.migrations.test_premieres import table, write

__all__ = ["new_machine"]
AT = datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.fixture
def followers(new_machine: Flask) -> None:
    """One with a page, one with a calendar alone; and what they wished."""
    flask_migrate.upgrade(revision="0015")
    write("notices_follower", [{"id": key, "key": f"k{key}"} for key in (1, 2)], made_at=AT)
    ways = [
        {"follower_id": 1, "channel": "inbox"}, {"follower_id": 1, "channel": "mail"},
        {"follower_id": 2, "channel": "calendar"},
    ]
    write("notices_endpoint", ways, made_at=AT, options={})
    subjects = [{"id": 1, "follower_id": 1, "subject": "performance:7"}, {"id": 2, "follower_id": 2, "subject": "city:310000"}]
    write("notices_subscription", subjects, made_at=AT)
    by_mail = {"subscription_id": 1, "follower_id": 1, "endpoint_id": 2, "subject": "performance:7"}
    on_list = {"subscription_id": 2, "follower_id": 2, "endpoint_id": 3, "subject": "city:310000"}
    write("notices_wish", [by_mail | {"news": each} for each in ("change", "new_dates", "reminder:60")])
    write("notices_wish", [on_list | {"news": each} for each in ("digest:daily", "reminder:60", "organiser", "change")])


@pytest.mark.usefixtures("followers")
def test_everybody_has_a_page_and_calendars_keep_what_they_carry() -> None:
    flask_migrate.upgrade(revision="0016")
    ways, wishes = table("notices_endpoint"), table("notices_wish")
    pages = select(ways.c.follower_id, ways.c.options, ways.c.name).where(ways.c.channel == "inbox")
    assert [tuple(row) for row in session.execute(pages.order_by(ways.c.follower_id))] == [(1, {}, ""), (2, {}, "")]
    found = session.execute(select(wishes.c.endpoint_id, wishes.c.news).order_by(wishes.c.endpoint_id, wishes.c.news)).all()
    assert [tuple(row) for row in found] == [(2, "change"), (2, "reminder:60"), (3, "cancellation"), (3, "change")]
    session.rollback()
    flask_migrate.downgrade(revision="0015")
