"""When somebody is told: after their quiet hours, unless that is too late."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from core import clock
from core.db import session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.hours import told_when
from notices.models.follower import Follower
from tests.factories import accounts, events, following, news
from tests.factories.changing import done

NIGHT = datetime(2026, 11, 21, 15, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "moment"),
    [
        ({}, MORNING),
        ({"is_urgent": True}, NIGHT),
        ({"useful_until": MORNING + timedelta(hours=1)}, NIGHT),
        ({"useful_until": MORNING + timedelta(hours=3)}, MORNING),
        ({"told_by": MORNING - timedelta(minutes=1)}, NIGHT),
        ({"told_by": MORNING}, MORNING),
    ],
)
def test_what_can_wait_waits_for_the_morning(facts: dict[str, object], moment: datetime) -> None:
    who = Follower(key="x", made_at=NIGHT, zone="Asia/Shanghai", quiet_from=22 * 60, quiet_until=8 * 60)
    assert told_when(who, NIGHT, **{"is_urgent": False, "useful_until": None} | facts) == moment  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [DeedKind.MOVE, DeedKind.CANCEL])
@pytest.mark.parametrize(("hours", "told"), [(31, 1), (33, 0)])
def test_quiet_hours_hold_nothing_back_beyond_a_day_before_the_start(
    app: Flask, kind: DeedKind, hours: int, told: int
) -> None:
    """It is noon; quiet until 20:00."""
    with news.later(days=-10):
        key = events.show(
            starts_at=clock.now() + timedelta(days=10, hours=hours), owner_id=accounts.organisation().id
        ).id
    news.told_long_ago()
    who = following.follower("reader@example.org", quiet_from=11 * 60, quiet_until=20 * 60)
    following.subscription(who, f"performance:{key}")
    row = session.get_one(Performance, key)
    done(row, kind=kind, starts={key: row.starts_at + timedelta(hours=1)})
    assert len(news.ticked(minutes=31)) == told
    assert len(news.ticked(hours=8, minutes=1)) == 1
