"""Work of this package that runs by itself."""

from datetime import time, timedelta

from flask import Flask

from accounts.access import found
from accounts.queries.proofs import files_named
from accounts.services import files, verification
from core import clock
from core.counting import tally_of, write_beside
from core.db import committing
from core.jobs import Job, ending
from core.logs import log
from core.uploads import sweep
from core.web import settings
from events.queries.pictures import keys_in_use
from portal import indexing, packing
from portal.queries import exports as stored_exports
from portal.queries import reach as queries
from portal.reach import Fetched, Happened, week_of
from portal.services import exports, reach, reports

# A web process may still hold the last seconds of a week.
SETTLES = timedelta(minutes=10)
RECEIPTS_FROM = time(8)

HOUR, DAY = 3_600, 24 * 3_600


def make_index() -> None:
    """Make the index of the search where it is missing (an older database) or of an older form."""
    if indexing.needs_rebuild():
        indexing.rebuild()


def sweep_uploads() -> None:
    """Drop pictures that no listing shows, then the files of this machine that no row names."""
    at = clock.now()
    with committing():
        files.forget_pictures(keys_in_use(), at=at)
    with committing():
        named = files_named()
    sweep(settings().data_folder, named, older_than=at.timestamp() - DAY)


def tell_of_ends() -> None:
    """Tell owners of papers that end soon or have ended."""
    with committing():
        verification.tell_of_ends(at=clock.now())
def count_beside(app: Flask) -> None:
    """Let a process that serves write down what it counted, every few seconds and at its end."""
    write_beside(app, lambda: write_counts(app))


def write_counts(app: Flask) -> None:
    """Write down what this process counted: one short transaction. What cannot be written counts on."""
    taken = tally_of(app).take()
    if not taken:
        return
    happened = {each: number for each, number in taken.items() if isinstance(each, Happened)}
    fetched = [each for each in taken if isinstance(each, Fetched)]
    try:
        known = queries.known(reach.named_in([*happened, *fetched]))
        with committing():
            reach.note(happened, known)
            reach.note_followers(fetched, known, today=clock.today())
    except Exception:
        tally_of(app).put_back(taken)
        raise


def close_weeks() -> None:
    """Count the weeks that are over, and destroy their hashes and keys."""
    for week in queries.weeks_before(week_of(clock.local(clock.now() - SETTLES).date())):
        with committing():
            reach.close_week(week)


def tell_reach() -> None:
    """From Monday morning on: what last week was for each organisation, by mail; nothing where nothing happened."""
    now = clock.local(clock.now())
    this_week = week_of(now.date())
    week = this_week - timedelta(days=7)
    if now < clock.at_local(this_week, RECEIPTS_FROM) or queries.is_receipt_done(week):
        return
    has_more = True
    while has_more:
        with committing():
            has_more = reach.tell_some(week, at=clock.now(), this_week=this_week)


def forget_old_counts() -> None:
    """Drop daily numbers that nobody compares with any more."""
    with committing():
        reach.forget_old(today=clock.today())


def forget_reports() -> None:
    """Empty mail addresses of readers that are not needed any more; drop what is old."""
    with committing():
        reports.forget(at=clock.now())


def is_export_waiting() -> bool:
    """Whether an export waits for a worker."""
    return stored_exports.is_waiting(clock.now(), exports.LEASE)


def make_exports() -> None:
    """Make what was asked for, one after the other."""
    while not ending.is_set():
        with committing():
            key = exports.claim(at=clock.now())
        if key is None:
            return
        make_export(key)


def make_export(key: int) -> None:
    """One claimed export, step by step; what breaks off is tried again, three times at most."""
    try:
        for step in packing.steps(key):
            with committing():
                step()
    except Exception as error:  # noqa: BLE001 - one export that breaks must not hold up the others
        log.error("export broke off", export=key, exc_info=error)
        with committing():
            exports.give_up(found(stored_exports.export_by_key(key)), at=clock.now())


def forget_exports() -> None:
    """Drop archives that are older than a week."""
    with committing():
        keys = exports.forget(at=clock.now())
    packing.drop(keys)


JOBS = [
    Job(name="portal.exports", run=make_exports, every_s=2, child=True, limit_s=1_800, is_due=is_export_waiting),
    Job(name="portal.forget_exports", run=forget_exports, every_s=HOUR),
    Job(name="portal.index", run=make_index, every_s=600, child=True, limit_s=900),
    Job(name="portal.uploads", run=sweep_uploads, every_s=6 * HOUR, child=True, limit_s=600),
    Job(name="portal.papers", run=tell_of_ends, every_s=HOUR),
    Job(name="portal.close_weeks", run=close_weeks, every_s=900),
    Job(name="portal.tell_reach", run=tell_reach, every_s=900),
    Job(name="portal.forget_counts", run=forget_old_counts, every_s=24 * 3600),
    Job(name="portal.forget_reports", run=forget_reports, every_s=24 * 3600),
]
