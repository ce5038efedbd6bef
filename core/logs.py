"""One line of JSON a request, with its id; no addresses of people, no mail addresses."""

import logging
import re
import sys
import time
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, request

from core.config import Settings

_FIT_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

_ADDRESS = re.compile(r"[^/\s]*(?:@|%40)[^/\s]*")
# Where nothing of ours answers (404, 405) any part this long may be a secret that somebody mistyped: those have 22 signs.
_PERHAPS_SECRET = re.compile(r"[^/]{17,}")

log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    """Configure structlog and give each request an id (the proxy's where it fits)."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )

    @app.before_request
    def _start() -> None:
        stated = request.headers.get("X-Request-Id", "")
        g.request_id = stated if _FIT_ID.fullmatch(stated) else uuid.uuid4().hex
        g.started = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        took = time.perf_counter() - g.get("started", time.perf_counter())
        response.headers["X-Request-Id"] = g.get("request_id", "")
        g.took = took
        log.info(
            "request",
            id=g.get("request_id", ""),
            method=request.method,
            path=told_path(),
            status=response.status_code,
            ms=round(took * 1000, 2),
        )
        return response


def told_path() -> str:
    """The path as it may be written down: without signed links and secret addresses, and without what looks like mail."""
    rule = request.url_rule
    if rule is None:
        return _ADDRESS.sub("…@…", _PERHAPS_SECRET.sub("…", request.path))
    return rule.rule if "token" in rule.arguments else _ADDRESS.sub("…@…", request.path)


def problem(event: str, **facts: Any) -> None:
    """Log something that somebody should look at, with the request's id where there is one."""
    log.warning(event, **facts)
