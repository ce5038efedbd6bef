"""The land behind the points: water as soft shapes, and the names written on it."""

from dataclasses import dataclass
from functools import cache

from delta.mapping import water
from delta.mapping.paths import line, ribbon, shape
from delta.mapping.projection import Frame


@dataclass(frozen=True, slots=True)
class Shape:
    """SVG path data, and what it shows."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Caption:
    """A name on the drawing itself, no link; labels keep clear of it. `turned` in degrees clockwise."""

    lng: float
    lat: float
    text: str
    size: float
    turned: int = 0
    look: str = "water"


@cache
def of_the_delta(frame: Frame) -> tuple[Shape, ...]:
    """Sea, islands, lakes and rivers of the whole Delta."""
    return (
        *(Shape("hill", _ridge(frame, each)) for each in water.HILLS),
        Shape("sea", shape(frame, water.SEA)),
        Shape("moon", _moon(frame)),
        Shape("moonlight", _moonlight(frame)),
        Shape("river", ribbon(frame, water.YANGTZE)),
        *(Shape("river", ribbon(frame, each)) for each in water.RIVERS),
        Shape("canal", line(frame, water.GRAND_CANAL)),
        *(Shape("lake", shape(frame, each)) for each in water.LAKES),
        *(Shape("island", shape(frame, each)) for each in water.ISLANDS),
    )


@cache
def of_the_zone(frame: Frame) -> tuple[Shape, ...]:
    """The Huangpu, Suzhou Creek, and to tell where one is People's Square and a few streets."""
    return (
        *(Shape("street", line(frame, each)) for each in water.STREETS),
        Shape("square", shape(frame, water.PEOPLES_SQUARE)),
        Shape("creek", ribbon(frame, water.SUZHOU_CREEK)),
        Shape("sea", ribbon(frame, water.HUANGPU)),
    )


def _moon(frame: Frame) -> str:
    """The moon over the sea: decoration, where no place is."""
    x, y = frame.at(*water.MOON)
    reach = frame.width / 24
    half = f"a{reach:.1f} {reach:.1f} 0 1 1"
    return f"M{x - reach:.1f} {y:.1f}{half} {2 * reach:.1f} 0{half} {-2 * reach:.1f} 0Z"


def _moonlight(frame: Frame) -> str:
    """Its light on the water, broken by waves."""
    x, y = frame.at(*water.MOON)
    reach, drawn = frame.width / 24, []
    for row, (shift, part) in enumerate(((0, .9), (.12, .62), (-.16, .8), (.2, .42), (-.1, .56), (.14, .3), (-.06, .2))):
        half, middle, level = reach * part, x + reach * shift, y + reach * (1.5 + row * .3)
        drawn.append(f"M{middle - half:.1f} {level:.1f}h{2 * half:.1f}")
    return "".join(drawn)


def _ridge(frame: Frame, hill: tuple[float, float, float]) -> str:
    """Three peaks as old maps draw them; `hill` is its place and its size."""
    (x, y), unit = frame.at(*hill[:2]), hill[2] * frame.width / 60
    peaks = ((-1.0, .55), (.15, 1.0), (1.15, .5))
    return "".join(
        f"M{x + (at - .8) * unit:.1f} {y:.1f}q{.5 * unit:.1f} {-.25 * high * unit:.1f} {.8 * unit:.1f} {-high * unit:.1f}"
        f"q{.3 * unit:.1f} {.75 * high * unit:.1f} {.8 * unit:.1f} {high * unit:.1f}"
        for at, high in peaks
    )
