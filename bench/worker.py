"""A scheduler that knows the trial kind of notice: `python -m bench.worker`."""

import sys

import application
import scheduler
from tests.factories.telling import TRIAL

if __name__ == "__main__":
    application.NOTICE_KINDS = (*application.NOTICE_KINDS, TRIAL)
    sys.exit(scheduler.main([]))
