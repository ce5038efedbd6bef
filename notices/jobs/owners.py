"""Under which name a run holds rows, and how long a run goes on."""

import secrets
import socket
import time

from core.jobs import ending

# Every so often a run begins; it ends before the next one, since the schedule starts none beside it.
EVERY_S = 5
BUDGET_S = 4.6


def name_of_a_run() -> str:
    """Under which a run claims; another process never has the same, whatever its host and number are."""
    return f"{socket.gethostname()[:20]}:{secrets.token_hex(8)}"


class Budget:
    """The time of one run; over at once when the process is told to end."""

    def __init__(self) -> None:
        self._until = time.monotonic() + BUDGET_S

    @property
    def is_left(self) -> bool:
        """Whether to go on."""
        return time.monotonic() < self._until and not ending.is_set()
