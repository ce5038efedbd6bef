"""Colours of an embedded calendar: whatever a host asks for, what is read keeps a contrast of 4.5 (WCAG 2.2, 1.4.3); pure."""

import re
from dataclasses import dataclass

READABLE, VISIBLE = 4.5, 3.0
BLACK, WHITE = "000000", "ffffff"
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")


class UnreadableColour(ValueError):
    """Not six hexadecimal digits."""


def parse_colour(text: str) -> str:
    """Six lower-case hexadecimal digits, from what people and browsers write (#EFBF6C); `UnreadableColour` else."""
    found = _HEX.fullmatch(text)
    if found is None:
        raise UnreadableColour(text[:20])
    return found[1].lower()


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white), as WCAG defines it."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def best_on(ground: str) -> str:
    """Black or white, whichever is read better; at least 4.58 on any ground."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, ground))


def mixed(ink: str, ground: str, share: float) -> str:
    """So much of the first colour on the second."""
    pairs = zip(_parts(ink), _parts(ground), strict=True)
    return "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Six digits each. `quiet` is for second words, `line` for rules; `accent` fills and underlines as it was asked for,
    `accent_ink` writes (the ink where the accent cannot be read), `on_accent` is written on it, `edge` bounds a button.
    """

    ground: str
    ink: str
    quiet: str
    line: str
    accent: str
    accent_ink: str
    on_accent: str
    edge: str

    @property
    def is_dark(self) -> bool:
        """Whether its ground is a dark one."""
        return best_on(self.ground) == WHITE

    def declarations(self) -> str:
        """As custom properties of a style sheet."""
        stated = {
            "ground": self.ground, "ink": self.ink, "quiet": self.quiet, "line": self.line, "accent": self.accent,
            "accent-ink": self.accent_ink, "on-accent": self.on_accent, "edge": self.edge,
        }
        scheme = "dark" if self.is_dark else "light"
        return f"color-scheme:{scheme};" + ";".join(f"--{name}:#{value}" for name, value in stated.items())


def palette(*, ground: str, ink: str, accent: str) -> Palette:
    """A palette that can be read: an ink too near to its ground gives way to black or white."""
    ink = ink if contrast(ink, ground) >= READABLE else best_on(ground)
    steps = (mixed(ink, ground, share / 100) for share in (70, 78, 86, 94))
    return Palette(
        ground=ground,
        ink=ink,
        quiet=next((each for each in steps if contrast(each, ground) >= READABLE), ink),
        line=mixed(ink, ground, 0.22),
        accent=accent,
        accent_ink=accent if contrast(accent, ground) >= READABLE else ink,
        on_accent=best_on(accent),
        edge=accent if contrast(accent, ground) >= VISIBLE else ink,
    )
