"""The picture that stands for a page where its address is shared: drawn by typst, the same bytes for the same words."""

import json
import re
from bisect import bisect_right
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from threading import Lock

import pylopdf_fonts_zh_cn as fonts
import typst

from core.config import ROOT
from portal.glyphs import without_gaps

SOURCE = ROOT / "templates" / "portal" / "share.typ"
SERIF, SANS = Path(str(fonts.serif_path())), Path(str(fonts.sans_path()))
# What a line or two can hold, in half widths (a Chinese character is two).
LONGEST = {"kicker": 56, "title": 108, "second": 92, "when": 60, "place": 60, "site": 30, "address": 50}
_COLOURS = re.compile(r"\.poster--(\w+) \{ --pa: (#\w+); --pb: (#\w+); --pm: (#\w+);")
_SYMBOL = re.compile(r'<symbol id="(\w+)" viewBox="([^"]+)"[^>]*>(.*?)</symbol>', re.S)
_VARIABLE = re.compile(r"var\(--(\w[\w-]*),(#\w+)\)")
WINDOW_COLOURS = ("#1d1b3c", "#3d3a7a", "#efbf6c")


class Shape(StrEnum):
    """WIDE is Open Graph's 1200 × 630; SQUARE is a thumbnail of at least 300 pixels, as WeChat takes it from the page."""

    WIDE = "wide"
    SQUARE = "square"


SIZES = {Shape.WIDE: (1200, 630), Shape.SQUARE: (320, 320)}


class NotDrawn(RuntimeError):
    """A picture could not be drawn; the message is typst's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a picture says. `second` is the title in the `other` language, `motif` a drawing of static/posters.svg."""

    title: str
    second: str = ""
    kicker: str = ""
    when: str = ""
    place: str = ""
    site: str
    address: str
    motif: str
    lang: str
    other: str


def within(words: str, half_widths: int) -> str:
    """The words, cut with an ellipsis where they are wider than so many half widths."""
    ends = list(accumulate(2 if sign >= "\u2e80" else 1 for sign in words))
    if not ends or ends[-1] <= half_widths:
        return words
    return words[: bisect_right(ends, half_widths - 1)].rstrip() + "…"


@lru_cache(maxsize=1)
def _palette() -> dict[str, tuple[str, ...]]:
    sheet = (ROOT / "static" / "site.css").read_text(encoding="utf-8")
    return {name: tuple(colours) for name, *colours in _COLOURS.findall(sheet)}


@lru_cache(maxsize=1)
def _drawings() -> dict[str, tuple[str, str]]:
    sheet = (ROOT / "static" / "posters.svg").read_text(encoding="utf-8")
    return {name: (box, inside) for name, box, inside in _SYMBOL.findall(sheet)}


@lru_cache(maxsize=64)
def _motif(name: str) -> tuple[str, tuple[str, ...]]:
    """The drawing of a motif as a whole SVG in its colours, and those colours."""
    colours = _palette().get(name, WINDOW_COLOURS)
    box, inside = _drawings()[name]
    known = {"pa": colours[0]}
    inside = _VARIABLE.sub(lambda found: known.get(found[1], found[2]), inside).replace("currentColor", colours[2])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>', colours


# One compiler a process keeps the fonts read; it draws one picture at a time (about 30 ms).
_drawing = Lock()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    folder = [str(SERIF.parent), str(SANS.parent)]
    return typst.Compiler(str(SOURCE), root=str(SOURCE.parent), font_paths=sorted(set(folder)), ignore_system_fonts=True)


def drawn(card: Card, shape: Shape) -> bytes:
    """The PNG of a card; `NotDrawn` where typst complains of anything, a missing font among it."""
    motif, colours = _motif(card.motif)
    width, height = SIZES[shape]
    words = {
        name: without_gaps(within(words, LONGEST[name]), SERIF) if name in LONGEST else words
        for name, words in asdict(card).items()
    }
    told = words | {"colours": colours, "width": width, "height": height, "shape": shape.value}
    with _drawing:
        try:
            picture, warnings = _compiler().compile_with_warnings(
                sys_inputs={"card": json.dumps(told, ensure_ascii=False), "motif": motif}, format="png", ppi=72
            )
        except typst.TypstError as error:
            raise NotDrawn(str(error)) from error
    if warnings or not isinstance(picture, bytes):
        raise NotDrawn("; ".join(each.message for each in warnings) or "more than one page")
    return picture
