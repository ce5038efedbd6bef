"""What is told by the clock alone: reminders and alarms each minute, digests when they are due."""

from core import clock
from core.db import committing
from core.jobs import Job
from notices.services import digesting, reminding

# So many batches of digests a run; the next run goes on.
ROUNDS = 10


def look() -> None:
    """Write down what fell due since the last look."""
    with committing():
        reminding.look(at=clock.now())


def write_digests() -> None:
    """Write the digests that are due, some hundred followers a transaction."""
    for _ in range(ROUNDS):
        with committing():
            number = digesting.write_due(at=clock.now())
        if not number:
            return


JOBS = [
    Job(name="notices.look", run=look, every_s=60), Job(name="notices.write_digests", run=write_digests, every_s=30),
]
