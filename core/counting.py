"""Counting beside the work: what happened is noted in memory on the request's path and written down every few seconds.

What a process has not written when it is killed with -9 is lost: a few seconds of counts, never anything else.
"""

import atexit
import threading
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from flask import Flask

from core.logs import log

EVERY_S = 5.0
MOST_KEPT = 20_000
Key = TypeVar("Key", bound=Hashable)


class Tally:
    """How often each thing happened since it was last written down. Bounded in keys; safe between threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self.on_first: Callable[[], None] | None = None
        self._counted: dict[Hashable, int] = {}
        self._lock = threading.Lock()

    def add(self, key: Hashable, number: int = 1) -> None:
        """Count; what is new while the tally is full is not counted."""
        with self._lock:
            if key in self._counted or len(self._counted) < self.most:
                self._counted[key] = self._counted.get(key, 0) + number
        if self.on_first is not None:
            first, self.on_first = self.on_first, None
            first()

    def take(self) -> dict[Hashable, int]:
        """Everything counted so far; the tally is empty afterwards."""
        with self._lock:
            taken, self._counted = self._counted, {}
        return taken

    def put_back(self, taken: Mapping[Hashable, int]) -> None:
        """What could not be written down counts on."""
        for key, number in taken.items():
            self.add(key, number)


class Beside:
    """A thread of this process that calls `write` in an application context every few seconds, and once more at its end."""

    def __init__(self, app: Flask, write: Callable[[], None], every_s: float = EVERY_S) -> None:
        self._app, self._write, self._every_s = app, write, every_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="counting", daemon=True)

    def start(self) -> None:
        """Begin; the interpreter's end (SIGTERM to a worker, too) writes what is left."""
        atexit.register(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """Write what is left, and end."""
        atexit.unregister(self.stop)
        self._ended.set()
        self._thread.join(self._every_s)
        self._once()

    def _run(self) -> None:
        while not self._ended.wait(self._every_s):
            self._once()

    def _once(self) -> None:
        try:
            with self._app.app_context():
                self._write()
        except Exception as error:  # noqa: BLE001 - whatever the database says, the site answers and counting goes on
            log.warning("counts not written yet", error=type(error).__name__)


def init_app(app: Flask) -> None:
    """One tally a process."""
    app.extensions["tally"] = Tally()


def tally_of(app: Flask) -> Tally:
    """This process' tally."""
    found: Tally = app.extensions["tally"]
    return found


def write_beside(app: Flask, write: Callable[[], None]) -> None:
    """Let a process that serves write its tally down by itself, from the first count on (a command line never starts it)."""
    tally_of(app).on_first = Beside(app, write).start
