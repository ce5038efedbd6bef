"""Work of this package that runs by itself."""

from accounts.queries.proofs import files_named
from accounts.services import files, verification
from core import clock
from core.db import committing
from core.jobs import Job
from core.uploads import sweep
from core.web import settings
from events.queries.pictures import keys_in_use
from portal import indexing

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


JOBS = [
    Job(name="portal.index", run=make_index, every_s=600, child=True, limit_s=900),
    Job(name="portal.uploads", run=sweep_uploads, every_s=6 * HOUR, child=True, limit_s=600),
    Job(name="portal.papers", run=tell_of_ends, every_s=HOUR),
]
