"""`python -m bench.notices`: letters to a sink on this machine with two schedulers, and a notice written out to many.

SQLite, a fresh folder. The first figure is from the moment the notice is due until the last letter was taken, the start of the
schedulers included; each letter is the trial template with its links, text and HTML.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import delete, func, select, update

from application import create_app
from bench import data
from bench.servers import ADDRESS, ROOT
from core import clock
from core.config import read_settings
from core.db import committing, session
from notices.jobs import fanning, sending
from notices.models.delivery import Delivery
from notices.models.follower import Follower
from notices.models.notice import Notice
from notices.queries import fanning as turns
from notices.services import sending as claims
from tests.factories import telling

LETTERS, LETTERS_LIMIT_S = 10_000, 60
ROWS, ROWS_LIMIT_S = 100_000, 20
ONE_LIMIT_MS = 50
WORKERS = 2


@contextmanager
def sink() -> Iterator[tuple[int, "Sink"]]:
    """A mail server of its own process; its port and how to ask it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sink"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), Sink(process.stdin, process.stdout)
    finally:
        process.kill()
        process.wait()


class Sink:
    """How many letters came, and how many different ones."""

    def __init__(self, asks: IO[str], answers: IO[str]) -> None:
        self._asks, self._answers = asks, answers

    def counted(self) -> tuple[int, int]:
        """Ask."""
        self._asks.write("\n")
        self._asks.flush()
        found = json.loads(self._answers.readline())
        return found["letters"], found["different"]


@contextmanager
def schedulers(number: int, environ: dict[str, str]) -> Iterator[None]:
    """So many, until the block ends."""
    env = os.environ | environ
    running = [subprocess.Popen([sys.executable, "-m", "bench.worker"], cwd=ROOT, env=env) for _ in range(number)]
    try:
        yield
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait(timeout=30)


def letters(folder: Path, number: int) -> float:
    """Seconds until so many letters were taken."""
    with sink() as (port, counter):
        environ = {"MAIL_SERVER": f"smtp://127.0.0.1:{port}", "DATA_FOLDER": str(folder), "PUBLIC_BASE_URL": ADDRESS}
        environ |= {"LOG_LEVEL": "ERROR", "DATABASE_URL": ""}
        began = time.perf_counter()
        with schedulers(WORKERS, environ):
            while (came := counter.counted())[1] < number:
                time.sleep(0.1)  # asked, not waited for: the sink counts by itself
            took = time.perf_counter() - began
        twice = came[0] - came[1]
    print(f"  {number:,} letters with {WORKERS} schedulers in {took:.1f} s of {LETTERS_LIMIT_S}: {number / took:.0f} a second; "
          f"{twice} twice")
    return took


def rows(number: int) -> float:
    """Seconds until a notice was written out to so many."""
    key = telling.notice().id
    seen: list[int] = []
    began = time.perf_counter()
    while True:
        fanning.fan_out()
        session.rollback()
        written, done = session.execute(select(Notice.readers, Notice.fanned_at).where(Notice.id == key)).one()
        seen.append(written)
        if done is not None:
            break
    took = time.perf_counter() - began
    assert session.scalar(select(func.count()).where(Delivery.notice_id == key)) == number
    progress = ", ".join(f"{each:,}" for each in seen)
    print(f"  {number:,} rows written out in {took:.1f} s of {ROWS_LIMIT_S}; progress seen: {progress}")
    return took


def idle() -> float:
    """Milliseconds of a tick with nothing due, among rows that are due later."""
    with committing():
        session.execute(update(Delivery).values(due_at=clock.now() + timedelta(hours=8)))
    began = time.perf_counter()
    for _ in range(50):
        fanning.fan_out()
        sending.send_due()
    took = (time.perf_counter() - began) / 50 * 1000
    print(f"  a tick with nothing due, {ROWS:,} rows due later: {took:.2f} ms")
    return took


def one_among_many() -> float:
    """Milliseconds of what a tick does with one row that is due among those that are due later: what is taken, and where an
    organisation's next one would stand."""
    at = clock.now()
    with committing():
        key = session.scalar(select(func.min(Delivery.id)))
        session.execute(update(Delivery).where(Delivery.id == key).values(due_at=at, turn_at=at + timedelta(hours=9)))
    assert key is not None
    owner = session.scalar(select(Delivery.organisation_id).where(Delivery.id == key))
    began = time.perf_counter()
    for _ in range(50):
        with committing():
            assert list(claims.claim("bench", at=at)) == [key]
            assert list(claims.claim("bench", at=at)) == []
            claims.give_back([key], "bench")
        turns.latest_turn(owner, at)
    took = (time.perf_counter() - began) / 50 * 1000
    print(f"  a tick with one row due, {ROWS:,} due later: {took:.2f} ms of {ONE_LIMIT_MS}")
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--rows", type=int, default=ROWS)
    chosen = parser.parse_args()
    measure(chosen.letters, chosen.rows)


def measure(number_of_letters: int = LETTERS, number_of_rows: int = ROWS) -> None:
    """Both figures, in a folder that is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="deltawindow-notices-"))
    try:
        data.flask(folder, "db", "upgrade")
        stated = {"DATA_FOLDER": str(folder), "LOG_LEVEL": "ERROR", "PUBLIC_BASE_URL": ADDRESS}
        with create_app(read_settings(stated)).app_context():
            telling.register_trial()
            telling.followers(number_of_letters)
            telling.notice()
            session.remove()
            letters(folder, number_of_letters)
            with committing():
                session.execute(delete(Delivery))
                session.execute(delete(Follower))
            telling.followers(number_of_rows)
            rows(number_of_rows)
            idle()
            assert one_among_many() < ONE_LIMIT_MS
            session.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
