"""What a job is. Schedules are code (house.md 11); due work is rows that a job claims."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

# Set when this process is told to end: work that goes on and on looks at it, and leaves the rest to others.
ending = threading.Event()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One kind of work that runs by itself: `run` is called in an application context every `every_s` seconds.

    `child=True` runs it in a child process that ends after `limit_s` seconds; where `is_due` is given, a process is only
    started when that says yes.
    """

    name: str
    run: Callable[[], None]
    every_s: int
    child: bool = False
    limit_s: int = 60
    is_due: Callable[[], bool] | None = None
