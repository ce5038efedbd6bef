"""What the staff's banners need to begin and to end by themselves."""

from core import clock
from core.db import committing
from core.jobs import Job
from notices.services import banners


def show_banners() -> None:
    """Where a banner begins or ends, every public page is made anew; else two statements, and no lock."""
    if banners.is_due(at=clock.now()):
        with committing():
            banners.show_present(at=clock.now())


JOBS = [Job(name="notices.show_banners", run=show_banners, every_s=10)]
