"""Colours that can be read, whatever a host asks for."""

import itertools

import pytest

from feeds.colours import UnreadableColour, best_on, contrast, mixed, palette, parse_colour

SAMPLES = [
    "000000", "ffffff", "777777", "ff0000", "00ff00", "0000ff", "ffff00", "7f7f00", "efbf6c", "8f1d14", "0e1024", "f7efe0",
]
NONE = ["", "red", "fff", "#fff", "efbf6g", "efbf6c ", "efbf6c\n", "##efbf6", "efbf6c00", "１２３４５６", "f" * 10_000]


@pytest.mark.parametrize(("text", "colour"), [("efbf6c", "efbf6c"), ("#EFBF6C", "efbf6c"), ("000000", "000000")])
def test_a_colour_is_read_as_people_write_it(text: str, colour: str) -> None:
    assert parse_colour(text) == colour


@pytest.mark.parametrize("text", NONE)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(UnreadableColour):
        parse_colour(text)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("ffffff", "777777") == contrast("777777", "ffffff")
    assert contrast("123456", "123456") == 1


def test_black_or_white_is_read_on_every_grey() -> None:
    assert min(contrast(best_on(grey), grey) for grey in (f"{level:02x}" * 3 for level in range(256))) > 4.5


def test_mixing() -> None:
    assert mixed("000000", "ffffff", 0.5) == "808080"
    assert mixed("ff0000", "0000ff", 1) == "ff0000"


@pytest.mark.parametrize("accent", SAMPLES)
def test_whatever_is_read_can_be_read(accent: str) -> None:
    for ground, ink in itertools.product(SAMPLES, SAMPLES):
        found = palette(ground=ground, ink=ink, accent=accent)
        assert found.ground == ground
        for written in (found.ink, found.quiet, found.accent_ink):
            assert contrast(written, ground) >= 4.5, (ground, ink, accent)
        assert contrast(found.on_accent, accent) >= 4.5
        assert contrast(found.edge, ground) >= 3


def test_what_can_be_read_is_left_as_it_was_asked_for() -> None:
    found = palette(ground="ffffff", ink="333333", accent="0a7d55")
    assert (found.ink, found.accent_ink, found.edge, found.is_dark) == ("333333", "0a7d55", "0a7d55", False)


def test_what_cannot_be_read_gives_way() -> None:
    found = palette(ground="102030", ink="203040", accent="223344")
    assert (found.ink, found.accent_ink, found.edge, found.is_dark) == ("ffffff", "ffffff", "ffffff", True)
    assert found.accent == "223344"
