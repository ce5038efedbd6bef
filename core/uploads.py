"""Files that people send: kept on this machine's disk by the digest of their content, pictures apart from papers.

Pictures are written anew (core/imaging.py) and may become public; papers (evidence) are kept as they came and never do.
Whoever may see a file is decided by rows, in the packages above; here are only bytes, names and addresses.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.errors import Refused
from core.imaging import ENDINGS, WIDTHS, picture_type, written_anew

MOST_PICTURE_BYTES = 12 * 2**20
MOST_PAPER_BYTES = 10 * 2**20
# More than the largest file, so that one a little too large is refused in words beside the form and not by its envelope.
MOST_BODY_BYTES = 25 * 2**20
PAPERS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_ENDING_OF = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_SAME = {"jpeg": "jpg", "jpe": "jpg"}
# Part of the digest: when the way of writing pictures changes, they get new addresses (the old ones are kept for ever).
_FORM = b"picture-1:"
_MEDIA = "/media/"
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The paths of one picture: three widths in pixels for pages, and one that every program reads."""

    small: str
    medium: str
    large: str
    plain: str

    @property
    def srcset(self) -> str:
        """For the attribute of that name; empty where there is one size only."""
        if self.small == self.large:
            return ""
        return ", ".join(f"{path} {width}w" for path, width in zip((self.small, self.medium, self.large), WIDTHS, strict=True))


def addresses_of(stored: str) -> Addresses | None:
    """Where a picture is served that a row names: "/media/<key>", or a file of our own under /static/; None for no picture."""
    if stored.startswith("/static/"):
        return Addresses(stored, stored, stored, stored)
    key = key_of(stored)
    if key is None:
        return None
    small, medium, large = (f"{_MEDIA}{key}-{width}.webp" for width in WIDTHS)
    return Addresses(small, medium, large, f"{_MEDIA}{key}-{WIDTHS[-1]}.jpg")


def stored_as(key: str) -> str:
    """How a row names the picture of a key."""
    return f"{_MEDIA}{key}"


def key_of(stored: str) -> str | None:
    """The key of an uploaded picture that a row names, or None."""
    key = stored.removeprefix(_MEDIA)
    return key if stored.startswith(_MEDIA) and _KEY.fullmatch(key) else None


def keep_picture(body: bytes, folder: Path) -> tuple[str, int]:
    """Write a picture anew and keep it; answers its key and the bytes that it takes. `Refused` says why it cannot be taken."""
    if len(body) > MOST_PICTURE_BYTES:
        raise Refused("picture_too_large", limit=MOST_PICTURE_BYTES // 2**20)
    if picture_type(body) is None:
        raise Refused("picture_type")
    key = sha256(_FORM + body).hexdigest()[:32]
    paths = [picture_file(folder, key, width, ending) for width in WIDTHS for ending in ENDINGS]
    if not all(path.is_file() for path in paths):
        made = written_anew(body)
        for path, name in zip(paths, (f"{width}.{ending}" for width in WIDTHS for ending in ENDINGS), strict=True):
            _write(path, made[name])
    for path in paths:
        os.utime(path)  # the sweep leaves alone what was sent lately
    return key, sum(path.stat().st_size for path in paths)


def picture_file(folder: Path, key: str, width: int, ending: str) -> Path:
    """Where one file of a picture lies. `key` must be one of ours."""
    if not _KEY.fullmatch(key) or width not in WIDTHS or ending not in ENDINGS:
        raise ValueError("no name of a picture")
    return folder / "uploads" / key[:2] / f"{key}-{width}.{ending}"


def keep_paper(body: bytes, name: str, folder: Path) -> tuple[str, str]:
    """Keep a paper as it came; answers its digest and its ending. Its name must not claim to be another type."""
    if len(body) > MOST_PAPER_BYTES:
        raise Refused("paper_too_large", limit=MOST_PAPER_BYTES // 2**20)
    ending = "pdf" if body.startswith(b"%PDF-") else _ENDING_OF.get(picture_type(body) or "", "")
    if not ending:
        raise Refused("paper_type")
    stated = name.rpartition(".")[2].lower() if "." in name else ending
    if _SAME.get(stated, stated) != ending:
        raise Refused("paper_lies", stated=stated[:10], found=ending)
    digest = sha256(body).hexdigest()
    path = paper_file(folder, digest)
    if not path.is_file():
        _write(path, body)
    os.utime(path)
    return digest, ending


def paper_file(folder: Path, digest: str) -> Path:
    """Where a paper lies. `digest` must be one of ours."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("no digest of a paper")
    return folder / "evidence" / digest[:2] / digest


def lying_about(folder: Path, *, older_than: float) -> Iterator[tuple[Path, str]]:
    """Files last sent before a moment (seconds since 1970) with the key of their picture or the digest of their paper."""
    for path in (*(folder / "uploads").glob("??/*"), *(folder / "evidence").glob("??/*")):
        if path.stat().st_mtime < older_than:
            yield path, path.name.partition("-")[0]


def sweep(folder: Path, known: Iterable[str], *, older_than: float) -> int:
    """Remove files that no row names any more (`known`: keys and digests) and that nobody sent lately; answers how many."""
    kept = set(known)
    lost = [path for path, name in lying_about(folder, older_than=older_than) if name not in kept]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(body)
    Path(file.name).replace(path)
