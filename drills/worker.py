"""A scheduler process as `scheduler.py` starts it, with the trial notices known, the jobs of the notices alone, and a word when
it is up."""

import os
import sys

from flask import Flask

import scheduler
from application import JOBS, create_app
from core.config import Settings
from tests.factories import telling


def made(settings: Settings | None = None) -> Flask:
    """The application, and the trial kind beside all others."""
    app = create_app(settings)
    telling.register_trial()
    return app


def main() -> int:
    """Run until a signal comes."""
    setattr(scheduler, "create_app", made)  # noqa: B010 - a drill builds on to the process as it is
    setattr(scheduler, "JOBS", tuple(job for job in JOBS if job.name.startswith("notices.")))  # noqa: B010 - the same
    began = scheduler.run_here

    def told(app: Flask, name: str, body: object) -> None:
        scheduler.run_here = began
        began(app, name, body)  # type: ignore[arg-type]
        os.write(1, b"up\n")

    scheduler.run_here = told  # the first heartbeat comes right before the schedule starts
    return scheduler.main([])


if __name__ == "__main__":
    sys.exit(main())
