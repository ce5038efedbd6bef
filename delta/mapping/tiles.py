"""Square tiles of a layer that an operator configured, in their places under the points (Web Mercator, 256 to a side)."""

from dataclasses import dataclass
from math import floor, log2

from delta.mapping.projection import Frame, mercator

SIDE = 256
DEEPEST = 18


@dataclass(frozen=True, slots=True)
class Tile:
    """One image in its place."""

    href: str
    x: float
    y: float
    side: float


def tiles(frame: Frame, template: str) -> tuple[Tile, ...]:
    """The tiles that cover a drawing; `template` has {z}, {x} and {y}. The level is the one nearest to the drawing's scale."""
    level = min(max(round(log2(frame.scale / SIDE)), 0), DEEPEST)
    number = 2**level
    side = frame.scale / number
    left, top = mercator(frame.west, frame.north)
    right, bottom = mercator(frame.east, frame.south)
    columns = range(floor(left * number), floor(right * number) + 1)
    lines = range(floor(top * number), floor(bottom * number) + 1)
    return tuple(
        Tile(
            template.replace("{z}", str(level)).replace("{x}", str(column % number)).replace("{y}", str(line)),
            round((column / number - left) * frame.scale, 2),
            round((line / number - top) * frame.scale, 2),
            round(side, 2),
        )
        for line in lines if 0 <= line < number
        for column in columns
    )
