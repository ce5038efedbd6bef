"""Which characters our typefaces can draw: read from the fonts' own tables, so that no picture shows an empty box."""

import struct
from functools import lru_cache
from pathlib import Path

# U+3013, the printers' mark for a sort that is not in the case.
GETA = "\u3013"
SEGMENTS, GROUP = 12, 12


@lru_cache(maxsize=4)
def drawable(font: Path) -> tuple[tuple[int, int], ...]:
    """The ranges of code points in an OpenType font's full character map (`cmap`, format 12), first and last of each."""
    data = font.read_bytes()
    tables = struct.unpack(">H", data[4:6])[0]
    entries = (data[12 + 16 * each:28 + 16 * each] for each in range(tables))
    start = next(struct.unpack(">I", entry[8:12])[0] for entry in entries if entry[:4] == b"cmap")
    for each in range(struct.unpack(">H", data[start + 2:start + 4])[0]):
        at = start + struct.unpack(">I", data[start + 8 + 8 * each:start + SEGMENTS + 8 * each])[0]
        if struct.unpack(">H", data[at:at + 2])[0] == GROUP:
            groups = struct.unpack(">I", data[at + 12:at + 16])[0]
            return tuple(struct.unpack(">II", data[at + 16 + 12 * group:at + 24 + 12 * group]) for group in range(groups))
    raise ValueError(f"{font} has no full character map")


@lru_cache(maxsize=4096)
def _has(font: Path, sign: str) -> bool:
    return sign.isspace() or any(first <= ord(sign) <= last for first, last in drawable(font))


def without_gaps(words: str, font: Path) -> str:
    """The words with a geta mark for each character that the font cannot draw."""
    return "".join(sign if _has(font, sign) else GETA for sign in words)
