"""The other entrance: every job runs, by itself, in a context; a second scheduler does no harm."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import delete, select

import scheduler
from application import JOBS
from core import clock
from core.config import ROOT
from core.db import committing, session
from core.jobs import Job
from core.metrics import JOBS as RUNS
from core.models import Heartbeat
from feeds.models import FeedEntry
from tests.factories import events

pytestmark = pytest.mark.both_databases


def test_every_job_is_on_the_schedule_under_a_name_of_its_own(app: Flask) -> None:
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    planned = {job.id for job in scheduler.build(app).get_jobs()}
    assert set(names) <= planned
    assert len(planned) == len(names) + 1, "and the heartbeat"
    for job in JOBS:
        package, _, rest = job.name.partition(".")
        assert (ROOT / package / "jobs.py").exists() or (ROOT / package / "jobs").is_dir()
        assert rest
        assert job.every_s > 0
        assert job.limit_s > 0


def test_children_that_go_on_for_long_hold_up_no_tick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each job that runs in a child holds a thread for up to half an hour: not one of those that send and beat."""
    children = [job for job in JOBS if job.child]
    assert len(children) >= 4
    go_on, began, beats = threading.Event(), threading.Semaphore(0), threading.Semaphore(0)

    def long(_app: Flask, _job: Job) -> None:
        began.release()
        go_on.wait(30)

    monkeypatch.setattr(scheduler, "run_in_child", long)
    monkeypatch.setattr(scheduler, "run_here", lambda _app, name, _body: beats.release() if name == "heartbeat" else None)
    schedule = scheduler.build(app)
    for job in schedule.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))  # noqa: TID251 - the schedule asks the real clock
    schedule.start()
    try:
        assert all(began.acquire(timeout=10) for _ in children)
        beat = next(job for job in schedule.get_jobs() if "heartbeat" in job.args)
        beat.modify(next_run_time=datetime.now(UTC))  # noqa: TID251 - as above
        assert beats.acquire(timeout=10)
    finally:
        go_on.set()
        schedule.shutdown()


def test_a_scheduler_is_never_started_by_the_web(app: Flask) -> None:
    text = (ROOT / "application.py").read_text(encoding="utf-8") + (ROOT / "wsgi.py").read_text(encoding="utf-8")
    assert "scheduler" not in text


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_runs_in_an_application_context_without_work(app: Flask, job: Job) -> None:
    job.run()
    job.run()


def test_a_failing_job_does_not_end_the_schedule(app: Flask) -> None:
    seen: list[str] = []

    def fails() -> None:
        seen.append(current_app.name)
        raise RuntimeError

    before = RUNS.labels("planted", "failed")._value.get()
    scheduler.run_here(app, "planted", fails)
    scheduler.run_here(app, "planted", fails)
    assert seen == [app.name] * 2
    assert RUNS.labels("planted", "failed")._value.get() == before + 2


def surroundings(app: Flask, folder: Path) -> dict[str, str]:
    settings = app.extensions["settings"]
    return os.environ | {
        "DATABASE_URL": settings.database_url, "PUBLIC_BASE_URL": settings.public_base_url, "DATA_FOLDER": str(folder),
        "LOG_LEVEL": "WARNING",
    }


def at_once(app: Flask, folder: Path, *names: str) -> None:
    """Run these jobs at once, each in a process of its own; any complaint fails."""
    running = [
        subprocess.Popen(
            [sys.executable, "scheduler.py", name], cwd=ROOT, env=surroundings(app, folder), stderr=subprocess.PIPE, text=True
        )
        for name in names
    ]
    complaints = [process.communicate(timeout=60)[1] for process in running]
    for process, complaint in zip(running, complaints, strict=True):
        assert process.returncode == 0, complaint


def test_schedulers_at_once_render_each_entry_and_repair_each_gap(app: Flask, tmp_path: Path) -> None:
    rows = events.several(6)
    keys = [row.id for row in rows]
    with committing():
        session.execute(delete(FeedEntry).where(FeedEntry.performance_id.in_(keys[:3])))
    session.rollback()
    at_once(app, tmp_path, "feeds.repair", "feeds.render_stale", "feeds.repair", "feeds.render_stale")
    next(job for job in JOBS if job.name == "feeds.render_stale").run()  # what a repair added last
    session.rollback()
    entries = session.scalars(select(FeedEntry)).all()
    assert sorted((entry.performance_id, entry.language) for entry in entries) == sorted(
        (key, language) for key in keys for language in ("en", "zh")
    )
    for entry in entries:
        assert entry.stale_at is None
        assert not entry.is_broken
        assert entry.blob.startswith(b"BEGIN:VEVENT")


def test_an_unknown_job_is_named(app: Flask, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "scheduler.py", "nothing"], cwd=ROOT, env=surroundings(app, tmp_path), capture_output=True, text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "nothing" in answer.stderr


def test_the_process_beats_and_stops_when_told(app: Flask, tmp_path: Path) -> None:
    session.remove()
    process = subprocess.Popen(
        [sys.executable, "scheduler.py"], cwd=ROOT, env=surroundings(app, tmp_path) | {"LOG_LEVEL": "INFO"},
        stderr=subprocess.PIPE, text=True,
    )
    try:
        assert process.stderr is not None
        assert "scheduler started" in process.stderr.readline()
        assert session.scalar(select(Heartbeat.process)) is not None
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0


@contextmanager
def with_a_child(app: Flask, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A scheduler whose child is at work. What it says ends when both have ended: the child speaks through it, too."""
    session.remove()
    process = subprocess.Popen(
        [sys.executable, "tests/factories/long_job.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env=surroundings(app, folder) | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "LOG_LEVEL": "CRITICAL"} | more,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        yield process
    finally:
        process.kill()
        process.__exit__(None, None, None)


def test_a_child_that_is_told_to_end_does_and_the_process_with_it(app: Flask, tmp_path: Path) -> None:
    with with_a_child(app, tmp_path) as process:
        process.terminate()
        said, _ = process.communicate(timeout=10)
        assert (process.returncode, said) == (0, "stopped between two steps\n")


def test_a_child_that_does_not_listen_is_ended(app: Flask, tmp_path: Path) -> None:
    with with_a_child(app, tmp_path, DEAF="1") as process:
        process.terminate()
        said, _ = process.communicate(timeout=10)
        assert (process.returncode, said) == (0, "")


def test_a_second_signal_ends_the_child_at_once(app: Flask, tmp_path: Path) -> None:
    with with_a_child(app, tmp_path, DEAF="1", GRACE="16") as process:
        process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.terminate()
        said, _ = process.communicate(timeout=2)
        assert (process.returncode, said) == (1, "")


def test_a_clock_that_was_set_is_noticed_and_every_job_has_its_turn_at_once(app: Flask) -> None:
    schedule = scheduler.build(app)
    schedule.start(paused=True)
    try:
        jumps = scheduler.Jumps()
        for hours in (-1, 1, 24):
            with clock.standing_still(clock.now() + timedelta(hours=hours)):
                assert jumps.has_jumped()
                assert not jumps.has_jumped()
                scheduler.keep_ticking(schedule)
                assert {job.next_run_time for job in schedule.get_jobs()} == {clock.now()}
            assert jumps.has_jumped()
    finally:
        schedule.shutdown(wait=False)
