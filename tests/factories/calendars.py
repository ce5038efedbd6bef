"""Private calendars, and how their clients ask for them."""

from collections.abc import Sequence

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import clock, tokens
from core.db import committing
from feeds.private import fresh_secret
from notices.models.follower import Endpoint, Follower
from notices.services import calendars as deeds
from tests.conftest import SECRET
from tests.factories import following

APPLE = "iOS/17.5 (21F79) dataaccessd/1.0"
GOOGLE = "Google-Calendar-Importer"


def calendar(
    of: Follower | None = None, subjects: Sequence[str] = (), *, name: str = "想看的", alarms: Sequence[int] = ()
) -> tuple[Endpoint, str]:
    """A private calendar (of somebody new without an address unless stated) with these on it, and its secret."""
    owner = of or following.follower(None)
    secret = fresh_secret(SECRET)
    with committing():
        at = clock.now()
        row = deeds.new_calendar(owner, name, tokens.hash_of(secret), at=at)
        deeds.put(row, list(subjects), at=at)
        if alarms:
            deeds.edit(row, name, alarms, at=at)
    return row, secret


def fetch(client: FlaskClient, secret: str, *, agent: str = APPLE, prefix: str = "", **headers: str) -> TestResponse:
    """Ask as a calendar does; what waits for the answer to leave is done afterwards."""
    stated = {"User-Agent": agent} | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"{prefix}/my/{secret}.ics", headers=stated, buffered=True)
