"""The one normaliser of text."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from core.text import clean_line, clean_text, shortened

# Everything, the nasty kinds more often.
NASTY = "\r\n\t\x00\x0b\x85\u2028\u2029\u202e\u2066\ufeff é\ud800"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(NASTY)), max_size=80)
INVISIBLE = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def is_unwanted(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in INVISIBLE


@given(TEXTS)
def test_what_is_cleaned_has_nothing_unwanted_in_it(text: str) -> None:
    cleaned = clean_text(text)
    assert not [character for character in cleaned if is_unwanted(character) and character != "\n"]
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert "\n" not in clean_line(text)


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(TEXTS, st.integers(1, 40))
def test_shortened_keeps_the_limit(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


def test_line_ends_become_line_feeds() -> None:
    assert clean_text("一\r\n二\r三\x85四\t五") == "一\n二\n三\n四 五"
    assert clean_line("  A \r\n  B ") == "A B"


def test_composed_and_decomposed_are_equal() -> None:
    assert clean_line("Cafe\u0301") == "Café"
    assert clean_line("长三角之窗（试）") == "长三角之窗（试）"
