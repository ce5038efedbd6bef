"""A schematic map as a value: everything reckoned, so that a template or a document only writes it down.

`templates/_macros/map.html` writes a `Drawing` as SVG. Used by the map page; made for route maps and printed issues too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from delta.mapping.labels import Box, Label, Leader, Text, Wanted, width
from delta.mapping.paths import straight
from delta.mapping.placing import Ground, placed
from delta.mapping.projection import Frame
from delta.mapping.scenery import Caption, Shape
from delta.mapping.tiles import Tile, tiles

FIGURE = .9
# How far the letters of a caption stand apart, in ems (map.css).
SPACED = .12
LEVELS = (1, 3, 8, 20, 50)
# How far a ring stands off around the chosen place.
RINGED = 1.4
# Windows from this radius on show their bars.
LATTICED = 7.0
_FIGURE_GAP = 4
_HIT = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large a map is drawn, and how it is lettered: `size` of labels, `radius` of the largest point, in units."""

    name: str
    frame: Frame
    size: float
    radius: float
    digits: int = 3
    rings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A place on the map. `names`: what it may be called, the best first, each as lines; `sign` where none finds room."""

    key: str
    lng: float
    lat: float
    names: tuple[tuple[str, ...], ...]
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """What is known of a place today. `spoken` is what a link is called by who cannot see it."""

    spoken: str
    href: str = ""
    count: int = 0
    is_chosen: bool = False
    has_star: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place as drawn. `level` 0 is dark, 5 the brightest; `figure` stands behind the last line of the label; `hit` is where
    a finger may land."""

    key: str
    light: Light
    level: int
    x: float
    y: float
    radius: float
    ring: float
    window: str
    lattice: str
    star: str
    label: Label | None
    figure: str
    hit: Box

    @property
    def halo(self) -> float:
        """How far its light reaches."""
        return round(self.radius * (1.8 + self.level * .42), 1)

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Baseline and words of each line of the label."""
        return list(zip(self.label.baselines, self.label.text.lines, strict=True)) if self.label else []


@dataclass(frozen=True, slots=True)
class Written:
    """A caption in its place."""

    x: float
    y: float
    text: str
    size: float
    turned: int
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole map. `name` is unique on a page and names its size; `route` is a line through places in their order."""

    name: str
    title: str
    width: int
    height: int
    size: float
    scenery: tuple[Shape, ...]
    captions: tuple[Written, ...]
    marks: tuple[Mark, ...]
    tiles: tuple[Tile, ...] = ()
    route: str = ""

    @property
    def leaders(self) -> list[Leader]:
        """Lines from points to labels that stand farther off."""
        return [mark.label.leader for mark in self.marks if mark.label and mark.label.leader]

    @property
    def has_signs(self) -> bool:
        """Whether some names are to be looked up beside the drawing."""
        return any(mark.label and mark.label.text.is_sign for mark in self.marks)

    @property
    def without_label(self) -> list[str]:
        """Keys of places whose name found no room."""
        return [mark.key for mark in self.marks if mark.label is None]


def drawing(
    sheet: Sheet,
    sites: Sequence[Site],
    lights: Mapping[str, Light],
    *,
    title: str,
    scenery: tuple[Shape, ...] = (),
    captions: tuple[Caption, ...] = (),
    tile_url: str = "",
    route: Sequence[str] = (),
) -> Drawing:
    """Draw these places, lit as they are. `route` names keys of places in the order of a journey.

    With `tile_url`, an operator's tiles lie under the points in place of our own scenery and captions.
    """
    frame, written = sheet.frame, () if tile_url else written_captions(sheet, captions)
    labels = layout(sheet, tuple(sites), written)
    at = {site.key: frame.at(site.lng, site.lat) for site in sites if site.key in route}
    return Drawing(
        name=sheet.name,
        title=title,
        width=frame.width,
        height=frame.height,
        size=sheet.size,
        scenery=() if tile_url else scenery,
        tiles=tiles(frame, tile_url) if tile_url else (),
        captions=written,
        marks=tuple(_mark(sheet, site, lights[site.key], labels.get(site.key)) for site in sites),
        route=straight([at[key] for key in route]),
    )


