"""Work of this package that runs by itself."""

from core import clock
from core.db import committing
from core.jobs import Job
from core.web import settings
from feeds import queries, services
from feeds.store import copies

BATCHES_A_RUN = 20


def render_stale() -> None:
    """Render waiting entries in batches, so that a feed asked later finds them ready; repair missing ones."""
    for _ in range(BATCHES_A_RUN):
        keys = queries.any_stale_keys()
        if not keys:
            break
        with committing():
            services.render(keys)


def repair() -> None:
    """Give an entry to every performance that lacks one."""
    missing = queries.performances_without_entry()
    if missing:
        with committing():
            services.ensure_entries(missing, at=clock.now())


def prune() -> None:
    """Keep snapshots and copies on disk within their bounds."""
    copies().prune()
    forgotten = 1
    while forgotten:
        with committing():
            forgotten = services.forget_snapshots(settings().feed_snapshots)


JOBS = [
    Job(name="feeds.render_stale", run=render_stale, every_s=10),
    Job(name="feeds.repair", run=repair, every_s=3600, child=True, limit_s=300),
    Job(name="feeds.prune", run=prune, every_s=300),
]
