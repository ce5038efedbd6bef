"""Files of `static/`: compressed once, and kept for ever by browsers where the address names their content."""

import mimetypes
from dataclasses import replace
from functools import lru_cache

from flask import Flask, Response, abort, request

from core.config import ROOT
from core.pages import Made, made, respond

FOLDER = ROOT / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
COMPRESSED = ("text/", "image/svg+xml", "application/javascript")


def init_app(app: Flask) -> None:
    """Answer /static/ ourselves."""
    app.add_url_rule("/static/<path:filename>", "static", static)


def static(filename: str) -> Response:
    """One of our files; 404 for any other name."""
    if filename not in _names():
        abort(404)
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return respond(_finished(filename), content_type, FOR_EVER if request.args.get("v") else ASK_AGAIN)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """The files that there are, by their path below the folder."""
    return frozenset(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@lru_cache(maxsize=64)
def _finished(filename: str) -> Made:
    """The file's bytes, compressed where that helps; read once a process."""
    body = (FOLDER / filename).read_bytes()
    finished = made(body, None)
    is_text = (mimetypes.guess_type(filename)[0] or "").startswith(COMPRESSED)
    return finished if is_text else replace(finished, packed=b"")
