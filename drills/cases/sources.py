"""Subscribed calendars of which one is bad: D20."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from sqlalchemy import func, select

from core import clock
from core.db import committing, session
from drills.rig import Grounds
from drills.table import Table
from events.models.event import Event
from events.models.intake import SubscribedSource
from events.services.sources import LAST_RETRY, USUALLY
from feeds import jobs
from tests.factories import accounts
from tests.feeds.exports import calendar

SOURCES = 20
SHOW = "UID:{0}@drill\nSUMMARY:长桥 {0}\nDTSTART:20271205T113000Z"
HUGE = 64 * 2**20
FAULTS: Mapping[str, tuple[int, bytes]] = {
    "slow": (200, b""), "dripping": (200, b"BEGIN:VCALENDAR\n" * 4_000), "huge": (200, b"X" * 1024),
    "500": (500, b"sorry"), "404": (404, b""), "HTML": (200, b"<!doctype html><p>Welcome"),
    "empty": (200, b""), "no events": (200, b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"),
}


class Answers(BaseHTTPRequestHandler):
    """Calendars at /0 … /19; one of them is as bad as `fault` says."""

    fault: ClassVar[str] = ""
    round: ClassVar[int] = 0

    def do_GET(self) -> None:
        """Answer."""
        number = int(self.path.strip("/"))
        if number == 0 and self.fault:
            status, body = FAULTS[self.fault]
            self._badly(status, body)
        else:
            self._say(200, calendar(SHOW.format(number), SHOW.format(f"{number} ({self.round})")))

    def _badly(self, status: int, body: bytes) -> None:
        if self.fault == "slow":
            time.sleep(60)
        elif self.fault == "dripping":
            self._head(status, len(body))
            for at in range(0, len(body), 8):
                self.wfile.write(body[at : at + 8])
                time.sleep(0.1)
        elif self.fault == "huge":
            self._head(status, HUGE)
            for _ in range(HUGE // len(body)):
                self.wfile.write(body)
        else:
            self._say(status, body)

    def _head(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _say(self, status: int, body: bytes) -> None:
        self._head(status, len(body))
        self.wfile.write(body)

    def handle(self) -> None:
        """Whoever has heard enough goes away; that is no news."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def _serving() -> Iterator[str]:
    Answers.fault, Answers.round = "", 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    server.block_on_close = False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def d20(grounds: Grounds, engine: str, table: Table) -> None:
    """One of twenty sources is slow, dripping, huge, broken, gone, a web page, or empty."""
    with grounds.rig(engine), _serving() as base, clock.standing_still(clock.now()):
        houses = [accounts.organisation(f"house-{each}").id for each in range(SOURCES)]
        with committing():
            session.add_all(
                SubscribedSource(organisation_id=house, url=f"{base}/{each}", made_at=clock.now(), next_at=clock.now())
                for each, house in enumerate(houses)
            )
        alone = _pulled()
        before = _events(houses[0])
        table.exactly("events after the first round", session.scalar(select(func.count()).select_from(Event)), 2 * SOURCES)
        table.note("a round without a fault", f"{alone:.1f} s")
        at = clock.now()
        for fault in FAULTS:
            at += LAST_RETRY + USUALLY
            Answers.fault, Answers.round = fault, Answers.round + 1
            with clock.standing_still(at):
                took = _pulled()
                late = round(took - alone, 1)
                table.most(f"{fault}: the others are later by", late, USUALLY.total_seconds() / 10, " s")
                others = [row for row in _rows() if row.organisation_id != houses[0]]
                are_new = all(row.done_at == at and not row.problem for row in others)
                table.true(f"{fault}: all others were read", are_new)
                bad = next(row for row in _rows() if row.organisation_id == houses[0])
                table.true(f"{fault}: it is said at the source", bool(bad.problem), bad.problem)
            table.exactly(f"{fault}: what stood stands", _events(houses[0]), before)
        _backs_off(table, at, houses[0])
        session.rollback()


def _pulled() -> float:
    began = time.monotonic()
    jobs.pull_sources()
    session.rollback()
    return time.monotonic() - began


def _rows() -> list[SubscribedSource]:
    session.rollback()
    return list(session.scalars(select(SubscribedSource).order_by(SubscribedSource.id)))


def _events(house: int) -> list[str]:
    return list(session.scalars(select(Event.title_zh).where(Event.owner_id == house).order_by(Event.id)))


def _backs_off(table: Table, at: Any, house: int) -> None:
    gaps: list[timedelta] = []
    Answers.fault = "500"
    for _ in range(8):
        row = next(row for row in _rows() if row.organisation_id == house)
        gaps.append(row.next_at - at)
        at = row.next_at
        with clock.standing_still(at):
            _pulled()
    table.exactly("it is asked daily at last", gaps[-1], timedelta(days=1))


DRILLS = {"D20": d20}
