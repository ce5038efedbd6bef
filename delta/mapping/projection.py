"""From WGS-84 degrees to a drawing's own units, by Web Mercator (so that a tile layer would fit under it)."""

from dataclasses import dataclass
from math import asinh, atan, degrees, pi, radians, sinh, tan

Position = tuple[float, float]


def mercator(lng: float, lat: float) -> Position:
    """A place on the square world of Web Mercator: 0..1 from west to east and from north to south."""
    return (lng + 180) / 360, (1 - asinh(tan(radians(lat))) / pi) / 2


def from_mercator(x: float, y: float) -> Position:
    """The degrees (lng, lat) of a place on the square world."""
    return x * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y))))


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the world, `width` units wide; its height follows from the projection."""

    west: float
    south: float
    east: float
    north: float
    width: int

    @property
    def scale(self) -> float:
        """Units for the whole breadth of the world."""
        return self.width * 360 / (self.east - self.west)

    @property
    def height(self) -> int:
        """The height of the drawing in units."""
        return round((mercator(self.west, self.south)[1] - mercator(self.west, self.north)[1]) * self.scale)

    def at(self, lng: float, lat: float) -> Position:
        """Where a place lies on the drawing: x to the right, y downwards."""
        x, y = mercator(lng, lat)
        left, top = mercator(self.west, self.north)
        return (x - left) * self.scale, (y - top) * self.scale

    def has(self, position: Position, margin: float = 0) -> bool:
        """Whether a position of the drawing lies inside of it."""
        x, y = position
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin
