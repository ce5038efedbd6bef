"""Pictures from strangers, decoded and written anew in a child process with narrow limits.

What comes out is ours: three widths as WebP and JPEG, upright, sRGB, without any of the file's own data (place, camera, name).
The decoder never runs in a process that serves: a file that breaks it breaks the child alone.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from threading import Semaphore

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from core.config import ROOT
from core.errors import Refused

WIDTHS = (480, 960, 1600)
ENDINGS = {"webp": "image/webp", "jpg": "image/jpeg"}
MOST_PIXELS = 40_000_000
LEAST_SIDE = 200
STEEPEST = 4
MOST_MEMORY = 1024 * 2**20
CPU_S, WALL_S, WAITING_S = 20, 30, 25
_MAGIC = {"JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n\x1a\n",), "GIF": (b"GIF87a", b"GIF89a")}
_REFUSALS = {"picture_type", "picture_broken", "picture_too_many_pixels", "picture_too_small", "picture_too_steep"}
# Two at a time a process: a decoder may take a gigabyte, and whoever reads pages must not wait for it.
_room = Semaphore(2)


def picture_type(body: bytes) -> str | None:
    """What the first bytes say that it is (JPEG, PNG, GIF or WEBP), whatever its name says; None for anything else."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for kind, starts in _MAGIC.items() if body.startswith(starts)), None)


def written_anew(body: bytes) -> dict[str, bytes]:
    """The files made of a picture by their names ("960.webp"); `Refused` says why not, `picture_busy` where others wait."""
    if picture_type(body) is None:
        raise Refused("picture_type")
    if not _room.acquire(timeout=WAITING_S):
        raise Refused("picture_busy")
    try:
        answer = _of_child(body)
    finally:
        _room.release()
    head, _, rest = answer.partition(b"\n")
    told: dict[str, int] = json.loads(head)
    files = io.BytesIO(rest)
    return {name: files.read(length) for name, length in told.items()}


def _of_child(body: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "core.imaging"], input=body, cwd=ROOT, capture_output=True, timeout=WALL_S, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Refused("picture_broken") from late
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    raise Refused(said if said in _REFUSALS else "picture_broken")


# --- in the child ----------------------------------------------------------------------------------------------------


def _opened(body: bytes) -> Image.Image:
    """The picture, its size judged before a single pixel is decoded."""
    kind = picture_type(body)
    if kind is None:
        raise Refused("picture_type")
    opened = Image.open(io.BytesIO(body), formats=(kind,))
    wide, high = opened.size
    if wide * high > MOST_PIXELS:
        raise Refused("picture_too_many_pixels")
    if min(wide, high) < LEAST_SIDE:
        raise Refused("picture_too_small")
    if max(wide, high) > STEEPEST * min(wide, high):
        raise Refused("picture_too_steep")
    # A JPEG can be decoded at a half, a quarter or an eighth: no more is needed than the widest that we write.
    opened.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
    return opened


def _plain(opened: Image.Image) -> Image.Image:
    """The first frame upright, in sRGB, on white where it was see-through."""
    opened.seek(0)
    profile = opened.info.get("icc_profile")
    upright = ImageOps.exif_transpose(opened)
    if upright.has_transparency_data:
        layers = upright.convert("RGBA")
        ground = Image.new("RGB", layers.size, "white")
        ground.paste(layers, mask=layers.getchannel("A"))
        return ground
    return _in_srgb(upright, profile).convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or picture.mode not in {"RGB", "CMYK", "L"}:
        return picture
    try:
        stated = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, stated, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture  # a profile that cannot be read leaves the colours as they stand
    return turned or picture


def _files(picture: Image.Image) -> Iterator[tuple[str, bytes]]:
    wide, high = picture.size
    for width in WIDTHS:
        least = min(width, wide)
        sized = picture.resize((least, max(1, round(high * least / wide))), Image.Resampling.LANCZOS)
        sized.info.clear()
        for ending, options in (("webp", {"quality": 80}), ("jpg", {"quality": 82, "progressive": True, "optimize": True})):
            written = io.BytesIO()
            sized.save(written, "JPEG" if ending == "jpg" else "WEBP", **options)
            yield f"{width}.{ending}", written.getvalue()


def remade(body: bytes) -> dict[str, bytes]:
    """What the child does: the files of a picture by their names."""
    try:
        with _opened(body) as opened:
            return dict(_files(_plain(opened)))
    except Image.DecompressionBombError as error:
        raise Refused("picture_too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError) as error:
        raise Refused("picture_broken") from error


def main() -> int:
    """A picture from standard input; to standard output a line of lengths by name, then the files one after another."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        files = remade(sys.stdin.buffer.read())
    except Refused as refused:
        sys.stderr.write(refused.reason)
        return 1
    out = sys.stdout.buffer
    out.write(json.dumps({name: len(body) for name, body in files.items()}).encode() + b"\n")
    for body in files.values():
        out.write(body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
