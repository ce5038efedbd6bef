"""Subscribed addresses are pulled as they fall due; a bad one wipes nothing and keeps nobody waiting."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.event import listen, remove

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from core import clock
from core.config import Settings
from core.db import committing, db, session
from core.errors import Refused
from events.models.event import Event
from events.models.intake import Intake, SubscribedSource
from events.models.performance import Performance
from events.services import sources as deeds
from feeds import jobs
from notices.models.delivery import Delivery
from tests.conftest import make_settings
from tests.factories import accounts
from tests.feeds.exports import calendar

NOBODY = Actor(person_id=None)
SHOW = "UID:{}@b\nSUMMARY:长桥 {}\nDTSTART:20261205T113000Z"


class Answers(BaseHTTPRequestHandler):
    """Answers each path as the test says; /slow drips, /asked counts."""

    said: ClassVar[dict[str, tuple[int, bytes]]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("If-None-Match", "")))
        status, body = self.said.get(self.path, (404, b""))
        if self.headers.get("If-None-Match") == '"same"':
            status, body = 304, b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"same"' if self.path == "/tagged" else '"other"')
        self.end_headers()
        for at in range(0, len(body), 20 if self.path == "/slow" else len(body) or 1):
            self.wfile.write(body[at : at + 20] if self.path == "/slow" else body)
            if self.path == "/slow":
                time.sleep(0.05)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(**said: tuple[int, bytes]) -> Iterator[str]:
    Answers.said = {f"/{path}": answer for path, answer in said.items()}
    Answers.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    """Of a site that may ask servers of the test's own."""
    return make_settings(data_folder, database_url, allow_private_fetch=True)


@pytest.fixture
def players(app: Flask) -> Organisation:
    return accounts.organisation("bridge-players")


def source(organisation: Organisation, url: str) -> SubscribedSource:
    row = SubscribedSource(organisation_id=organisation.id, url=url, made_at=clock.now(), next_at=clock.now())
    with committing():
        session.add(row)
    return row


def titles(organisation: Organisation) -> list[str]:
    return list(session.scalars(select(Event.title_zh).where(Event.owner_id == organisation.id).order_by(Event.id)))


def pulled(row: SubscribedSource, *, after: timedelta = timedelta(0)) -> SubscribedSource:
    with clock.standing_still(clock.now() + after):
        jobs.pull_sources()
    session.refresh(row)
    return row


def test_what_is_new_becomes_drafts(players: Organisation) -> None:
    with serving(a=(200, calendar(SHOW.format(1, 1), SHOW.format(2, 2)))) as base:
        row = pulled(source(players, f"{base}/a"))
    assert titles(players) == ["长桥 1", "长桥 2"]
    assert (row.problem, row.dates, row.done_at) == ("", 2, clock.now())
    assert row.next_at == clock.now() + deeds.USUALLY


def test_nothing_is_asked_before_it_is_due(players: Organisation) -> None:
    with serving(a=(200, calendar(SHOW.format(1, 1)))) as base:
        row = pulled(source(players, f"{base}/a"))
        pulled(row)
        assert len(Answers.asked) == 1
        pulled(row, after=deeds.USUALLY)
        assert len(Answers.asked) == 2
    assert len(session.scalars(select(Intake)).all()) == 1, "the same bytes are not read twice"


def test_the_other_side_may_say_that_nothing_changed(players: Organisation) -> None:
    with serving(tagged=(200, calendar(SHOW.format(1, 1)))) as base:
        row = pulled(source(players, f"{base}/tagged"))
        pulled(row, after=deeds.USUALLY)
        assert Answers.asked == [("/tagged", ""), ("/tagged", '"same"')]
    assert row.problem == ""


