"""What is told by the clock alone: reminders and alarms each minute, digests when they are due.

While the outbox is held nobody looks: what fell due meanwhile is found, or passed over, when it is released.
"""

from core import clock
from core.db import committing
from core.jobs import Job
from notices.queries import outbox as queries
from notices.services import digesting, reminding

# So many batches of digests a run; the next run goes on.
ROUNDS = 10


def look() -> None:
    """Write down what fell due since the last look."""
    with committing():
        if queries.held() is None:
            reminding.look(at=clock.now())


def write_digests() -> None:
    """Write the digests that are due, some hundred followers a transaction."""
    for _ in range(ROUNDS):
        with committing():
            number = digesting.write_due(at=clock.now()) if queries.held() is None else 0
        if not number:
            return


JOBS = [
    Job(name="notices.look", run=look, every_s=60), Job(name="notices.write_digests", run=write_digests, every_s=30),
]
