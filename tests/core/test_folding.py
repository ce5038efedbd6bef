"""One form for all text."""

import pytest

from core.folding import folded, words_of


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Inclusion·外滩大会”", "inclusion 外滩大会"), ("ＡＢＣ１２", "abc12"), ("Lu'an", "luan"),
        ("Grandma’s Café", "grandmas cafe"),
        ("  a\tb  ", "a b"), ("不好意思，借过", "不好意思 借过"),
        ("ﬁn Straße", "fin strasse"), ("！？", ""), ("𠮷野家", "𠮷野家"),
    ],
)
def test_folding(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert folded(plain) == plain


def test_words_part_where_han_and_latin_meet() -> None:
    assert words_of("上海musical 第21届") == ["上海", "musical", "第21届"]
