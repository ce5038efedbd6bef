"""Files of `static/`: compressed once, and kept for ever by browsers where the address names their content."""

import mimetypes
from dataclasses import replace
from functools import lru_cache

from core.config import ROOT
from core.pages import Made, made

FOLDER = ROOT / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
COMPRESSED = ("text/", "image/svg+xml", "application/javascript")


def content_type_of(filename: str) -> str:
    """The media type by the file's ending, with its charset where it is text."""
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """The files that there are, by their path below the folder."""
    return frozenset(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@lru_cache(maxsize=64)
def finished(filename: str) -> Made:
    """The file's bytes, compressed where that helps; read once a process."""
    body = (FOLDER / filename).read_bytes()
    whole = made(body, None)
    is_text = (mimetypes.guess_type(filename)[0] or "").startswith(COMPRESSED)
    return whole if is_text else replace(whole, packed=b"")
