"""Nothing is kept longer than is said."""

from core import clock
from core.db import committing
from core.jobs import Job
from notices.services import browsers, outbox, sweeping


def forget() -> None:
    """Keep no address and no notice longer than is said (accounts/retention.py)."""
    with committing():
        outbox.forget_old(at=clock.now())
    with committing():
        sweeping.forget_old(at=clock.now())
    with committing():
        browsers.forget_old(at=clock.now())
    with committing():
        sweeping.forget_notices(at=clock.now())


JOBS = [Job(name="notices.forget", run=forget, every_s=3600)]
