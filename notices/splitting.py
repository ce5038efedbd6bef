"""A message in parts that a channel takes: nothing is cut off, every part says which of how many it is. Pure.

Parts end at an empty line, else at a line's end, else at a sentence's end, else at a blank or comma; only what has none of
these for a whole part is divided between two characters, and never inside one that is made of several signs.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator

Size = Callable[[str], int]
# Where a part may end, the best first: before what matches. A full stop of the Latin script only counts before a blank, since
# addresses have dots, too; what closes a quotation stays with its sentence.
_BORDERS = (
    re.compile(r"(?=\n\n)"), re.compile(r"(?=\n)"),
    re.compile(r"(?<=[。！？；…])(?![。！？；…」』”’）》])|(?<=[」』”’）》])(?<=[。！？；…].)(?![」』”’）》])|(?<=[.!?;])(?=\s)"),
    re.compile(r"(?=\s)|(?<=[，、：])"),
)
# A part is not made much shorter than it may be for the sake of a finer border.
_LEAST = 3
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"}
_SKIN = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)


def in_bytes(text: str) -> int:
    """How long a text is in bytes of UTF-8."""
    return len(text.encode())


def in_json(text: str) -> int:
    """How long a text is in bytes as a string of JSON, line breaks and quotation marks escaped."""
    return len(json.dumps(text, ensure_ascii=False).encode())


def split(text: str, *, limit: int, size: Size = in_bytes, head: str = "") -> list[str]:
    """The text in parts of at most `limit` as `size` counts; each begins with `head`, and where there are several with
    "(2/3)" behind it.

    A part that a border ends loses the blanks at that border and nothing else. ValueError where the limit leaves no room.
    """
    text = text.strip()
    whole = _headed(head, "", text)
    if size(whole) <= limit:
        return [whole]
    for digits in range(1, 5):
        widest = f"({'9' * digits}/{'9' * digits})"
        pieces = list(_pieces(text, lambda piece, mark=widest: size(_headed(head, mark, piece)) <= limit))  # type: ignore[misc]
        if len(pieces) < 10**digits:
            return [_headed(head, f"({place}/{len(pieces)})", piece) for place, piece in enumerate(pieces, start=1)]
    raise ValueError("a text of too many parts")


def _headed(head: str, mark: str, piece: str) -> str:
    first = f"{head}{mark}"
    return f"{first}\n{piece}" if first else piece


def _pieces(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    while text:
        most = _longest(text, fits)
        if most == 0:
            raise ValueError("the limit leaves no room for a text")
        end = most if most == len(text) else _border(text, most)
        yield text[:end].rstrip()
        text = text[end:].lstrip()


def _longest(text: str, fits: Callable[[str], bool]) -> int:
    """How many characters from the beginning fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    return low


def _border(text: str, most: int) -> int:
    """Where to end a part of at most `most` characters: the best border that leaves it long enough, else any border."""
    for least in (most // _LEAST, 0):
        for border in _BORDERS:
            ends = [match.start() for match in border.finditer(text, least + 1, most + 2) if match.start() <= most]
            if ends:
                return ends[-1]
    return _between_characters(text, most)


def _between_characters(text: str, most: int) -> int:
    """A place at or before `most` that divides no character."""
    end = most
    while end > 1 and _is_joined(text, end):
        end -= 1
    return end if not _is_joined(text, end) else most


def _is_joined(text: str, at: int) -> bool:
    """Whether the signs before and after a place are one character for the eye."""
    before, after = text[at - 1], text[at]
    if after in _JOINERS or before == "\u200d" or unicodedata.combining(after):
        return True
    if ord(after) in _SKIN or ord(after) in _TAGS:
        return True
    return ord(after) in _FLAGS and _flags_before(text, at) % 2 == 1


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and ord(text[at - 1 - count]) in _FLAGS:
        count += 1
    return count
