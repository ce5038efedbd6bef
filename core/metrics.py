"""Counters over all processes of a machine (Prometheus' multi-process files; gunicorn.conf.py names their folder)."""

import os
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

if os.environ.get(FOLDER_VARIABLE):
    Path(os.environ[FOLDER_VARIABLE]).mkdir(parents=True, exist_ok=True)  # the counters below open files in it at once

REQUESTS = Counter("deltawindow_requests", "Requests answered", ["endpoint", "status"])
SECONDS = Histogram(
    "deltawindow_request_seconds", "Seconds to answer", ["endpoint"], buckets=(0.005, 0.02, 0.06, 0.1, 0.3, 1, 3)
)
JOBS = Counter("deltawindow_job_runs", "Runs of jobs", ["job", "result"])
FEED_STALE_COPIES = Counter("deltawindow_feed_last_copies", "Feeds answered with the last good copy")
BROKEN_ENTRIES = Counter("deltawindow_broken_entries", "Calendar entries that could not be rendered")
DELIVERIES = Counter("deltawindow_deliveries", "Letters and other deliveries by what became of them", ["channel", "result"])
OUTBOX_OLDEST_SECONDS = Gauge(
    "deltawindow_outbox_oldest_seconds", "How long what is due and not sent waits", multiprocess_mode="mostrecent"
)
OUTBOX_PARKED = Gauge("deltawindow_outbox_parked", "Deliveries given up for now", multiprocess_mode="mostrecent")


def init_app(app: Flask) -> None:
    """Count every answer by its endpoint (never by its address, which readers choose)."""

    @app.after_request
    def _count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        REQUESTS.labels(endpoint, response.status_code).inc()
        SECONDS.labels(endpoint).observe(g.get("took", 0.0))
        return response


def exposition() -> Response:
    """All counters of this machine, in Prometheus' text form."""
    if os.environ.get(FOLDER_VARIABLE):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
