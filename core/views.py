"""Health and figures, for machines."""

from dataclasses import asdict
from hmac import compare_digest

from flask import Blueprint, Response, abort, current_app, request

from core import assets
from core.health import readiness
from core.metrics import exposition
from core.origin import asks_from_this_machine
from core.pages import respond
from core.web import settings

bp = Blueprint("core", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """This process answers; nothing else is asked."""
    return Response("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@bp.get("/readyz")
def readyz() -> tuple[dict[str, str], int, dict[str, str]]:
    """Database and schema decide; scheduler, disk and outbox are reported."""
    found = readiness(settings(), current_app.extensions["is_outbox_well"])
    told = {name: "ok" if fine else "failing" for name, fine in asdict(found).items()}
    return told, 200 if found.is_fit else 503, {"Cache-Control": "no-store"}


@bp.get("/metrics")
def metrics() -> Response:
    """Counters of this machine, to loopback or with the token only."""
    token = settings().metrics_token
    stated = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not (asks_from_this_machine() or (token and compare_digest(stated.encode(), token.encode()))):
        abort(404)
    response = exposition()
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/static/<path:filename>")
def static(filename: str) -> Response:
    """One of our files; 404 for any other name."""
    if filename not in assets.names():
        abort(404)
    found = assets.finished(filename)
    keeps = assets.FOR_EVER if request.args.get("v") == found.etag[:10] else assets.ASK_AGAIN
    response = respond(found, assets.content_type_of(filename), keeps)
    # A page of ours in a sandboxed frame has no origin, so that its own sheets come "from elsewhere".
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
