"""How the web processes run; the same file on a laptop and in production (docs/operations.md)."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

# One folder of counters a machine, for the web processes and the scheduler (Procfile). It must be named before the
# application, and with it prometheus_client, is imported.
_folder = Path(os.environ.get("DATA_FOLDER") or Path(__file__).parent / "var").absolute()
_metrics = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_folder / "metrics")))

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
graceful_timeout = 20
timeout = 30
keepalive = 15
preload_app = False
accesslog = None
# No header of a request may name a prefix: pages are the same for everybody at an address.
forwarder_headers = ""
errorlog = "-"
loglevel = "warning"
max_requests = 0
# The application itself answers what is too long, in its own words; a proxy in front bounds the line (docs/operations.md).
limit_request_line = 0


def _lives(pid: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def on_starting(_server: Any) -> None:
    """Forget the counters of processes that are gone; those of the scheduler or of another instance stay."""
    _metrics.mkdir(parents=True, exist_ok=True)
    for file in _metrics.glob("*.db"):
        number = file.stem.rpartition("_")[2]
        if number.isdecimal() and not _lives(int(number)):
            with suppress(FileNotFoundError):
                file.unlink()


def post_worker_init(worker: Any) -> None:
    """Read the tables of the search before the first question; say where the site is, once the first process really answers."""
    from core import pinyin  # noqa: PLC0415 - the folder must be named first
    from portal.search import making  # noqa: PLC0415 - the folder must be named first

    pinyin.warm()
    making.city_documents()
    if worker.age == 1:
        print(f"\n  Delta Window 长三角之窗 is open: http://{bind}\n", flush=True)


def child_exit(_server: Any, worker: Any) -> None:
    """A worker that is gone leaves its counters, not its gauges."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - the folder must be named first

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
