"""One sign wrong, missing or too many, or two neighbours that changed places."""

from functools import lru_cache

LONG_ENOUGH_TO_BEGIN = 6


# The same words stand in many things.
@lru_cache(maxsize=8192)
def is_nearly(text: str, other: str) -> bool:
    """Whether two texts differ by one such slip (or not at all)."""
    if abs(len(text) - len(other)) > 1:
        return False
    place = _common(text, other)
    rest, other_rest = text[place:], other[place:]
    return (
        rest == other_rest
        or rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[1:2] + rest[:1] == other_rest[:2] and rest[2:] == other_rest[2:])
    )


def _common(text: str, other: str) -> int:
    """How many signs both begin with."""
    place = 0
    for left, right in zip(text, other, strict=False):
        if left != right:
            break
        place += 1
    return place


@lru_cache(maxsize=8192)
def begins_nearly(text: str, other: str) -> bool:
    """Whether a long text is nearly the beginning of another (which is longer still)."""
    if len(text) < LONG_ENOUGH_TO_BEGIN:
        return False
    return any(is_nearly(text, other[:length]) for length in range(len(text) - 1, len(text) + 2))


def nearly_in(line: str, text: str) -> str:
    """The part of a line that a text is nearly, its first and last signs not both wrong; empty where there is none."""
    bare = line.replace(" ", "")
    for length in (len(text), len(text) + 1, len(text) - 1):
        for place in range(len(bare) - length + 1):
            part = bare[place : place + length]
            if (part[0] == text[0] or part[-1] == text[-1]) and is_nearly(text, part):
                return part
    return ""
