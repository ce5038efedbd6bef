"""Labels as boxes: how broad a text is, which ground it takes, and what is in whose way. Units are those of the drawing.

Widths are those of DejaVu Sans, the widest of the common system faces, so that real text is never broader than was
reckoned with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from delta.mapping.projection import Position

_WIDTHS = {
    "i": .28, "j": .28, "l": .28, "f": .36, "t": .40, "r": .42, "c": .55, "s": .53, "z": .53, "m": .98, "w": .82,
    "I": .30, "J": .30, "M": .87, "W": .99,
    "&": .78, "'": .28, "’": .32, ".": .32, ",": .32, " ": .32, "-": .37, "(": .40, ")": .40, "·": .32,
}
_FIRST_BROAD = 0x2E80
_TALL, _ASCENT = 1.2, .94
_GAP = 2.5
# How a label stands to its point: sideways, downwards, and how much we would rather not.
_AROUND = ((1, 0, 0.0), (-1, 0, 1.0), (1, -1, .5), (1, 1, .6), (-1, -1, 1.4), (-1, 1, 1.5), (0, -1, 1.1), (0, 1, 1.2))
_FAR = 8.0
# How far above a point its star may reach, in radii.
STAR = 1.6
_RAYS = 16

Leader = tuple[Position, Position]


def width(text: str, size: float) -> float:
    """How broad a text is at most."""
    return sum(1.0 if ord(sign) >= _FIRST_BROAD else _WIDTHS.get(sign, .70 if sign.isupper() else .64) for sign in text) * size


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its breadth, as written down."""
        return round(self.right - self.left, 1)

    @property
    def height(self) -> float:
        """Its height, as written down."""
        return round(self.bottom - self.top, 1)

    def meets(self, other: "Box") -> bool:
        """Whether the two share any area."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        return self.left <= other.left and other.right <= self.right and self.top <= other.top and other.bottom <= self.bottom

    def is_crossed_by(self, line: Leader) -> bool:
        """Whether a line runs through it, looked at as closely as labels need."""
        (x0, y0), (x1, y1) = line
        if max(x0, x1) < self.left or min(x0, x1) > self.right or max(y0, y1) < self.top or min(y0, y1) > self.bottom:
            return False
        steps = max(int(hypot(x1 - x0, y1 - y0) / 3), 1)
        return any(
            self.left < x0 + (x1 - x0) * each / steps < self.right and self.top < y0 + (y1 - y0) * each / steps < self.bottom
            for each in range(steps + 1)
        )


@dataclass(frozen=True, slots=True)
class Text:
    """What a point may bear: lines, `reserve` units kept free for a figure behind them, and how much we would rather not.

    `is_sign`: it stands for a name that must be looked up beside the drawing.
    """

    lines: tuple[str, ...]
    reserve: float = 0
    cost: float = 0
    is_sign: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A point of the drawing with the texts that it may bear beside it. `afar` stands farther off where they find no room,
    `last` beside the point where that finds none either."""

    key: str
    x: float
    y: float
    radius: float
    texts: tuple[Text, ...] = ()
    afar: Text | None = None
    last: Text | None = None

    @property
    def box(self) -> Box:
        """The ground that the point itself takes, and a star above it."""
        return Box(self.x - self.radius, self.y - self.radius * STAR, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True, slots=True)
class Label:
    """A label in its place: `x` and `baselines` for an SVG text of that `anchor`."""

    key: str
    text: Text
    x: float
    baselines: tuple[float, ...]
    anchor: str
    box: Box
    leader: Leader | None
    cost: float

    def meets(self, other: "Label") -> bool:
        """Whether two labels are in each other's way, lines that lead to them included."""
        if self.box.meets(other.box):
            return True
        if self.leader and (other.box.is_crossed_by(self.leader) or (other.leader and _cross(self.leader, other.leader))):
            return True
        return bool(other.leader and self.box.is_crossed_by(other.leader))


def around(point: Wanted, size: float, texts: Sequence[Text]) -> Iterator[Label]:
    """Labels in the eight positions beside a point."""
    for text in texts:
        for across, down, cost in _AROUND:
            away = point.radius * .75 + _GAP * .6 if across and down else point.radius + _GAP
            drop = point.radius * STAR + 1 if down < 0 and not across else away
            yield _label(point, text, (across * away, down * drop), size=size, cost=text.cost + cost)


def afar(point: Wanted, size: float, text: Text, rings: Sequence[int]) -> Iterator[Label]:
    """Labels farther off, at these distances all around, with a line that leads to each."""
    for ring in rings:
        for ray in range(_RAYS):
            shift = (ring * cos(2 * pi * ray / _RAYS), ring * sin(2 * pi * ray / _RAYS))
            yield _label(point, text, shift, size=size, cost=text.cost + _FAR + ring / 12, is_far=True)


def _label(point: Wanted, text: Text, shift: Position, *, size: float, cost: float, is_far: bool = False) -> Label:
    x = point.x + shift[0]
    reach = max(width(line, size) for line in text.lines) + text.reserve
    tall = size * _TALL * len(text.lines)
    side = 0 if abs(shift[0]) < 1 else (1 if shift[0] > 0 else -1)
    left = x - reach * (.5, 0, 1)[side]
    # Beside: centred on the point; above or below: clear of it; at a corner: a little of both.
    part = .5 if not shift[1] or is_far else (.3 if side else 0)
    top = point.y + shift[1] - tall * (part if shift[1] >= 0 else 1 - part)
    if is_far and not side:
        top = point.y + shift[1] - (0 if shift[1] > 0 else tall)
    box = Box(left, top, left + reach, top + tall)
    baselines = tuple(round(top + size * (_TALL * number + _ASCENT), 1) for number in range(len(text.lines)))
    leader = _leader(point, box) if is_far else None
    return Label(point.key, text, round(x, 1), baselines, ("middle", "start", "end")[side], box, leader, cost)


def _leader(point: Wanted, box: Box) -> Leader:
    """From the rim of the point to the nearest place on the label's edge."""
    x = min(max(point.x, box.left), box.right)
    y = min(max(point.y, (box.top * 2 + box.bottom) / 3), (box.top + box.bottom * 2) / 3)
    length = hypot(x - point.x, y - point.y) or 1
    part = point.radius / length
    rim = round(point.x + (x - point.x) * part, 1), round(point.y + (y - point.y) * part, 1)
    return rim, (round(x, 1), round(y, 1))


def _cross(one: Leader, other: Leader) -> bool:
    """Whether two lines cross."""

    def turn(a: Position, b: Position, c: Position) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return turn(*one, other[0]) * turn(*one, other[1]) < 0 and turn(*other, one[0]) * turn(*other, one[1]) < 0
