"""The last good copy of every feed on this machine's disk, outside the database (quality.md 4.9)."""

import json
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app

from core.config import Settings
from core.logs import log
from core.pages import Made, Shelf, etag_of, packed
from feeds.private import Pace


class Copies:
    """Files named by the digest of the feed's address: one line of facts, then the bytes. Private ones lie in a folder that
    nobody but the service opens."""

    def __init__(self, folder: Path, most_bytes: int, *, is_private: bool = False) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self.is_private = is_private

    def _path(self, address: str) -> Path:
        return self.folder / f"{sha256(address.encode()).hexdigest()[:40]}.feed"

    def keep(self, address: str, made: Made) -> None:
        """Write a copy whole or not at all; a full disk costs the copy, never the answer."""
        facts = {"address": address, "modified": made.last_modified.timestamp() if made.last_modified else None}
        name = ""
        try:
            self.folder.mkdir(mode=0o700 if self.is_private else 0o777, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                name = file.name
                file.write(json.dumps(facts).encode() + b"\n" + made.body)
            Path(file.name).replace(self._path(address))
        except OSError as error:
            log.warning("feed copy not kept", error=type(error).__name__)
            if name:
                with suppress(OSError):
                    Path(name).unlink()

    def last(self, address: str) -> Made | None:
        """The last good copy, however old, or None."""
        try:
            first, _, body = self._path(address).read_bytes().partition(b"\n")
            modified = json.loads(first)["modified"]
        except (OSError, ValueError, KeyError):
            return None
        moment = datetime.fromtimestamp(modified, UTC) if modified else None
        return Made(body, packed(body), etag_of(body), None, moment)

    def drop(self, address: str) -> None:
        """Nobody may be answered with it any more."""
        with suppress(OSError):
            self._path(address).unlink()

    def prune(self) -> int:
        """Delete the copies not written for longest beyond the bound; answers how many."""
        if not self.folder.exists():
            return 0
        files = sorted(self.folder.glob("*.feed"), key=lambda path: path.stat().st_mtime, reverse=True)
        kept = deleted = 0
        for path in files:
            kept += path.stat().st_size
            if kept > self.most_bytes:
                path.unlink(missing_ok=True)
                deleted += 1
        return deleted


def init_app(app: Flask, settings: Settings) -> None:
    """A shelf of this process and the copies of this machine."""
    app.extensions["feeds"] = Shelf(settings.feed_cache_bytes)
    app.extensions["feed_copies"] = Copies(settings.data_folder / "feeds", settings.disk_copies_bytes)
    private = Copies(settings.data_folder / "feeds-private", settings.disk_copies_bytes, is_private=True)
    app.extensions["private_copies"], app.extensions["private_pace"] = private, Pace()


def shelf() -> Shelf:
    """The feeds that this process has made."""
    found: Shelf = current_app.extensions["feeds"]
    return found


def copies() -> Copies:
    """The copies on this machine's disk."""
    found: Copies = current_app.extensions["feed_copies"]
    return found


def private_copies() -> Copies:
    """The copies of private calendars on this machine's disk."""
    found: Copies = current_app.extensions["private_copies"]
    return found


def private_pace() -> Pace:
    """How often each private calendar is asked of this process."""
    found: Pace = current_app.extensions["private_pace"]
    return found
