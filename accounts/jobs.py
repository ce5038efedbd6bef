"""Work of this package that runs by itself."""

from accounts.services import forgetting
from core import clock
from core.db import committing
from core.jobs import Job


def forget() -> None:
    """Keep nothing of people longer than is said (accounts/retention.py)."""
    with committing():
        forgetting.forget(at=clock.now())


JOBS = [Job(name="accounts.forget", run=forget, every_s=3600)]
