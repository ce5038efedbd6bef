"""A scheduler whose one job is a child process that says "at work" and goes on: until it is told to end, or ("deaf") for a
minute whatever it is told. Run by tests as a process of its own."""

import os
import sys
import threading

import scheduler
from core.jobs import Job, ending


def work() -> None:
    """Say so, and go on."""
    os.write(1, b"at work\n")
    waits_for = threading.Event() if "DEAF" in os.environ else ending
    waits_for.wait(60)
    os.write(1, b"stopped between two steps\n")


def main() -> int:
    """Run until a signal comes; or the job, as the child that this starts."""
    setattr(scheduler, "JOBS", (Job(name="trial.long", run=work, every_s=1, child=True, limit_s=600),))  # noqa: B010 - a trial job
    setattr(scheduler, "__file__", __file__)  # noqa: B010 - children know it, too
    setattr(scheduler, "CHILD_SECONDS", float(os.environ.get("GRACE", "1")))  # noqa: B010 - a test does not wait for long
    return scheduler.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
