"""libfaketime breaks time.sleep() on Python 3.11 (EINVAL); waiting for an event that never comes is the same to us."""

import threading
import time


def _sleep(seconds: float) -> None:
    threading.Event().wait(seconds)


time.sleep = _sleep
