"""A real client (vdirsyncer) follows a private calendar: before and after a change, a new address, and the end of it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

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

CONFIGURATION = """[general]
status_path = "{folder}/status"
[pair feed]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{folder}/items"
fileext = ".ics"
[storage there]
type = "http"
url = "{address}"
"""


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The site at a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Client:
    """vdirsyncer with a folder of its own, following one address."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "items").mkdir()
        text = CONFIGURATION.format(folder=folder, address=address)
        (folder / "vdirsyncer.conf").write_text(text, encoding="utf-8")
        self._run("discover")

    def _run(self, deed: str) -> int:
        program = str(Path(sys.executable).with_name("vdirsyncer"))
        command = [program, "--config", str(self.folder / "vdirsyncer.conf"), deed]
        return subprocess.run(command, input=b"y\n", capture_output=True, check=False).returncode

    def sync(self) -> bool:
        """Fetch; whether the address answered with a calendar."""
        return self._run("sync") == 0

    def items(self) -> list[str]:
        """What it holds, each item unfolded."""
        return sorted(path.read_text(encoding="utf-8").replace("\r\n ", "") for path in (self.folder / "items").glob("*.ics"))


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
