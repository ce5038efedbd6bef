"""The net below private calendars with a real client (vdirsyncer): who fetched since, who did not, and who is told directly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from core import clock
from core.db import session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.models.follower import Endpoint, Follower
from notices.news import News
from tests.factories import accounts, calendars, changing, events, following, mails, news
from tests.factories.vdirsyncer import Client, served

TOLD = (News.CHANGE.value, News.CANCELLATION.value)
# Who fetched before the change alone, after it as well, never; whose second calendar alone knows it; who has mail for it, too.
STALE, FRESH, NEVER, TWICE, DIRECT = (f"{name}@example.org" for name in ("stale", "fresh", "never", "twice", "direct"))
# What is in the list of whom nothing concerns, or nobody can reach.
OTHER = "other@example.org"


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The site at a port of this machine."""
    with served(app) as address:
        yield address


@dataclass(frozen=True, slots=True)
class Readers:
    """The clients of those who have one."""

    stale: Client
    fresh: Client
    twice: Client


def date_in(hours: float) -> Performance:
    """A date so far ahead, published long ago."""
    with news.later(days=-10):
        owner = accounts.organisation()
        row = events.show(starts_at=clock.now() + timedelta(days=10, hours=hours), owner_id=owner.id)
        events.show("elsewhere", starts_at=clock.now() + timedelta(days=10, hours=hours))
    news.told_long_ago()
    return row


def calendar(mail: str | None, subjects: Sequence[str]) -> tuple[Endpoint, str]:
    """A private calendar of somebody, and its secret."""
    return calendars.calendar(following.follower(mail, language="en"), subjects)


def readers(base: str, folder: Path, ref: str) -> Readers:
    """Everybody, and what their clients hold before anything happens."""

    def client(name: str, secret: str) -> Client:
        made = Client(folder / name, f"{base}/en/my/{secret}.ics")
        assert made.sync()
        assert len(made.items()) == 1
        return made

    secrets = {mail: calendar(mail, [ref])[1] for mail in (STALE, FRESH, NEVER)}
    calendar(None, [ref])
    calendar(OTHER, ["event:2"])
    first, _unused = calendar(TWICE, [ref])
    twice = session.get_one(Follower, first.follower_id)
    _second, secret = calendars.calendar(twice, [ref], name="On the phone")
    direct, _unused = calendar(DIRECT, [ref])
    whose = session.get_one(Follower, direct.follower_id)
    following.subscription(whose, "city:310000", TOLD)
    return Readers(client("stale", secrets[STALE]), client("fresh", secrets[FRESH]), client("twice", secret))


@pytest.mark.parametrize(
    ("hours", "kind", "told"),
    [
        (80, DeedKind.CANCEL, [DIRECT]),
        (60, DeedKind.CANCEL, [DIRECT, NEVER, STALE]),
        (60, DeedKind.MOVE, [DIRECT, NEVER, STALE]),
        (20, DeedKind.CANCEL, [DIRECT, FRESH, NEVER, STALE, TWICE]),
        (20, DeedKind.MOVE, [DIRECT, FRESH, NEVER, STALE, TWICE]),
    ],
)
def test_exactly_whom_the_calendar_may_not_reach_in_time_is_told(
    app: Flask, base: str, tmp_path: Path, hours: float, kind: DeedKind, told: list[str]
) -> None:
    row = date_in(hours)
    key, starts_at = row.id, row.starts_at
    all_of = readers(base, tmp_path, f"performance:{key}")
    known = all_of.stale.items()
    with news.later(minutes=10):
        mine = session.get_one(Performance, key, populate_existing=True)
        changing.done(mine, kind=kind, starts={key: starts_at + timedelta(hours=1)})
    with news.later(minutes=11):
        for client in (all_of.fresh, all_of.twice):
            assert client.sync()
            assert client.items() != known, "the client has it"
        news.tick()
    assert all_of.stale.items() == known
    for minutes in (21, 41, 24 * 60, 3 * 24 * 60):
        news.ticked(minutes=minutes)
    assert sorted(str(each["To"]) for each in mails.mails()) == told
    others = [each for each in news.deliveries(fate="sent") if each.channel != "mail"]
    nobodys = [(each.channel, session.get_one(Follower, each.follower_id).address) for each in others]
    assert nobodys == [("inbox", "")] * (NEVER in told), "of whom no address is known, their page here tells it"
