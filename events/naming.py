"""Addresses and titles of listings: a slug that says what it is, the next ordinal of an edition. Pure."""

import re

from core.folding import folded, is_han, words_of
from core.ordinals import in_figures, number_of, ordinal
from core.pinyin import syllables
from core.types import Bilingual

LONGEST_SLUG = 60
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_HAN_EDITION = re.compile("第([零〇一二两三四五六七八九十百千]+|\\d+)(?=[届回季])")
_EN_EDITION = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_DIGITS = "零一二三四五六七八九"


def slug_of(title: Bilingual, key: int) -> str:
    """A slug from the title in English, else as the Chinese sounds; its key makes it the only one, and tells nothing else."""
    text = title.en or title.zh
    words = [_sounds(word) for word in words_of(folded(text))]
    base = _NOT_SLUG.sub("-", "-".join(words)).strip("-")[:LONGEST_SLUG].strip("-")
    return f"{base}-{key}" if base else f"event-{key}"


def _sounds(word: str) -> str:
    return "-".join(syllables(word)) if any(map(is_han, word)) else word


def has_han(text: str) -> bool:
    """Whether a text is written in Chinese."""
    return any(map(is_han, text))


def in_its_language(text: str) -> tuple[Bilingual, str]:
    """A text typed into one field, in the language that it is written in, and that language."""
    return (Bilingual(text, ""), "zh") if has_han(text) else (Bilingual("", text), "en")


def next_title(title: Bilingual, *, years: int = 1) -> Bilingual:
    """The title of the next edition: 第二十一届 → 第二十二届, 21st → 22nd, 2026 → 2027."""
    return Bilingual(_next_zh(title.zh, years), _next_en(title.en, years))


def _next_zh(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[1]) + years), _HAN_EDITION.sub(_next_han, text))


def _next_en(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[1]) + years), _EN_EDITION.sub(lambda found: ordinal(int(found[1]) + 1), text))


def _next_han(found: re.Match[str]) -> str:
    stated = found[1]
    if stated.isdecimal():
        return f"第{int(stated) + 1}"
    number = number_of(stated)
    return found.group() if number is None else f"第{han(number + 1)}"


def han(number: int) -> str:
    """A number from 1 to 999 as editions write it: 21 → 二十一, 110 → 一百一十."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def edition_in(title: Bilingual) -> int | None:
    """The ordinal that a title states."""
    found = re.search(r"第(\d+)(?=[届回季])", in_figures(folded(title.zh))) or _EN_EDITION.search(title.en)
    return int(found[1]) if found else None
