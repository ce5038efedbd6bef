"""How the pages may look: light or dark, normal or large type; and the style sheet of each choice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import product

from core.config import ROOT

FOLDER = ROOT / "static" / "looks"


class Colours(StrEnum):
    """AUTO follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Type(StrEnum):
    """LARGE is the version for elderly readers (适老版)."""

    STANDARD = "standard"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Look:
    """A reader's choice; `str(look)` is what the cookie holds ("dark.large")."""

    colours: Colours = Colours.AUTO
    type: Type = Type.STANDARD

    def __str__(self) -> str:
        return f"{self.colours}.{self.type}"

    def with_choice(self, chosen: str) -> "Look | None":
        """This look with one word of it changed; None where the word is none of ours."""
        if chosen in set(Colours):
            return replace(self, colours=Colours(chosen))
        return replace(self, type=Type(chosen)) if chosen in set(Type) else None


LOOKS = {str(look): look for look in (Look(*each) for each in product(Colours, Type))}


def look_of(cookie: str) -> Look:
    """The look that a cookie names; the default for anything else."""
    return LOOKS.get(cookie, Look())


@lru_cache(maxsize=8)
def _part(name: str) -> str:
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")


@lru_cache(maxsize=len(LOOKS))
def sheet(look: Look) -> bytes:
    """The style sheet of a look: parts from static/looks in media queries, never a word of the reader's. Print stays light."""
    return "\n".join(_rules(look)).encode("utf-8")


def _rules(look: Look) -> Iterator[str]:
    is_large = look.type is Type.LARGE
    if is_large:
        yield f"@media screen {{\n{_part('large')}}}"
    for colours in (Colours.LIGHT, Colours.DARK):
        if look.colours not in {Colours.AUTO, colours}:
            continue
        when = "screen" if look.colours is colours else f"screen and (prefers-color-scheme: {colours})"
        yield f"@media {when} {{\n{_part(colours)}}}"
        stronger = when if is_large else f"{when} and (prefers-contrast: more)"
        yield f"@media {stronger} {{\n{_part(f'{colours}-strong')}}}"
    # The page where looks are chosen is the same for everybody: its marks are shown from here.
    yield ", ".join(f".look--{each} .look__now" for each in (look.colours, look.type)) + " { display: inline-flex; }"
