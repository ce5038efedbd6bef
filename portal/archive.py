"""An archive that is written while it is sent: nothing of it is kept whole in memory or on disk."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class File:
    """One file of an archive: its parts in order, read when their turn comes."""

    name: str
    parts: Iterable[bytes]
    is_packed: bool = True


class _Pipe(io.RawIOBase):
    """What was written since it was last emptied; it cannot be wound back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It takes bytes."""
        return True

    def write(self, body: object) -> int:
        """Keep them until they are taken."""
        chunk = bytes(body)  # type: ignore[call-overload]
        self._waiting += chunk
        return len(chunk)

    def taken(self) -> bytes:
        """Everything that waits."""
        chunk, self._waiting = bytes(self._waiting), bytearray()
        return chunk


def archive(files: Iterable[File], at: datetime) -> Iterator[bytes]:
    """The bytes of a ZIP archive, part by part; an empty part is answered at once.

    `at` is the wall time that its files bear.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as whole:
        for file in files:
            entry = zipfile.ZipInfo(file.name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED if file.is_packed else zipfile.ZIP_STORED
            with whole.open(entry, "w", force_zip64=True) as target:
                for part in file.parts:
                    target.write(part)
                    chunk = pipe.taken()
                    if chunk or not part:
                        yield chunk
    yield pipe.taken()
