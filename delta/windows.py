"""The five windows with their 16 measures, and the strands of culture, as the papers name them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.types import Bilingual

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Window:
    """A window or one of its measures (`parent` is the window's code, empty for a window)."""

    code: str
    parent: str
    name: Bilingual
    text: Bilingual
    units: tuple[str, ...]
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Strand:
    """A strand of culture; the four facets of 海派 name it as their parent."""

    code: str
    name: Bilingual
    parent: str = ""


STRANDS = (
    Strand("red", Bilingual("红色文化", "Red heritage")),
    Strand("haipai", Bilingual("海派文化", "Haipai (Shanghai-style) culture")),
    Strand("jiangnan", Bilingual("江南文化", "Jiangnan culture")),
    Strand("ich", Bilingual("非遗", "Intangible heritage")),
    Strand("shikumen", Bilingual("石库门", "Shikumen lane houses"), "haipai"),
    Strand("old_town", Bilingual("老城厢", "The old walled town"), "haipai"),
    Strand("modern_industry", Bilingual("近代工商业", "Modern industry and commerce"), "haipai"),
    Strand("port_shipping", Bilingual("港口海运", "Port and shipping"), "haipai"),
)


@cache
def all_windows() -> tuple[Window, ...]:
    """Five windows and their 16 measures, in the papers' order."""
    english: dict[str, str] = {}
    with (DATA / "windows_i18n.csv").open(encoding="utf-8", newline="") as file:
        english = {row["code"]: row["text_en"] for row in csv.DictReader(file)}
    with (DATA / "windows.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Window(
                code=row["code"],
                parent=row["parent_code"],
                name=Bilingual(row["name_zh"], row["name_en"]),
                text=Bilingual(row["text_zh"], english.get(row["code"], "")),
                units=tuple(unit for unit in row["responsible_units"].split(";") if unit),
                note=row["note"],
                source=row["seed_file"],
            )
            for row in csv.DictReader(file)
        )


@cache
def window(code: str) -> Window | None:
    """The window or measure of a code, or None."""
    return next((each for each in all_windows() if each.code == code), None)


@cache
def strand(code: str) -> Strand | None:
    """The strand of a code, or None."""
    return next((each for each in STRANDS if each.code == code), None)


def window_codes_under(code: str) -> tuple[str, ...]:
    """A window's code and its measures' codes; a measure's own code alone."""
    return tuple(each.code for each in all_windows() if code in {each.code, each.parent})


def strand_codes_under(code: str) -> tuple[str, ...]:
    """A strand's code and its facets' codes."""
    return tuple(each.code for each in STRANDS if code in {each.code, each.parent})