BAD = {
    "gone": ((404, b""), "status_404"), "broken": ((500, b"oops"), "status_500"),
    "page": ((200, b"<html>Sign in</html>"), "html"),
    "empty": ((200, b""), "empty"), "nothing": ((200, calendar()), "nothing_left"),
    "huge": ((200, b"x" * 3_000_000), "too_large"),
    "half": ((200, calendar(SHOW.format(1, 1))[:-40]), "truncated"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_wipes_nothing(players: Organisation, name: str) -> None:
    answer, problem = BAD[name]
    with serving(a=(200, calendar(SHOW.format(1, 1)))) as base:
        row = pulled(source(players, f"{base}/a"))
        Answers.said = {"/a": answer}
        pulled(row, after=deeds.USUALLY)
    assert titles(players) == ["长桥 1"]
    assert (row.problem, row.failures, row.failing_since) == (problem, 1, clock.now() + deeds.USUALLY)
    assert row.done_at == clock.now()


def test_a_source_that_fails_is_asked_less_often_and_daily_at_last(players: Organisation) -> None:
    gaps = []
    with serving() as base:
        row, at = source(players, f"{base}/gone"), clock.now()
        for _ in range(8):
            with clock.standing_still(at):
                jobs.pull_sources()
            session.refresh(row)
            assert row.next_at is not None
            gaps.append(round((row.next_at - at).total_seconds() / 3600))
            at = row.next_at
        Answers.said = {"/gone": (200, calendar(SHOW.format(1, 1)))}
        with clock.standing_still(at):
            jobs.pull_sources()
        session.refresh(row)
    assert gaps == [1, 2, 4, 8, 16, 24, 24, 24]
    assert (row.failures, row.failing_since, titles(players)) == (0, None, ["长桥 1"])


@contextmanager
def broken_imports() -> Iterator[None]:
    """A database that takes no import."""
    def refuse(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO events_origin"):
            raise RuntimeError("no room")

    listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        remove(db.engine, "before_cursor_execute", refuse)


def test_a_calendar_that_cannot_be_imported_is_said_and_tried_again(players: Organisation) -> None:
    accounts.member(players)
    with serving(tagged=(200, calendar(SHOW.format(1, 1)))) as base:
        row = source(players, f"{base}/tagged")
        with broken_imports():
            pulled(row)
            assert (row.problem, row.failures, row.digest, row.etag) == ("import_failed", 1, "", "")
            assert row.next_at == clock.now() + deeds.LAST_RETRY
            assert titles(players) == []
            pulled(row, after=deeds.LAST_RETRY)
        assert [each.kind for each in session.scalars(select(Delivery))] == ["import_failed"], "once for each calendar"
        pulled(row, after=2 * deeds.LAST_RETRY)
    assert (row.problem, titles(players)) == ("", ["长桥 1"])


def test_a_slow_one_keeps_nobody_waiting(players: Organisation) -> None:
    good = calendar(SHOW.format(1, 1))
    with serving(slow=(200, good), **{f"a{number}": (200, good) for number in range(5)}) as base:
        for number in range(5):
            other = accounts.organisation(f"players-{number}")
            source(other, f"{base}/a{number}")
        source(players, f"{base}/slow")
        started = time.perf_counter()
        jobs.pull_sources()
        assert time.perf_counter() - started < 12
    assert len(session.scalars(select(Performance)).all()) == 6


def test_a_paused_one_is_not_asked(players: Organisation) -> None:
    with serving(a=(200, calendar(SHOW.format(1, 1)))) as base:
        row = source(players, f"{base}/a")
        with committing():
            deeds.pause(row, at=clock.now(), actor=NOBODY)
        pulled(row)
        assert Answers.asked == []
        with committing():
            deeds.pull_now(row, at=clock.now(), actor=NOBODY)
        pulled(row)
        assert len(Answers.asked) == 1


def test_addresses_that_are_not_taken(app: Flask) -> None:
    organisation = accounts.organisation("bridge-players")
    for number in range(deeds.MOST_SOURCES):
        with committing():
            deeds.subscribe(organisation, f"https://calendar.example/{number}.ics", at=clock.now(), actor=NOBODY)
    for url, reason in (("https://calendar.example/1.ics", "known_address"), ("ftp://x.example/", "bad_address"),
                        ("https://calendar.example/more.ics", "too_many_sources")):
        with pytest.raises(Refused, match=reason), committing():
            deeds.subscribe(organisation, url, at=clock.now(), actor=NOBODY)
