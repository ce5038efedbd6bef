"""Public bytes: made once for a catalogue revision, the same for everybody, served as they stand (house.md 14, 17)."""

import gzip
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from threading import Lock

from flask import Flask, Response, current_app, request

from core import clock, revision
from core.config import Settings

GZIP_LEVEL = 4
SLOT_SECONDS = 300
_GZIP_REFUSED = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Made:
    """Finished bytes. `valid_for` is the state of the world that they were made in."""

    body: bytes
    packed: bytes
    etag: str
    valid_for: Hashable
    last_modified: datetime | None = None

    @property
    def weight(self) -> int:
        """What keeping it costs, in bytes."""
        return len(self.body) + len(self.packed) + 500


def packed(body: bytes) -> bytes:
    """Gzip without a time in it, so that equal bytes stay equal."""
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def etag_of(body: bytes) -> str:
    """The hash of the final bytes; the same on one machine or twenty."""
    return sha256(body).hexdigest()[:32]


def made(body: bytes, valid_for: Hashable, earlier: Made | None = None, last_modified: datetime | None = None) -> Made:
    """Finish bytes; where they equal the earlier ones, tag and compressed form stay."""
    if earlier and earlier.body == body:
        return replace(earlier, valid_for=valid_for, last_modified=last_modified)
    return Made(body, packed(body), etag_of(body), valid_for, last_modified)


class Shelf:
    """What was made, bounded in bytes; what was used least recently goes first. Safe between threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.weight = 0
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Made | None:
        """What is kept under a key, whatever it is valid for."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, value: Made) -> None:
        """Keep it; larger than an eighth of the shelf is not kept at all."""
        with self._lock:
            earlier = self._kept.pop(key, None)
            self.weight -= earlier.weight if earlier else 0
            if value.weight > self.limit // 8:
                return
            self._kept[key] = value
            self.weight += value.weight
            while self.weight > self.limit:
                _, dropped = self._kept.popitem(last=False)
                self.weight -= dropped.weight

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.weight = 0


def init_app(app: Flask, settings: Settings) -> None:
    """One shelf for pages a process, and a small one for answers to what people type: those never push a page out."""
    app.extensions["pages"] = Shelf(settings.page_cache_bytes)
    app.extensions["answers"] = Shelf(settings.page_cache_bytes // 12)


def world() -> Hashable:
    """The state that a page is valid for: the catalogue's revision and five minutes of the clock ("tonight", "ended")."""
    return revision.current(), int(clock.now().timestamp()) // SLOT_SECONDS


def public_page(
    make: Callable[[], str],
    *key: Hashable,
    content_type: str = "text/html; charset=utf-8",
    cache_control: str = "public, no-cache",
    shelf: Shelf | None = None,
) -> Response:
    """A page that is the same for everybody: from the shelf (the pages' own unless another is named), or made now.

    `key` must name everything that the page depends on beside the path and the state of the world.
    """
    shelf = current_app.extensions["pages"] if shelf is None else shelf
    whole_key = (request.path, *key)
    valid_for = world()
    kept = shelf.get(whole_key)
    if kept is None or kept.valid_for != valid_for:
        kept = made(make().encode("utf-8"), valid_for, kept)
        shelf.put(whole_key, kept)
    return respond(kept, content_type, cache_control)


def respond(page: Made, content_type: str, cache_control: str) -> Response:
    """The answer for this request: 304 where the reader has it, compressed where that is accepted."""
    accepts = bool(page.packed) and _accepts_gzip()
    known = request.if_none_match
    is_known = known.contains_weak(page.etag) if known else bool(page.last_modified and _has_since(page.last_modified))
    if is_known:
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(page.packed if accepts else page.body, content_type=content_type)
        if accepts:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = f'W/"{page.etag}"'
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    if page.last_modified:
        response.last_modified = page.last_modified
    return response


def _accepts_gzip() -> bool:
    stated = request.headers.get("Accept-Encoding", "")
    return "gzip" in stated and _GZIP_REFUSED.search(stated) is None


def _has_since(last_modified: datetime) -> bool:
    """Whether If-Modified-Since names this second or a later one; what cannot be read as a date counts as absent."""
    try:
        since = request.if_modified_since
    except (ValueError, OverflowError):
        return False
    return since is not None and since >= last_modified.replace(microsecond=0)
