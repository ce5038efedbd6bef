"""Servers under measure: gunicorn with two gthread workers, and what their processes cost."""

import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 120
ADDRESS = "http://127.0.0.1:8931"


@dataclass(slots=True)
class Server:
    """A running gunicorn: its port and its process."""

    port: int
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(each) for each in listed.split()]

    def cpu_seconds(self) -> float:
        """User and system time of all workers so far."""
        total = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def resident_bytes(self) -> list[int]:
        """The resident memory of each worker."""
        page = os.sysconf("SC_PAGE_SIZE")
        return [int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * page for pid in self.workers()]

    def stop(self) -> None:
        """End it and wait."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


def start(target: str, port: int, environ: dict[str, str] | None = None) -> Server:
    """Start `target` ("module:app") under the project's own gunicorn settings and wait until it answers."""
    fixed = {"PORT": str(port), "PYTHONPATH": str(ROOT), "WEB_WORKERS": "2", "WEB_THREADS": "4", "PUBLIC_BASE_URL": ADDRESS}
    env = os.environ | fixed | (environ or {})
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), target]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(port, process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            return server
        except OSError:
            time.sleep(0.1)  # refused until it listens; bounded by the deadline above
    server.stop()
    raise RuntimeError(f"{target} did not start")
