"""Looks for what seems to be a day or a time and was not read as one, so that nothing is dropped without a word."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from events.intake.dates import NO_COUNT, UNIT

_CLOCK = re.compile(r"(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])")
_MORE = re.compile(rf"[ ]?(?:--?|~~?|至|到"
    rf"|、)[ ]?(?P<d>\d{{1,2}})(?![\d:.点/月折元%]){NO_COUNT}(?!\s?(?:[a-z号排座门口]|路|线))", re.I)
_DAY = re.compile(rf"(?<![\d./¥$€£第vV+:])(?P<m>1[0-2]|0?[1-9])(?P<s>[./])(?P<d>0[1-9]|[12]\d|3[01])(?![\d./:]){UNIT}")
LAST_DAY = 31


def leftovers(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Start, end and doubt of each; `spans` are the places of all that was read as a day or a time, in order."""
    starts = [start for start, _end in spans]

    def is_read(place: int) -> bool:
        before = bisect_right(starts, place) - 1
        return before >= 0 and spans[before][1] > place

    for found in _CLOCK.finditer(text):
        if not is_read(found.start()):
            yield found.start(), found.end(), "which_time"
    for start, end in spans:
        more = _MORE.match(text, end)
        if more and 1 <= int(more["d"]) <= LAST_DAY and not is_read(more.start("d")) and _is_day(text[start:end]):
            yield start, more.end(), "which_day"
    for found in _DAY.finditer(text):
        if not is_read(found.start()) and _has_like(text, found, spans):
            yield found.start(), found.end(), "which_day"


def _is_day(said: str) -> bool:
    return said[-1:].isdecimal() and bool(re.search(r"[月./]", said)) and ":" not in said


def _has_like(text: str, found: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether its line holds a day that is written the same way."""
    low, high = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    line = text[low : high if high >= 0 else len(text)][:400]
    like = re.compile(rf"(?<![\d.])\d{{1,2}}{re.escape(found['s'])}\d{{2}}(?![\d.])")
    near = [span for span in spans if low <= span[0] < low + len(line)]
    return any(like.search(text[start:end]) for start, end in near) and like.search(line) is not None
