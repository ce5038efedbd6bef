"""Runs the Procfile's processes (web and scheduler) until Ctrl-C, SIGTERM or a closed terminal; then stops all of them."""

import os
import signal
import subprocess
import sys

# honcho ends by force after five seconds; the scheduler finishes what it has begun within seventeen.
PATIENT = "import honcho.command, honcho.manager; honcho.manager.KILL_WAIT = 20; honcho.command.main()"
COMMAND = [sys.executable, "-c", PATIENT, "start", "--env", os.devnull]


def main() -> int:
    """honcho's end is ours; a stop that was asked for is no failure."""
    asked: list[int] = []
    with subprocess.Popen(COMMAND, start_new_session=True) as honcho:

        def stop(number: int, _frame: object) -> None:
            asked.append(number)
            honcho.send_signal(signal.SIGTERM)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)
        code = honcho.wait()
    return 0 if asked else code


if __name__ == "__main__":
    sys.exit(main())
