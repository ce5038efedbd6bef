"""What a drill stands on: a database of its own, a mail server, workers that can be killed, a clock that can be moved."""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import flask_migrate
from sqlalchemy import func
from sqlalchemy import select as query

from core.config import ROOT, read_settings
from core.db import db, session
from drills import worker
from drills.sink import Sink
from notices.models.delivery import Delivery
from tests import databases

ENGINES = ("sqlite", "postgresql")
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
BYTECODE = Path(tempfile.gettempdir()) / "deltawindow-drills-bytecode"
SECRET = "a key of the drills alone, long enough"
START_S = 90.0


class Worker:
    """One scheduler process."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        self.began, self._log = time.monotonic(), log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "drills.worker"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=file
            )
        self.took = 0.0

    def wait_until_up(self) -> None:
        """Until its schedule starts; `took` is then how long that was, seconds."""
        pipe = self.process.stdout
        assert pipe is not None
        if not select.select([pipe], [], [], START_S)[0] or not pipe.readline():
            raise RuntimeError(f"a worker did not start: {self._log.read_text(encoding='utf-8')[-2000:]}")
        self.took = time.monotonic() - self.began

    def send(self, number: signal.Signals) -> None:
        """A signal."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    def end(self) -> None:
        """Kill it, whatever it does, and wait."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


class Rig:
    """One drill's own world; everything in it ends with it."""

    def __init__(self, folder: Path, url: str, sink: Sink, scale: float) -> None:
        self.folder, self.url, self.sink, self.scale = folder, url, sink, scale
        self.random = random.Random(20261121)
        self.workers: list[Worker] = []
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        # Whoever is killed often should not compile our modules each time.
        self.environ = kept | _environ(folder, url, sink.address) | {"PYTHONPYCACHEPREFIX": str(BYTECODE)}

    def number(self, full: int, least: int = 1) -> int:
        """So many at the scale of this run."""
        return max(least, round(full * self.scale))

    # --- processes ---

    def start(self, *, waits: bool = True, port: int = 0) -> Worker:
        """One more worker; one that sends by a port of its own can be told by it."""
        own = {"MAIL_SERVER": f"smtp://127.0.0.1:{port}"} if port else {}
        made = Worker(self.environ | own, self.folder / "workers.log")
        self.workers.append(made)
        if waits:
            made.wait_until_up()
        return made

    def end(self, one: Worker) -> None:
        """Kill one."""
        self.workers.remove(one)
        one.end()

    def end_all(self) -> None:
        """Kill every worker."""
        for each in list(self.workers):
            self.end(each)

    # --- the clock of the workers ---

    def fake_clock(self, shift: float = 0.0) -> bool:
        """Workers that start from here on have a clock that can be moved; False where libfaketime is missing."""
        if not FAKETIME.exists():
            return False
        self.move_clock(shift)
        self.environ |= {
            "LD_PRELOAD": str(FAKETIME), "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1",
            "FAKETIME_TIMESTAMP_FILE": str(self.folder / "clock"), "PYTHONPATH": str(ROOT / "drills" / "clockless"),
        }
        return True

    def move_clock(self, shift: float) -> None:
        """The workers' wall clock is so many seconds ahead of ours."""
        draft = self.folder / "clock.new"
        draft.write_text(f"{shift:+.0f}\n", encoding="ascii")
        draft.replace(self.folder / "clock")
        self.sink.shift = shift

    # --- what stands in the database ---

    def open_rows(self) -> int:
        """Deliveries that are not over."""
        session.rollback()
        return session.scalar(query(func.count()).select_from(Delivery).where(Delivery.over_at.is_(None))) or 0

    def fates(self) -> dict[str, int]:
        """How many deliveries ended how."""
        session.rollback()
        rows = session.execute(query(Delivery.fate, func.count()).group_by(Delivery.fate))
        return {str(fate): number for fate, number in rows}


def wait_for(what: Callable[[], bool], seconds: float, every: float = 0.05) -> float | None:
    """Seconds until it was so; None where it never was."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if what():
            return time.monotonic() - began
        time.sleep(every)
    return None


def _environ(folder: Path, url: str, mail_server: str = "") -> dict[str, str]:
    return {
        "DATA_FOLDER": str(folder), "DATABASE_URL": url, "SECRET_KEY": SECRET, "MAIL_SERVER": mail_server,
        "PUBLIC_BASE_URL": "http://127.0.0.1:8950", "LOG_LEVEL": "CRITICAL", "ALLOW_PRIVATE_FETCH": "1",
    }


class Grounds:
    """The databases of one run: migrated once an engine, copied for each drill."""

    def __init__(self, stack: ExitStack, scale: float) -> None:
        self._stack, self.scale = stack, scale
        self._copies: dict[str, databases.SqliteCopies | databases.PostgresCopies] = {}

    def _of(self, engine: str) -> databases.SqliteCopies | databases.PostgresCopies:
        if engine not in self._copies:
            folder = self._folder()
            if engine == "sqlite":
                self._copies[engine] = databases.SqliteCopies(folder, _migrated)
            else:
                server = self._stack.enter_context(databases.postgres_server())
                copies = databases.PostgresCopies(server, "drills", _migrated)
                self._stack.callback(copies.end)
                self._copies[engine] = copies
        return self._copies[engine]

    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="deltawindow-drill-"))
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder

    @contextmanager
    def rig(self, engine: str) -> Iterator[Rig]:
        """A fresh world, an application's context pushed in this process."""
        folder = self._folder()
        with self._of(engine).fresh(folder) as url, Sink() as sink:
            made = Rig(folder, url.replace("postgresql://", "postgresql+psycopg://", 1), sink, self.scale)
            app = worker.made(read_settings(made.environ))
            try:
                with app.app_context():
                    yield made
            finally:
                made.end_all()
                with app.app_context():
                    session.remove()
                    db.engine.dispose()


def _migrated(url: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="deltawindow-drill-"))
    app = worker.made(read_settings(_environ(folder, url)))
    with app.app_context():
        flask_migrate.upgrade()
        session.remove()
        db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)