@lru_cache(maxsize=64)
def layout(sheet: Sheet, sites: tuple[Site, ...], captions: tuple[Written, ...] = ()) -> dict[str, Label]:
    """Where the labels stand: the same whatever is on, so that a reader finds a city where it was yesterday."""
    wanted = [_wanted(sheet, site) for site in sites]
    taken = tuple(_ground_of(each) for each in captions)
    return placed(wanted, Ground(sheet.frame.width, sheet.frame.height, sheet.size, taken, sheet.rings))


def written_captions(sheet: Sheet, captions: tuple[Caption, ...]) -> tuple[Written, ...]:
    """Captions in their places; what would not fit into the drawing is left out."""
    found = []
    for each in captions:
        x, y = sheet.frame.at(each.lng, each.lat)
        found.append(Written(round(x, 1), round(y, 1), each.text, each.size, each.turned, each.look))
    edge = Box(0, 0, sheet.frame.width, sheet.frame.height)
    return tuple(each for each in found if edge.holds(_ground_of(each)))


def level_of(count: int) -> int:
    """How bright a place is: 0 dark, then 1 for one entry up to 5 for fifty and more."""
    return sum(count >= least for least in LEVELS)


def window(x: float, y: float, radius: float) -> str:
    """An eight-sided window around a place."""
    corners = [(x + radius * cos(pi / 8 + pi / 4 * each), y + radius * sin(pi / 8 + pi / 4 * each)) for each in range(8)]
    return f"{straight(corners)}Z"


def lattice(x: float, y: float, radius: float) -> str:
    """The bars of a window."""
    half, reach = radius * .34, radius * .93
    return "".join(
        f"M{x + shift:.1f} {y - reach:.1f}v{2 * reach:.1f}M{x - reach:.1f} {y + shift:.1f}h{2 * reach:.1f}"
        for shift in (-half, half)
    )


def star(x: float, y: float, radius: float) -> str:
    """A five-pointed star around a place."""
    corners = []
    for each in range(10):
        reach = radius if each % 2 == 0 else radius * .42
        corners.append((x + reach * sin(pi / 5 * each), y - reach * cos(pi / 5 * each)))
    return f"{straight(corners)}Z"


def _wanted(sheet: Sheet, site: Site) -> Wanted:
    """The names with room for a figure of three digits, of two, of none; then the shorter names."""
    found = []
    for number, lines in enumerate(site.names):
        for digits in range(sheet.digits, -1, -1):
            if digits != 1:
                lost = (sheet.digits - digits) * 1.4
                found.append(Text(lines, _figure_room("0" * digits, sheet.size), number * 12 + lost))
    last = Text((site.sign,), cost=40, is_sign=True) if site.sign else None
    return Wanted(site.key, *sheet.frame.at(site.lng, site.lat), sheet.radius, tuple(found), found[-1], last)


def _figure_room(figure: str, size: float) -> float:
    return width(figure, size * FIGURE) + _FIGURE_GAP if figure else 0


def _mark(sheet: Sheet, site: Site, light: Light, label: Label | None) -> Mark:
    at = sheet.frame.at(site.lng, site.lat)
    level = level_of(light.count)
    radius = sheet.radius * (.5 + .1 * level)
    figure = str(light.count) if light.count else ""
    if label is None or _figure_room(figure, sheet.size) > label.text.reserve + .1:
        figure = ""
    ground = Wanted(site.key, *at, sheet.radius, ()).box
    return Mark(
        key=site.key,
        light=light,
        level=level,
        x=round(at[0], 1),
        y=round(at[1], 1),
        radius=radius,
        ring=sheet.radius + RINGED,
        window=window(*at, radius),
        lattice=lattice(*at, radius) if radius >= LATTICED and level else "",
        star=star(at[0], at[1] - radius - sheet.radius * .2, sheet.radius * .55) if light.has_star else "",
        label=label,
        figure=figure,
        hit=_joined(ground, label.box if label and not label.leader else ground),
    )


def _joined(one: Box, other: Box) -> Box:
    return Box(
        round(min(one.left, other.left) - _HIT, 1), round(min(one.top, other.top) - _HIT, 1),
        round(max(one.right, other.right) + _HIT, 1), round(max(one.bottom, other.bottom) + _HIT, 1),
    )


def _ground_of(each: Written) -> Box:
    """The ground of a caption; one that is turned takes a square."""
    reach, tall = width(each.text, each.size) + SPACED * each.size * len(each.text), each.size * 1.2
    if each.turned:
        reach = tall = reach * .8
    return Box(each.x - reach / 2, each.y - tall * .8, each.x + reach / 2, each.y + tall * .4)
