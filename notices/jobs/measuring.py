"""Figures of the outbox for whoever watches."""

from core import clock
from core.jobs import Job
from core.metrics import OUTBOX_OLDEST_SECONDS, OUTBOX_PARKED
from notices.queries import outbox as queries


def measure() -> None:
    """How long what is due waits, and how much was given up for now."""
    at = clock.now()
    oldest = queries.oldest_due(at)
    OUTBOX_OLDEST_SECONDS.set((at - oldest).total_seconds() if oldest is not None else 0)
    OUTBOX_PARKED.set(queries.parked())


JOBS = [Job(name="notices.measure", run=measure, every_s=30)]
