"""How an embed looks, read from an address and written back."""

import pytest

from events.filters import UnknownValue
from feeds.appearance import Appearance, Look, parse_appearance
from feeds.colours import UnreadableColour


def test_nothing_is_the_usual() -> None:
    assert parse_appearance({}) == Appearance(rows=8, look=Look.AUTO)
    assert parse_appearance({"rows": "8", "look": "auto"}).pairs() == []


def test_the_order_is_one() -> None:
    stated = {"ink": "#FFFFFF", "ground": "000000", "accent": "EFBF6C", "look": "dark", "rows": "5"}
    assert parse_appearance(stated).pairs() == [
        ("rows", "5"), ("look", "dark"), ("accent", "efbf6c"), ("ground", "000000"), ("ink", "ffffff"),
    ]


@pytest.mark.parametrize("rows", ["4", "21", "0", "-5", "1000000", "5.0", "五", "٥", "5" * 10_000, " 5"])
def test_a_length_that_never_was(rows: str) -> None:
    with pytest.raises(UnknownValue):
        parse_appearance({"rows": rows})


@pytest.mark.parametrize(("name", "value"), [("look", "night"), ("look", "AUTO"), ("look", "x" * 10_000)])
def test_a_look_that_never_was(name: str, value: str) -> None:
    with pytest.raises(UnknownValue):
        parse_appearance({name: value})


@pytest.mark.parametrize("name", ["accent", "ground", "ink"])
def test_a_colour_that_is_none(name: str) -> None:
    with pytest.raises(UnreadableColour):
        parse_appearance({name: "red;}body{display:none"})


def test_auto_has_a_day_and_a_night() -> None:
    sheet = Appearance().style_sheet()
    assert sheet.count(":root{") == 2
    assert "color-scheme:light;--ground:#f7efe0;--ink:#221a14" in sheet
    assert "@media (prefers-color-scheme:dark){:root{color-scheme:dark;--ground:#0e1024" in sheet


def test_a_stated_ground_holds_by_day_and_by_night() -> None:
    sheet = Appearance(ground="112233").style_sheet()
    assert sheet.startswith(":root{color-scheme:dark;--ground:#112233;--ink:#ffffff;")
    assert "@media" not in sheet


def test_an_accent_alone_is_tempered_for_both_lights() -> None:
    light, dark = Appearance(accent="ffe39f").style_sheet().splitlines()
    assert "--accent:#ffe39f;--accent-ink:#221a14" in light
    assert "--accent:#ffe39f;--accent-ink:#ffe39f" in dark
