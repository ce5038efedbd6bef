"""Pictures for shared addresses: their size, their bytes, their words."""

import struct

import pytest

from events.models.words import EventKind
from events.views.posters import KIND_MOTIFS, WINDOW, motif_of
from portal import cards, glyphs
from portal.cards import SANS, SERIF, Card, Shape, drawn, within
from repertoire.models import Genre


def card(**words: str) -> Card:
    """A card with a title."""
    stated = {
        "title": "长桥", "second": "The Long Bridge", "kicker": "话剧", "when": "2026年11月21日", "place": "滨江剧场 · 上海",
        "site": "长三角之窗", "address": "window.example", "motif": "drama", "lang": "zh", "other": "en",
    }
    return Card(**(stated | words))


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_both_shapes_have_their_size_and_are_small() -> None:
    assert size_of(drawn(card(), Shape.WIDE)) == (1200, 630)
    assert size_of(drawn(card(), Shape.SQUARE)) == (320, 320)
    assert len(drawn(card(), Shape.WIDE)) < 300_000
    assert len(drawn(card(), Shape.SQUARE)) < 30_000


def test_the_same_words_give_the_same_bytes() -> None:
    assert drawn(card(), Shape.WIDE) == drawn(card(), Shape.WIDE)
    assert drawn(card(), Shape.WIDE) != drawn(card(title="短桥"), Shape.WIDE)


@pytest.mark.parametrize(
    "words",
    [
        "长" * 500, "x" * 500, "word " * 200, "", " ", "#panic()", '"#read("/etc/passwd")', "\\u{0}", "*_`$<b>&", "😀🎭👨‍👩‍👧",
        "亳州黟县婺剧㐂䶮", "𠮷野家", "e\u0301\u0301\u0301", "سلام", "\u200b\u200d", "Ωμέγα Жизнь",
    ],
)
def test_any_words_are_drawn(words: str) -> None:
    said = card(title=words, second=words, kicker=words, when=words, place=words, address=words)
    assert size_of(drawn(said, Shape.WIDE)) == (1200, 630)


def test_words_are_never_evaluated() -> None:
    assert drawn(card(title="#(1+1)"), Shape.WIDE) != drawn(card(title="2"), Shape.WIDE)


@pytest.mark.parametrize("motif", sorted({motif_of(None, genre) for genre in Genre} | set(KIND_MOTIFS.values()) | {WINDOW}))
def test_every_motif_is_drawn_in_its_colours(motif: str) -> None:
    assert size_of(drawn(card(motif=motif), Shape.SQUARE)) == (320, 320)
    assert motif == WINDOW or motif in cards._palette()


def test_every_kind_of_event_has_a_motif() -> None:
    for kind in EventKind:
        assert motif_of(kind, None) in cards._drawings()


def test_a_character_without_a_glyph_is_a_geta_mark() -> None:
    assert glyphs.without_gaps("亳𠮷A 😀", SERIF) == "亳〓A 〓"
    for font in (SERIF, SANS):
        assert glyphs.without_gaps("亳黟婺㐂䶮〓长三角之窗Délta", font) == "亳黟婺㐂䶮〓长三角之窗Délta"


@pytest.mark.parametrize(
    ("words", "most", "cut"),
    [("长三角", 6, "长三角"), ("长三角", 5, "长三…"), ("delta", 5, "delta"), ("delta", 4, "del…"), ("", 3, "")],
)
def test_words_are_cut_by_their_width(words: str, most: int, cut: str) -> None:
    assert within(words, most) == cut
