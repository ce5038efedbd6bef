"""Pictures for shared addresses, drawn in a child process and kept on this machine's disk.

The typefaces and the compiler take some 75 MB; a web process that has drawn one picture would keep them for ever.
"""

import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from threading import Lock

from core.config import ROOT
from core.logs import log
from portal.cards import Card, NotDrawn, Shape, drawn

LONGEST_S = 20
MOST_BYTES = 64 * 2**20
# One picture at a time a process: a crawler that asks for many must not take the machine.
_drawing = Lock()


class Busy(RuntimeError):
    """Another picture is being drawn."""


def picture(card: Card, shape: Shape, folder: Path) -> bytes:
    """The PNG of a card, from the disk where it was drawn before.

    `Busy` where this process is drawing another one, so that no reader waits behind a picture; `NotDrawn` where it cannot be.
    """
    told = json.dumps([asdict(card), shape.value], ensure_ascii=False)
    path = folder / f"{sha256(told.encode()).hexdigest()[:40]}.png"
    with suppress(OSError):
        return path.read_bytes()
    if not _drawing.acquire(blocking=False):
        raise Busy
    try:
        body = _drawn_by_child(told)
    finally:
        _drawing.release()
    _keep(path, body)
    return body


def _drawn_by_child(told: str) -> bytes:
    command = [sys.executable, "-m", "portal.pictures"]
    try:
        done = subprocess.run(
            command, input=told.encode(), cwd=ROOT, capture_output=True, timeout=LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise NotDrawn("took too long") from late
    if done.returncode != 0:
        raise NotDrawn(done.stderr.decode(errors="replace")[-500:])
    return done.stdout


def _keep(path: Path, body: bytes) -> None:
    """Write it whole or not at all, and let the oldest go beyond the bound; a full disk costs the copy, not the answer."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(body)
        Path(file.name).replace(path)
        kept = 0
        for each in sorted(path.parent.glob("*.png"), key=lambda one: one.stat().st_mtime, reverse=True):
            kept += each.stat().st_size
            if kept > MOST_BYTES:
                each.unlink(missing_ok=True)
    except OSError as error:
        log.warning("picture not kept", error=type(error).__name__)


def main() -> None:
    """In the child: a card as JSON from standard input, its PNG to standard output."""
    words, shape = json.load(sys.stdin)
    sys.stdout.buffer.write(drawn(Card(**words), Shape(shape)))


if __name__ == "__main__":
    main()
