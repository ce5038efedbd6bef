"""Notices that are due are settled and written out to their readers."""

from core import clock
from core.db import committing
from core.jobs import Job
from core.logs import log
from core.web import settings
from notices.jobs.owners import EVERY_S, Budget, name_of_a_run
from notices.queries import fanning as queries
from notices.services import fanning

# After so many batches another notice has its turn.
A_SLICE = 20


def fan_out() -> None:
    """Write out what is due, until nothing is or the time is over; one that raises does not hold up the others."""
    owner, budget = name_of_a_run(), Budget()
    while budget.is_left and (key := queries.next_due(clock.now())) is not None:
        with committing():
            is_taken = fanning.take(key, owner, at=clock.now())
        if is_taken:
            _write_out(key, owner, budget)


def _write_out(key: int, owner: str, budget: Budget) -> None:
    try:
        with committing():
            goes_on = fanning.release(key, owner, at=clock.now())
        for _ in range(A_SLICE):
            if not goes_on or not budget.is_left:
                break
            with committing():
                goes_on = fanning.write_batch(key, owner, settings().secret_key, at=clock.now())
    except Exception as error:  # noqa: BLE001 - one notice that cannot be settled or read out must not hold up the others
        log.error("notice cannot be written out", id=key, error=type(error).__name__)
        with committing():
            is_aside = fanning.note_broken(key, owner, type(error).__name__, at=clock.now())
        if is_aside:
            _say_it_ended(key)
        return
    with committing():
        fanning.give_back(key, owner)


def _say_it_ended(key: int) -> None:
    try:
        with committing():
            fanning.say_it_ended(key, at=clock.now())
    except Exception as error:  # noqa: BLE001 - what could not be written can perhaps not be told of either
        log.error("end of a notice cannot be told", id=key, error=type(error).__name__)


JOBS = [Job(name="notices.fan_out", run=fan_out, every_s=EVERY_S)]
