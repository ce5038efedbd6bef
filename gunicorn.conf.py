"""How the web processes run; the same file on a laptop and in production (docs/operations.md)."""

import os
import shutil
from pathlib import Path
from typing import Any

_folder = Path(os.environ.get("DATA_FOLDER") or Path(__file__).parent / "var").absolute()
_metrics = _folder / "metrics" / str(os.environ.get("PORT") or 8000)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics)

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
graceful_timeout = 20
timeout = 30
keepalive = 15
preload_app = False
accesslog = None
errorlog = "-"
loglevel = "warning"
max_requests = 0


def on_starting(_server: Any) -> None:
    """Counters begin anew with the server."""
    shutil.rmtree(_metrics, ignore_errors=True)
    _metrics.mkdir(parents=True, exist_ok=True)


def when_ready(_server: Any) -> None:
    """Say where the site is."""
    print(f"\n  Delta Window 长三角之窗 is open: http://{bind}\n", flush=True)


def child_exit(_server: Any, worker: Any) -> None:
    """A worker that is gone leaves its counters, not its gauges."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - the folder must be named first

    mark_process_dead(worker.pid)
