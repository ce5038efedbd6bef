"""libfaketime breaks time.sleep() on Python 3.11 (EINVAL); waiting for an event that never comes is the same to us."""

import threading
import time
from typing import SupportsIndex


def _sleep(seconds: SupportsIndex | float, /) -> None:
    threading.Event().wait(float(seconds))


time.sleep = _sleep
