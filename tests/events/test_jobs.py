"""Links are asked outside of any transaction; one bad answer hides nothing, and our own line being down says nothing."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock
from core.config import Settings
from core.db import session
from events.jobs import check_links, gather_links
from events.linkstate import State
from events.models.link import CheckedLink
from tests.conftest import make_settings
from tests.factories import events


class Site(BaseHTTPRequestHandler):
    """Answers what its path says: /404, /200, /503."""

    def do_GET(self) -> None:
        """Answer."""
        status = int(self.path.strip("/").partition("/")[0])
        self.send_response(status)
        if "guarded" in self.path:
            self.send_header("cf-mitigated", "challenge")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """A site of somebody else's on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    """This machine's own addresses may be asked."""
    return make_settings(data_folder, database_url, allow_private_fetch=True)


def states() -> dict[str, tuple[State, str]]:
    session.rollback()
    rows = session.scalars(select(CheckedLink))
    return {row.address.rpartition(":")[2].partition("/")[2]: (row.state, row.outcome) for row in rows}


def check(*, hours: float = 0) -> None:
    with clock.standing_still(clock.now() + timedelta(hours=hours)):
        check_links()


def shown(*addresses: str) -> None:
    for number, address in enumerate(addresses):
        events.show(f"show-{number}", starts_at=clock.now() + timedelta(days=30), run_facts={"seller_url": address})
    gather_links()


def test_a_page_that_is_gone_is_dead_at_the_second_check(app: Flask, site: str) -> None:
    shown(f"{site}/404")
    check()
    assert states() == {"404": (State.FAILING, "status 404")}
    check(hours=0.9)
    assert states() == {"404": (State.FAILING, "status 404")}, "not due yet"
    check(hours=1.1)
    assert states() == {"404": (State.DEAD, "status 404")}


def test_what_answers_is_alive_and_left_alone_for_a_day(app: Flask, site: str) -> None:
    shown(f"{site}/200")
    check()
    assert states() == {"200": (State.ALIVE, "done")}
    first = session.scalars(select(CheckedLink.due_at)).one()
    assert first - clock.now() == timedelta(hours=24)


def test_a_guard_before_a_site_is_no_dead_link(app: Flask, site: str) -> None:
    shown(f"{site}/503/guarded")
    for hours in range(0, 24 * 6, 25):
        check(hours=hours)
    assert states() == {"503/guarded": (State.ALIVE, "status 503")}


def test_when_nothing_can_be_reached_our_own_line_is_suspected(app: Flask) -> None:
    shown("https://a.invalid/", "https://b.invalid/", "https://c.invalid/")
    for hours in (0, 1, 2):
        check(hours=hours)
    assert set(session.scalars(select(CheckedLink.state))) == {State.UNCHECKED}


def test_one_name_that_is_gone_is_dead(app: Flask, site: str) -> None:
    shown("https://a.invalid/", f"{site}/200")
    check()
    check(hours=2)
    assert set(session.scalars(select(CheckedLink.state))) == {State.DEAD, State.ALIVE}
