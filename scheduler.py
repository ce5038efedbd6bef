"""The other entrance: one process kind that runs every Job and serves nothing. Any number may run; claims decide."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from application import JOBS, create_app
from core import clock
from core.db import committing, session
from core.health import beat
from core.jobs import Job, ending
from core.logs import log
from core.metrics import JOBS as RUNS

BEAT_SECONDS = 10
# How often the clock is looked at, and what counts as set rather than drifted.
WATCH_SECONDS = 1.0
JUMP_SECONDS = 3.0
# So many jobs run at the same time beside those in children, most for milliseconds; a few wait for what others answer.
TICKS = 8
CHILDREN = "children"
# A process manager kills after 25 s (docs/operations.md 1). A child has this part of it to come to a good end.
END_SECONDS = 17.0
CHILD_SECONDS = 12.0
# Those that run now: whoever ends this process ends them, too.
_children: set[subprocess.Popen[bytes]] = set()


def run_here(app: Flask, name: str, body: Callable[[], None]) -> None:
    """Run one job in this process; a failure is logged and counted, never the end of the schedule."""
    with app.app_context():
        try:
            body()
            RUNS.labels(name, "done").inc()
        except Exception as error:  # noqa: BLE001 - whatever a job raises, the schedule goes on
            RUNS.labels(name, "failed").inc()
            log.error("job failed", job=name, exc_info=error)
        finally:
            session.remove()


def run_in_child(app: Flask, job: Job) -> None:
    """Run one job in a process of its own that ends after the job's limit; no process is started where nothing is due."""
    due: list[bool] = []
    if job.is_due is not None:
        run_here(app, job.name, lambda: due.append(job.is_due is None or job.is_due()))
        if not any(due):
            return
    if ending.is_set():
        return
    try:
        with subprocess.Popen([sys.executable, __file__, job.name]) as child:
            problem = _problem_of(child, job.limit_s)
    except OSError as error:
        problem = type(error).__name__
    if problem and not ending.is_set():
        RUNS.labels(job.name, "failed").inc()
        log.error("job failed", job=job.name, error=problem)


def _problem_of(child: "subprocess.Popen[bytes]", limit_s: float) -> str:
    """How a child ended, empty where all was well; after its limit it is killed."""
    _children.add(child)
    try:
        code = child.wait(limit_s)
    except subprocess.TimeoutExpired as error:
        child.kill()
        return type(error).__name__
    finally:
        _children.discard(child)
    return f"exit {code}" if code else ""


def _tell_children(number: signal.Signals) -> None:
    for child in tuple(_children):
        child.send_signal(number)


def _beat(process: str) -> None:
    with committing():
        beat(process)


def build(app: Flask) -> BackgroundScheduler:
    """The schedule of all jobs; ticks that were missed count once."""
    schedule = BackgroundScheduler(
        timezone=ZoneInfo("Asia/Shanghai"),
        # A child may go on for half an hour: none of the ticks waits for a thread that looks after one.
        executors={"default": ThreadPoolExecutor(TICKS), CHILDREN: ThreadPoolExecutor(max(sum(job.child for job in JOBS), 1))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    name = f"{socket.gethostname()}:{os.getpid()}"
    schedule.add_job(run_here, "interval", seconds=BEAT_SECONDS, args=[app, "heartbeat", partial(_beat, name)])
    for job in JOBS:
        body = partial(run_in_child, app, job) if job.child else partial(run_here, app, job.name, job.run)
        schedule.add_job(body, "interval", seconds=job.every_s, id=job.name, executor=CHILDREN if job.child else "default")
    return schedule


class Jumps:
    """Notices when the wall clock was set: the schedule counts by it, and would stand still for as long as it went back."""

    def __init__(self) -> None:
        self._offset = self._now()

    @staticmethod
    def _now() -> float:
        return clock.now().timestamp() - time.monotonic()

    def has_jumped(self) -> bool:
        """Whether the clock was set since the last question."""
        offset, before = self._now(), self._offset
        self._offset = offset
        return abs(offset - before) > JUMP_SECONDS


def keep_ticking(schedule: BackgroundScheduler) -> None:
    """After the clock was set every job has its next turn at once, and from then on as before (quality.md 4.3, D8)."""
    for job in schedule.get_jobs():
        job.modify(next_run_time=clock.now())


def _on_signal(*_: object) -> None:
    """The first one lets what is going on end; the second one does not."""
    if ending.is_set():
        _tell_children(signal.SIGKILL)
        os._exit(1)
    ending.set()


def _on_signal_in_child(*_: object) -> None:
    """It comes to a good end, or is killed by whoever started it; a process manager may tell it, too, so that one more says
    nothing new."""
    ending.set()


def _end(schedule: BackgroundScheduler) -> int:
    """Wait for the jobs that run, though not for ever: what a claim holds is free again once its lease is over."""
    for job in schedule.get_jobs():
        job.remove()
    _tell_children(signal.SIGTERM)
    waiting = threading.Thread(target=schedule.shutdown, kwargs={"wait": True}, daemon=True)
    waiting.start()
    waiting.join(CHILD_SECONDS)
    _tell_children(signal.SIGKILL)
    waiting.join(END_SECONDS - CHILD_SECONDS)
    if waiting.is_alive():
        log.warning("ended while a job was running")
        sys.stderr.flush()
        os._exit(0)
    return 0


def _listen(heard: Callable[..., None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, heard)


def main(arguments: list[str]) -> int:
    """Run the schedule until a signal comes, or the one job named (as a child process does)."""
    app = create_app()
    if arguments:
        wanted = next((job for job in JOBS if job.name == arguments[0]), None)
        if wanted is None:
            print(f"no job is called {arguments[0]!r}", file=sys.stderr)
            return 2
        _listen(_on_signal_in_child)
        with app.app_context():
            wanted.run()
        return 0
    _listen(_on_signal)
    schedule = build(app)
    run_here(app, "heartbeat", partial(_beat, f"{socket.gethostname()}:{os.getpid()}"))
    schedule.start()
    log.info("scheduler started", jobs=[job.name for job in JOBS])
    jumps, a_while = Jumps(), threading.Event()
    # Not by `ending` itself: the signal's handler runs in this thread, and would wait for ever for a lock that it holds.
    while not ending.is_set():
        a_while.wait(WATCH_SECONDS)
        if jumps.has_jumped():
            log.warning("the clock was set")
            keep_ticking(schedule)
    return _end(schedule)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
