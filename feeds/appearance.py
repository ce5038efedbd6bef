"""How an embedded calendar looks: its length, its light, its colours, read from an address and written back; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from events.filters import UnknownValue
from feeds.colours import Palette, palette, parse_colour

FEWEST, USUAL, MOST = 5, 8, 20
COLOUR_NAMES = ("accent", "ground", "ink")


class Look(StrEnum):
    """Which light it stands in; AUTO follows the reader's device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


# The site's own paper and night (static/site.css).
USUAL_COLOURS = {
    Look.LIGHT: {"ground": "f7efe0", "ink": "221a14", "accent": "8f1d14"},
    Look.DARK: {"ground": "0e1024", "ink": "f8f0de", "accent": "efbf6c"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Colours are six hexadecimal digits, empty where none is stated."""

    rows: int = USUAL
    look: Look = Look.AUTO
    accent: str = ""
    ground: str = ""
    ink: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """What differs from the usual, in its one canonical order."""
        rows = [("rows", str(self.rows))] if self.rows != USUAL else []
        return [*rows, *self.colour_pairs()]

    def colour_pairs(self) -> list[tuple[str, str]]:
        """What the style sheet depends on."""
        stated = {"look": "" if self.look is Look.AUTO else self.look.value}
        stated |= {"accent": self.accent, "ground": self.ground, "ink": self.ink}
        return [(name, value) for name, value in stated.items() if value]

    def _palette(self, look: Look) -> Palette:
        stated = {"accent": self.accent, "ground": self.ground, "ink": self.ink}
        return palette(**(USUAL_COLOURS[look] | {name: value for name, value in stated.items() if value}))

    def style_sheet(self) -> str:
        """The colours as a style sheet; a stated ground holds by day and by night."""
        if self.look is not Look.AUTO or self.ground:
            look = Look.DARK if self.look is Look.DARK else Look.LIGHT
            return f":root{{{self._palette(look).declarations()}}}\n"
        light, dark = self._palette(Look.LIGHT).declarations(), self._palette(Look.DARK).declarations()
        return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def parse_appearance(args: Mapping[str, str]) -> Appearance:
    """`UnknownValue` for a length or a look that never was; `UnreadableColour` for a colour that is none."""
    colours = {name: parse_colour(args[name]) for name in COLOUR_NAMES if args.get(name)}
    return Appearance(rows=_rows(args.get("rows", "")), look=_look(args.get("look", "")), **colours)


def _rows(text: str) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) <= 2 and FEWEST <= int(text) <= MOST):
        raise UnknownValue("rows")
    return int(text)


def _look(text: str) -> Look:
    try:
        return Look(text or Look.AUTO)
    except ValueError:
        raise UnknownValue("look") from None
