"""The looks: every choice has its sheet, and every pair of colours in it can be read."""

import re

import pytest

from core.config import ROOT
from portal.looks import FOLDER, LOOKS, Colours, Look, Type, look_of, sheet

VALUE = re.compile(r"(--[a-z0-9-]+): (#[0-9a-f]{6}|#[0-9a-f]{3});")
GROUNDS = ("ground", "ground-2", "ground-3", "hero-deep")
WORDS = ("ink", "ink-2", "link", "brass", "alert", "amber", "glow")
PAIRS = [
    *((words, ground) for ground in GROUNDS for words in WORDS),
    *(
        (f"paper-{words}", ground)
        for ground in ("paper", "paper-2") for words in ("ink", "ink-2", "link", "alert", "amber", "jade", "brass")
    ),
    ("on-brass", "brass"), ("on-brass", "glow"), ("on-lacquer", "lacquer"), ("on-jade", "jade"), ("jade", "ground"),
]
EDGES = [*(("line-strong", ground) for ground in GROUNDS), ("paper-strong", "paper")]
LOOKED_AT = [
    ([], 4.5), (["dark-strong"], 7), (["light"], 4.5), (["light", "light-strong"], 7),
]


def brightness(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    signs = colour.lstrip("#")
    full = "".join(2 * sign for sign in signs) if len(signs) == 3 else signs
    parts = [int(full[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def colours(parts: list[str]) -> dict[str, str]:
    """The custom properties of site.css with those of these parts over them."""
    found: dict[str, str] = {}
    for path in (ROOT / "static" / "site.css", *(FOLDER / f"{part}.css" for part in parts)):
        found |= dict(VALUE.findall(path.read_text(encoding="utf-8").partition("}")[0]))
    return found


@pytest.mark.parametrize(("parts", "least"), LOOKED_AT, ids=["night", "night 7:1", "day", "day 7:1"])
def test_every_pair_of_colours_can_be_read(parts: list[str], least: float) -> None:
    known = colours(parts)
    low = {pair: contrast(known[f"--{pair[0]}"], known[f"--{pair[1]}"]) for pair in PAIRS}
    assert {pair: value for pair, value in low.items() if value < least} == {}
    edges = {pair: contrast(known[f"--{pair[0]}"], known[f"--{pair[1]}"]) for pair in EDGES}
    assert {pair: value for pair, value in edges.items() if value < 3} == {}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("cookie", ["", "dark", "large", "dark.", ".large", "DARK.LARGE", "x" * 5000, "dark.large;", "\u00e9"])
def test_what_is_no_choice_of_ours_is_the_default(cookie: str) -> None:
    assert look_of(cookie) == Look(Colours.AUTO, Type.STANDARD)


def test_a_choice_changes_one_thing() -> None:
    look = look_of("dark.standard").with_choice("large")
    assert str(look) == "dark.large"
    assert str(look_of("dark.large").with_choice("auto")) == "auto.large"
    assert look_of("dark.large").with_choice("purple") is None


def outermost(text: str) -> list[str]:
    """What stands before each block that is in no other."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign == "{":
            if depth == 0:
                found.append(text[start:at].strip())
            depth += 1
        elif sign == "}":
            depth -= 1
            start = at + 1
    return found


@pytest.mark.parametrize("look", LOOKS.values(), ids=str)
def test_a_sheet_is_whole_and_never_touches_print(look: Look) -> None:
    text = sheet(look).decode()
    assert text.count("{") == text.count("}")
    assert len(text) < 14_000
    assert all(each.startswith(("@media screen", ".look--")) for each in outermost(text))
    assert ("--root-size: 137.5%" in text) == (look.type is Type.LARGE)
    assert ("prefers-color-scheme" in text) == (look.colours is Colours.AUTO)
    assert ("color-scheme: light;" in text) == (look.colours is not Colours.DARK)
    assert f".look--{look.colours} .look__now, .look--{look.type} .look__now" in text
