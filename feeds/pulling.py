"""Asks a subscribed address and says what came back; knows no row and no session, so that many can be asked at once."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from core.outbound import Fetched, Reason, fetch
from events.models.intake import IntakeKind
from feeds.intake.content import MOST_BYTES
from feeds.receiving import Reading, calendar_read
from venues.places import Places

SECONDS = 20
AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """An address with what it said of itself last."""

    key: int
    url: str
    etag: str
    modified: str
    digest: str

    @property
    def headers(self) -> Mapping[str, str]:
        """What lets the other side say that nothing changed."""
        stated = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {"Accept": "text/calendar, */*;q=0.5"} | {name: value for name, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came back: a problem, nothing new, or a calendar that was read."""

    asked: Asked
    fetched: Fetched
    problem: str = ""
    reading: Reading | None = None
    digest: str = ""


def pull_all(asked: Sequence[Asked], places: Places, *, today: date, allow_private: bool) -> list[Pulled]:
    """Ask several addresses at once, so that a slow one keeps nobody waiting."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda each: pull(each, places, today=today, allow_private=allow_private), asked))


def pull(asked: Asked, places: Places, *, today: date, allow_private: bool) -> Pulled:
    """Ask one address. What is no calendar, or an empty one, is a problem and changes nothing."""
    fetched = fetch(asked.url, limit_bytes=MOST_BYTES, limit_s=SECONDS, headers=asked.headers, allow_private=allow_private)
    if fetched.reason is Reason.UNCHANGED:
        return Pulled(asked, fetched)
    if not fetched.is_done:
        return Pulled(asked, fetched, _problem(fetched))
    digest = sha256(fetched.body).hexdigest()[:40]
    if digest == asked.digest:
        return Pulled(asked, fetched)
    reading = calendar_read(fetched.body, places, today=today, kind=IntakeKind.SOURCE)
    if reading.refused:
        return Pulled(asked, fetched, reading.refused)
    if not reading.listings:
        return Pulled(asked, fetched, "nothing_left")
    return Pulled(asked, fetched, reading=reading, digest=digest)


def _problem(fetched: Fetched) -> str:
    return f"status_{fetched.status}" if fetched.reason is Reason.STATUS else fetched.reason.value
