"""Cursors: the place of a row in a list, as characters that mean nothing to the reader.

Every string of the right length and letters is a place, so that what the description allows is what is accepted; a made-up one
only leads somewhere else in a public list.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.numbers import LARGEST_KEY


@dataclass(frozen=True, slots=True)
class Codec:
    """Whole numbers of so many bytes each, 3 or a multiple of it in all, so that there is no padding."""

    sizes: tuple[int, ...]

    @property
    def schema(self) -> Mapping[str, Any]:
        """What a cursor looks like."""
        length = sum(self.sizes) * 4 // 3
        pattern = f"^[A-Za-z0-9_-]{{{length}}}$"
        return {"type": "string", "minLength": length, "maxLength": length, "pattern": pattern}

    def write(self, *places: int) -> str:
        """The cursor of a place."""
        whole = b"".join(place.to_bytes(size, "big") for place, size in zip(places, self.sizes, strict=True))
        return urlsafe_b64encode(whole).decode("ascii")

    def read(self, cursor: str) -> tuple[int, ...]:
        """The place of a cursor that has the described form."""
        whole, found = urlsafe_b64decode(cursor), []
        for size in self.sizes:
            found.append(int.from_bytes(whole[:size], "big"))
            whole = whole[size:]
        return tuple(found)


BY_KEY = Codec((6,))


def key_after(place: tuple[int, ...] | None) -> int:
    """The key behind which a list in the order of keys goes on; 0 at its start."""
    return min(place[0], LARGEST_KEY) if place else 0
