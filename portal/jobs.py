"""Work of this package that runs by itself."""

from core.jobs import Job
from portal import indexing


def make_index() -> None:
    """Make the index of the search where it is missing (an older database) or of an older form."""
    if indexing.needs_rebuild():
        indexing.rebuild()


JOBS = [Job(name="portal.index", run=make_index, every_s=600, child=True, limit_s=900)]
